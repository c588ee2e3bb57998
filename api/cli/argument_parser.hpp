// How the command line is declared, with CLI11, which only the files arguments*.cpp see: one for each kind of command.
// Thread-safety: used from main alone.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>

#include "api/cli/arguments.hpp"

namespace countersign::cli {

/// Declares the subcommands and remembers which one was asked for.
class Parser {
  public:
    Parser();
    [[nodiscard]] std::variant<Command, Message> parse(int argc, const char* const* argv);

  private:
    // arguments.cpp
    static void add_home(CLI::App* command, std::string& home);
    static void add_registry(CLI::App* command, RegistryOptions& registry);
    static void add_token(CLI::App* command, RegistryOptions& registry);
    static void add_key(CLI::App* command, KeyOptions& key);
    CLI::App* add_group(const char* name, const char* what, const char* lines);
    template <typename Options>
    CLI::App* add(CLI::App& parent, const char* name, const char* what, const char* example, Options*& options) {
        auto owned = std::make_shared<Options>();
        options = owned.get();
        CLI::App* const command = parent.add_subcommand(name, what);
        command->footer(std::string("Example:\n  ") + example);
        command->final_callback([this, owned] { chosen_ = *owned; });
        return command;
    }
    void add_service_commands();
    void add_chain_commands();
    // arguments_identity.cpp
    void add_identity_commands();
    void add_handover(CLI::App& identity);
    void add_credential_commands();
    // arguments_content.cpp
    void add_content_commands();
    void add_certificate_commands();
    void add_log_commands();

    CLI::App app_{"Countersign: signed provenance and reputation for content, people and companies", "countersign"};
    Command chosen_ = VersionOptions{};
};

}  // namespace countersign::cli

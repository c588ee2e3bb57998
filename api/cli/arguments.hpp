// The command line as a value: words in -> a Command, or help or usage text and an exit status.
// CLI11 stays inside arguments*.cpp.
#pragma once

#include <string>
#include <variant>

#include "api/cli/commands.hpp"

namespace countersign::cli {

/// Nothing to run: print `text` (to standard error where the status isn't success) and exit.
struct Message {
    Exit status = Exit::success;
    std::string text;
};

[[nodiscard]] std::variant<Command, Message> parse_arguments(int argc, const char* const* argv);

}  // namespace countersign::cli

#include "api/cli/argument_parser.hpp"

#include <cstdlib>

#include "api/cli/examples.hpp"
#include "api/service/anchorer.hpp"
#include "api/service/chain_contracts.hpp"
#include "identity/base/limits.hpp"

namespace countersign::cli {
namespace {

const char* const home_variable = "COUNTERSIGN_HOME";

std::string default_home() {
    if (const char* const given = std::getenv(home_variable); given != nullptr && *given != '\0') {
        return given;
    }
    const char* const user_home = std::getenv("HOME");
    return std::string(user_home == nullptr ? "." : user_home) + "/.countersign";
}

/// CLI11's own stops at the first level of subcommands.
std::string help_of_all(const CLI::App& app, const std::string& parent) {
    std::string text = app.help(parent);
    const std::string name = parent.empty() ? app.get_name() : parent + " " + app.get_name();
    for (const CLI::App* const sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        text += "\n" + help_of_all(*sub, name);
    }
    return text;
}

}  // namespace

Parser::Parser() {
    app_.require_subcommand(1);
    app_.set_help_all_flag("--help-all", "Help of every command");
    app_.footer(examples::program);
    add_service_commands();
    add_identity_commands();
    add_credential_commands();
    add_content_commands();
    add_certificate_commands();
    add_log_commands();
}

std::variant<Command, Message> Parser::parse(int argc, const char* const* argv) {
    try {
        app_.parse(argc, argv);
    } catch (const CLI::CallForAllHelp&) {
        return Message{Exit::success, help_of_all(app_, "")};
    } catch (const CLI::ParseError& error) {
        std::ostringstream out;
        std::ostringstream problem;
        const int status = app_.exit(error, out, problem);
        return status == 0 ? Message{Exit::success, out.str()} : Message{Exit::usage, problem.str()};
    }
    return chosen_;
}

CLI::App* Parser::add_group(const char* name, const char* what, const char* lines) {
    CLI::App* const group = app_.add_subcommand(name, what);
    group->footer(std::string("Examples:\n  ") + lines);
    group->require_subcommand(1);
    return group;
}

void Parser::add_home(CLI::App* command, std::string& home) {
    home = default_home();
    command->add_option("--home", home, "Data folder")->envname(home_variable)->capture_default_str();
}

void Parser::add_registry(CLI::App* command, RegistryOptions& registry) {
    add_home(command, registry.home);
    command->add_option("--server", registry.server_url, "A running server, instead of the data folder");
}

void Parser::add_token(CLI::App* command, RegistryOptions& registry) {
    command->add_option("--token-file", registry.token_file, "File with the hosted identity's bearer token")
        ->required();
}

void Parser::add_key(CLI::App* command, KeyOptions& key) {
    command->add_option("--key", key.key_file, "Key file made by keygen")->required();
    command->add_option("--password-file", key.password_file, "File or pipe with the key file's password")->required();
}

void Parser::add_service_commands() {
    VersionOptions* version = nullptr;
    add(app_, "version", "Print the version", "countersign version", version);

    InitOptions* init = nullptr;
    CLI::App* command = add(app_, "init", "Make a data folder: a registry, its log and its keys",
                            "countersign init --origin registry.example.org/log", init);
    add_home(command, init->home);
    command->add_option("--origin", init->origin,
                        "Name of the log, fixed for ever (default: a random one below localhost)");
    command->add_option("--contracts", init->contracts_file,
                        "For a registry that lives on a chain: the file that chain deploy wrote");

    ServeOptions* serve = nullptr;
    command = add(app_, "serve", "Serve the API and the page", "countersign serve --listen 127.0.0.1:8080", serve);
    add_home(command, serve->home);
    command
        ->add_option("--listen", serve->listen,
                     "Address and port; loopback unless told otherwise. Port 0 takes a free one, and did:web "
                     "identifiers change with it unless there is a --public-url")
        ->capture_default_str();
    command->add_option("--public-url", serve->public_url, "The address under which others reach this service");
    command->add_option("--allow-host", serve->allow_hosts, "A Host header to answer besides the listening one");
    command->add_option("--proxy", serve->proxies, "Address of a proxy whose X-Forwarded-For is believed");
    command->add_option("--trust-anchors", serve->trust_anchor_files, "PEM of certificate roots for C2PA signers");
    command->add_option("--tsa-anchors", serve->tsa_anchor_files, "PEM of roots for time-stamp authorities");
    command->add_option("--cawg-anchors", serve->cawg_anchor_files,
                        "PEM of roots whose certificates may sign identities (CAWG)");
    command->add_option("--cawg-issuer", serve->cawg_issuers, "DID of a trusted aggregator of identities (CAWG)");
    command
        ->add_option("--threads", serve->threads,
                     "Threads for connections, and as many for work, at least four (default: one a core)")
        ->check(CLI::Range(1U, 256U));
    command->add_flag("--demo", serve->demo,
                      "Fill an empty registry, made where there is none, with identities and content to try");
    command->add_flag("!--no-access-log", serve->access_log, "Write no line for each request");
    command->add_flag("!--no-rate-limit", serve->rate_limit, "Don't limit requests by address and token");
    command->add_option("--time-stamp-url", serve->time_stamp_url,
                        "A time-stamp authority (RFC 3161) for what hosted identities sign; it must chain to one of "
                        "--tsa-anchors, where there are any");
    command->add_flag("--allow-outgoing", serve->allow_outgoing, "Allow https requests to others (did:web)");
    command->add_option("--remote-manifest-host", serve->remote_manifest_hosts,
                        "Host from which manifests are fetched that files say are there (https, public addresses)");
    CLI::Option* const seconds =
        command
            ->add_option("--batch-seconds", serve->batch_seconds,
                         "What hosted identities sign and issue is committed at the latest after so long")
            ->check(CLI::Range(1U, limits::batch_seconds_max));
    command
        ->add_option("--batch-count", serve->batch_count,
                     "How many of those are committed together (default: each at once, for itself)")
        ->check(CLI::Range(1U, limits::batch_items_max))
        ->needs(seconds);
    CLI::Option* const chain =
        command->add_option("--chain", serve->chain.urls,
                            "A node's JSON-RPC address: the registry lives there; may be given more than once");
    CLI::Option* const contracts =
        command->add_option("--contracts", serve->chain.contracts_file, "The file that chain deploy wrote");
    chain->needs(contracts);
    command->add_option("--gas-per-identity", serve->chain.gas_per_identity, "Gas paid for one identity in a day")
        ->needs(chain);
    command
        ->add_option("--gas-per-address", serve->chain.gas_per_address,
                     "Gas paid in a day for what one network address asks for")
        ->needs(chain);
    command->add_option("--gas-total", serve->chain.gas_total, "Gas paid for all together in a day")->needs(chain);
    command
        ->add_option("--anchor-chain", serve->anchor_urls,
                     "A node's JSON-RPC address: the log of a registry that lives here is anchored on that chain")
        ->needs(contracts)
        ->excludes(chain);
    command
        ->add_option("--anchor-count", serve->anchor_count,
                     "Anchor a checkpoint once so many entries are new since the last")
        ->check(CLI::Range(std::uint64_t{1}, limits::anchor_count_max));
    command
        ->add_option("--anchor-seconds", serve->anchor_seconds,
                     "Anchor a checkpoint so many seconds after the last, where anything is new")
        ->check(CLI::Range(1U, limits::anchor_seconds_max));
    command->add_option("--quorum", serve->chain.quorum, "How many nodes must agree")->needs(contracts);
    command->add_flag("--fund-from-node", serve->fund_from_node,
                      "Of a development node: its unlocked account pays into the service's");

    add_chain_commands();

    TokenOptions* token = nullptr;
    command = add(app_, "token", "Make a new bearer token for a hosted identity",
                  "countersign token photographer --scope sign --days 7", token);
    add_home(command, token->home);
    command->add_option("identity", token->identity, "Id or name")->required();
    command->add_option("--scope", token->scopes, "sign, issue or manage; may be given more than once")
        ->required()
        ->check(CLI::IsMember({"sign", "issue", "manage"}));
    command->add_option("--days", token->days, "Days until it ends")
        ->check(CLI::Range(1U, 3650U))
        ->capture_default_str();
}

void Parser::add_chain_commands() {
    CLI::App* const chain = add_group("chain", "The registry on an EVM chain", examples::chain);

    ChainDeployOptions* deploy = nullptr;
    CLI::App* command =
        add(*chain, "deploy", "Deploy the registry's contracts, where they aren't there yet",
            "countersign chain deploy --chain http://127.0.0.1:8545 --fund-from-node --out contracts.json", deploy);
    command->add_option("--chain", deploy->url, "A node's JSON-RPC address")->required();
    command->add_option("--out", deploy->out_file, "Where the contracts' addresses are written")->required();
    CLI::Option* const key = command->add_option("--key", deploy->key.key_file,
                                                 "secp256k1 key file whose account pays (default: a new one)");
    command->add_option("--password-file", deploy->key.password_file, "File or pipe with the key file's password")
        ->needs(key);
    command->add_flag("--fund-from-node", deploy->fund_from_node,
                      "Of a development node: its unlocked account pays into the deploying one");

    ChainStatusOptions* status = nullptr;
    command = add(*chain, "status", "Where the registry's chain stands, as a running server sees it",
                  "countersign chain status --server http://127.0.0.1:8080", status);
    command->add_option("--server", status->registry.server_url, "A running server")
        ->default_val("http://127.0.0.1:8080");
    command->add_flag("--json", status->json, "The server's answer as it is");

    ChainExportOptions* exported = nullptr;
    command = add(*chain, "export", "Print every operation that the chain accepted, a line of JSON each",
                  "countersign chain export > operations.jsonl", exported);
    add_home(command, exported->home);

    ChainCompareOptions* compare = nullptr;
    command =
        add(*chain, "compare", "Hold the state that the operations give to what the contract has stored, word by word",
            "countersign chain compare --chain http://127.0.0.1:8545", compare);
    add_home(command, compare->home);
    command->add_option("--chain", compare->urls, "A node's JSON-RPC address; may be given more than once")->required();
    command->add_option("--registry", compare->registry_address,
                        "The contract's address (default: the one that the data folder mirrors)");
    command->add_flag("--proven", compare->proven, "Believe no node: have it prove each word from the block's hash");
    command->add_flag("--json", compare->json, "Print JSON");
}

std::variant<Command, Message> parse_arguments(int argc, const char* const* argv) { return Parser().parse(argc, argv); }

}  // namespace countersign::cli

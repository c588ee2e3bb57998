#include "api/cli/arguments.hpp"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <functional>

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

/// Declares the subcommands and remembers which one was asked for.
class Parser {
  public:
    Parser() {
        app_.require_subcommand(1);
        app_.set_help_all_flag("--help-all", "Help of every command");
        app_.footer(examples::program);
        add_service_commands();
        add_identity_commands();
        add_credential_commands();
        add_content_commands();
        add_log_commands();
    }

    std::variant<Command, Message> parse(int argc, const char* const* argv) {
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

  private:
    /// CLI11's own stops at the first level of subcommands.
    static std::string help_of_all(const CLI::App& app, const std::string& parent) {
        std::string text = app.help(parent);
        const std::string name = parent.empty() ? app.get_name() : parent + " " + app.get_name();
        for (const CLI::App* const sub : app.get_subcommands([](const CLI::App*) { return true; })) {
            text += "\n" + help_of_all(*sub, name);
        }
        return text;
    }

    CLI::App* add_group(const char* name, const char* what, const char* lines) {
        CLI::App* const group = app_.add_subcommand(name, what);
        group->footer(std::string("Examples:\n  ") + lines);
        group->require_subcommand(1);
        return group;
    }

    template <typename Options>
    CLI::App* add(CLI::App& parent, const char* name, const char* what, const char* example, Options*& options) {
        auto owned = std::make_shared<Options>();
        options = owned.get();
        CLI::App* const command = parent.add_subcommand(name, what);
        command->footer(std::string("Example:\n  ") + example);
        command->final_callback([this, owned] { chosen_ = *owned; });
        return command;
    }

    static void add_home(CLI::App* command, std::string& home) {
        home = default_home();
        command->add_option("--home", home, "Data folder")->envname(home_variable)->capture_default_str();
    }
    static void add_registry(CLI::App* command, RegistryOptions& registry) {
        add_home(command, registry.home);
        command->add_option("--server", registry.server_url, "A running server, instead of the data folder");
    }
    static void add_token(CLI::App* command, RegistryOptions& registry) {
        command->add_option("--token-file", registry.token_file, "File with the hosted identity's bearer token")
            ->required();
    }
    static void add_key(CLI::App* command, KeyOptions& key) {
        command->add_option("--key", key.key_file, "Key file made by keygen")->required();
        command->add_option("--password-file", key.password_file, "File or pipe with the key file's password")
            ->required();
    }

    void add_service_commands() {
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
        command->add_option("--threads", serve->threads, "Worker threads (default: one a core)")
            ->check(CLI::Range(1U, 256U));
        command->add_flag("--demo", serve->demo, "Fill an empty registry with identities and content to try");
        command->add_flag("!--no-access-log", serve->access_log, "Write no line for each request");
        command->add_flag("!--no-rate-limit", serve->rate_limit, "Don't limit requests by address and token");
        command->add_flag("--allow-outgoing", serve->allow_outgoing, "Allow https requests to others (did:web)");
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
        command->add_option("--quorum", serve->chain.quorum, "How many nodes must agree")->needs(chain);
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

    void add_chain_commands() {
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
        command = add(*chain, "compare",
                      "Hold the state that the operations give to what the contract has stored, word by word",
                      "countersign chain compare --chain http://127.0.0.1:8545", compare);
        add_home(command, compare->home);
        command->add_option("--chain", compare->urls, "A node's JSON-RPC address; may be given more than once")
            ->required();
        command->add_option("--registry", compare->registry_address,
                            "The contract's address (default: the one that the data folder mirrors)");
        command->add_flag("--proven", compare->proven,
                          "Believe no node: have it prove each word from the block's hash");
        command->add_flag("--json", compare->json, "Print JSON");
    }

    void add_identity_commands() {
        KeygenOptions* keygen = nullptr;
        CLI::App* command = add(app_, "keygen", "Make a key that signs for the registry and for content",
                                "countersign keygen --out me.key --password-file pw", keygen);
        command->add_option("--type", keygen->type, "p256, ed25519 or secp256k1 (which can't sign C2PA claims)")
            ->check(CLI::IsMember({"p256", "ed25519", "secp256k1"}))
            ->capture_default_str();
        command->add_option("--out", keygen->out_file, "Key file to write")->required();
        command->add_option("--password-file", keygen->password_file, "File or pipe with the password")->required();

        CLI::App* const identity = add_group("identity", "People, organisations and agents", examples::identity);

        IdentityCreateOptions* create = nullptr;
        command = add(
            *identity, "create", "Create an identity held by your own key",
            "countersign identity create --name my-studio --kind organisation --key me.key --password-file pw", create);
        add_registry(command, create->registry);
        add_key(command, create->key);
        command->add_option("--name", create->name, "A name to claim: a-z, 0-9 and hyphens");
        command->add_option("--kind", create->kind, "person, organisation or agent")
            ->check(CLI::IsMember({"person", "organisation", "agent"}))
            ->capture_default_str();
        command->add_option("--recovery-file", create->recovery_file,
                            "Where to write the recovery code (default: it is printed)");

        IdentityShowOptions* show = nullptr;
        command = add(*identity, "show", "Show an identity", "countersign identity show my-studio", show);
        add_registry(command, show->registry);
        command->add_option("identity", show->identity, "Id or name")->required();
        command->add_flag("--json", show->json, "Print JSON");

        IdentityNameOptions* name = nullptr;
        command = add(*identity, "name", "Claim a name for an identity that exists",
                      "countersign identity name ID my-studio --key me.key --password-file pw\n"
                      "  countersign identity name ID my-studio --token-file token      (a hosted identity)",
                      name);
        add_registry(command, name->registry);
        command->add_option("identity", name->identity, "Id or name")->required();
        command->add_option("name", name->name, "The name to claim: a-z, 0-9 and hyphens")->required();
        command->add_option("--token-file", name->registry.token_file,
                            "File with the hosted identity's bearer token (scope manage)");
        CLI::Option* const key_file = command->add_option("--key", name->key.key_file, "Key file of its owner");
        CLI::Option* const password_file = command->add_option("--password-file", name->key.password_file,
                                                               "File or pipe with the key file's password");
        key_file->needs(password_file);
        password_file->needs(key_file);

        add_handover(*identity);

        IdentityRotateOptions* rotate = nullptr;
        command = add(*identity, "rotate", "Replace an identity's key by a new one",
                      "countersign identity rotate my-studio --key old.key --password-file pw --new-key new.key "
                      "--new-password-file pw",
                      rotate);
        add_registry(command, rotate->registry);
        add_key(command, rotate->key);
        command->add_option("identity", rotate->identity, "Id or name")->required();
        command->add_option("--new-key", rotate->new_key.key_file, "The new key file")->required();
        command->add_option("--new-password-file", rotate->new_key.password_file, "Its password")->required();
    }

    void add_handover(CLI::App& identity) {
        IdentityHandoverOptions* handover = nullptr;
        CLI::App* const command =
            add(identity, "handover", "Take a hosted identity over: your key in, the service's keys out for good",
                "countersign keygen --out me.key --password-file pw\n"
                "  countersign identity handover jane --token-file token --recovery-code-file code --key me.key "
                "--password-file pw --server https://registry.example",
                handover);
        add_registry(command, handover->registry);
        add_token(command, handover->registry);
        add_key(command, handover->key);
        command->add_option("identity", handover->identity, "Id or name")->required();
        command
            ->add_option("--recovery-code-file", handover->recovery_code_file,
                         "File or pipe with the recovery code that was shown when the identity was created")
            ->required();
        command->add_option("--recovery-file", handover->recovery_file,
                            "Where to write the new recovery code, which replaces that one (default: it is printed)");
    }

    void add_credential_commands() {
        CLI::App* const credential = add_group("credential", "What issuers say of others", examples::credential);

        CredentialIssueOptions* issue = nullptr;
        CLI::App* command = add(*credential, "issue", "Issue a credential with a hosted identity",
                                "countersign credential issue --subject photographer --type "
                                "PressCredential --claims claims.json --token-file t",
                                issue);
        add_registry(command, issue->registry);
        add_token(command, issue->registry);
        command->add_option("--subject", issue->subject, "Id or name of the subject")->required();
        command->add_option("--type", issue->type, "Credential type, such as PressCredential")->required();
        command->add_option("--claims", issue->claims_file, "JSON object with the claims");
        command->add_option("--out", issue->out_file, "Where to write it (default: printed)");

        CredentialVerifyOptions* verify = nullptr;
        command = add(*credential, "verify", "Verify a credential", "countersign credential verify press.json", verify);
        add_registry(command, verify->registry);
        command->add_option("file", verify->file, "The credential, JSON")->required();
        command->add_flag("--json", verify->json, "Print JSON");

        CredentialRevokeOptions* revoke = nullptr;
        command = add(*credential, "revoke", "Revoke a credential (final), or suspend or reinstate it",
                      "countersign credential revoke ID --token-file t", revoke);
        add_registry(command, revoke->registry);
        add_token(command, revoke->registry);
        command->add_option("id", revoke->credential_id, "The credential's id")->required();
        command->add_option("--status", revoke->status, "revoked, suspended or valid")
            ->check(CLI::IsMember({"revoked", "suspended", "valid"}))
            ->capture_default_str();
    }

    void add_content_commands() {
        SignOptions* sign = nullptr;
        CLI::App* command =
            add(app_, "sign", "Sign a file; with --identity also register it",
                "countersign sign photo.jpg --key me.key --password-file pw --out signed.jpg --ai captured", sign);
        add_registry(command, sign->registry);
        add_key(command, sign->key);
        command->add_option("file", sign->file, "Any file; see --out and --sidecar")->required();
        command->add_option("--out", sign->out_file,
                            "Signed file to write: JPEG, PNG, GIF, WebP, TIFF, DNG, SVG, WAV, AVI, MP3, FLAC or PDF");
        command->add_option("--sidecar", sign->sidecar_file,
                            "Manifest to write beside the file, of any format (.c2pa)");
        command->add_option("--chain", sign->chain_file,
                            "PEM certificate chain for the key (default: a self-made one)");
        command->add_option("--anchor-out", sign->anchor_file, "Where to write the root of a self-made chain (PEM)");
        command->add_option("--title", sign->title, "A title, shown to people");
        command->add_option("--ai", sign->ai, "What is declared: generated, edited, captured or undeclared")
            ->check(CLI::IsMember({"generated", "edited", "captured", "undeclared"}))
            ->capture_default_str();
        command->add_option("--identity", sign->identity, "Id or name whose key this is: registers the content too");
        command->add_flag("--receipt", sign->receipt,
                          "With --identity: the file carries the proof that its manifest is registered");
        command->add_option("--own-chain", sign->own_chain_file,
                            "PEM chain of your own certificate: the file names you beside its signer (CAWG)");
        command->add_option("--own-key", sign->own_key.key_file, "Key file of that certificate");
        command->add_option("--own-password-file", sign->own_key.password_file, "Its password");
        command->add_option("--role", sign->roles, "Yours: cawg.creator, cawg.editor, cawg.publisher...");

        VerifyOptions* verify = nullptr;
        command = add(app_, "verify", "Say what can be said of a file", "countersign verify signed.jpg --json", verify);
        add_registry(command, verify->registry);
        command->add_option("file", verify->file, "Any file, or a folder: every file below it, on all cores")
            ->required();
        command->add_flag("--json", verify->json, "Print the verdict as JSON");
        command->add_flag("--offline", verify->offline, "No registry and no network: judge the file alone")
            ->excludes("--server");
        command->add_option("--manifest", verify->manifest_file,
                            "Manifest that is kept beside the file (.c2pa); one inside is not looked at");
        command->add_option("--trust-anchors", verify->trust_anchor_files,
                            "PEM of roots whose signers are trusted (not with --server)");
        command->add_option("--tsa-anchors", verify->tsa_anchor_files,
                            "PEM of roots for time-stamp authorities (not with --server)");
        command->add_option("--cawg-anchors", verify->cawg_anchor_files,
                            "PEM of roots whose certificates may sign identities (CAWG; not with --server)");
        command->add_option("--cawg-issuer", verify->cawg_issuers,
                            "DID of an aggregator of identities that is trusted (CAWG; not with --server)");
        command->add_option("--did-document", verify->document_files,
                            "DID document or status list that identities rest on (not with --server)");
        command->add_option(
            "--log-key", verify->log_keys,
            "Verification key of a log: receipts of it that files carry are believed (not with --server)");
        command->add_option("--eku", verify->eku_file,
                            "File of accepted extended key usages, one OID a line (not with --server)");
        command->add_option(
            "--policy", verify->policy_file,
            "Policy file: whose word counts (default: the data folder's own, offline the built-in one). "
            "Not with --server, which judges by its own");
        command->add_option("--bundle", verify->bundle_file, "Write the portable proof to this file");
        command->add_option("--jobs", verify->jobs, "Of a folder: files at the same time (default: one a core)")
            ->check(CLI::Range(1U, 256U));

        InspectOptions* inspect = nullptr;
        command = add(app_, "inspect", "Show all that a file's Content Credentials say, manifest by manifest",
                      "countersign inspect signed.jpg --crjson", inspect);
        command->add_option("file", inspect->file, "Any file")->required();
        command->add_flag("--crjson", inspect->crjson, "Print crJSON 2.5 instead of a tree");
        command->add_option("--trust-anchors", inspect->trust_anchor_files, "PEM of roots whose signers are trusted");
        command->add_option("--tsa-anchors", inspect->tsa_anchor_files, "PEM of roots for time-stamp authorities");
        command->add_option("--eku", inspect->eku_file, "File of accepted extended key usages, one OID a line");

        CheckOptions* check = nullptr;
        command = add(app_, "check", "Check a portable proof with no server and no registry",
                      "countersign check proof.json signed.jpg --log-key VKEY\n"
                      "  countersign check proof.json signed.jpg --chain-id 1 --block-hash 0x8a3f...",
                      check);
        command->add_option("bundle", check->bundle_file, "The proof")->required();
        command->add_option("file", check->file, "The file it speaks of")->required();
        command->add_option("--log-key", check->log_keys,
                            "A log's verification key (vkey), as init prints it and /v1/service serves it");
        command->add_option("--policy", check->policy_file, "Policy file that names log keys");
        command->add_option("--block-hash", check->block_hash,
                            "For a chain's proof: the hash of the block it leads to, from a source that you trust");
        command->add_option("--chain-id", check->chain_id, "That chain's number");
        command->add_option("--registry", check->registry_address,
                            "The registry's address there; without, that of this program's own contracts, which is the "
                            "same on every chain (" +
                                chain::to_checksum_address(api::service::registry_address()) + ")");
        command->add_option("--salt", check->salt, "The salt of a credential, in hex: its proof is of its commitment");
        command->add_flag("--json", check->json, "Print JSON");
    }

    void add_log_commands() {
        CLI::App* const log = add_group("log", "The append-only log", examples::log);

        LogProveOptions* prove = nullptr;
        CLI::App* command = add(*log, "prove", "Print the offline proof of an entry (C2SP tlog-proof)",
                                "countersign log prove 7 --out entry.tlog-proof", prove);
        add_registry(command, prove->registry);
        command->add_option("index", prove->index, "Index of the entry")->required();
        command->add_option("--out", prove->out_file, "Where to write it (default: printed)");

        LogCheckOptions* check = nullptr;
        command = add(*log, "check", "Check every record of the data folder's log", "countersign log check", check);
        add_home(command, check->home);

        LogRebuildOptions* rebuild = nullptr;
        command =
            add(*log, "rebuild", "Rebuild the state from the log and compare", "countersign log rebuild", rebuild);
        add_home(command, rebuild->home);

        LogWatchOptions* watch = nullptr;
        command = add(*log, "watch", "Remember a server's checkpoint and refuse a fork",
                      "countersign log watch http://127.0.0.1:8080 --log-key VKEY", watch);
        command->add_option("url", watch->url, "The server")->required();
        command->add_option("--log-key", watch->log_key, "The log's verification key (default: remembered)");
        command->add_option("--state", watch->state_file, "Where the last checkpoint is remembered");
        command->add_option("--every", watch->every_seconds, "Look again every so many seconds (default: once)");
    }

    CLI::App app_{"Countersign: signed provenance and reputation for content, people and companies", "countersign"};
    Command chosen_ = VersionOptions{};
};

}  // namespace

std::variant<Command, Message> parse_arguments(int argc, const char* const* argv) { return Parser().parse(argc, argv); }

}  // namespace countersign::cli

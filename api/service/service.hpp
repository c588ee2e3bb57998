// The service as a whole: made once (`init`), then run. The composition root is service.cpp: it builds every object, in
// order, one comment each, and nothing else holds global state.
//
// A data folder holds: ledger files (contracts/store), `service.key` (0600: seals everything in the vault), `vault.db`
// (its own keys, hosted keys, tokens as hashes), `policies/*.json`, `uploads/` (temporary), on a chain `outbox.db` and
// `costs.db`; `outbox.db` also where checkpoints are anchored.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/service/batcher.hpp"
#include "api/service/chain_link.hpp"
#include "contracts/log/note.hpp"
#include "identity/base/clock.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/result.hpp"

namespace countersign::api::service {

struct Context;

struct InitOptions {
    std::filesystem::path home;
    /// Names the log for ever: a schema-less URL, such as `log.example.org/2026`.
    std::string origin;
    /// For a registry that lives on a chain.
    std::optional<ledger::ChainHome> chain = std::nullopt;
};

/// Makes the data folder: service keys, vault, ledger. Errors: store.exists, note.key_name, file.*, store.*.
[[nodiscard]] Result<log::VerifierKey> init(const InitOptions& options, const Clock& clock, Entropy& entropy);
/// Where the ledger's files are: the data folder itself.
[[nodiscard]] std::filesystem::path ledger_folder(const std::filesystem::path& home);
/// Whether `init` has made this folder.
[[nodiscard]] bool is_initialised(const std::filesystem::path& home);

struct ServiceOptions {
    std::filesystem::path home;
    std::string address = "127.0.0.1";
    /// 0: any free port.
    std::uint16_t port = 8080;
    /// How clients reach the service, `https://example.org`; empty: http at the address and port.
    std::string public_url = {};
    /// More host names to answer for; the loopback ones and that of the public URL are always among them.
    std::vector<std::string> allow_hosts = {};
    /// Addresses of proxies whose X-Forwarded-For is believed.
    std::vector<std::string> proxies = {};
    std::vector<std::filesystem::path> trust_anchor_files = {};
    std::vector<std::filesystem::path> tsa_anchor_files = {};
    /// Whose certificates may sign CAWG identities, and which aggregators (DIDs) are trusted beside the service itself.
    std::vector<std::filesystem::path> cawg_anchor_files = {};
    std::vector<std::string> cawg_issuers = {};
    bool access_log = false;
    /// No log at all, not even of errors: for tests.
    bool quiet = false;
    bool rate_limit = true;
    bool allow_outgoing = false;
    /// An RFC 3161 authority that is asked whenever a hosted identity signs; empty: no time stamps. Where there are
    /// `tsa_anchor_files`, it must chain to one of them.
    std::string time_stamp_url = {};
    /// Hosts from which manifests are fetched that files say are there; none: none is.
    std::vector<std::string> remote_manifest_hosts = {};
    BatchOptions batches = {};
    /// For a registry that lives on a chain: how to reach it. Without, such a registry is only read.
    std::optional<ChainOptions> chain = std::nullopt;
    /// For an embedded registry: the chain on which its log's checkpoints are anchored.
    std::optional<ChainOptions> anchor_chain = std::nullopt;
    /// When they are anchored, there or on the registry's own chain.
    AnchorOptions anchors = {};
    /// 0: one a core.
    unsigned threads = 0;
    bool handle_signals = true;
};

/// Everything below HTTP, open and ready: what handlers and the local commands work with.
class Application {
  public:
    /// Errors: store.missing where there is no such service, store.locked where one is running, chain_home.mismatch,
    /// those of the ledger, the vault, the anchors and the policies.
    [[nodiscard]] static Result<std::unique_ptr<Application>> open(const ServiceOptions& options, const Clock& clock,
                                                                   Entropy& entropy);
    ~Application();
    Application(const Application&) = delete;
    Application& operator=(const Application&) = delete;

    [[nodiscard]] Context& context() noexcept;

  private:
    struct Parts;
    /// The way to an anchoring chain, and the threads of both.
    [[nodiscard]] static Result<Done> start_chains(Parts& parts, const ServiceOptions& options, const Clock& clock,
                                                   Entropy& entropy);
    explicit Application(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

struct RunHooks {
    /// Before the first request is answered; demo data is made here. An error ends the run.
    std::function<Result<Done>(Context&)> prepare = {};
    /// Once the port is open.
    std::function<void(std::uint16_t port)> on_listening = {};
    /// Called with a function that starts the drain, for tests.
    std::function<void(std::function<void()>)> on_stoppable = {};
};

/// Serves until SIGTERM or SIGINT, then drains. Errors: those of Application::open, http.listen.
[[nodiscard]] Result<Done> run(const ServiceOptions& options, const RunHooks& hooks = {});

}  // namespace countersign::api::service

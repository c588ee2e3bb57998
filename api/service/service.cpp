// The composition root: every object of the service is built here, in order.
#include "api/service/service.hpp"

#include <mutex>
#include <optional>
#include <thread>

#include "api/http/client.hpp"
#include "api/http/reserved_port.hpp"
#include "api/http/server.hpp"
#include "api/service/context.hpp"
#include "api/service/errors.hpp"
#include "api/service/routes.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/file.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"

namespace countersign::api::service {
namespace {

namespace c2pa = verifier::c2pa;
namespace cawg = verifier::cawg;

constexpr std::string_view log_key_name = "log";
constexpr std::string_view payer_key_name = "chain-payer";
constexpr std::string_view receipt_key_name = "receipt";
constexpr std::string_view assertion_key_name = "assertion";
constexpr std::string_view origin_name = "log-origin";
constexpr std::string_view claim_authority_name = "claim-authority";
/// Light requests never wait for these; a few slow verifications shouldn't wait for each other either.
constexpr unsigned workers_min = 4;
constexpr std::uint64_t authority_seconds = std::uint64_t{10} * 365 * 86'400;

std::filesystem::path upload_folder(const std::filesystem::path& home) { return home / "uploads"; }
std::filesystem::path policy_folder(const std::filesystem::path& home) { return home / "policies"; }

/// Neither part is there; where one is, its own error says more.
bool is_untouched(const std::filesystem::path& home) {
    std::error_code ignored;
    return !std::filesystem::exists(home / "service.key", ignored) &&
           !std::filesystem::exists(home / "vault.db", ignored);
}

Result<log::NoteSigner> log_signer(Vault& vault, const std::string& origin) {
    auto key = vault.own_key(log_key_name, KeyType::ed25519);
    return key ? log::NoteSigner::make(origin, std::move(*key)) : fail(key.error());
}

Result<std::string> read_anchors(const std::vector<std::filesystem::path>& files) {
    std::string all;
    for (const auto& file : files) {
        const auto text = read_file(file, limits::anchor_file_bytes_max);
        if (!text) {
            return fail(text.error());
        }
        all.append(as_text(*text)).append("\n");
    }
    return all;
}

struct Validators {
    c2pa::Validator content;
    cawg::Validator identities;
};
Result<Validators> make_validators(const ServiceOptions& options) {
    auto signers = read_anchors(options.trust_anchor_files);
    auto authorities = read_anchors(options.tsa_anchor_files);
    auto people = read_anchors(options.cawg_anchor_files);
    if (!signers || !authorities || !people) {
        return fail(!signers ? signers.error() : !authorities ? authorities.error() : people.error());
    }
    auto identities = cawg::Validator::create({.anchors_pem = std::move(*people),
                                               .interim_anchors_pem = *signers,
                                               .tsa_anchors_pem = *authorities,
                                               .trusted_issuers = options.cawg_issuers});
    auto content = c2pa::Validator::create({.signer_anchors_pem = std::move(*signers),
                                            .tsa_anchors_pem = std::move(*authorities),
                                            .allowed_ekus = c2pa::default_allowed_ekus()});
    if (!content || !identities) {
        return fail(content ? identities.error() : content.error());
    }
    return Validators{std::move(*content), std::move(*identities)};
}

/// The time-stamp authority and the way to it alone.
struct TimeStamping {
    TimeStamping(const std::string& url, c2pa::TrustAnchors authorities, const Clock& clock, Entropy& entropy)
        : http({.allowed = true, .allow_loopback = true, .allow_plain = true, .keep_alive = true}),
          stamper(http, url, std::move(authorities), clock, entropy) {}
    http::OutgoingClient http;
    c2pa::HttpTimeStamper stamper;
};

/// Made the first time; then its certificate is kept beside its key. On no trust list: whose key signed a claim, the
/// registry says, not this authority.
Result<c2pa::Authority> claim_authority(Vault& vault, const Clock& clock, Entropy& entropy) {
    auto key = vault.own_key(claim_authority_name, KeyType::p256);
    const auto kept = key ? vault.own_data(claim_authority_name) : fail(key.error());
    if (!kept) {
        return fail(kept.error());
    }
    if (*kept) {
        return c2pa::read_authority(as_text(**kept), std::move(*key));
    }
    const std::uint64_t now = clock.now().value;
    auto made =
        c2pa::make_root({.organisation = "Countersign", .common_name = "Countersign hosted identities", .country = ""},
                        {UnixSeconds{now - 86'400}, UnixSeconds{now + authority_seconds}}, std::move(*key), entropy);
    if (!made) {
        return fail(made.error());
    }
    const std::string pem = c2pa::to_pem({made->certificate});
    if (auto done = vault.put_own_data(claim_authority_name, as_bytes(pem)); !done) {
        return fail(done.error());
    }
    return made;
}

std::string default_url(const ServiceOptions& options) {
    const bool is_v6 = options.address.find(':') != std::string::npos;
    const bool is_anywhere = options.address == "0.0.0.0" || options.address == "::";
    const bool is_loopback = options.address == "127.0.0.1" || options.address == "::1";
    const std::string host = is_anywhere || is_loopback ? "localhost"
                             : is_v6                    ? "[" + options.address + "]"
                                                        : options.address;
    return "http://" + host + (options.port == 80 ? "" : ":" + std::to_string(options.port));
}

http::GateOptions gate_options(const ServiceOptions& options, const Address& address) {
    http::GateOptions gate;
    gate.hosts.push_back(address.host);
    gate.hosts.insert(gate.hosts.end(), options.allow_hosts.begin(), options.allow_hosts.end());
    gate.proxies = options.proxies;
    if (!options.rate_limit) {
        gate.by_address.per_second = 0;
        gate.by_token.per_second = 0;
    }
    return gate;
}

}  // namespace

struct Application::Parts {
    Address address;
    std::unique_ptr<Vault> vault;
    std::unique_ptr<http::OutgoingClient> chain_http;
    std::unique_ptr<ledger::Ledger> ledger;
    std::unique_ptr<ChainLink> chain;
    std::unique_ptr<ChainCosts> costs;
    std::unique_ptr<ChainLink> anchor_chain;
    std::unique_ptr<HostedSigner> hosted;
    std::unique_ptr<Batcher> batches;
    std::unique_ptr<evidence::NameBook> names;
    std::mutex name_admission;
    std::unique_ptr<PolicyBook> policies;
    std::unique_ptr<Validators> validators;
    std::unique_ptr<c2pa::Authority> authority;
    std::unique_ptr<ReceiptSigner> receipts;
    std::unique_ptr<PrivateKey> assertion_key;
    std::unique_ptr<http::OutgoingClient> outgoing;
    std::unique_ptr<http::OutgoingClient> manifests;
    std::unique_ptr<TimeStamping> time_stamping;
    http::Spool spool;
    std::unique_ptr<Context> context;
};

Result<Done> Application::start_chains(Parts& parts, const ServiceOptions& options, const Clock& clock,
                                       Entropy& entropy) {
    if (options.anchor_chain && !parts.chain) {
        auto payer = parts.vault->own_key(payer_key_name, KeyType::secp256k1);
        auto link = payer ? ChainLink::open(*options.anchor_chain, options.home / "outbox.db", std::move(*payer),
                                            *parts.chain_http, entropy, clock)
                          : fail(payer.error());
        if (!link) {
            return fail(link.error());
        }
        parts.anchor_chain = std::move(*link);
    }
    ChainLink* const link = parts.chain ? parts.chain.get() : parts.anchor_chain.get();
    if (link == nullptr) {
        return Done{};
    }
    if (options.anchors.is_on()) {
        auto keys = anchor_keys(*parts.vault, entropy);
        if (!keys) {
            return fail(keys.error());
        }
        link->anchor(*parts.ledger, std::move(*keys), options.anchors);
    }
    return link->start(*parts.ledger);
}

Application::Application(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Application::~Application() = default;
Context& Application::context() noexcept { return *parts_->context; }

std::filesystem::path ledger_folder(const std::filesystem::path& home) { return home; }

bool is_initialised(const std::filesystem::path& home) {
    std::error_code ignored;
    return std::filesystem::exists(home / "service.key", ignored) &&
           std::filesystem::exists(home / "vault.db", ignored);
}

Result<log::VerifierKey> init(const InitOptions& options, const Clock& clock, Entropy& entropy) {
    // Before anything is made: a folder made by half can't be made again.
    if (const auto good = log::check_key_name(options.origin); !good) {
        return fail(good.error());
    }
    std::error_code failure;
    for (const auto& folder : {options.home, upload_folder(options.home), policy_folder(options.home)}) {
        std::filesystem::create_directories(folder, failure);
        if (failure) {
            return fail(errors::file_unwritable, folder.string() + ": " + failure.message());
        }
    }
    // Nobody else on this machine reads keys, uploads or the ledger's database.
    std::filesystem::permissions(options.home, std::filesystem::perms::owner_all, failure);
    if (auto made = Vault::init(options.home, entropy); !made) {
        return fail(made.error());
    }
    const auto vault = Vault::open(options.home, entropy);
    if (!vault) {
        return fail(vault.error());
    }
    auto signer = log_signer(**vault, options.origin);
    if (auto kept = (*vault)->put_own_data(origin_name, as_bytes(options.origin)); !kept) {
        return fail(kept.error());
    }
    if (!signer) {
        return fail(signer.error());
    }
    log::VerifierKey log_key = signer->verifier();
    ledger::LedgerOptions ledger_options{.clock = clock, .signer = std::move(*signer)};
    const auto made = options.chain ? ledger::Ledger::init_mirror(ledger_folder(options.home), options.origin,
                                                                  *options.chain, entropy, std::move(ledger_options))
                                    : ledger::Ledger::init(ledger_folder(options.home), options.origin, entropy,
                                                           std::move(ledger_options));
    if (!made) {
        return fail(made.error());
    }
    const auto published = (*made)->publish();
    return published ? Result<log::VerifierKey>(std::move(log_key)) : fail(published.error());
}

Result<std::unique_ptr<Application>> Application::open(const ServiceOptions& options, const Clock& clock,
                                                       Entropy& entropy) {
    if (is_untouched(options.home)) {
        return fail(errors::store_missing, options.home.string());
    }
    auto parts = std::make_unique<Parts>();
    const std::string url = options.public_url.empty() ? default_url(options) : options.public_url;
    auto address = parse_address(url);
    if (!address) {
        return fail(address.error());
    }
    parts->address = std::move(*address);

    // Keys and tokens, sealed under this folder's service key.
    auto vault = Vault::open(options.home, entropy);
    if (!vault) {
        return fail(vault.error());
    }
    parts->vault = std::move(*vault);

    // The way to the registry's chain, where it lives on one. The operator named the nodes, so loopback is fine.
    parts->chain_http =
        std::make_unique<http::OutgoingClient>(http::ClientOptions{.allowed = options.chain || options.anchor_chain,
                                                                   .hosts = {},
                                                                   .allow_loopback = true,
                                                                   .ca_file = {},
                                                                   .keep_alive = true});
    if (options.chain) {
        auto payer = parts->vault->own_key(payer_key_name, KeyType::secp256k1);
        auto link = payer ? ChainLink::open(*options.chain, options.home / "outbox.db", std::move(*payer),
                                            *parts->chain_http, entropy, clock)
                          : fail(payer.error());
        if (!link) {
            return fail(link.error());
        }
        parts->chain = std::move(*link);
    }

    // The ledger: the only writer of the registry, or the mirror of one on a chain.
    const auto origin = parts->vault->own_data(origin_name);
    if (!origin || !*origin) {
        return fail(origin ? Error{errors::store_missing, "log origin"} : origin.error());
    }
    auto signer = log_signer(*parts->vault, std::string(as_text(**origin)));
    auto opened =
        signer ? ledger::Ledger::open(ledger_folder(options.home),
                                      {.clock = clock, .relay = parts->chain.get(), .signer = std::move(*signer)})
               : fail(signer.error());
    if (!opened) {
        return fail(opened.error());
    }
    parts->ledger = std::move(*opened);
    if (options.chain) {
        const ChainContracts& contracts = options.chain->contracts;
        if (parts->ledger->home().chain != ledger::ChainHome{contracts.chain_id, contracts.registry}) {
            return fail(errors::chain_home_mismatch, options.home.string());
        }
    }
    if (auto started = start_chains(*parts, options, clock, entropy); !started) {
        return fail(started.error());
    }

    // What the chain's transactions have cost.
    if (parts->ledger->home().chain) {
        auto costs = ChainCosts::open(options.home / "costs.db", parts->chain ? &parts->chain->node() : nullptr, clock);
        if (!costs) {
            return fail(costs.error());
        }
        parts->costs = std::move(*costs);
    }

    // What acts for hosted identities.
    parts->hosted = std::make_unique<HostedSigner>(*parts->ledger, *parts->vault);

    // What they sign and issue, committed in batches.
    auto batches = Batcher::open(*parts->hosted, clock, entropy, options.batches);
    if (!batches) {
        return fail(batches.error());
    }
    parts->batches = std::move(*batches);

    // Names by their shape, for look-alikes.
    parts->names = std::make_unique<evidence::NameBook>(*parts->ledger);

    // Whose word counts.
    auto policies = PolicyBook::open(policy_folder(options.home), *parts->ledger);
    if (!policies) {
        return fail(policies.error());
    }
    parts->policies = std::move(*policies);

    // Reading C2PA and CAWG identities, with the operator's trust lists.
    auto validators = make_validators(options);
    if (!validators) {
        return fail(validators.error());
    }
    parts->validators = std::make_unique<Validators>(std::move(*validators));

    // Certificates for the claims of hosted identities.
    auto authority = claim_authority(*parts->vault, clock, entropy);
    if (!authority) {
        return fail(authority.error());
    }
    parts->authority = std::make_unique<c2pa::Authority>(std::move(*authority));

    // The service's own word: receipts (ES256) and status lists (Ed25519).
    auto receipt_key = parts->vault->own_key(receipt_key_name, KeyType::p256);
    auto assertion_key = parts->vault->own_key(assertion_key_name, KeyType::ed25519);
    if (!receipt_key || !assertion_key) {
        return fail(receipt_key ? assertion_key.error() : receipt_key.error());
    }
    parts->receipts = std::make_unique<ReceiptSigner>(std::move(*receipt_key));
    parts->assertion_key = std::make_unique<PrivateKey>(std::move(*assertion_key));

    // The only way out, shut unless the operator opened it.
    parts->outgoing = std::make_unique<http::OutgoingClient>(http::ClientOptions{.allowed = options.allow_outgoing});
    if (!options.remote_manifest_hosts.empty()) {
        parts->manifests = std::make_unique<http::OutgoingClient>(
            http::ClientOptions{.allowed = true, .hosts = options.remote_manifest_hosts});
    }

    // Time stamps for what hosted identities sign. The operator named the authority, and what it answers is signed.
    if (!options.time_stamp_url.empty()) {
        auto authorities = read_anchors(options.tsa_anchor_files);
        auto known = authorities ? c2pa::TrustAnchors::parse(*authorities) : fail(authorities.error());
        if (!known) {
            return fail(known.error());
        }
        parts->time_stamping =
            std::make_unique<TimeStamping>(options.time_stamp_url, std::move(*known), clock, entropy);
    }

    // Uploads and signed files on their way.
    parts->spool.folder = upload_folder(options.home);

    parts->context = std::make_unique<Context>(
        Context{.clock = clock,
                .entropy = entropy,
                .address = parts->address,
                .ledger = *parts->ledger,
                .chain = parts->chain.get(),
                .costs = parts->costs.get(),
                .anchors = !options.anchors.is_on() ? nullptr
                           : parts->chain           ? parts->chain.get()
                                                    : parts->anchor_chain.get(),
                .vault = *parts->vault,
                .hosted = *parts->hosted,
                .batches = *parts->batches,
                .names = *parts->names,
                .name_admission = parts->name_admission,
                .policies = *parts->policies,
                .validator = parts->validators->content,
                .cawg = parts->validators->identities,
                .claim_authority = *parts->authority,
                .time_stamper = parts->time_stamping ? &parts->time_stamping->stamper : nullptr,
                .receipts = *parts->receipts,
                .assertion_key = *parts->assertion_key,
                .outgoing = *parts->outgoing,
                .manifests = parts->manifests.get(),
                .spool = parts->spool,
                .body_bytes_max = limits::http_body_bytes_max});
    return std::unique_ptr<Application>(new Application(std::move(parts)));
}

Result<Done> run(const ServiceOptions& given, const RunHooks& hooks) {
    // A port of the system's choice, known before anything is named after it.
    ServiceOptions options = given;
    std::optional<http::ReservedPort> reserved;
    if (options.port == 0) {
        auto taken = http::ReservedPort::take(options.address);
        if (!taken) {
            return fail(taken.error());
        }
        reserved.emplace(std::move(*taken));
        options.port = reserved->number();
    }

    // The outside world.
    const SystemClock clock;
    SystemEntropy entropy;
    const http::LogLevel level = options.quiet        ? http::LogLevel::off
                                 : options.access_log ? http::LogLevel::access
                                                      : http::LogLevel::info;
    http::Log log(clock, level);

    // Everything below HTTP.
    auto application = Application::open(options, clock, entropy);
    if (!application) {
        return fail(application.error());
    }
    Context& context = (*application)->context();
    context.batches.start();
    if (hooks.prepare) {
        if (auto prepared = hooks.prepare(context); !prepared) {
            return prepared;
        }
    }

    // Figures.
    http::Metrics metrics;
    metrics.add_gauge("countersign_log_size", "Entries in the log.",
                      [&context] { return static_cast<double>(context.ledger.health().size); });
    metrics.add_gauge("countersign_ledger_queued", "Operations that wait for the writer.",
                      [&context] { return static_cast<double>(context.ledger.health().queued); });
    metrics.add_gauge("countersign_spool_bytes", "Bytes of bodies on disk now.",
                      [&context] { return static_cast<double>(context.spool.bytes_used.load()); });

    // Routes, and what stands before them. The server is named before it exists, for the readiness check.
    http::Server* running = nullptr;
    const http::Router router = make_router({.context = context, .metrics = metrics, .is_draining = [&running] {
                                                 return running != nullptr && running->is_draining();
                                             }});
    http::Gate gate(gate_options(options, context.address), router, metrics, log);

    // Threads for heavy handlers, then the sockets.
    const unsigned threads = options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    http::WorkerPool pool(std::max(threads, workers_min), limits::http_queue_length_max);
    http::Server server({.address = options.address,
                         .port = options.port,
                         .threads = threads,
                         .handle_signals = options.handle_signals},
                        gate, context.spool, pool);
    running = &server;
    if (auto listening = server.listen(); !listening) {
        return listening;
    }
    if (hooks.on_stoppable) {
        hooks.on_stoppable([&server] { server.stop(); });
    }
    if (hooks.on_listening) {
        hooks.on_listening(server.port());
    }
    log.write(http::LogLevel::info, "listening",
              Json::object({{"address", options.address}, {"port", unsigned{server.port()}}}));
    server.run();
    log.write(http::LogLevel::info, "drained");
    return Done{};
}

}  // namespace countersign::api::service

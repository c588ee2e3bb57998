// `countersign serve`: the API and the page, until SIGTERM or SIGINT.
#include <charconv>
#include <cstdio>

#include "api/cli/console.hpp"
#include "api/cli/demo.hpp"
#include "api/cli/errors.hpp"
#include "api/cli/init.hpp"
#include "api/service/chain_deploy.hpp"
#include "api/service/service.hpp"

namespace countersign::cli {
namespace {

/// "127.0.0.1:8080", "[::1]:8080". Errors: cli.listen.
Result<std::pair<std::string, std::uint16_t>> parse_listen(const std::string& text) {
    const std::size_t colon = text.rfind(':');
    std::uint16_t port = 0;
    if (colon == std::string::npos || colon == 0) {
        return fail(errors::cli_listen, text);
    }
    const char* const end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data() + colon + 1, end, port);
    if (failure != std::errc{} || stop != end) {
        return fail(errors::cli_listen, text);
    }
    std::string address = text.substr(0, colon);
    if (address.size() > 2 && address.front() == '[' && address.back() == ']') {
        address = address.substr(1, address.size() - 2);
    }
    return std::pair(address, port);
}

/// Makes the data folder where it is missing and that is wanted. Errors: those of init.
Result<Done> ensure_home(const ServeOptions& options, const std::optional<api::service::ChainOptions>& chain) {
    if (!options.demo || api::service::is_initialised(options.home)) {
        return Done{};
    }
    const SystemClock clock;
    SystemEntropy entropy;
    api::service::InitOptions init{.home = options.home, .origin = random_origin(entropy)};
    if (chain) {
        init.chain = ledger::ChainHome{chain->contracts.chain_id, chain->contracts.registry};
    }
    const auto made = api::service::init(init, clock, entropy);
    return made ? Result<Done>(Done{}) : fail(made.error());
}

api::service::ServiceOptions service_options(const ServeOptions& options, std::string address, std::uint16_t port) {
    api::service::ServiceOptions out;
    out.home = options.home;
    out.address = std::move(address);
    out.port = port;
    out.public_url = options.public_url;
    out.allow_hosts = options.allow_hosts;
    out.proxies = options.proxies;
    out.trust_anchor_files.assign(options.trust_anchor_files.begin(), options.trust_anchor_files.end());
    out.tsa_anchor_files.assign(options.tsa_anchor_files.begin(), options.tsa_anchor_files.end());
    out.cawg_anchor_files.assign(options.cawg_anchor_files.begin(), options.cawg_anchor_files.end());
    out.cawg_issuers = options.cawg_issuers;
    out.access_log = options.access_log;
    out.rate_limit = options.rate_limit;
    out.allow_outgoing = options.allow_outgoing;
    out.time_stamp_url = options.time_stamp_url;
    out.remote_manifest_hosts = options.remote_manifest_hosts;
    out.threads = options.threads;
    out.anchors = {.count = options.anchor_count, .seconds = options.anchor_seconds};
    out.batches = {.count = options.batch_count, .seconds = options.batch_seconds};
    return out;
}

}  // namespace

Exit run(const ServeOptions& options) {
    const auto listen = parse_listen(options.listen);
    if (!listen) {
        static_cast<void>(report(listen.error()));
        return Exit::usage;
    }
    std::optional<api::service::ChainOptions> chain;
    if (!options.chain.urls.empty()) {
        auto read = chain_options(options.chain);
        if (!read) {
            return report(read.error());
        }
        chain = std::move(*read);
    }
    if (const auto ready = ensure_home(options, chain); !ready) {
        return report(ready.error());
    }
    if (options.chain.urls.empty() && options.anchor_urls.empty() &&
        (options.anchor_count != 0 || options.anchor_seconds != 0)) {
        static_cast<void>(report({errors::cli_nothing_to_do, "anchor where? Give --chain or --anchor-chain"}));
        return Exit::usage;
    }
    api::service::RunHooks hooks;
    hooks.prepare = [&options](api::service::Context& context) -> Result<Done> {
        api::service::ChainLink* const link = context.chain != nullptr ? context.chain : context.anchors;
        if (options.fund_from_node && link != nullptr) {
            const auto payer = link->standing().payer;
            if (auto funded = api::service::fund_from_node(link->rpc(), payer); !funded) {
                return funded;
            }
        }
        return options.demo ? make_demo(context, options.home) : Result<Done>(Done{});
    };
    hooks.on_listening = [&](std::uint16_t port) {
        const bool is_v6 = listen->first.find(':') != std::string::npos;
        const std::string host = is_v6 ? "[" + listen->first + "]" : listen->first;
        std::printf("Countersign serves http://%s:%u (Ctrl-C stops)\n", host.c_str(), static_cast<unsigned>(port));
        static_cast<void>(std::fflush(stdout));
    };
    auto service = service_options(options, listen->first, listen->second);
    service.chain = std::move(chain);
    if (!options.anchor_urls.empty()) {
        auto read = chain_options({.urls = options.anchor_urls,
                                   .contracts_file = options.chain.contracts_file,
                                   .quorum = options.chain.quorum});
        if (!read) {
            return report(read.error());
        }
        service.anchor_chain = std::move(*read);
        if (!service.anchors.is_on()) {
            service.anchors.seconds = api::service::anchor_seconds_default;
        }
    }
    const auto done = api::service::run(service, hooks);
    return done ? Exit::success : report(done.error());
}

}  // namespace countersign::cli

// `countersign init`: a new data folder.
#include "api/cli/init.hpp"

#include "api/cli/commands.hpp"
#include "api/cli/console.hpp"
#include "api/service/service.hpp"
#include "contracts/log/note.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::cli {

std::string random_origin(Entropy& entropy) {
    std::uint8_t name[8];
    entropy.fill(name);
    return "localhost/" + to_hex(name);
}

Result<api::service::ChainOptions> chain_options(const ChainAccess& access) {
    const auto contracts = api::service::read_contracts(access.contracts_file);
    if (!contracts) {
        return fail(contracts.error());
    }
    api::service::ChainOptions out{.urls = access.urls, .contracts = *contracts, .quorum = access.quorum};
    const auto set = [](std::uint64_t& allowed, std::uint64_t given) { allowed = given != 0 ? given : allowed; };
    set(out.quotas.gas_per_identity, access.gas_per_identity);
    set(out.quotas.gas_per_address, access.gas_per_address);
    set(out.quotas.gas_total, access.gas_total);
    return out;
}

Exit run(const InitOptions& options) {
    const SystemClock clock;
    SystemEntropy entropy;
    std::optional<ledger::ChainHome> chain;
    if (!options.contracts_file.empty()) {
        const auto contracts = api::service::read_contracts(options.contracts_file);
        if (!contracts) {
            return report(contracts.error());
        }
        chain = ledger::ChainHome{contracts->chain_id, contracts->registry};
    }
    const std::string origin = options.origin.empty() ? random_origin(entropy) : options.origin;
    const auto log_key = api::service::init({options.home, origin, chain}, clock, entropy);
    if (!log_key) {
        return report(log_key.error());
    }
    print_line("Registry made in " + options.home + "\n  log origin  " + origin + "\n  log key     " +
               log::to_vkey(*log_key) + "\nNow: countersign serve");
    return Exit::success;
}

}  // namespace countersign::cli

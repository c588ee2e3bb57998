// `countersign log check`, `log rebuild` and `log prove`: the log of this machine's data folder.
#include "api/cli/connection.hpp"
#include "api/cli/console.hpp"
#include "api/service/service.hpp"
#include "contracts/ledger/ledger.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::cli {
namespace {

Result<std::unique_ptr<ledger::Ledger>> open_for_reading(const std::string& home) {
    static const SystemClock clock;
    return ledger::Ledger::open(api::service::ledger_folder(home),
                                {.clock = clock, .access = ledger::Access::read_only});
}

Result<log::TlogProof> fetch_proof(const RegistryOptions& registry, std::uint64_t index) {
    auto connection = Connection::to_server(registry.server_url);
    if (!connection) {
        return fail(connection.error());
    }
    const auto json = connection->get_json("/v1/log/proof/inclusion?index=" + std::to_string(index));
    if (!json) {
        return fail(json.error());
    }
    auto path = parse_hashes(*json);
    auto note = get_string(*json, "checkpoint");
    if (!path || !note) {
        return fail(path ? note.error() : path.error());
    }
    return log::TlogProof{.extra = {}, .index = index, .path = std::move(*path), .checkpoint = std::move(*note)};
}

Result<log::TlogProof> make_proof(const LogProveOptions& options) {
    if (!options.registry.server_url.empty()) {
        return fetch_proof(options.registry, options.index);
    }
    const auto ledger = open_for_reading(options.registry.home);
    return ledger ? (*ledger)->prove_entry(LogIndex{options.index}) : Result<log::TlogProof>(fail(ledger.error()));
}

}  // namespace

Exit run(const LogCheckOptions& options) {
    const auto ledger = open_for_reading(options.home);
    if (!ledger) {
        return report(ledger.error());
    }
    const auto checked = (*ledger)->check();
    if (!checked) {
        return report(checked.error());
    }
    const auto head = (*ledger)->view().head();
    print_line(std::to_string(*checked) + " entries checked: every hash, batch and the state agree\n  root " +
               to_hex(view(head.root)));
    return Exit::success;
}

Exit run(const LogRebuildOptions& options) {
    const auto ledger = open_for_reading(options.home);
    if (!ledger) {
        return report(ledger.error());
    }
    const Sha256Digest before = (*ledger)->view().state_digest();
    if (const auto rebuilt = (*ledger)->rebuild(); !rebuilt) {
        return report(rebuilt.error());
    }
    const Sha256Digest after = (*ledger)->view().state_digest();
    print_line("state digest before " + to_hex(view(before)) + "\nstate digest after  " + to_hex(view(after)));
    return before == after ? Exit::success : Exit::refused;
}

Exit run(const LogProveOptions& options) {
    const auto proof = make_proof(options);
    if (!proof) {
        return report(proof.error());
    }
    const auto written = put_text(options.out_file, log::to_text(*proof));
    return written ? Exit::success : report(written.error());
}

}  // namespace countersign::cli

// `countersign chain compare`.
#include "api/service/chain_compare.hpp"
#include "api/cli/console.hpp"
#include "api/http/client.hpp"
#include "contracts/chain/address.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::cli {
namespace {

namespace service = api::service;

constexpr std::size_t differences_shown_max = 20;

/// registry.md, section 4: the letter that a record's key begins with.
std::string_view kind_of(ByteView record) {
    switch (record.empty() ? '\0' : static_cast<char>(record[0])) {
        case 'I': return "identity";
        case 'K': return "key";
        case 'H': return "earlier tenure";
        case 'O': return "nonce";
        case 'N': return "name";
        case 'S': return "schema";
        case 'A': return "accreditation";
        case 'B': return "batch";
        case 'W': return "status";
        case 'D': return "dispute";
        case 'Q': return "disputes counted";
        case 'P': return "disputes listed";
        default: return "record";
    }
}

std::string hex0x(ByteView bytes) { return "0x" + to_hex(bytes); }

Result<service::ChainComparison> compare(const ChainCompareOptions& options) {
    const SystemClock clock;
    SystemEntropy entropy;
    const auto home = service::mirrored_chain(options.home, clock);
    if (!home) {
        return fail(home.error());
    }
    service::ChainCompareOptions how{.home = options.home, .registry = {}, .proven = options.proven};
    if (!options.registry_address.empty()) {
        const auto address = chain::parse_address(options.registry_address);
        if (!address) {
            return fail(address.error());
        }
        how.registry = *address;
    }
    api::http::OutgoingClient http({.allowed = true, .hosts = {}, .allow_loopback = true, .ca_file = {}});
    chain::RpcOptions rpc_options;
    for (const std::string& url : options.urls) {
        rpc_options.endpoints.push_back({.url = url});
    }
    rpc_options.chain_id = home->chain_id;
    chain::RpcClient rpc(http, entropy, rpc_options);
    return service::compare_with_chain(rpc, how, clock);
}

Json to_json(const service::ChainComparison& result) {
    Json differences = Json::array();
    for (const service::ChainDifference& each : result.differences) {
        differences.push(Json::object({{"record", hex0x(each.record)},
                                       {"kind", kind_of(each.record)},
                                       {"place", hex0x(view(each.expected.place))},
                                       {"expected", hex0x(view(each.expected.value))},
                                       {"mask", hex0x(view(each.expected.mask))},
                                       {"found", hex0x(view(each.found))}}));
    }
    return Json::object(
        {{"chainId", result.chain_id},
         {"registry", chain::to_checksum_address(result.registry)},
         {"block", Json::object({{"number", result.block.number}, {"hash", hex0x(view(result.block.hash))}})},
         {"records", result.records},
         {"words", result.words},
         {"differences", std::move(differences)}});
}

std::string to_lines(const service::ChainComparison& result) {
    std::string text = "chain     " + std::to_string(result.chain_id) + "\nregistry  " +
                       chain::to_checksum_address(result.registry) + "\nblock     " +
                       std::to_string(result.block.number) + " " + hex0x(view(result.block.hash)) + "\ncompared  " +
                       std::to_string(result.words) + " words of " + std::to_string(result.records) + " records\n";
    for (std::size_t i = 0; i < std::min(result.differences.size(), differences_shown_max); ++i) {
        const service::ChainDifference& each = result.differences[i];
        text += "  " + std::string(kind_of(each.record)) + " " + to_hex(ByteView(each.record).subspan(1)) +
                "\n    place     " + hex0x(view(each.expected.place)) + "\n    expected  " +
                hex0x(view(each.expected.value)) + "\n    found     " + hex0x(view(each.found)) + "\n";
    }
    if (result.differences.size() > differences_shown_max) {
        text += "  and " + std::to_string(result.differences.size() - differences_shown_max) + " more (--json)\n";
    }
    return text + (result.differences.empty() ? "[ok] The contract says what its operations say"
                                              : "[!!] " + std::to_string(result.differences.size()) + " words differ");
}

}  // namespace

Exit run(const ChainCompareOptions& options) {
    const auto result = compare(options);
    if (!result) {
        return report(result.error());
    }
    print_line(options.json ? to_pretty_json(to_json(*result)) : to_lines(*result));
    return result->differences.empty() ? Exit::success : Exit::refused;
}

}  // namespace countersign::cli

#include "api/service/chain_answer.hpp"

#include "api/service/answers.hpp"
#include "contracts/ledger/entry.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {
namespace {

struct Neighbour {
    chain::TransactionHash transaction{};
    std::uint64_t items = 1;
};
/// Of a commit as many items as it has leaves, of any other operation one.
std::optional<Neighbour> read_neighbour(const ledger::Ledger& ledger, LogIndex index) {
    const auto stored = ledger.entry(index);
    const auto parsed = stored ? ledger::parse_entry(stored->bytes) : fail(stored.error());
    const auto* const entry = parsed ? std::get_if<ledger::OperationEntry>(&*parsed) : nullptr;
    const auto read = entry != nullptr ? ledger::read_operation(*entry) : fail(errors::ledger_entry_syntax);
    if (!read || !entry->place) {
        return std::nullopt;
    }
    const bool commits = read->operation.kind == rules::OperationKind::commit;
    return Neighbour{entry->place->transaction, commits ? read->operation.body.commit.count : 1};
}

/// P14: everything that the registry took from one transaction shares what it cost.
std::uint64_t count_items(const ledger::Ledger& ledger, LogIndex entry) {
    const auto own = read_neighbour(ledger, entry);
    if (!own) {
        return 1;
    }
    std::uint64_t items = own->items;
    const auto walk = [&](std::uint64_t from, std::uint64_t step) {
        for (std::uint64_t i = 0, at = from + step; i < limits::transaction_neighbours_max; ++i, at += step) {
            const auto other = read_neighbour(ledger, LogIndex{at});
            if (!other || !(other->transaction == own->transaction)) {
                return;
            }
            items += other->items;
        }
    };
    walk(entry.value, 1);
    walk(entry.value, ~std::uint64_t{0});  // downwards: the genesis stands on no chain
    return items;
}

}  // namespace

std::optional<Json> chain_json(const Context& context) {
    const auto& home = context.ledger.home().chain;
    if (!home) {
        return std::nullopt;
    }
    Json out = Json::object({{"chainId", home->chain_id}, {"contract", chain::to_checksum_address(home->contract)}});
    const auto heads = context.ledger.heads();
    out.set("asOf", heads ? block_json(heads->seen) : Json());
    out.set("finalized", heads ? block_json(heads->finalized) : Json());
    return out;
}

Json place_json(const Context& context, LogIndex entry) {
    const auto standing = context.ledger.chain_standing(entry);
    if (!standing || !*standing) {
        return {};
    }
    const ledger::ChainPlace& place = (*standing)->place;
    Json out = Json::object({{"block", block_json(place.block)},
                             {"transaction", "0x" + hex(place.transaction)},
                             {"logIndex", place.log_index},
                             {"finality", to_text((*standing)->finality)}});
    if (context.costs != nullptr) {
        if (const auto cost = context.costs->find(place)) {
            out.set("cost", cost_json(*cost, count_items(context.ledger, entry)));
        }
    }
    return out;
}

}  // namespace countersign::api::service

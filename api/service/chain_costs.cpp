#include "api/service/chain_costs.hpp"

#include <algorithm>

namespace countersign::api::service {
namespace {

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS cost(hash BLOB NOT NULL, block BLOB NOT NULL, gas INTEGER NOT NULL,"
    " price INTEGER NOT NULL, PRIMARY KEY(hash, block)) WITHOUT ROWID;";
/// A node that doesn't answer mustn't slow down every answer.
constexpr std::uint64_t silence_seconds = 10;

struct Divided {
    chain::Uint256 quotient{};
    std::uint64_t rest = 0;
};
/// `by` is below 2^32.
Divided divide(const chain::Uint256& value, std::uint64_t by) {
    Divided out;
    for (std::size_t i = 0; i < 32; ++i) {
        const std::uint64_t part = (out.rest << 8U) | value.bytes[i];
        out.quotient.bytes[i] = static_cast<std::uint8_t>(part / by);
        out.rest = part % by;
    }
    return out;
}

std::string to_decimal(chain::Uint256 value) {
    std::string digits;
    do {
        const Divided divided = divide(value, 10);
        digits.push_back(static_cast<char>('0' + divided.rest));
        value = divided.quotient;
    } while (!value.is_zero());
    std::ranges::reverse(digits);
    return digits;
}

/// Rounded up: nobody's share is told as less than it is.
std::string wei_share(const chain::Uint256& wei, std::uint64_t items) {
    const Divided divided = divide(wei, items);
    return to_decimal(divided.rest == 0
                          ? divided.quotient
                          : chain::add(divided.quotient, chain::to_uint256(1)).value_or(divided.quotient));
}

/// Two places behind the point, rounded up: "0.64".
std::string gas_share(std::uint64_t gas, std::uint64_t items) {
    const std::uint64_t hundredths = (gas * 100 + items - 1) / items;
    const std::uint64_t behind = hundredths % 100;
    return std::to_string(hundredths / 100) + (behind == 0 ? "" : (behind < 10 ? ".0" : ".") + std::to_string(behind));
}

}  // namespace

Result<std::unique_ptr<ChainCosts>> ChainCosts::open(const std::filesystem::path& file, chain::Node* node,
                                                     const Clock& clock) {
    auto database = store::Database::open(file, {.create = true});
    if (!database) {
        return fail(database.error());
    }
    if (const auto made = database->execute(schema); !made) {
        return fail(made.error());
    }
    return std::unique_ptr<ChainCosts>(new ChainCosts(std::move(*database), node, clock));
}

Result<std::optional<TransactionCost>> ChainCosts::kept(const ledger::ChainPlace& place) {
    const std::lock_guard guard(mutex_);
    auto row = database_.prepare("SELECT gas, price FROM cost WHERE hash = ? AND block = ?");
    if (!row) {
        return fail(row.error());
    }
    const auto found = row->bind(0, view(place.transaction)).bind(1, view(place.block.hash)).step();
    if (!found) {
        return fail(found.error());
    }
    return *found ? std::optional(TransactionCost{static_cast<std::uint64_t>(row->integer(0)),
                                                  static_cast<std::uint64_t>(row->integer(1))})
                  : std::nullopt;
}

Result<Done> ChainCosts::keep(const ledger::ChainPlace& place, const TransactionCost& cost) {
    const std::lock_guard guard(mutex_);
    auto row = database_.prepare("INSERT OR REPLACE INTO cost(hash, block, gas, price) VALUES(?,?,?,?)");
    if (!row) {
        return fail(row.error());
    }
    return row->bind(0, view(place.transaction))
        .bind(1, view(place.block.hash))
        .bind(2, static_cast<std::int64_t>(cost.gas))
        .bind(3, static_cast<std::int64_t>(cost.gas_price))
        .run();
}

std::optional<TransactionCost> ChainCosts::find(const ledger::ChainPlace& place) {
    if (const auto known = kept(place); known && *known) {
        return **known;
    }
    {
        const std::lock_guard guard(mutex_);
        if (node_ == nullptr || clock_.now() < silent_until_) {
            return std::nullopt;
        }
    }
    const auto mined = node_->load_mined({place.transaction});
    if (!mined) {
        const std::lock_guard guard(mutex_);
        silent_until_ = UnixSeconds{clock_.now().value + silence_seconds};
        return std::nullopt;
    }
    // Of another block: it was reorganised meanwhile, and the ledger will hear of it.
    if (mined->size() != 1 || !mined->front() || !(mined->front()->block_hash == place.block.hash)) {
        return std::nullopt;
    }
    const TransactionCost cost{mined->front()->gas_used, mined->front()->gas_price};
    static_cast<void>(keep(place, cost));  // else it is asked for again
    return cost;
}

Json cost_json(const TransactionCost& cost, std::uint64_t items) {
    const chain::Uint256 wei = chain::multiply(cost.gas, cost.gas_price);
    return Json::object({{"gas", cost.gas},
                         {"wei", to_decimal(wei)},
                         {"items", items},
                         {"gasPerItem", gas_share(cost.gas, items)},
                         {"weiPerItem", wei_share(wei, items)}});
}

}  // namespace countersign::api::service

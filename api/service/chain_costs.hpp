// What transactions of the registry's chain have cost: each receipt is read once and kept in a file of its own, since a
// chain's answer never changes for the block it stands in.
// Data in: where an operation stands; data out: gas and its price, or nothing where no node tells.
// Thread-safety: every function, from any thread.
#pragma once

#include <mutex>
#include <optional>

#include "contracts/chain/node.hpp"
#include "contracts/ledger/ledger.hpp"
#include "contracts/store/database.hpp"
#include "identity/base/clock.hpp"

namespace countersign::api::service {

struct TransactionCost {
    std::uint64_t gas = 0;
    /// Wei for each.
    std::uint64_t gas_price = 0;
};

class ChainCosts {
  public:
    /// `file` is made where it is missing. `node` may be null (then only what is kept is told); it and `clock` must
    /// outlive this. Errors: store.*.
    [[nodiscard]] static Result<std::unique_ptr<ChainCosts>> open(const std::filesystem::path& file, chain::Node* node,
                                                                  const Clock& clock);
    /// Nothing where the node can't tell now; after that it isn't asked for some seconds.
    [[nodiscard]] std::optional<TransactionCost> find(const ledger::ChainPlace& place);

  private:
    ChainCosts(store::Database database, chain::Node* node, const Clock& clock)
        : database_(std::move(database)), node_(node), clock_(clock) {}
    [[nodiscard]] Result<std::optional<TransactionCost>> kept(const ledger::ChainPlace& place);
    [[nodiscard]] Result<Done> keep(const ledger::ChainPlace& place, const TransactionCost& cost);

    std::mutex mutex_;
    store::Database database_;
    chain::Node* node_;
    const Clock& clock_;
    UnixSeconds silent_until_{};
};

/// For an answer: gas, wei, how many items they are shared by, and each one's share.
[[nodiscard]] Json cost_json(const TransactionCost& cost, std::uint64_t items);

}  // namespace countersign::api::service

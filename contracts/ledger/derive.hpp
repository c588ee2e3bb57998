// Everything that follows from the log: state, indexes, tree, times. Derived when a ledger is opened, rebuilt or
// checked; extended by the writer.
#pragma once

#include <deque>

#include "contracts/ledger/indexes.hpp"
#include "contracts/ledger/state.hpp"
#include "contracts/log/tree.hpp"
#include "contracts/store/log_store.hpp"

namespace countersign::ledger {

struct Derived {
    State state;
    Indexes indexes;
    log::MerkleTree tree;
    /// For each entry.
    std::deque<UnixSeconds> accepted_at;

    [[nodiscard]] UnixSeconds last_accepted_at() const noexcept {
        return accepted_at.empty() ? UnixSeconds{} : accepted_at.back();
    }
};

/// Whether to verify every operation's signatures again. They were verified before the entry was written, and each
/// entry's hash is checked in any case.
enum class Signatures : std::uint8_t { trust, verify };

/// Reads the whole log and checks every hash, leaf and rule on the way. Errors: ledger.corrupt with the entry and leaf,
/// those of the store.
[[nodiscard]] Result<Derived> derive(store::LogStore& store, Signatures signatures);

/// Checks that the log leads to the checkpoint it published. Errors: ledger.behind_checkpoint, ledger.corrupt.
[[nodiscard]] Result<Done> check_published(const log::MerkleTree& tree, const store::Published& published);

}  // namespace countersign::ledger

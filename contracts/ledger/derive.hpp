// Everything that follows from the log: state, indexes, tree, times. Derived when a ledger is opened, rebuilt or
// checked; extended by the writer.
#pragma once

#include <algorithm>
#include <deque>

#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/indexes.hpp"
#include "contracts/ledger/state.hpp"
#include "contracts/log/tree.hpp"
#include "contracts/store/log_store.hpp"

namespace countersign::ledger {

struct Derived {
    Home home;
    State state;
    Indexes indexes;
    log::MerkleTree tree;
    /// For each entry.
    std::deque<UnixSeconds> accepted_at;
    /// For each entry of a mirror, the number of its block, ascending; 0 for the genesis.
    std::deque<std::uint64_t> blocks;

    [[nodiscard]] UnixSeconds last_accepted_at() const noexcept {
        return accepted_at.empty() ? UnixSeconds{} : accepted_at.back();
    }
    /// How many entries of a mirror stand in blocks up to that number.
    [[nodiscard]] std::uint64_t entries_up_to(std::uint64_t block) const noexcept {
        return static_cast<std::uint64_t>(std::upper_bound(blocks.begin(), blocks.end(), block) - blocks.begin());
    }
};

/// What a chain has accepted as an operation that apply() takes. `state` is that before it.
[[nodiscard]] rules::RuleError admit_mirrored(rules::ViewRef state, ByteView operation,
                                              const rules::DomainSeparator& domain, rules::Authenticated& out);
/// Applies an operation that was accepted before. Changes nothing on an error. `diff` is scratch space.
[[nodiscard]] rules::RuleError apply_accepted(Overlay& overlay, const OperationEntry& entry,
                                              const rules::Authenticated& operation, rules::Diff& diff);
/// Everything beside the state and the tree that follows from an entry; it becomes the tree's next leaf.
void add_accepted(Derived& derived, const OperationEntry& entry, const rules::Authenticated& operation,
                  std::span<const Bytes> leaves);

/// Whether to verify every operation's signatures again. They were verified before the entry was written, and each
/// entry's hash is checked in any case.
enum class Signatures : std::uint8_t { trust, verify };

/// Reads the whole log and checks every hash, leaf and rule on the way. Errors: ledger.corrupt with the entry and leaf,
/// those of the store.
[[nodiscard]] Result<Derived> derive(store::LogStore& store, Signatures signatures);
/// The same of the first `size` entries.
[[nodiscard]] Result<Derived> derive(store::LogStore& store, Signatures signatures, std::uint64_t size);

/// Checks that the log leads to the checkpoint it published. Errors: ledger.behind_checkpoint, ledger.corrupt.
[[nodiscard]] Result<Done> check_published(const log::MerkleTree& tree, const store::Published& published);

}  // namespace countersign::ledger

// The tree of a batch: RFC 6962 shape over leaf hashes, SHA-256. Freestanding. Thread-safety: plain values.
#pragma once

#include "contracts/rules/leaf.hpp"
#include "identity/base/limits.hpp"

namespace countersign::rules {

/// Computes a root leaf by leaf in constant memory.
class BatchTree {
  public:
    /// False once there are limits::batch_leaves_max leaves.
    [[nodiscard]] bool add(const TreeHash& leaf, CryptoRef crypto) noexcept;
    [[nodiscard]] uint32_t count() const noexcept { return count_; }
    /// Needs at least one leaf.
    [[nodiscard]] TreeHash root(CryptoRef crypto) const noexcept;

  private:
    TreeHash pending_[limits::batch_proof_hashes_max + 1];  // complete subtrees, the largest first
    uint32_t count_ = 0;
    uint32_t pending_count_ = 0;
};

/// Leaf to root.
using InclusionProof = List<TreeHash, limits::batch_proof_hashes_max>;

/// Checks that `leaf` is leaf `index` of the tree of `count` leaves with that root (RFC 9162, 2.1.3.2).
[[nodiscard]] bool is_included(const TreeHash& leaf, uint32_t index, uint32_t count, const InclusionProof& proof,
                               const TreeHash& root, CryptoRef crypto) noexcept;
/// The proof for leaf `index`; `leaves` are the `count` leaf hashes, index below count. O(count) hashes.
[[nodiscard]] InclusionProof prove_inclusion(const TreeHash* leaves, uint32_t count, uint32_t index,
                                             CryptoRef crypto) noexcept;

}  // namespace countersign::rules

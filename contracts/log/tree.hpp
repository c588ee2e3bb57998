// A growing Merkle tree that keeps the hash of every complete node, so that the root of any earlier size and the
// proofs between any two cost O(log n) hashes. 64 bytes of memory for each leaf. Also the compact form that keeps
// only the complete nodes on the right edge: enough to append and to know the root.
// Thread-safety: as a vector; many readers or one writer.
#pragma once

#include <deque>
#include <vector>

#include "contracts/log/merkle.hpp"

namespace countersign::log {

/// The complete nodes on the right edge (a "compact range" from 0): O(log n) memory.
class CompactTree {
  public:
    void append(const Sha256Digest& leaf);
    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    [[nodiscard]] Sha256Digest root() const noexcept;
    [[nodiscard]] TreeHead head() const noexcept { return {size_, root()}; }

  private:
    std::uint64_t size_ = 0;
    /// Largest node first; one for each set bit of the size.
    std::vector<Sha256Digest> edge_;
};

class MerkleTree {
  public:
    void append(const Sha256Digest& leaf);
    [[nodiscard]] std::uint64_t size() const noexcept;

    [[nodiscard]] Sha256Digest root() const noexcept { return subtree(0, size()); }
    [[nodiscard]] TreeHead head() const noexcept { return {size(), root()}; }
    /// The root when the tree had `size` leaves. Errors: proof.range where it never was that large.
    [[nodiscard]] Result<Sha256Digest> root_at(std::uint64_t size) const;
    /// The hash of leaf `index`. Errors: proof.range.
    [[nodiscard]] Result<Sha256Digest> leaf(std::uint64_t index) const;

    /// Errors: proof.range unless index < size <= size().
    [[nodiscard]] Result<Proof> inclusion_proof(std::uint64_t index, std::uint64_t size) const;
    /// Errors: proof.range unless 0 < older <= newer <= size().
    [[nodiscard]] Result<Proof> consistency_proof(std::uint64_t older, std::uint64_t newer) const;

    /// The hash of the complete node `index` of `level` (2^level leaves each), as tiles need it; it must be complete.
    [[nodiscard]] const Sha256Digest& node(unsigned level, std::uint64_t index) const;

  private:
    /// Hash of the tree over leaves [start, end), where start is a multiple of the next power of two of its length.
    [[nodiscard]] Sha256Digest subtree(std::uint64_t start, std::uint64_t end) const noexcept;

    /// levels_[k][i] is the hash of leaves [i * 2^k, (i + 1) * 2^k). A deque never moves what it holds as it grows.
    std::vector<std::deque<Sha256Digest>> levels_;
};

}  // namespace countersign::log

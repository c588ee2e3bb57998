// The Merkle tree of a log (RFC 6962 section 2.1, RFC 9162 section 2.1, SHA-256): its hashes, and the checks of
// inclusion and consistency proofs. Leaf and node hashes are told apart by their first byte, so that a node can't be
// passed off as an entry.
// Thread-safety: pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "contracts/log/errors.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/result.hpp"

namespace countersign::log {

using Proof = std::vector<Sha256Digest>;
using ProofView = std::span<const Sha256Digest>;

/// SHA-256(00 | entry).
[[nodiscard]] Sha256Digest leaf_hash(ByteView entry) noexcept;
/// SHA-256(01 | left | right).
[[nodiscard]] Sha256Digest node_hash(const Sha256Digest& left, const Sha256Digest& right) noexcept;
/// SHA-256 of nothing: the root of the tree of size 0.
[[nodiscard]] Sha256Digest empty_root() noexcept;

/// The root that `proof` leads to from the leaf at `index` (0-based) of a tree of `size` leaves; hashes run from leaf
/// to root (RFC 9162 2.1.3.2). Errors: proof.range where index >= size, proof.length.
[[nodiscard]] Result<Sha256Digest> root_from_inclusion(const Sha256Digest& leaf, std::uint64_t index,
                                                       std::uint64_t size, ProofView proof);

/// Checks an inclusion proof. Errors: those of root_from_inclusion, proof.root_mismatch.
[[nodiscard]] Result<Done> verify_inclusion(const Sha256Digest& leaf, std::uint64_t index, std::uint64_t size,
                                            ProofView proof, const Sha256Digest& root);

struct TreeHead {
    std::uint64_t size = 0;
    Sha256Digest root{};

    friend bool operator==(const TreeHead&, const TreeHead&) = default;
};

/// Checks that the tree of `older` is a prefix of the tree of `newer` (RFC 9162 2.1.4.2). An older size of 0 says
/// nothing and is refused. Errors: proof.range where older is 0 or larger than newer, proof.length,
/// proof.root_mismatch.
[[nodiscard]] Result<Done> verify_consistency(const TreeHead& older, const TreeHead& newer, ProofView proof);

/// Leaves [start, end) of a larger tree, with the hash of the tree over just these.
struct Subtree {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
    Sha256Digest root{};
};

/// Checks that `part` is a subtree of `whole`: `start` must be a multiple of the smallest power of two that is at
/// least the part's length, so that the part is a union of nodes on one edge. With start 0 this is consistency.
/// Errors: as verify_consistency; proof.range also for an empty or unaligned part.
[[nodiscard]] Result<Done> verify_subtree(const Subtree& part, const TreeHead& whole, ProofView proof);

}  // namespace countersign::log

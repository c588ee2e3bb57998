#include "contracts/log/merkle.hpp"

#include <bit>

namespace countersign::log {
namespace {

/// Position of a node on its level, beside the last node there; climbing halves both.
struct Climb {
    std::uint64_t first;
    std::uint64_t second;
    std::uint64_t last;

    void up() noexcept {
        first >>= 1U;
        second >>= 1U;
        last >>= 1U;
    }
};

}  // namespace

Sha256Digest leaf_hash(ByteView entry) noexcept {
    static constexpr std::uint8_t prefix = 0x00;
    return sha256({ByteView(&prefix, 1), entry});
}

Sha256Digest node_hash(const Sha256Digest& left, const Sha256Digest& right) noexcept {
    std::uint8_t input[1 + 2 * Sha256Digest::size_bytes];
    input[0] = 0x01;
    std::memcpy(input + 1, left.bytes, Sha256Digest::size_bytes);
    std::memcpy(input + 1 + Sha256Digest::size_bytes, right.bytes, Sha256Digest::size_bytes);
    return sha256(ByteView(input, sizeof input));
}

Sha256Digest empty_root() noexcept { return sha256(ByteView{}); }

Result<Sha256Digest> root_from_inclusion(const Sha256Digest& leaf, std::uint64_t index, std::uint64_t size,
                                         ProofView proof) {
    if (index >= size) {
        return fail(errors::proof_range, "index " + std::to_string(index) + " of " + std::to_string(size));
    }
    std::uint64_t node = index;
    std::uint64_t last = size - 1;
    Sha256Digest hash = leaf;
    for (const Sha256Digest& sibling : proof) {
        if (last == 0) {
            return fail(errors::proof_length, "too long");
        }
        if ((node & 1U) != 0 || node == last) {
            hash = node_hash(sibling, hash);
            // A node that is last and even has no sibling on its level: its parent is itself.
            while ((node & 1U) == 0 && node != 0) {
                node >>= 1U;
                last >>= 1U;
            }
        } else {
            hash = node_hash(hash, sibling);
        }
        node >>= 1U;
        last >>= 1U;
    }
    if (last != 0) {
        return fail(errors::proof_length, "too short");
    }
    return hash;
}

Result<Done> verify_inclusion(const Sha256Digest& leaf, std::uint64_t index, std::uint64_t size, ProofView proof,
                              const Sha256Digest& root) {
    const auto reached = root_from_inclusion(leaf, index, size, proof);
    if (!reached) {
        return fail(reached.error());
    }
    if (*reached != root) {
        return fail(errors::proof_root_mismatch);
    }
    return Done{};
}

Result<Done> verify_consistency(const TreeHead& older, const TreeHead& newer, ProofView proof) {
    return verify_subtree({.start = 0, .end = older.size, .root = older.root}, newer, proof);
}

Result<Done> verify_subtree(const Subtree& part, const TreeHead& whole, ProofView proof) {
    if (part.start >= part.end || part.end > whole.size) {
        return fail(errors::proof_range);
    }
    const std::uint64_t length = part.end - part.start;
    if (part.start != 0 && (length > (std::uint64_t{1} << 63U) || part.start % std::bit_ceil(length) != 0)) {
        return fail(errors::proof_range, "not a subtree");
    }
    Climb at{part.start, part.end - 1, whole.size - 1};
    // Climb to the largest complete node that ends the part: the proof starts there.
    while (at.first != at.second && ((at.second & 1U) != 0 || at.second == at.last)) {
        at.up();
    }
    if (at.first != at.second && proof.empty()) {
        return fail(errors::proof_length, "too short");
    }
    const bool starts_at_part = at.first == at.second;
    Sha256Digest part_hash = starts_at_part ? part.root : proof.front();
    Sha256Digest whole_hash = part_hash;
    for (const Sha256Digest& sibling : starts_at_part ? proof : proof.subspan(1)) {
        if (at.last == 0) {
            return fail(errors::proof_length, "too long");
        }
        if ((at.second & 1U) != 0 || at.second == at.last) {
            if (at.first < at.second) {
                part_hash = node_hash(sibling, part_hash);
            }
            whole_hash = node_hash(sibling, whole_hash);
            while ((at.second & 1U) == 0 && at.second != 0) {
                at.up();
            }
        } else {
            whole_hash = node_hash(whole_hash, sibling);
        }
        at.up();
    }
    if (at.last != 0) {
        return fail(errors::proof_length, "too short");
    }
    if (part_hash != part.root || whole_hash != whole.root) {
        return fail(errors::proof_root_mismatch);
    }
    return Done{};
}

}  // namespace countersign::log

#include "contracts/log/tree.hpp"

#include <algorithm>
#include <bit>

#include "identity/base/ensure.hpp"

namespace countersign::log {
namespace {

/// The largest power of two below `size`, where RFC 6962 splits a tree of size > 1.
std::uint64_t split_point(std::uint64_t size) noexcept { return std::bit_floor(size - 1); }

}  // namespace

void CompactTree::append(const Sha256Digest& leaf) {
    Sha256Digest hash = leaf;
    for (std::uint64_t rest = size_; (rest & 1U) != 0; rest >>= 1U) {
        hash = node_hash(edge_.back(), hash);
        edge_.pop_back();
    }
    edge_.push_back(hash);
    ++size_;
}

Sha256Digest CompactTree::root() const noexcept {
    if (edge_.empty()) {
        return empty_root();
    }
    Sha256Digest hash = edge_.back();
    for (auto left = edge_.rbegin() + 1; left != edge_.rend(); ++left) {
        hash = node_hash(*left, hash);
    }
    return hash;
}

void MerkleTree::append(const Sha256Digest& leaf) {
    if (levels_.empty()) {
        levels_.emplace_back();
    }
    levels_[0].push_back(leaf);
    for (std::size_t level = 0; levels_[level].size() % 2 == 0; ++level) {
        const auto& below = levels_[level];
        const Sha256Digest parent = node_hash(below[below.size() - 2], below[below.size() - 1]);
        if (levels_.size() == level + 1) {
            levels_.emplace_back();
        }
        levels_[level + 1].push_back(parent);
    }
}

std::uint64_t MerkleTree::size() const noexcept { return levels_.empty() ? 0 : levels_[0].size(); }

Sha256Digest MerkleTree::subtree(std::uint64_t start, std::uint64_t end) const noexcept {
    if (start == end) {
        return empty_root();
    }
    // The complete nodes of [start, end) from the right, smallest first, folded leftwards.
    Sha256Digest hash{};
    bool first = true;
    for (std::uint64_t rest = end - start; rest != 0; rest &= rest - 1) {
        const auto level = static_cast<unsigned>(std::countr_zero(rest));
        const Sha256Digest& left = node(level, ((start + rest) >> level) - 1);
        hash = first ? left : node_hash(left, hash);
        first = false;
    }
    return hash;
}

Result<Sha256Digest> MerkleTree::root_at(std::uint64_t size) const {
    if (size > this->size()) {
        return fail(errors::proof_range, "size " + std::to_string(size));
    }
    return subtree(0, size);
}

Result<Sha256Digest> MerkleTree::leaf(std::uint64_t index) const {
    if (index >= size()) {
        return fail(errors::proof_range, "index " + std::to_string(index));
    }
    return levels_[0][index];
}

const Sha256Digest& MerkleTree::node(unsigned level, std::uint64_t index) const {
    ensure(level < levels_.size() && index < levels_[level].size(), "the node is complete");
    return levels_[level][index];
}

Result<Proof> MerkleTree::inclusion_proof(std::uint64_t index, std::uint64_t size) const {
    if (index >= size || size > this->size()) {
        return fail(errors::proof_range, "index " + std::to_string(index) + " of " + std::to_string(size));
    }
    // From the root down (RFC 6962 2.1.1), so the siblings come out in the opposite order.
    Proof proof;
    std::uint64_t start = 0;
    std::uint64_t end = size;
    while (end - start > 1) {
        const std::uint64_t middle = start + split_point(end - start);
        if (index < middle) {
            proof.push_back(subtree(middle, end));
            end = middle;
        } else {
            proof.push_back(subtree(start, middle));
            start = middle;
        }
    }
    std::ranges::reverse(proof);
    return proof;
}

Result<Proof> MerkleTree::consistency_proof(std::uint64_t older, std::uint64_t newer) const {
    if (older == 0 || older > newer || newer > size()) {
        return fail(errors::proof_range, "sizes " + std::to_string(older) + " and " + std::to_string(newer));
    }
    // RFC 6962 2.1.2 from the root down. The older root itself is left out where it is a node of the newer tree.
    Proof proof;
    std::uint64_t start = 0;
    std::uint64_t end = newer;
    while (end != older) {
        const std::uint64_t middle = start + split_point(end - start);
        if (older <= middle) {
            proof.push_back(subtree(middle, end));
            end = middle;
        } else {
            proof.push_back(subtree(start, middle));
            start = middle;
        }
    }
    if (start != 0) {
        proof.push_back(subtree(start, end));
    }
    std::ranges::reverse(proof);
    return proof;
}

}  // namespace countersign::log

#include "contracts/rules/batch_tree.hpp"

namespace countersign::rules {

bool BatchTree::add(const TreeHash& leaf, CryptoRef crypto) noexcept {
    if (count_ == limits::batch_leaves_max) {
        return false;
    }
    // Each trailing one bit of the old count is a complete subtree that the new leaf completes further.
    TreeHash hash = leaf;
    for (uint32_t bits = count_; (bits & 1U) != 0; bits >>= 1U) {
        --pending_count_;
        hash = node_hash(pending_[pending_count_], hash, crypto);
    }
    pending_[pending_count_] = hash;
    ++pending_count_;
    ++count_;
    return true;
}

TreeHash BatchTree::root(CryptoRef crypto) const noexcept {
    if (pending_count_ == 0) {
        return TreeHash{};
    }
    TreeHash hash = pending_[pending_count_ - 1];
    for (uint32_t i = pending_count_ - 1; i > 0; --i) {
        hash = node_hash(pending_[i - 1], hash, crypto);
    }
    return hash;
}

bool is_included(const TreeHash& leaf, uint32_t index, uint32_t count, const InclusionProof& proof,
                 const TreeHash& root, CryptoRef crypto) noexcept {
    if (index >= count) {
        return false;
    }
    // RFC 9162, 2.1.3.2: `position` and `last` are fn and sn.
    uint32_t position = index;
    uint32_t last = count - 1;
    TreeHash hash = leaf;
    for (const TreeHash& sibling : proof) {
        if (last == 0) {
            return false;
        }
        if ((position & 1U) != 0 || position == last) {
            hash = node_hash(sibling, hash, crypto);
            while ((position & 1U) == 0 && position != 0) {
                position >>= 1U;
                last >>= 1U;
            }
        } else {
            hash = node_hash(hash, sibling, crypto);
        }
        position >>= 1U;
        last >>= 1U;
    }
    return last == 0 && hash == root;
}

namespace {

/// The largest power of two below `count`, which is at least 2.
uint32_t split_of(uint32_t count) noexcept {
    uint32_t split = 1;
    while (split * 2 < count) {
        split *= 2;
    }
    return split;
}

TreeHash root_of(const TreeHash* leaves, uint32_t count, CryptoRef crypto) noexcept {
    BatchTree tree;
    for (uint32_t i = 0; i < count; ++i) {
        static_cast<void>(tree.add(leaves[i], crypto));
    }
    return tree.root(crypto);
}

}  // namespace

InclusionProof prove_inclusion(const TreeHash* leaves, uint32_t count, uint32_t index, CryptoRef crypto) noexcept {
    // From the root down: the sibling of each step; then turned round.
    InclusionProof down{};
    while (count > 1) {
        const uint32_t split = split_of(count);
        if (index < split) {
            static_cast<void>(down.push(root_of(leaves + split, count - split, crypto)));
            count = split;
        } else {
            static_cast<void>(down.push(root_of(leaves, split, crypto)));
            leaves += split;
            index -= split;
            count -= split;
        }
    }
    InclusionProof up{};
    for (size_t i = down.size(); i > 0; --i) {
        static_cast<void>(up.push(down[i - 1]));
    }
    return up;
}

}  // namespace countersign::rules

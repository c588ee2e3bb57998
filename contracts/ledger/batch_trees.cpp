#include "contracts/ledger/batch_trees.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"

namespace countersign::ledger {

Result<log::Proof> BatchTrees::prove(const rules::BatchId& batch, std::uint32_t index, const LoadLeaves& load) {
    const std::lock_guard guard(mutex_);
    const auto found = std::ranges::find(items_, batch, &Item::batch);
    if (found != items_.end()) {
        items_.splice(items_.begin(), items_, found);
    } else {
        const auto leaves = load();
        if (!leaves) {
            return fail(leaves.error());
        }
        items_.push_front({batch, {}});
        for (const Bytes& leaf : *leaves) {
            items_.front().tree.append(log::leaf_hash(leaf));
        }
        if (items_.size() > limits::ledger_batch_trees_max) {
            items_.pop_back();
        }
    }
    const log::MerkleTree& tree = items_.front().tree;
    return tree.inclusion_proof(index, tree.size());
}

}  // namespace countersign::ledger

// The trees of the last few batches that proofs were asked for, since a batch may have a million leaves.
// Private to contracts/ledger. Thread-safety: any thread.
#pragma once

#include <functional>
#include <list>
#include <mutex>
#include <vector>

#include "contracts/log/tree.hpp"
#include "contracts/rules/types.hpp"

namespace countersign::ledger {

class BatchTrees {
  public:
    using LoadLeaves = std::function<Result<std::vector<Bytes>>()>;
    /// The path of leaf `index`. `load` is called where the tree isn't here. Errors: those of `load`, proof.range.
    [[nodiscard]] Result<log::Proof> prove(const rules::BatchId& batch, std::uint32_t index, const LoadLeaves& load);

  private:
    struct Item {
        rules::BatchId batch;
        log::MerkleTree tree;
    };
    std::mutex mutex_;
    /// The last used first.
    std::list<Item> items_;
};

}  // namespace countersign::ledger

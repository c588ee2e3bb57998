// Holds words that a state should have put into the contract's storage to what is there at one block.
// Data in: expected words; data out: those that differ. Rules: docs/spec/chain-proof.md (P4).
// Thread-safety: as RpcClient.
#pragma once

#include <span>

#include "contracts/chain/events.hpp"
#include "contracts/chain/rpc.hpp"
#include "contracts/chain/words.hpp"

namespace countersign::chain {

struct Difference {
    /// Which of the expected words.
    std::size_t index = 0;
    Uint256 found{};
};

struct CompareOptions {
    EthereumAddress registry{};
    BlockId block;
    /// False: what the node says is there. True: what it proves from the block's hash, whoever it is; about ten times
    /// as much to send.
    bool proven = false;
};

/// In batches; memory is that of one batch beside the differences.
/// Errors: chain.rpc_*, chain.node_inconsistent, chain.proof_*; chain.contract_missing.
[[nodiscard]] Result<std::vector<Difference>> compare(RpcClient& rpc, std::span<const ExpectedWord> expected,
                                                      const CompareOptions& options);

}  // namespace countersign::chain

// Asks a node for proofs of the state at one block. What is got isn't checked here: verify_account_proof and
// verify_storage_proof do that.
// Data in: an address, places and a block; data out: trie proofs. Thread-safety: as RpcClient.
#pragma once

#include "contracts/chain/blocks.hpp"
#include "contracts/chain/words.hpp"

namespace countersign::chain {

struct StateProof {
    TrieProof account;
    /// As many as places, in their order.
    std::vector<TrieProof> words;
};

/// Errors: chain.rpc_*; chain.node_pruned where the node hasn't that state any more.
[[nodiscard]] Result<StateProof> load_state_proof(RpcClient& rpc, const EthereumAddress& address,
                                                  const std::vector<StoragePlace>& places, const BlockId& block);

/// The block with that hash, checked. Errors: chain.rpc_*, chain.node_pruned, chain.node_inconsistent.
[[nodiscard]] Result<Block> load_block(RpcClient& rpc, const BlockId& block);

}  // namespace countersign::chain

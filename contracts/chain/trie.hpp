// Merkle-Patricia tries of Ethereum (Yellow Paper, appendix D): checks what a proof shows of one key, and computes the
// root over a block's list of receipts.
// Data in: a trusted root, a key, the nodes on its way from the root; data out: the value, or that there is none, or a
// stable error code. A node counts only under the hash or the place that its parent gives it; nodes that the way
// doesn't need are refused, so that nothing in a proof goes unchecked. Rules: docs/spec/chain-proof.md (P2, P3).
// Thread-safety: pure functions.
#pragma once

#include <optional>
#include <span>

#include "contracts/chain/header.hpp"

namespace countersign::chain {

/// keccak256(0x80): a trie without any value.
[[nodiscard]] const TrieRoot& empty_trie_root();

/// From the root's node to the last one with a hash of its own.
using TrieProof = std::vector<Bytes>;

/// The value under `key` (the path itself: where a trie is one of hashed keys, the hash), viewing `proof`; empty where
/// the proof shows that there is none. An empty trie has an empty proof. Errors: chain.proof_node (not a node),
/// chain.proof_hash (a node isn't the one its parent names), chain.proof_incomplete (the way goes on),
/// chain.proof_trailing (nodes that the way doesn't need).
[[nodiscard]] Result<std::optional<ByteView>> verify_trie_proof(const TrieRoot& root, ByteView key,
                                                                std::span<const Bytes> proof);

struct Account {
    std::uint64_t nonce = 0;
    Uint256 balance{};
    TrieRoot storage_root{};
    Keccak256Digest code_hash{};
    friend bool operator==(const Account&, const Account&) = default;
};
/// Empty where there is no such account. Errors: as verify_trie_proof; chain.proof_value.
[[nodiscard]] Result<std::optional<Account>> verify_account_proof(const TrieRoot& state_root,
                                                                  const EthereumAddress& address,
                                                                  std::span<const Bytes> proof);
/// Zero where nothing is stored. Errors: as verify_trie_proof; chain.proof_value.
[[nodiscard]] Result<Uint256> verify_storage_proof(const TrieRoot& storage_root, const Uint256& slot,
                                                   std::span<const Bytes> proof);

/// The root over a list, each value under the RLP of its position: a block's transactions or receipts.
[[nodiscard]] TrieRoot list_root(std::span<const Bytes> values);

}  // namespace countersign::chain

// A block's header in RLP: all that its hash stands for.
// Data in: RLP; data out: the fields, or chain.rlp_*. Fields that later forks added (London, Shanghai, Cancun, Prague;
// Osaka added none) are there or not, each only where those before it are. What is read is written as the same bytes,
// so hash_header(*parse_header(x)) is keccak256(x).
// Rules: docs/spec/chain-proof.md (P1). Thread-safety: plain values, pure functions.
#pragma once

#include <optional>

#include "contracts/chain/bloom.hpp"
#include "contracts/chain/events.hpp"

namespace countersign::chain {

using TrieRoot = FixedBytes<32, struct TrieRootTag>;

struct BlockHeader {
    BlockHash parent{};
    Keccak256Digest uncles{};
    EthereumAddress beneficiary{};
    TrieRoot state_root{};
    TrieRoot transactions_root{};
    TrieRoot receipts_root{};
    Bloom bloom{};
    Uint256 difficulty{};
    std::uint64_t number = 0;
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    std::uint64_t timestamp = 0;
    Bytes extra = {};
    Keccak256Digest mix{};
    FixedBytes<8, struct BlockNonceTag> nonce{};
    std::optional<Uint256> base_fee = std::nullopt;
    std::optional<TrieRoot> withdrawals_root = std::nullopt;
    std::optional<std::uint64_t> blob_gas_used = std::nullopt;
    std::optional<std::uint64_t> excess_blob_gas = std::nullopt;
    std::optional<Keccak256Digest> beacon_root = std::nullopt;
    std::optional<Keccak256Digest> requests_hash = std::nullopt;
    friend bool operator==(const BlockHeader&, const BlockHeader&) = default;
};

/// Errors: chain.rlp_*; chain.rlp_type where a field has another form, or one is left over.
[[nodiscard]] Result<BlockHeader> parse_header(ByteView rlp);
/// Fields behind the first missing one are left out.
[[nodiscard]] Bytes encode_header(const BlockHeader& header);
[[nodiscard]] BlockHash hash_header(const BlockHeader& header);

}  // namespace countersign::chain

// Blocks, logs and receipts as a node tells them, held to the hashes that they claim: JSON ends here.
// Data in: a node's answers; data out: headers whose bytes have that hash, logs, receipts whose root is the header's.
// Rules: docs/spec/chain-follower.md (F1 to F3). Thread-safety: as RpcClient.
#pragma once

#include "contracts/chain/rpc.hpp"
#include "contracts/chain/trie.hpp"

namespace countersign::chain {

struct Block {
    BlockId id;
    BlockHeader header;
};

struct Log {
    EthereumAddress address{};
    BlockId block;
    TransactionHash transaction{};
    std::uint32_t index = 0;
    std::vector<Keccak256Digest> topics;
    Bytes data;
};

/// What a receipt's hash stands for.
struct Receipt {
    std::uint64_t type = 0;
    bool succeeded = false;
    std::uint64_t cumulative_gas = 0;
    Bloom bloom{};
    std::vector<Log> logs;
    /// Of a rollup's deposits.
    std::vector<std::uint64_t> deposit_fields = {};
};
/// As it stands in the trie of receipts (EIP-2718).
[[nodiscard]] Bytes encode_receipt(const Receipt& receipt);

/// A block as eth_getBlockBy... gives it. With `check_hash` false only number, hash, parent, time and bloom are read.
/// Errors: chain.rpc_result; chain.node_inconsistent where its fields have another hash.
[[nodiscard]] Result<Block> parse_block(const Json& value, bool check_hash);
/// Errors: chain.rpc_result; chain.node_inconsistent for a log that was taken back.
[[nodiscard]] Result<Log> parse_log(const Json& value);
/// All receipts of a block. Errors: chain.rpc_result; chain.node_inconsistent where their root isn't the header's.
[[nodiscard]] Result<std::vector<Receipt>> parse_receipts(const Json& value, const BlockHeader& header);

/// A call whose refusal isn't foreseen. Errors: chain.rpc_fault.
[[nodiscard]] Result<Json> require_result(RpcOutcome outcome);

/// What the node's present chain has at each number; empty where it has none.
/// Errors: chain.rpc_*, chain.node_inconsistent.
[[nodiscard]] Result<std::vector<std::optional<Block>>> load_numbers(RpcClient& rpc,
                                                                     const std::vector<std::uint64_t>& numbers,
                                                                     bool check_hash);
/// Blocks `first` to `last` of the node's present chain, up to the first that it hasn't; each but the first is the
/// child of the one before, and at a break the rest is left out. Errors: chain.rpc_*, chain.node_inconsistent.
[[nodiscard]] Result<std::vector<Block>> load_blocks(RpcClient& rpc, std::uint64_t first, std::uint64_t last,
                                                     bool check_hash);
/// Logs of one contract, in the order of the chain. Errors: chain.rpc_*, chain.node_inconsistent.
[[nodiscard]] Result<std::vector<Log>> load_range_logs(RpcClient& rpc, const EthereumAddress& contract,
                                                       std::uint64_t first, std::uint64_t last);
/// Those of single blocks, by hash: what was reorganised away is refused or empty, never mixed in.
[[nodiscard]] Result<std::vector<Log>> load_block_logs(RpcClient& rpc, const EthereumAddress& contract,
                                                       const std::vector<Block>& blocks);

}  // namespace countersign::chain

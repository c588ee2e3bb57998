// What Countersign asks an Ethereum node for, as typed values: JSON ends here.
// Data in: addresses, hashes, signed bytes; data out: values checked to the last member, or chain.*. A node's answer
// that is well-formed but of the wrong shape is chain.rpc_result; a refusal that isn't foreseen is chain.rpc_fault.
// Rules: docs/spec/chain-client.md (X9, X16). Thread-safety: as RpcClient.
#pragma once

#include <string>
#include <variant>

#include "contracts/chain/rpc.hpp"
#include "contracts/chain/transaction.hpp"

namespace countersign::chain {

using BlockHash = FixedBytes<32, struct BlockHashTag>;

enum class BlockTag : std::uint8_t { latest, safe, finalized, pending };
using BlockReference = std::variant<BlockTag, std::uint64_t>;
[[nodiscard]] std::string to_text(const BlockReference& block);

struct BlockHead {
    std::uint64_t number = 0;
    BlockHash hash{};
    BlockHash parent{};
    std::uint64_t timestamp = 0;
    /// Wei per gas; 0 on a chain that has none.
    std::uint64_t base_fee = 0;
    friend bool operator==(const BlockHead&, const BlockHead&) = default;
};

/// All that deciding what to send needs, asked at once.
struct SenderStatus {
    std::uint64_t chain_id = 0;
    BlockHead latest;
    /// The last block that can't be reorganised away.
    BlockHead finalized;
    /// Transactions of the sender that are in blocks up to `latest`.
    std::uint64_t nonce = 0;
    /// The same with those that the node has waiting.
    std::uint64_t pending_nonce = 0;
    Uint256 balance{};
    /// What the node would give a block's maker, wei per gas.
    std::uint64_t priority_fee = 0;
    friend bool operator==(const SenderStatus&, const SenderStatus&) = default;
};

struct MinedTransaction {
    TransactionHash hash{};
    std::uint64_t block_number = 0;
    BlockHash block_hash{};
    /// False: it was reverted, and paid for.
    bool succeeded = false;
    std::uint64_t gas_used = 0;
    std::uint64_t gas_price = 0;
    friend bool operator==(const MinedTransaction&, const MinedTransaction&) = default;
};

struct CallRequest {
    EthereumAddress from{};
    EthereumAddress to{};
    Bytes data = {};
    Uint256 value = {};
};

/// Why a call would revert.
struct Revert {
    /// Empty where the node doesn't tell, or there is none.
    Bytes data = {};
    std::string message = {};
};
/// Gas, or why not.
using Estimate = tl::expected<std::uint64_t, Revert>;
using CallResult = tl::expected<Bytes, Revert>;

/// What became of a transaction that was sent.
enum class SendOutcome : std::uint8_t {
    accepted,
    already_known,            ///< as good as accepted
    nonce_too_low,            ///< mined already, or another one in its place
    underpriced,              ///< below what the node takes
    replacement_underpriced,  ///< not enough more than the one it would replace
    insufficient_funds,
    refused,  ///< anything else
};
struct SendAnswer {
    SendOutcome outcome = SendOutcome::refused;
    std::string message = {};
};

class Node {
  public:
    /// `rpc` must outlive the node.
    explicit Node(RpcClient& rpc) : rpc_(rpc) {}

    // Errors of all: chain.rpc_*, chain.wrong_chain.

    [[nodiscard]] Result<std::uint64_t> load_chain_id();
    [[nodiscard]] Result<SenderStatus> load_sender_status(const EthereumAddress& sender);
    /// Empty where the chain has no such block (yet).
    [[nodiscard]] Result<std::optional<BlockHead>> load_head(const BlockReference& block);
    /// For each hash whether and where it is in a block now. By quorum: money and exactly-once hang on it.
    [[nodiscard]] Result<std::vector<std::optional<MinedTransaction>>> load_mined(
        const std::vector<TransactionHash>& hashes);
    /// For each hash whether the node has heard of it, waiting or mined.
    [[nodiscard]] Result<std::vector<bool>> load_known(const std::vector<TransactionHash>& hashes);
    /// By quorum.
    [[nodiscard]] Result<std::uint64_t> load_nonce(const EthereumAddress& sender, const BlockReference& block);
    /// Whether there is a contract. By quorum.
    [[nodiscard]] Result<bool> load_has_code(const EthereumAddress& address);
    /// The hash of the sender's transaction of that nonce in that block, if it is there. By quorum.
    [[nodiscard]] Result<std::optional<TransactionHash>> load_sent(const EthereumAddress& sender, std::uint64_t nonce,
                                                                   std::uint64_t block);
    /// On the state that waiting transactions lead to. 2^64 - 1 where all the gas that a block has doesn't suffice.
    [[nodiscard]] Result<Estimate> estimate(const CallRequest& request);
    [[nodiscard]] Result<CallResult> call(const CallRequest& request, const BlockReference& block);
    [[nodiscard]] Result<SendAnswer> send(ByteView raw);

  private:
    RpcClient& rpc_;
};

/// Nodes refuse in words only; these are those of geth, Erigon, Nethermind, Besu, Reth and anvil.
[[nodiscard]] SendOutcome classify_send_fault(std::string_view message);

}  // namespace countersign::chain

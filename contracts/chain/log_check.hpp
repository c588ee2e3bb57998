// Holds a node's logs to the blooms and receipts of its blocks: whether they may be all that a contract said there.
// Data in: blocks and the logs that came for them; data out: done, or what the node keeps back.
// Rules: docs/spec/chain-follower.md (F4, F5). Thread-safety: as RpcClient.
#pragma once

#include "contracts/chain/blocks.hpp"

namespace countersign::chain {

class LogCheck {
  public:
    /// `topics` are the first topics of all that the contract says.
    LogCheck(RpcClient& rpc, const EthereumAddress& contract, std::span<const Keccak256Digest> topics);

    /// Whether the bloom leaves it open that the block has logs of the contract.
    [[nodiscard]] bool may_have_logs(const Block& block) const;

    /// The same for what it says as far as that is known: of fewer blocks.
    [[nodiscard]] bool may_have_events(const Block& block) const;

    struct Options {
        /// False: blooms aren't known to be the block's own, and only which block a log is of is checked.
        bool blooms = true;
        /// Receipts of every block that may have logs.
        bool always = false;
        /// Else only of so many of those from which none came, spread over them.
        std::size_t checks_max = 0;
    };
    /// `logs` are in order and of these blocks. Errors: chain.rpc_*; chain.node_pruned where receipts can't be had or
    /// show more logs; chain.node_inconsistent where blooms, receipts and logs contradict each other.
    [[nodiscard]] Result<Done> check(const std::vector<Block>& blocks, std::span<const Log> logs,
                                     const Options& options);

  private:
    [[nodiscard]] bool may_have(const Block& block, const Log& log) const;
    Result<Done> check_receipts(const Block& block, std::span<const Log> logs);

    RpcClient& rpc_;
    EthereumAddress contract_;
    BloomBits address_bits_;
    std::vector<BloomBits> topic_bits_;
};

}  // namespace countersign::chain

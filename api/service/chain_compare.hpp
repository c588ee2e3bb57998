// Holds the state that a mirror has derived from the chain's events to what the contract has in its storage, as of the
// block up to which the mirror has followed. Data in: a data folder (a service may be running on it) and a node; data
// out: what was compared and what differs. Rules: docs/spec/chain-proof.md (P4). Thread-safety: as RpcClient.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "contracts/chain/compare.hpp"
#include "contracts/ledger/ledger.hpp"

namespace countersign::api::service {

struct ChainCompareOptions {
    std::filesystem::path home;
    /// None: the registry that the folder mirrors.
    std::optional<EthereumAddress> registry = std::nullopt;
    /// Have the node prove each word from the block's hash.
    bool proven = false;
};

struct ChainDifference {
    /// The record's key (docs/spec/registry.md, section 4).
    Bytes record;
    chain::ExpectedWord expected;
    chain::Uint256 found{};
};

struct ChainComparison {
    std::uint64_t chain_id = 0;
    EthereumAddress registry{};
    chain::BlockId block;
    std::uint64_t records = 0;
    std::uint64_t words = 0;
    std::vector<ChainDifference> differences;
};

/// The chain that a data folder mirrors. Errors: ledger.not_a_mirror, those of Ledger::open.
[[nodiscard]] Result<ledger::ChainHome> mirrored_chain(const std::filesystem::path& home, const Clock& clock);

/// Errors: ledger.not_a_mirror, chain_compare.nothing where no block was followed yet, ledger.busy where the folder
/// changes faster than it can be read, those of the ledger and of chain::compare.
[[nodiscard]] Result<ChainComparison> compare_with_chain(chain::RpcClient& rpc, const ChainCompareOptions& options,
                                                         const Clock& clock);

}  // namespace countersign::api::service

// Where a registry lives: in this process, or in a contract on an EVM chain that this ledger mirrors.
// Thread-safety: plain values.
#pragma once

#include <optional>

#include "contracts/chain/events.hpp"
#include "contracts/rules/crypto.hpp"
#include "identity/base/hash.hpp"

namespace countersign::ledger {

struct ChainHome {
    std::uint64_t chain_id = 0;
    /// Its Registry.
    EthereumAddress contract{};

    friend bool operator==(const ChainHome&, const ChainHome&) = default;
};

struct Home {
    /// Hash of the log's genesis entry.
    rules::RegistryId registry{};
    /// None: the registry is embedded.
    std::optional<ChainHome> chain = std::nullopt;

    /// What every operation for this home is signed for (docs/spec/registry.md, 3.3).
    [[nodiscard]] rules::DomainSeparator domain(rules::CryptoRef crypto) const noexcept;
};

/// Where a mirrored operation stands on its chain. Its block's time is the entry's.
struct ChainPlace {
    chain::BlockId block;
    chain::TransactionHash transaction{};
    /// Of the event in its block.
    std::uint32_t log_index = 0;
    /// False for the short forms, which leave the key's last nonce alone (docs/spec/chain.md, 1.1).
    bool moves_nonce = true;

    friend bool operator==(const ChainPlace&, const ChainPlace&) = default;
};

}  // namespace countersign::ledger

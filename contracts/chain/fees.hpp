// What a transaction offers to pay, and how far it may go. Pure. Rules: docs/spec/chain-client.md (X24 to X26).
#pragma once

#include <cstdint>
#include <optional>

#include "identity/base/limits.hpp"

namespace countersign::chain {

struct FeePolicy {
    /// Wei per gas that is never exceeded, tip included.
    std::uint64_t max_fee_ceiling = limits::chain_max_fee_ceiling;
    /// Offered to the block's maker even where the node suggests less.
    std::uint64_t priority_fee_min = limits::chain_priority_fee_min;
    /// Blocks that the oldest transaction waits before it offers more.
    std::uint64_t bump_after_blocks = limits::chain_bump_after_blocks;
};

struct Fees {
    std::uint64_t max_fee = 0;
    std::uint64_t priority_fee = 0;
    friend bool operator==(const Fees&, const Fees&) = default;
};

/// Twice the base fee (which rises by an eighth a block at most) and the tip. Empty where the ceiling is below the base
/// fee, so that nothing we may offer would be taken.
[[nodiscard]] std::optional<Fees> market_fees(const FeePolicy& policy, std::uint64_t base_fee,
                                              std::uint64_t suggested_priority_fee) noexcept;
/// An eighth more on both, which every node takes as a replacement, or the market's where that is more. Empty where
/// the ceiling forbids it.
[[nodiscard]] std::optional<Fees> bumped_fees(const FeePolicy& policy, const Fees& before,
                                              const std::optional<Fees>& market) noexcept;
/// The estimate and a fifth, but no more than a transaction may have (EIP-7825). Empty where the estimate is more.
[[nodiscard]] std::optional<std::uint64_t> gas_limit_for(std::uint64_t estimate) noexcept;

}  // namespace countersign::chain

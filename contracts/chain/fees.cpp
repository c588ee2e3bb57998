#include "contracts/chain/fees.hpp"

#include <algorithm>

namespace countersign::chain {
namespace {

std::uint64_t add_bounded(std::uint64_t a, std::uint64_t b) noexcept { return a > UINT64_MAX - b ? UINT64_MAX : a + b; }

/// An eighth more, rounded up, and more in any case.
std::uint64_t eighth_more(std::uint64_t value) noexcept {
    return add_bounded(value, std::max<std::uint64_t>(1, value / 8 + (value % 8 != 0 ? 1 : 0)));
}

}  // namespace

std::optional<Fees> market_fees(const FeePolicy& policy, std::uint64_t base_fee,
                                std::uint64_t suggested_priority_fee) noexcept {
    // X24: never above the ceiling.
    if (policy.max_fee_ceiling <= base_fee) {
        return std::nullopt;
    }
    const std::uint64_t tip = std::max(policy.priority_fee_min, suggested_priority_fee);
    const std::uint64_t wanted = add_bounded(add_bounded(base_fee, base_fee), tip);
    const std::uint64_t max_fee = std::min(policy.max_fee_ceiling, wanted);
    return Fees{max_fee, std::min(tip, max_fee)};
}

std::optional<Fees> bumped_fees(const FeePolicy& policy, const Fees& before,
                                const std::optional<Fees>& market) noexcept {
    // X25: at least 12.5 % on both caps.
    Fees out{eighth_more(before.max_fee), eighth_more(before.priority_fee)};
    if (out.max_fee > policy.max_fee_ceiling) {
        return std::nullopt;
    }
    if (market) {
        out.max_fee = std::max(out.max_fee, market->max_fee);
        out.priority_fee = std::max(out.priority_fee, market->priority_fee);
    }
    // A tip above the whole is refused by every node.
    out.max_fee = std::max(out.max_fee, out.priority_fee);
    return out.max_fee > policy.max_fee_ceiling ? std::nullopt : std::optional(out);
}

std::optional<std::uint64_t> gas_limit_for(std::uint64_t estimate) noexcept {
    // X26: a margin, since the state may differ when it is mined.
    if (estimate > limits::transaction_gas_max) {
        return std::nullopt;
    }
    return std::min(limits::transaction_gas_max, estimate + estimate / 5);
}

}  // namespace countersign::chain

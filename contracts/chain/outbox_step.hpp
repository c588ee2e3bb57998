// Private to the outbox: what the parts of one step hand on to each other.
#pragma once

#include <algorithm>

#include "contracts/chain/outbox.hpp"

namespace countersign::chain {

[[nodiscard]] inline bool is_unmined(const Operation& operation) noexcept {
    return operation.state == OperationState::sent;
}

/// What is known and done in one step.
struct Outbox::Step {
    SenderStatus status;
    /// Blocks up to this one are final; empty where none is.
    std::optional<std::uint64_t> final_block;
    std::optional<Fees> market;
    std::vector<Operation> in_flight;
    std::map<EthereumAddress, bool> has_code = {};
    StepReport report = {};

    [[nodiscard]] bool is_final(std::uint64_t block) const { return final_block && block <= *final_block; }
    [[nodiscard]] bool has_unmined() const { return std::ranges::any_of(in_flight, is_unmined); }
    void sort() {
        std::ranges::sort(in_flight, {}, [](const Operation& operation) { return operation.nonce.value_or(0); });
    }
};

}  // namespace countersign::chain

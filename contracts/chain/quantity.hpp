// How JSON-RPC spells numbers and bytes: `0x` and hex; a number without leading zeros, zero as `0x0`.
// Data in: a member of a node's answer; data out: values, or chain.rpc_result with the name of what was wrong.
// Rules: docs/spec/chain-client.md (X9). Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "contracts/chain/errors.hpp"
#include "contracts/chain/uint256.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"

namespace countersign::chain {

[[nodiscard]] std::string to_quantity(std::uint64_t value);
[[nodiscard]] std::string to_quantity(const Uint256& value);

// Each reads one value, which is a string; `name` is for people. Errors: chain.rpc_result.
[[nodiscard]] Result<std::uint64_t> parse_quantity(const Json& value, std::string_view name);
[[nodiscard]] Result<Uint256> parse_quantity256(const Json& value, std::string_view name);
[[nodiscard]] Result<Bytes> parse_data(const Json& value, std::string_view name);
template <typename Fixed>
[[nodiscard]] Result<Fixed> parse_fixed_data(const Json& value, std::string_view name) {
    const auto bytes = parse_data(value, name);
    Fixed out{};
    if (!bytes || !copy_exact(*bytes, out)) {
        return fail(errors::chain_rpc_result, std::string(name) + " has another length");
    }
    return out;
}

/// The member of an object, or null where it is absent; then every reader above refuses it.
[[nodiscard]] const Json& member(const Json& object, std::string_view key) noexcept;

}  // namespace countersign::chain

#include "contracts/chain/quantity.hpp"

#include <algorithm>

#include "contracts/chain/address.hpp"

namespace countersign::chain {
namespace {

tl::unexpected<Error> refuse(std::string_view name, std::string_view what) {
    return fail(errors::chain_rpc_result, std::string(name) + " " + std::string(what));
}

}  // namespace

std::string to_quantity(const Uint256& value) {
    std::string digits = to_hex(significant_bytes(value));
    if (digits.starts_with('0')) {
        digits.erase(0, 1);
    }
    return "0x" + (digits.empty() ? "0" : digits);
}

std::string to_quantity(std::uint64_t value) { return to_quantity(to_uint256(value)); }

Result<Uint256> parse_quantity256(const Json& value, std::string_view name) {
    if (!value.is_string()) {
        return refuse(name, "is no string");
    }
    // X9: one number, one spelling.
    const std::string_view text = value.as_string();
    if (!text.starts_with("0x") || text.size() < 3 || text.size() > 2 + 64 || (text[2] == '0' && text.size() > 3)) {
        return refuse(name, "is no quantity");
    }
    const std::string digits = (text.size() % 2 != 0 ? "0" : "") + std::string(text.substr(2));
    const auto bytes = parse_hex(digits);
    if (!bytes) {
        return refuse(name, "is no quantity");
    }
    Uint256 out{};
    std::ranges::copy_backward(*bytes, out.end());
    return out;
}

Result<std::uint64_t> parse_quantity(const Json& value, std::string_view name) {
    const auto wide = parse_quantity256(value, name);
    if (!wide) {
        return fail(wide.error());
    }
    const auto number = to_u64(*wide);
    if (!number) {
        return refuse(name, "is larger than 64 bits");
    }
    return *number;
}

Result<Bytes> parse_data(const Json& value, std::string_view name) {
    if (!value.is_string()) {
        return refuse(name, "is no string");
    }
    const std::string_view text = value.as_string();
    auto bytes = parse_hex(text.substr(std::min<std::size_t>(2, text.size())));
    if (!text.starts_with("0x") || !bytes) {
        return refuse(name, "is no data");
    }
    return std::move(*bytes);
}

const Json& member(const Json& object, std::string_view key) noexcept {
    static const Json absent;
    const Json* const found = object.find(key);
    return found != nullptr ? *found : absent;
}

}  // namespace countersign::chain

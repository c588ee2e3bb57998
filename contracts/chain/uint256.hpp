// Ethereum's 256-bit word as an unsigned number: wei, and whatever a contract counts. 32 bytes, big-endian, so that
// comparing bytes compares numbers. Only the arithmetic that fees need; money within u64 stays u64.
// Thread-safety: plain values.
#pragma once

#include <optional>
#include <string>

#include "identity/base/bytes.hpp"

namespace countersign::chain {

using Uint256 = FixedBytes<32, struct Uint256Tag>;

[[nodiscard]] constexpr Uint256 to_uint256(std::uint64_t value) noexcept {
    Uint256 out{};
    for (std::size_t i = 0; i < 8; ++i) {
        out.bytes[31 - i] = static_cast<std::uint8_t>(value >> (8U * i));
    }
    return out;
}

/// Empty where it is larger than 64 bits.
[[nodiscard]] constexpr std::optional<std::uint64_t> to_u64(const Uint256& value) noexcept {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        if (i < 24 && value.bytes[i] != 0) {
            return std::nullopt;
        }
        out = (out << 8U) | value.bytes[i];
    }
    return out;
}

/// Empty where it is 2^256 or more.
[[nodiscard]] constexpr std::optional<Uint256> add(const Uint256& a, const Uint256& b) noexcept {
    Uint256 out{};
    unsigned carry = 0;
    for (std::size_t i = 32; i > 0; --i) {
        const unsigned sum = unsigned{a.bytes[i - 1]} + b.bytes[i - 1] + carry;
        out.bytes[i - 1] = static_cast<std::uint8_t>(sum);
        carry = sum >> 8U;
    }
    return carry == 0 ? std::optional(out) : std::nullopt;
}

/// Gas times price: never more than 128 bits.
[[nodiscard]] constexpr Uint256 multiply(std::uint64_t a, std::uint64_t b) noexcept {
    Uint256 out{};
    std::uint64_t carry = 0;
    // Byte by byte of b: each step stays far below 2^64.
    const Uint256 wide = to_uint256(a);
    for (std::size_t i = 0; i < 24; ++i) {
        std::uint64_t column = carry;
        for (std::size_t j = 0; j <= i && j < 8; ++j) {
            column += (i - j < 8) ? std::uint64_t{wide.bytes[31 - (i - j)]} * ((b >> (8U * j)) & 0xFFU) : 0;
        }
        out.bytes[31 - i] = static_cast<std::uint8_t>(column);
        carry = column >> 8U;
    }
    return out;
}

static_assert(to_u64(multiply(0xFFFFFFFF, 0x100000001)) == 0xFFFFFFFFFFFFFFFF);
static_assert(!to_u64(multiply(0xFFFFFFFF, 0x100000002)).has_value());
static_assert(to_uint256(255) < to_uint256(256));

/// The bytes without leading zeros: how RLP and JSON-RPC quantities spell a number. Zero is empty.
[[nodiscard]] inline ByteView significant_bytes(const Uint256& value) noexcept {
    std::size_t zeros = 0;
    while (zeros < 32 && value.bytes[zeros] == 0) {
        ++zeros;
    }
    return view(value).subspan(zeros);
}

}  // namespace countersign::chain

// Fixed-length byte strings as distinct types: a Sha256Digest can't be passed where a Keccak256Digest
// is meant. Freestanding: no heap, no exceptions, usable in contracts/rules and on wasm32.
// Thread-safety: plain values.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace countersign {

/// N raw bytes tagged with a meaning. An aggregate: `Sha256Digest{}` is all zeros.
template <size_t N, typename Tag>
struct FixedBytes {
    static constexpr size_t size_bytes = N;

    uint8_t bytes[N];

    [[nodiscard]] constexpr uint8_t* data() noexcept { return bytes; }
    [[nodiscard]] constexpr const uint8_t* data() const noexcept { return bytes; }
    [[nodiscard]] static constexpr size_t size() noexcept { return N; }
    [[nodiscard]] constexpr uint8_t* begin() noexcept { return bytes; }
    [[nodiscard]] constexpr uint8_t* end() noexcept { return bytes + N; }
    [[nodiscard]] constexpr const uint8_t* begin() const noexcept { return bytes; }
    [[nodiscard]] constexpr const uint8_t* end() const noexcept { return bytes + N; }
    [[nodiscard]] constexpr uint8_t& operator[](size_t i) noexcept { return bytes[i]; }
    [[nodiscard]] constexpr uint8_t operator[](size_t i) const noexcept { return bytes[i]; }

    [[nodiscard]] constexpr bool is_zero() const noexcept {
        uint8_t any = 0;
        for (size_t i = 0; i < N; ++i) {
            any = static_cast<uint8_t>(any | bytes[i]);
        }
        return any == 0;
    }

    /// Not constant-time: for public values only; secrets use equal_constant_time (secret.hpp).
    friend constexpr bool operator==(const FixedBytes& a, const FixedBytes& b) noexcept {
        for (size_t i = 0; i < N; ++i) {
            if (a.bytes[i] != b.bytes[i]) {
                return false;
            }
        }
        return true;
    }
    friend constexpr bool operator<(const FixedBytes& a, const FixedBytes& b) noexcept {
        for (size_t i = 0; i < N; ++i) {
            if (a.bytes[i] != b.bytes[i]) {
                return a.bytes[i] < b.bytes[i];
            }
        }
        return false;
    }
};

using Sha256Digest = FixedBytes<32, struct Sha256Tag>;
using Sha384Digest = FixedBytes<48, struct Sha384Tag>;
using Sha512Digest = FixedBytes<64, struct Sha512Tag>;
using Keccak256Digest = FixedBytes<32, struct Keccak256Tag>;

static_assert(sizeof(Sha256Digest) == 32);

}  // namespace countersign

// Keccak-256 that the compiler can run, for the EIP-712 type hashes: constants that can't drift from their texts.
// Original Keccak padding (0x01), as Ethereum uses it, not SHA-3. At run time use the Crypto of the home, which is
// faster. Freestanding. Thread-safety: pure functions.
#pragma once

#include "contracts/rules/bytes.hpp"

namespace countersign::rules {

namespace detail {

constexpr uint64_t keccak_round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};
constexpr unsigned keccak_rotations[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                                           27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
constexpr unsigned keccak_lanes[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                                       15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};

constexpr uint64_t rotate_left(uint64_t value, unsigned by) noexcept { return (value << by) | (value >> (64U - by)); }

constexpr void keccak_permute(uint64_t (&state)[25]) noexcept {
    for (const uint64_t round_constant : keccak_round_constants) {
        uint64_t parity[5]{};
        for (unsigned x = 0; x < 5; ++x) {
            parity[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
        }
        for (unsigned x = 0; x < 5; ++x) {
            const uint64_t mix = parity[(x + 4) % 5] ^ rotate_left(parity[(x + 1) % 5], 1);
            for (unsigned y = 0; y < 25; y += 5) {
                state[y + x] ^= mix;
            }
        }
        uint64_t moving = state[1];
        for (unsigned i = 0; i < 24; ++i) {
            const uint64_t next = state[keccak_lanes[i]];
            state[keccak_lanes[i]] = rotate_left(moving, keccak_rotations[i]);
            moving = next;
        }
        for (unsigned y = 0; y < 25; y += 5) {
            const uint64_t row[5] = {state[y], state[y + 1], state[y + 2], state[y + 3], state[y + 4]};
            for (unsigned x = 0; x < 5; ++x) {
                state[y + x] = row[x] ^ (~row[(x + 1) % 5] & row[(x + 2) % 5]);
            }
        }
        state[0] ^= round_constant;
    }
}

}  // namespace detail

/// `byte_at(i)` for i below `size` gives the message.
template <typename ByteAt>
[[nodiscard]] constexpr Keccak256Digest keccak256_of(size_t size, ByteAt byte_at) noexcept {
    constexpr size_t rate = 136;
    uint64_t state[25]{};
    const auto absorb = [&state](size_t position, uint8_t byte) {
        state[position / 8] ^= uint64_t{byte} << (8U * (position % 8));
    };
    for (size_t i = 0; i < size; ++i) {
        absorb(i % rate, byte_at(i));
        if (i % rate == rate - 1) {
            detail::keccak_permute(state);
        }
    }
    absorb(size % rate, 0x01);
    absorb(rate - 1, 0x80);
    detail::keccak_permute(state);
    Keccak256Digest out{};
    for (size_t i = 0; i < 32; ++i) {
        out.bytes[i] = static_cast<uint8_t>(state[i / 8] >> (8U * (i % 8)));
    }
    return out;
}

/// Of a text literal, without its final zero.
template <size_t N>
[[nodiscard]] constexpr Keccak256Digest keccak256_text(const char (&text)[N]) noexcept {
    return keccak256_of(N - 1, [&text](size_t i) { return static_cast<uint8_t>(text[i]); });
}

}  // namespace countersign::rules

// The log bloom of a block (Yellow Paper, 4.3.1): 2,048 bits that say which addresses and topics are in no log of it.
// A bit set may be another's: "maybe" is never a "yes". Thread-safety: plain values, pure functions.
#pragma once

#include "identity/base/hash.hpp"

namespace countersign::chain {

using Bloom = FixedBytes<256, struct BloomTag>;

/// An address or a topic with its three bits, so that many blooms are asked with one hash.
class BloomBits {
  public:
    explicit BloomBits(ByteView element) {
        const Keccak256Digest digest = keccak256(element);
        for (std::size_t i = 0; i < 3; ++i) {
            bits_[i] = (unsigned{digest.bytes[2 * i]} << 8U | digest.bytes[2 * i + 1]) % 2048U;
        }
    }
    /// False: it is in no log of the block.
    [[nodiscard]] bool may_be_in(const Bloom& bloom) const noexcept {
        for (const unsigned bit : bits_) {
            if ((bloom.bytes[255 - bit / 8] >> (bit % 8) & 1U) == 0) {
                return false;
            }
        }
        return true;
    }
    void add_to(Bloom& bloom) const noexcept {
        for (const unsigned bit : bits_) {
            std::uint8_t& byte = bloom.bytes[255 - bit / 8];
            byte = static_cast<std::uint8_t>(byte | 1U << (bit % 8));
        }
    }

  private:
    std::array<unsigned, 3> bits_{};
};

}  // namespace countersign::chain

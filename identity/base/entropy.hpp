// Randomness as an injected interface, so that tests can be deterministic.
#pragma once

#include "identity/base/bytes.hpp"
#include "identity/base/secret.hpp"

namespace countersign {

class Entropy {
  public:
    virtual ~Entropy() = default;
    /// Fills `out` with random bytes. Thread-safe.
    virtual void fill(std::span<std::uint8_t> out) = 0;

    template <typename Fixed>
    [[nodiscard]] Fixed fixed() {
        Fixed out{};
        fill({out.bytes, Fixed::size_bytes});
        return out;
    }
    [[nodiscard]] SecretBytes secret(std::size_t size_bytes) {
        SecretBytes out(size_bytes);
        fill(out.writable());
        return out;
    }
};

/// The operating system's generator (through OpenSSL's DRBG); aborts if it fails, since nothing may go on without it.
class SystemEntropy final : public Entropy {
  public:
    void fill(std::span<std::uint8_t> out) override;
};

}  // namespace countersign

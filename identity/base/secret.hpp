// Secret bytes: zeroed when they go, never copied by accident, never printed.
// Thread-safety: as a vector.
#pragma once

#include <utility>

#include "identity/base/bytes.hpp"

namespace countersign {

/// Overwrites memory in a way the compiler can't remove.
void zeroize(void* memory, std::size_t size_bytes) noexcept;

/// Compares in time that depends on the lengths only.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b) noexcept;

/// Owns secret bytes. Move-only; `clone()` makes a deliberate copy.
class SecretBytes {
  public:
    SecretBytes() = default;
    explicit SecretBytes(std::size_t size_bytes) : bytes_(size_bytes) {}
    explicit SecretBytes(ByteView bytes) : bytes_(bytes.begin(), bytes.end()) {}
    SecretBytes(const SecretBytes&) = delete;
    SecretBytes& operator=(const SecretBytes&) = delete;
    SecretBytes(SecretBytes&& other) noexcept : bytes_(std::move(other.bytes_)) { other.bytes_.clear(); }
    SecretBytes& operator=(SecretBytes&& other) noexcept {
        if (this != &other) {
            wipe();
            bytes_ = std::move(other.bytes_);
            other.bytes_.clear();
        }
        return *this;
    }
    ~SecretBytes() { wipe(); }

    [[nodiscard]] SecretBytes clone() const { return SecretBytes(view()); }
    [[nodiscard]] ByteView view() const noexcept { return bytes_; }
    [[nodiscard]] std::span<std::uint8_t> writable() noexcept { return bytes_; }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }
    [[nodiscard]] bool empty() const noexcept { return bytes_.empty(); }

  private:
    void wipe() noexcept { zeroize(bytes_.data(), bytes_.size()); }
    Bytes bytes_;
};

}  // namespace countersign

// SHA-2 (FIPS 180-4, OpenSSL) and Keccak-256 as Ethereum pads it (Crypto++; OpenSSL 3.0 lacks it).
// Data in: bytes; data out: distinct digest types. None of these can fail.
// Thread-safety: the free functions may be called from any thread; a hasher object belongs to one.
#pragma once

#include <initializer_list>
#include <memory>

#include "identity/base/bytes.hpp"

namespace countersign {

[[nodiscard]] Sha256Digest sha256(ByteView data) noexcept;
/// The digest of the concatenation, without building it.
[[nodiscard]] Sha256Digest sha256(std::initializer_list<ByteView> parts) noexcept;
[[nodiscard]] Sha384Digest sha384(ByteView data) noexcept;
[[nodiscard]] Sha512Digest sha512(ByteView data) noexcept;
[[nodiscard]] Keccak256Digest keccak256(ByteView data) noexcept;

enum class Sha2 : std::uint8_t { sha256, sha384, sha512 };

/// Incremental SHA-2. `finish` may be called once; the hasher may then be reset and used again.
class Sha2Hasher {
  public:
    explicit Sha2Hasher(Sha2 algorithm = Sha2::sha256);
    ~Sha2Hasher();
    Sha2Hasher(Sha2Hasher&&) noexcept;
    Sha2Hasher& operator=(Sha2Hasher&&) noexcept;
    Sha2Hasher(const Sha2Hasher&) = delete;
    Sha2Hasher& operator=(const Sha2Hasher&) = delete;

    void update(ByteView data) noexcept;
    /// 32, 48 or 64 bytes.
    [[nodiscard]] Bytes finish();
    /// Only for a SHA-256 hasher.
    [[nodiscard]] Sha256Digest finish_sha256() noexcept;
    void reset() noexcept;

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

/// HMAC-SHA-256 (RFC 2104).
[[nodiscard]] Sha256Digest hmac_sha256(ByteView key, ByteView data) noexcept;

}  // namespace countersign

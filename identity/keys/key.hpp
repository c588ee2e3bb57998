// Keys and signatures: secp256k1 (chain side), Ed25519 and P-256 (credentials, C2PA). A PublicKey or PrivateKey that
// exists is valid: the point is on its curve, the scalar in range.
// Data in: raw bytes and messages; data out: keys, raw signatures, or a stable error code. Text and DER forms of keys
// are in key_encoding.hpp. Rules: docs/spec/keys.md (K1 to K11).
// The namespace is inline: keys are vocabulary of every higher layer, as bytes are.
// Standards: SEC 1, FIPS 186-5, RFC 6979, RFC 8032. Thread-safety: plain values; all functions from any thread.
#pragma once

#include <array>
#include <compare>
#include <string_view>

#include "identity/base/bytes.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/result.hpp"
#include "identity/base/secret.hpp"
#include "identity/keys/errors.hpp"

namespace countersign::inline keys {

enum class KeyType : std::uint8_t { secp256k1 = 1, p256 = 2, ed25519 = 3 };

/// `secp256k1`, `p256`, `ed25519`.
[[nodiscard]] std::string_view to_text(KeyType type) noexcept;
/// Errors: key.type.
[[nodiscard]] Result<KeyType> parse_key_type(std::string_view text);

/// r and s, 32 bytes each, big-endian (IEEE P1363); or RFC 8032's R and S.
using Signature64 = FixedBytes<64, struct Signature64Tag>;
/// r, s, then Ethereum's v: 27 or 28.
using RecoverableSignature = FixedBytes<65, struct RecoverableSignatureTag>;
/// The last 20 bytes of Keccak-256 over the uncompressed point without its leading byte.
using EthereumAddress = FixedBytes<20, struct EthereumAddressTag>;

/// Any digest of 32 bytes, viewed; converts from each of the digest types.
class DigestView {
  public:
    template <typename Tag>
    DigestView(const FixedBytes<32, Tag>& digest) noexcept : bytes_(digest.bytes) {}
    [[nodiscard]] const std::uint8_t* data() const noexcept { return bytes_; }
    [[nodiscard]] ByteView view() const noexcept { return {bytes_, 32}; }

  private:
    const std::uint8_t* bytes_;
};

class PublicKey {
  public:
    /// EC keys compressed (33 bytes) or uncompressed (65), Ed25519 32 bytes. Errors: key.length, key.point.
    [[nodiscard]] static Result<PublicKey> parse(KeyType type, ByteView bytes);

    [[nodiscard]] KeyType type() const noexcept { return type_; }
    /// The one form that is stored, hashed and compared: 33 bytes compressed, or Ed25519's 32.
    [[nodiscard]] ByteView bytes() const noexcept { return {bytes_.data(), type_ == KeyType::ed25519 ? 32U : 33U}; }

    friend bool operator==(const PublicKey&, const PublicKey&) noexcept = default;
    friend std::strong_ordering operator<=>(const PublicKey&, const PublicKey&) noexcept = default;

  private:
    PublicKey(KeyType type, ByteView bytes) noexcept;
    friend class PrivateKey;
    KeyType type_;
    std::array<std::uint8_t, 33> bytes_{};
};

/// Move-only; wiped when it goes.
class PrivateKey {
  public:
    /// EC: 32 bytes big-endian; Ed25519: the 32-byte seed. Errors: key.length, key.scalar.
    [[nodiscard]] static Result<PrivateKey> parse(KeyType type, ByteView secret);
    [[nodiscard]] static PrivateKey generate(KeyType type, Entropy& entropy);

    [[nodiscard]] KeyType type() const noexcept { return public_key_.type(); }
    [[nodiscard]] const PublicKey& public_key() const noexcept { return public_key_; }
    /// 32 secret bytes, for storage and for signing only.
    [[nodiscard]] ByteView secret() const noexcept { return secret_.view(); }
    [[nodiscard]] PrivateKey clone() const { return PrivateKey(public_key_, secret_.clone()); }

  private:
    PrivateKey(const PublicKey& public_key, SecretBytes secret) noexcept
        : public_key_(public_key), secret_(std::move(secret)) {}
    PublicKey public_key_;
    SecretBytes secret_;
};

/// 65 bytes, leading 04. Requires an EC key.
[[nodiscard]] Bytes uncompressed_point(const PublicKey& key);
/// Requires a secp256k1 key.
[[nodiscard]] EthereumAddress ethereum_address(const PublicKey& key);

/// Whether s is at most half the order; true for every Ed25519 signature. For P-256 signatures by others: n - s
/// verifies as well as s, so a signature's bytes must never be an identifier unless this holds.
[[nodiscard]] bool is_low_s(KeyType type, const Signature64& signature) noexcept;

/// A stranger's P-256 signature for W3C or C2PA may be high-S; the registry refuses it. secp256k1 is never accepted so.
enum class HighS : std::uint8_t { refuse, accept_p256 };

/// Signs a message: ECDSA over its SHA-256 (ES256, ES256K), or pure Ed25519. Always low-S; secp256k1 with the nonce of
/// RFC 6979, P-256 with a random one.
[[nodiscard]] Signature64 sign_message(const PrivateKey& key, ByteView message);
/// Errors: signature.length, signature.high_s, signature.invalid.
[[nodiscard]] Result<Done> verify_message(const PublicKey& key, ByteView message, ByteView signature,
                                          HighS high_s = HighS::refuse);

/// Signs a registry digest as each scheme does there: secp256k1 the digest itself (as every Ethereum wallet), P-256 its
/// SHA-256, Ed25519 the 32 bytes as a message. So for the last two this is sign_message.
[[nodiscard]] Signature64 sign_digest(const PrivateKey& key, DigestView digest);
/// Errors: signature.length, signature.high_s, signature.invalid.
[[nodiscard]] Result<Done> verify_digest(const PublicKey& key, DigestView digest, ByteView signature);

/// verify_digest for who holds raw keys, as contracts/rules does: whether these 33 or 32 bytes are a key that made this
/// low-S signature. It parses the key once where PublicKey::parse with verify_digest parses it twice.
[[nodiscard]] bool is_signed_digest(KeyType type, ByteView key, DigestView digest, const Signature64& signature);

/// Requires a secp256k1 key.
[[nodiscard]] RecoverableSignature sign_recoverable(const PrivateKey& key, DigestView digest);
/// The key that made it; 65 bytes, v 27 or 28 (0 and 1 are refused: one signature, one text).
/// Errors: signature.length, signature.high_s, signature.recovery.
[[nodiscard]] Result<PublicKey> recover_public_key(DigestView digest, ByteView signature);

}  // namespace countersign::inline keys

// What the rules ask of a home's cryptography and storage, as concepts, and one small type-erased reference to each,
// so that the rules themselves are ordinary functions in .cpp files. Freestanding.
// Thread-safety: that of what is referred to; authenticate() uses only Crypto, so it may run on many threads.
#pragma once

#include "contracts/rules/types.hpp"

namespace countersign::rules {

namespace detail {
template <typename A, typename B>
inline constexpr bool is_same = false;
template <typename A>
inline constexpr bool is_same<A, A> = true;
template <typename A, typename B>
concept SameAs = is_same<A, B>;
}  // namespace detail

/// `verify` gets a key whose form was checked and the operation's digest, and does what the scheme says with it: ECDSA
/// over the digest for secp256k1, over SHA-256(digest) for P-256, Ed25519 with the digest as message. The signature is
/// r || s, or the 64 bytes of RFC 8032. A key that isn't a point is a "no".
template <typename T>
concept Crypto = requires(const T& crypto, ByteSpan data, Scheme scheme, const PublicKey& key,
                          const MessageDigest& digest, const SignatureBytes& signature) {
    { crypto.keccak256(data) }
    noexcept->detail::SameAs<Keccak256Digest>;
    { crypto.sha256(data) }
    noexcept->detail::SameAs<Sha256Digest>;
    { crypto.verify(scheme, key, digest, signature) }
    noexcept->detail::SameAs<bool>;
};

/// Refers to a Crypto that outlives it.
class CryptoRef {
  public:
    template <Crypto T>
    requires(!detail::is_same<T, CryptoRef>) constexpr CryptoRef(const T& crypto) noexcept
        : self_(&crypto),
          keccak256_([](const void* self, ByteSpan data) noexcept { return of<T>(self).keccak256(data); }),
          sha256_([](const void* self, ByteSpan data) noexcept { return of<T>(self).sha256(data); }),
          verify_([](const void* self, Scheme scheme, const PublicKey& key, const MessageDigest& digest,
                     const SignatureBytes& signature) noexcept {
              return of<T>(self).verify(scheme, key, digest, signature);
          }) {}

    [[nodiscard]] Keccak256Digest keccak256(ByteSpan data) const noexcept { return keccak256_(self_, data); }
    [[nodiscard]] Sha256Digest sha256(ByteSpan data) const noexcept { return sha256_(self_, data); }
    [[nodiscard]] bool verify(Scheme scheme, const PublicKey& key, const MessageDigest& digest,
                              const SignatureBytes& signature) const noexcept {
        return verify_(self_, scheme, key, digest, signature);
    }

  private:
    template <typename T>
    static const T& of(const void* self) noexcept {
        return *static_cast<const T*>(self);
    }

    const void* self_;
    Keccak256Digest (*keccak256_)(const void*, ByteSpan) noexcept;
    Sha256Digest (*sha256_)(const void*, ByteSpan) noexcept;
    bool (*verify_)(const void*, Scheme, const PublicKey&, const MessageDigest&, const SignatureBytes&) noexcept;
};

}  // namespace countersign::rules

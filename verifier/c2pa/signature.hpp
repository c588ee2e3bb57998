// Claim signatures (C2PA 2.5 section 12.3): the allowed COSE algorithms, checked through OpenSSL. Raw r and s for
// ECDSA, PSS with a salt as long as the hash, pure Ed25519. PKCS#1 v1.5, SHA-1 and secp256k1 have no entry, so they
// can't pass. Thread-safety: a VerifyingKey may be used from any thread.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "identity/base/bytes.hpp"

struct evp_pkey_st;

namespace countersign::verifier::c2pa {

enum class SignatureAlgorithm : std::uint8_t {
    es256,
    es384,
    es512,
    esp256,  ///< the same as es256 with its curve fixed
    esp384,
    esp512,
    ps256,
    ps384,
    ps512,
    ed25519,
};

/// `es256`; the fully specified names share the short one's text with a p.
[[nodiscard]] std::string_view to_text(SignatureAlgorithm algorithm) noexcept;
/// From the COSE registry's number; nothing for every other number.
[[nodiscard]] std::optional<SignatureAlgorithm> find_signature_algorithm(std::int64_t cose_number) noexcept;
/// The COSE registry's number.
[[nodiscard]] std::int64_t cose_number(SignatureAlgorithm algorithm) noexcept;

class VerifyingKey {
  public:
    /// From a DER SubjectPublicKeyInfo; nothing where it isn't one.
    [[nodiscard]] static std::optional<VerifyingKey> parse(ByteView spki);
    /// Takes ownership.
    explicit VerifyingKey(evp_pkey_st* key) noexcept : key_(key) {}

    /// False for a wrong signature, a signature of the wrong length, and a key that doesn't suit the algorithm.
    /// ES* accept each of P-256, P-384 and P-521, since versions before 2.3 let signers combine them.
    [[nodiscard]] bool verify(SignatureAlgorithm algorithm, ByteView message, ByteView signature) const;

    /// EC on P-256, P-384 or P-521; RSA of 2048 to 16384 bits; Ed25519.
    [[nodiscard]] bool is_allowed() const noexcept;
    [[nodiscard]] evp_pkey_st* native() const noexcept { return key_.get(); }

  private:
    struct Free {
        void operator()(evp_pkey_st* key) const noexcept;
    };
    std::unique_ptr<evp_pkey_st, Free> key_;
};

}  // namespace countersign::verifier::c2pa

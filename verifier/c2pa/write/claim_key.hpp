// A private key that signs claims, of any kind that C2PA allows (2.5 section 13.2.1): on P-256, P-384 or P-521, RSA,
// Ed25519. For those whose key isn't a registry's. Data in: PEM or PKCS #12 and its password; data out: the key, with
// the certificates that came along, or a stable error code.
// Rules: docs/spec/c2pa-writing.md (W2, W7, W31). Standards: RFC 5958, RFC 5915, RFC 8017, RFC 7292.
// OpenSSL keeps the secret and wipes it when the last copy goes. Thread-safety: immutable; any thread may sign.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "identity/base/result.hpp"
#include "identity/keys/key.hpp"
#include "verifier/c2pa/signature.hpp"

namespace countersign::verifier::c2pa {

class ClaimKey {
  public:
    /// The first private key of a PEM text: PKCS #8 (encrypted or not), SEC 1 or PKCS #1. Errors: signing_key.format,
    /// signing_key.password, signing_key.iterations, certificate.key_type.
    [[nodiscard]] static Result<ClaimKey> parse_pem(ByteView pem, ByteView password);
    /// A registry's key, for what asks for this class. Errors: certificate.key_type (secp256k1).
    [[nodiscard]] static Result<ClaimKey> copy_of(const PrivateKey& key);
    /// New, on that curve or of that size. Requires P-256, P-384, P-521, RSA-2048, RSA-3072, RSA-4096 or Ed25519.
    [[nodiscard]] static ClaimKey generate(std::string_view kind);

    /// ES256, ES384 or ES512 by the curve, EdDSA, or for RSA what was chosen, PS256 otherwise.
    [[nodiscard]] SignatureAlgorithm algorithm() const noexcept { return algorithm_; }
    /// Errors: signing_key.algorithm.
    [[nodiscard]] Result<ClaimKey> with_algorithm(SignatureAlgorithm algorithm) const;
    /// Raw: r and s, RFC 8017's or RFC 8032's.
    [[nodiscard]] Result<Bytes> sign(ByteView message) const;
    [[nodiscard]] std::size_t signature_bytes() const noexcept;
    /// SubjectPublicKeyInfo, DER.
    [[nodiscard]] Bytes public_key_der() const;
    [[nodiscard]] evp_pkey_st* native() const noexcept { return key_.get(); }

  private:
    friend struct KeyReader;
    ClaimKey(std::shared_ptr<evp_pkey_st> key, SignatureAlgorithm algorithm) noexcept
        : key_(std::move(key)), algorithm_(algorithm) {}
    std::shared_ptr<evp_pkey_st> key_;
    SignatureAlgorithm algorithm_;
};

/// A key and the certificates beside it, the signer's first, then the others in the order in which they issue.
struct ClaimKeyFile {
    ClaimKey key;
    std::vector<Bytes> certificates;
};

/// PEM (the key and any certificates, in one text) or PKCS #12, whichever it is; also PKCS #12 of old with RC2 and
/// triple DES. Errors: signing_key.format, signing_key.password, signing_key.iterations, certificate.key_type,
/// certificate.too_many.
[[nodiscard]] Result<ClaimKeyFile> read_claim_key(ByteView content, ByteView password);

}  // namespace countersign::verifier::c2pa

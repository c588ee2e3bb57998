// Text and DER forms of keys, all strict: one key has one text in each form.
// Data in: stranger's text or DER; data out: valid keys or a stable error code. Rules: docs/spec/keys.md (K12 to K15).
// Standards: Controlled Identifiers 1.0 section 2.2.2 (Multikey), RFC 5480, RFC 8410, RFC 5958, RFC 7517, RFC 8037,
// RFC 8812. Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "identity/base/json.hpp"
#include "identity/keys/key.hpp"

namespace countersign::inline keys {

/// `z6Mk...` (Ed25519), `zQ3s...` (secp256k1), `zDna...` (P-256).
[[nodiscard]] std::string to_multikey(const PublicKey& key);
/// Errors: key.multikey, key.type (another key's prefix), key.private_in_public, key.length, key.point.
[[nodiscard]] Result<PublicKey> parse_multikey(std::string_view text);

/// DER of a SubjectPublicKeyInfo, EC points uncompressed: what openssl and X.509 certificates hold.
[[nodiscard]] Bytes to_spki_der(const PublicKey& key);
/// Errors: key.spki (also for another algorithm, compressed point or trailing bytes), key.point.
[[nodiscard]] Result<PublicKey> parse_spki_der(ByteView der);

/// `{kty, crv, x[, y]}` and nothing else.
[[nodiscard]] Json to_jwk(const PublicKey& key);
/// Unknown members are ignored (RFC 7517 section 4). Errors: key.jwk, key.type (kty or crv), key.private_in_public,
/// key.point.
[[nodiscard]] Result<PublicKey> parse_jwk(const Json& jwk);

/// Unencrypted PKCS #8 of a P-256 (with its public key) or Ed25519 key, as `openssl genpkey` writes it. Requires one of
/// these types.
[[nodiscard]] SecretBytes to_pkcs8_der(const PrivateKey& key);
/// P-256 with or without the public key, which must belong to the private one. Errors: key.pkcs8, key.scalar.
[[nodiscard]] Result<PrivateKey> parse_pkcs8_der(ByteView der);
/// `-----BEGIN PRIVATE KEY-----`, lines of 64 characters.
[[nodiscard]] SecretBytes to_pkcs8_pem(const PrivateKey& key);
/// One PEM block, line ends LF or CR LF. Errors: key.pkcs8, key.scalar.
[[nodiscard]] Result<PrivateKey> parse_pkcs8_pem(std::string_view pem);

}  // namespace countersign::inline keys

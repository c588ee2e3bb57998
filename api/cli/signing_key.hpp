// What `countersign sign` signs with: a key file of a registry's identity, or a private key of one's own in PEM or
// PKCS #12, and the certificate chain for it. Rules: docs/spec/c2pa-writing.md (W2, W4 to W6, W31).
// Thread-safety: used from main alone.
#pragma once

#include <variant>

#include "api/cli/commands.hpp"
#include "identity/base/clock.hpp"
#include "identity/base/entropy.hpp"
#include "verifier/c2pa/write/claim_key.hpp"
#include "verifier/c2pa/write/claim_signer.hpp"

namespace countersign::cli {

/// A key that identities have, or one for claims alone, with the certificates that lay beside it.
using SigningKey = std::variant<PrivateKey, verifier::c2pa::ClaimKeyFile>;

/// By the content of the file. Errors: those of read_password, read_keystore and read_claim_key, cli.password_missing.
[[nodiscard]] Result<SigningKey> load_signing_key(const KeyOptions& options);
/// For what a key of either kind can do. Errors: certificate.key_type.
[[nodiscard]] Result<verifier::c2pa::ClaimKey> to_claim_key(const SigningKey& key);
/// SubjectPublicKeyInfo, DER.
[[nodiscard]] Bytes public_key_der(const SigningKey& key);

/// With the chain of `options`, else the one that lies beside the key, else one that is made here and vouches for
/// nothing but the key. Errors: those of the chain, signing_key.algorithm, certificate.key_type.
[[nodiscard]] Result<verifier::c2pa::ClaimSigner> make_signer(const SignOptions& options, const SigningKey& key,
                                                              UnixSeconds now, Entropy& entropy);

}  // namespace countersign::cli

// Public JSON Web Keys (RFC 7517) of the kinds that C2PA allows, as keys that verify: more kinds than the registry's
// own keys, since aggregators choose theirs. Thread-safety: pure functions.
#pragma once

#include "identity/did/document.hpp"
#include "verifier/c2pa/signature.hpp"

namespace countersign::verifier::cawg {

/// EC on P-256, P-384 or P-521; RSA of 2048 to 16384 bits; Ed25519. Nothing for every other.
[[nodiscard]] std::optional<c2pa::VerifyingKey> read_jwk(const Json& jwk);
/// From a DID document's method: its key, or its JWK.
[[nodiscard]] std::optional<c2pa::VerifyingKey> read_key(const did::VerificationMethod& method);

}  // namespace countersign::verifier::cawg

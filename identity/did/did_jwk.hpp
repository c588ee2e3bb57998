// did:jwk: a DID that is the base64url of one public JSON Web Key. DID in -> document, without a network.
// Rules: docs/spec/did.md (D15). Thread-safety: pure functions.
#pragma once

#include "identity/did/document.hpp"

namespace countersign::did {

/// One JsonWebKey method, `did#0`, for every purpose but key agreement; a kind of key that this registry doesn't know
/// stays in `jwk` alone. Errors: did.method (not did:jwk), did.syntax (not base64url of a JSON object),
/// key.private_in_public, did.key_invalid.
[[nodiscard]] Result<DidDocument> resolve_did_jwk(const Did& did);

}  // namespace countersign::did

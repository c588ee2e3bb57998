// did:key (W3C CCG): a DID that is its own public key. Key in -> DID; DID in -> key and document, without a network.
// Rules: docs/spec/did.md (D9). Thread-safety: pure functions.
#pragma once

#include "identity/did/document.hpp"

namespace countersign::did {

[[nodiscard]] Did make_did_key(const PublicKey& key);
/// Errors: did.method (not did:key), did.syntax, did.key_type, did.key_length, did.key_invalid.
[[nodiscard]] Result<PublicKey> parse_did_key(const Did& did);
/// One Multikey method, `did#multikey`, for every purpose but key agreement. Errors: those of parse_did_key.
[[nodiscard]] Result<DidDocument> resolve_did_key(const Did& did);

}  // namespace countersign::did

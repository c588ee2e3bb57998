// Keys and documents that the tests of identity/credential share.
#pragma once

#include <string>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "identity/credential/proof.hpp"
#include "identity/did/did_key.hpp"

namespace countersign::credential::sample {

inline PrivateKey key(KeyType type, std::string_view seed = "issuer") {
    return PrivateKey::parse(type, sha256(as_bytes(seed)).bytes).value();
}
inline std::string did_of(const PrivateKey& key) { return did::make_did_key(key.public_key()).text(); }
inline std::string method_of(const PrivateKey& key) {
    const did::Did did = did::make_did_key(key.public_key());
    return did.text() + "#" + std::string(did.specific_id());
}

inline Json unsigned_credential() {
    return parse_json(R"({
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "issuer": "did:example:issuer",
        "validFrom": "2023-01-01T00:00:00Z",
        "validUntil": "2033-01-01T00:00:00+01:00",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"}
    })")
        .value();
}

inline Json with(Json object, std::string_view name, Json value) { return object.set(name, std::move(value)); }
inline Json without(Json object, std::string_view name) {
    object.erase(name);
    return object;
}

inline Json issued_by(const PrivateKey& issuer) {
    const Json document = with(unsigned_credential(), "issuer", did_of(issuer));
    return add_proof(document, issuer, {.verification_method = method_of(issuer), .created = UnixSeconds{1700000000}})
        .value();
}

inline Result<did::DidDocument> resolve(const did::Did& did) { return did::resolve_did_key(did); }

}  // namespace countersign::credential::sample

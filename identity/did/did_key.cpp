#include "identity/did/did_key.hpp"

#include "identity/base/ensure.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::did {

Did make_did_key(const PublicKey& key) {
    auto did = parse_did("did:key:" + to_multikey(key));
    ensure(did.has_value(), "a did:key is a DID");
    return std::move(*did);
}

Result<PublicKey> parse_did_key(const Did& did) {
    if (did.method() != "key") {
        return fail(errors::did_method, std::string(did.method()));
    }
    auto key = parse_multikey(did.specific_id());
    if (key) {
        return key;
    }
    const ErrorCode& reason = key.error().code;
    if (reason == errors::key_multikey) {
        return fail(errors::did_syntax, key.error().detail);
    }
    if (reason == errors::key_type) {
        return fail(errors::did_key_type, key.error().detail);
    }
    return fail(reason == errors::key_length ? errors::did_key_length : errors::did_key_invalid, key.error().detail);
}

Result<DidDocument> resolve_did_key(const Did& did) {
    const auto key = parse_did_key(did);
    if (!key) {
        return fail(key.error());
    }
    std::string id = did.text() + "#" + std::string(did.specific_id());
    const Purposes purposes = Purpose::authentication | Purpose::assertion_method | Purpose::capability_invocation |
                              Purpose::capability_delegation;
    return DidDocument{did, {}, {VerificationMethod{std::move(id), did.text(), "Multikey", *key, purposes, {}, {}}}};
}

}  // namespace countersign::did

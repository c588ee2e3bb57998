#include "identity/did/did_jwk.hpp"

#include "identity/base/encoding.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::did {

Result<DidDocument> resolve_did_jwk(const Did& did) {
    if (did.method() != "jwk") {
        return fail(errors::did_method, std::string(did.method()));
    }
    const auto bytes = parse_base64url(did.specific_id());
    const auto jwk = bytes ? parse_json(as_text(*bytes)) : fail(bytes.error());
    if (!jwk || !jwk->is_object()) {
        return fail(errors::did_syntax, "did:jwk holds no JSON object");
    }
    const auto key = parse_jwk(*jwk);
    if (!key && key.error().code == errors::key_private_in_public) {
        return fail(key.error());
    }
    if (!key && !(key.error().code == errors::key_type)) {
        return fail(errors::did_key_invalid, key.error().detail);
    }
    const Purposes purposes = Purpose::authentication | Purpose::assertion_method | Purpose::capability_invocation |
                              Purpose::capability_delegation;
    VerificationMethod method{.id = did.text() + "#0",
                              .controller = did.text(),
                              .type = "JsonWebKey",
                              .key = key ? std::optional(*key) : std::nullopt,
                              .purposes = purposes,
                              .expires = {},
                              .revoked = {},
                              .jwk = *jwk};
    return DidDocument{did, {}, {std::move(method)}};
}

}  // namespace countersign::did

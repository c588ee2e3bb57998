#include "identity/did/did_jwk.hpp"

#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"

using namespace countersign;
using namespace countersign::did;

namespace {

Result<DidDocument> resolve(std::string_view jwk) {
    return resolve_did_jwk(parse_did("did:jwk:" + to_base64url(as_bytes(jwk))).value());
}

}  // namespace

TEST_CASE("D15: a did:jwk is its own document", "[identity][did]") {
    // RFC 8037, appendix A.2.
    const auto document = resolve(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
    REQUIRE(document.has_value());
    REQUIRE(document->methods.size() == 1);
    CHECK(document->methods.front().id == document->id.text() + "#0");
    CHECK(find_key(*document, document->id.text() + "#0", Purpose::assertion_method, {}).has_value());
    const auto other = resolve(R"({"kty":"EC","crv":"P-384","x":"AA","y":"AA"})");
    REQUIRE(other.has_value());
    CHECK_FALSE(other->methods.front().key.has_value());
    CHECK(other->methods.front().jwk->find("crv")->as_string() == "P-384");
}

TEST_CASE("D15: what isn't a public JWK is refused", "[identity][did]") {
    CHECK(resolve("[]").error().code == errors::did_syntax);
    CHECK(resolve_did_jwk(parse_did("did:jwk:A").value()).error().code == errors::did_syntax);
    CHECK(resolve_did_jwk(parse_did("did:key:z").value()).error().code == errors::did_method);
    CHECK(resolve(R"({"kty":"OKP","crv":"Ed25519","x":"AA"})").error().code == errors::did_key_invalid);
    CHECK(resolve(R"({"kty":"OKP","crv":"Ed25519","d":"AA","x":"AA"})").error().code == errors::key_private_in_public);
}

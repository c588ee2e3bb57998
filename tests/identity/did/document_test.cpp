#include "identity/did/document.hpp"

#include <catch2/catch.hpp>

#include "identity/base/errors.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/key_encoding.hpp"

using namespace countersign;
using namespace countersign::did;

namespace {

PublicKey test_key(KeyType type) {
    return PrivateKey::parse(type, sha256(as_bytes("did test")).bytes).value().public_key();
}

Json method(std::string_view id) {
    return Json::object({{"id", id},
                         {"type", "Multikey"},
                         {"controller", "did:web:example.org"},
                         {"publicKeyMultibase", to_multikey(test_key(KeyType::ed25519))}});
}

Json document_with(Json::Array methods) {
    return Json::object({{"id", "did:web:example.org"}, {"verificationMethod", std::move(methods)}});
}

Result<DidDocument> parse(const Json& json) { return parse_did_document(to_json_text(json)); }

ErrorCode method_refusal(std::string_view member, Json value) {
    return parse(document_with({method("#a").set(member, std::move(value))})).error().code;
}

}  // namespace

TEST_CASE("D4: a document needs an id and is otherwise open", "[did][document]") {
    const auto document = parse_did_document(
        R"({"@context":"https://www.w3.org/ns/did/v1","id":"did:a:b","service":[{"id":"#s"}],"unknown":1,
            "alsoKnownAs":["https://example.org"]})");
    CHECK(document.value().id.text() == "did:a:b");
    CHECK(document->also_known_as.size() == 1);
    CHECK(document->methods.empty());
    CHECK(parse_did_document("{}").error().code == errors::did_document);
    CHECK(parse_did_document("[]").error().code == errors::did_document);
    CHECK(parse_did_document(R"({"id":1})").error().code == errors::did_document);
    CHECK(parse_did_document(R"({"id":"x"})").error().code == errors::did_syntax);
    CHECK(parse_did_document(R"({"id":"did:a:b","alsoKnownAs":"x"})").error().code == errors::did_document);
    CHECK(parse_did_document(R"({"id":"did:a:b","alsoKnownAs":[1]})").error().code == errors::did_document);
    CHECK(parse_did_document(R"({"id":"did:a:b","verificationMethod":{}})").error().code == errors::did_document);
    CHECK(parse_did_document(R"({"id":"did:a:b","authentication":"x"})").error().code == errors::did_document);
    CHECK(parse_did_document(R"({"id":"did:a:b","authentication":[1]})").error().code == errors::did_document);
    CHECK(parse_did_document(R"({"id":"did:a:b","id":"did:a:c"})").error().code == errors::json_duplicate_key);
    CHECK(parse_did_document(std::string(limits::did_document_bytes_max + 1, ' ')).error().code ==
          errors::json_too_large);
}

TEST_CASE("D5: a verification method is complete and listed once", "[did][document]") {
    const auto document = parse(document_with({method("#a"), method("did:web:example.org#b")})).value();
    CHECK(document.methods[0].id == "did:web:example.org#a");
    CHECK(document.methods[1].id == "did:web:example.org#b");
    for (const char* name : {"id", "type", "controller", "publicKeyMultibase"}) {
        Json cut = method("#a");
        cut.erase(name);
        CHECK(parse(document_with({cut})).error().code == errors::did_document);
    }
    CHECK(method_refusal("id", "a") == errors::did_document);
    CHECK(method_refusal("id", "did:web:example.org") == errors::did_document);
    CHECK(method_refusal("id", "#") == errors::did_document);
    CHECK(method_refusal("controller", "someone") == errors::did_document);
    CHECK(method_refusal("expires", "tomorrow") == errors::did_document);
    CHECK(method_refusal("revoked", 1) == errors::did_document);
    CHECK(parse(document_with({method("#a"), method("did:web:example.org#a")})).error().code == errors::did_document);
    CHECK(parse(document_with({Json(1)})).error().code == errors::did_document);
    Json::Array many;
    for (std::size_t i = 0; i <= limits::did_methods_max; ++i) {
        many.push_back(method("#k" + std::to_string(i)));
    }
    CHECK(parse(document_with(many)).error().code == errors::did_document);
    many.pop_back();
    CHECK(parse(document_with(many)).value().methods.size() == limits::did_methods_max);
}

TEST_CASE("D6: unknown kinds of key are kept without a key, broken and private ones refused", "[did][document]") {
    Json other = method("#other").set("type", "X25519KeyAgreementKey2019");
    Json jwk = method("#jwk").set("type", "JsonWebKey").set("publicKeyJwk", to_jwk(test_key(KeyType::p256)));
    Json document = document_with({other, jwk});
    document.set("assertionMethod", Json::array({"#other", "#jwk"}));
    const auto parsed = parse(document).value();
    CHECK_FALSE(parsed.methods[0].key.has_value());
    CHECK(parsed.methods[1].key == test_key(KeyType::p256));
    const auto key = [&](std::string_view id) {
        return find_key(parsed, id, Purpose::assertion_method, UnixSeconds{1});
    };
    CHECK(key("did:web:example.org#other").error().code == errors::did_method_unsupported);
    CHECK(key("did:web:example.org#jwk").value() == test_key(KeyType::p256));
    CHECK(to_json(parsed).find("verificationMethod")->as_array().size() == 1);
    // Of 2020 and for assertions alone it is written inside, and read back the same.
    document.set("verificationMethod", Json::array({other, jwk.set("type", "JsonWebKey2020")}));
    const Json inside = to_json(parse(document).value());
    CHECK(inside.find("verificationMethod")->as_array().empty());
    REQUIRE(inside.find("assertionMethod")->as_array().front().is_object());
    const auto again = parse(inside).value();
    CHECK(again.methods.front().key == test_key(KeyType::p256));
    CHECK(again.methods.front().purposes == static_cast<Purposes>(Purpose::assertion_method));
    CHECK(method_refusal("publicKeyMultibase", "z") == errors::did_document);
    CHECK(method_refusal("secretKeyMultibase", "z3u2") == errors::key_private_in_public);
    CHECK(method_refusal("privateKeyJwk", Json::object()) == errors::key_private_in_public);
    Json leaked = jwk;
    leaked.set("publicKeyJwk", to_jwk(test_key(KeyType::p256)).set("d", "AA"));
    CHECK(parse(document_with({leaked})).error().code == errors::key_private_in_public);
}

TEST_CASE("D7 and D8: a key is good for its purposes, its own DID and its time", "[did][document]") {
    Json document = document_with({method("#a"), method("#b").set("expires", "1970-01-01T00:01:40Z"),
                                   method("#c").set("revoked", "1970-01-01T00:01:40Z"),
                                   method("#d").set("controller", "did:web:other.org")});
    document.set("assertionMethod", Json::array({"#a", "#b", "#c", "#d", "did:web:third.org#x"}));
    document.set("authentication", Json::array({method("#embedded")}));
    const auto parsed = parse(document).value();
    const auto find = [&](std::string_view name, Purpose purpose, std::uint64_t time) {
        return find_key(parsed, "did:web:example.org" + std::string(name), purpose, UnixSeconds{time});
    };
    CHECK(find("#a", Purpose::assertion_method, 5).has_value());
    CHECK(find("#a", Purpose::authentication, 5).error().code == errors::did_method_purpose);
    CHECK(find("#embedded", Purpose::authentication, 5).has_value());
    CHECK(find("#embedded", Purpose::assertion_method, 5).error().code == errors::did_method_purpose);
    CHECK(find("#none", Purpose::assertion_method, 5).error().code == errors::did_method_not_found);
    CHECK(find("#b", Purpose::assertion_method, 99).has_value());
    CHECK(find("#b", Purpose::assertion_method, 100).error().code == errors::did_method_expired);
    CHECK(find("#c", Purpose::assertion_method, 99).has_value());
    CHECK(find("#c", Purpose::assertion_method, 100).error().code == errors::did_method_revoked);
    CHECK(find("#d", Purpose::assertion_method, 5).error().code == errors::did_method_controller);
    // What is written is read back the same.
    const auto again = parse(to_json(parsed)).value();
    CHECK(to_json(again) == to_json(parsed));
    CHECK(again.methods.size() == parsed.methods.size());
}

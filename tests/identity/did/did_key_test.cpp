#include "identity/did/did_key.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/testdata.hpp"

using namespace countersign;
using namespace countersign::did;

namespace {

std::string did_key(std::string_view prefix_hex, std::size_t length, std::uint8_t fill) {
    Bytes bytes = parse_hex(prefix_hex).value();
    bytes.insert(bytes.end(), length, fill);
    return "did:key:" + to_multibase_base58btc(bytes);
}

ErrorCode refusal(std::string_view text) { return resolve_did_key(parse_did(text).value()).error().code; }

/// Calls `check(did, entry)` for each entry of the W3C CCG did:key vectors; gives their number.
template <typename Check>
std::size_t for_each_vector(const char* file, const Check& check) {
    const auto folder = testdata_folder("vectors/did-key");
    REQUIRE(folder.has_value());
    const auto content = read_file(*folder / file, 1'000'000).value();
    const Json json = parse_json(as_text(content)).value();
    // One of the files has all its documents under one member.
    const Json* const inner = json.find("didDocument");
    const Json& vectors = inner == nullptr ? json : *inner;
    for (const auto& [text, entry] : vectors.as_object()) {
        INFO(text);
        check(parse_did(text).value(), entry);
    }
    return vectors.as_object().size();
}

/// The vectors hold the key as a JWK or in base58, under one of two names.
void check_key(const Did& did, const Json& entry) {
    const auto key = parse_did_key(did);
    REQUIRE(key.has_value());
    const Json* const pair = entry.find("verificationKeyPair");
    const Json& method = pair == nullptr ? *entry.find("verificationMethod") : *pair;
    if (const Json* const jwk = method.find("publicKeyJwk")) {
        CHECK(parse_jwk(*jwk).value() == *key);
    } else {
        CHECK(get_string(method, "publicKeyBase58").value() == to_base58btc(key->bytes()));
    }
    CHECK(resolve_did_key(did).value().methods[0].id.ends_with(get_string(method, "id").value()));
}

}  // namespace

TEST_CASE("D9: a did:key is its key, and its document says so", "[did][did_key]") {
    rc::prop("parse(make(x)) == x", [](const std::string& seed) {
        for (const KeyType type : {KeyType::secp256k1, KeyType::p256, KeyType::ed25519}) {
            const auto key = PrivateKey::parse(type, sha256(as_bytes(seed)).bytes).value().public_key();
            RC_ASSERT(parse_did_key(make_did_key(key)).value() == key);
        }
    });
    const Did did = parse_did("did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp").value();
    CHECK(to_json_text(to_json(resolve_did_key(did).value())) ==
          R"({"@context":["https://www.w3.org/ns/did/v1","https://w3id.org/security/multikey/v1"],)"
          R"("id":"did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp","verificationMethod":[{)"
          R"("id":"did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp)"
          R"(#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp","type":"Multikey",)"
          R"("controller":"did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",)"
          R"("publicKeyMultibase":"z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"}],)"
          R"("authentication":["did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp)"
          R"(#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"],)"
          R"("assertionMethod":["did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp)"
          R"(#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"],)"
          R"("capabilityInvocation":["did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp)"
          R"(#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"],)"
          R"("capabilityDelegation":["did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp)"
          R"(#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"]})");
}

TEST_CASE("D9: a wrong did:key is refused with its reason", "[did][did_key]") {
    CHECK(refusal("did:web:example.org") == errors::did_method);
    CHECK(refusal("did:key:6Mki") == errors::did_syntax);
    CHECK(refusal("did:key:z") == errors::did_syntax);
    CHECK(refusal("did:key:z0OIl") == errors::did_syntax);
    CHECK(refusal("did:key:z6Mk:1") == errors::did_syntax);
    CHECK(refusal(did_key("ec01", 32, 2)) == errors::did_key_type);
    CHECK(refusal(did_key("ed01", 33, 2)) == errors::did_key_length);
    CHECK(refusal(did_key("8024", 32, 2)) == errors::did_key_length);
    CHECK(refusal(did_key("ed01", 32, 0)) == errors::did_key_invalid);
    CHECK(refusal(did_key("e701", 33, 0)) == errors::did_key_invalid);
    CHECK(refusal(did_key("8626", 32, 2)) == errors::did_key_invalid);
}

TEST_CASE("D9: the published did:key vectors give their keys", "[did][did_key]") {
    if (!testdata_folder("vectors/did-key")) {
        return;
    }
    CHECK(for_each_vector("ed25519-x25519.json", [&](const Did& did, const Json& entry) {
              check_key(did, entry);
              const auto seed = parse_hex(get_string(entry, "seed").value()).value();
              CHECK(make_did_key(PrivateKey::parse(KeyType::ed25519, seed).value().public_key()) == did);
          }) == 5);
    CHECK(for_each_vector("secp256k1.json", check_key) == 6);
    std::size_t p256 = 0;
    const auto nist = [&](const Did& did, const Json& entry) {
        if (did.specific_id().starts_with("zDn")) {
            ++p256;
            check_key(did, entry);
        } else {
            CHECK(refusal(did.text()) == errors::did_key_type);
        }
    };
    CHECK(for_each_vector("nist-curves.json", nist) == 7);
    CHECK(p256 == 3);
    const auto unsupported = [](const Did& did, const Json&) {
        const ErrorCode code = refusal(did.text());
        // RSA keys of 4096 bits are longer than any text that is decoded.
        CHECK((code == errors::did_key_type || code == errors::did_syntax));
    };
    CHECK(for_each_vector("x25519.json", unsupported) == 4);
    CHECK(for_each_vector("bls12381.json", unsupported) == 6);
    CHECK(for_each_vector("rsa.json", unsupported) == 2);
}

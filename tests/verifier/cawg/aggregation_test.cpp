// Identity claims aggregation: each step of 8.1.3 to 8.1.5, sound and broken.
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/credential/status_list.hpp"
#include "identity/did/did_key.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/verifier/cawg/test_identity.hpp"
#include "verifier/cawg/jwk_key.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::cawg;
using namespace countersign::verifier::cawg::test;

namespace {

Codes with_credential(std::function<void(Json&)> edit) {
    TestIdentity identity;
    identity.edit_credential = std::move(edit);
    return failures(check(identity));
}
Codes with_headers(std::function<void(Cbor&)> edit) {
    TestIdentity identity;
    identity.edit_headers = std::move(edit);
    return failures(check(identity));
}
void edit_subject(Json& credential, const std::function<void(Json&)>& edit) {
    Json subject = *credential.find("credentialSubject");
    edit(subject);
    credential.set("credentialSubject", std::move(subject));
}
Codes with_entry(const std::function<void(Json&)>& edit) {
    return with_credential([&](Json& credential) {
        edit_subject(credential, [&](Json& subject) {
            Json list = *subject.find("verifiedIdentities");
            edit(list.as_array().front());
            subject.set("verifiedIdentities", std::move(list));
        });
    });
}
/// The document of did:web:aggregator.example, with the aggregator's key.
std::string web_document(std::string_view purpose = "assertionMethod", const char* extra = "") {
    return R"({"id":"did:web:aggregator.example","verificationMethod":[{"id":"#key","type":"JsonWebKey2020",)"
           R"("controller":"did:web:aggregator.example","publicKeyJwk":)" +
           to_json_text(jwk_of(cast().aggregator)) + extra + "}],\"" + std::string(purpose) + "\":[\"#key\"]}";
}

}  // namespace

TEST_CASE("I7: COSE, algorithm, content type, credential", "[cawg]") {
    TestIdentity broken;
    broken.edit_assertion = [](Cbor& assertion) { assertion.set("signature", Bytes{1, 2, 3}); };
    CHECK(failures(check(broken)) == Codes{"cawg.ica.invalid_cose_sign1"});
    CHECK(with_headers([](Cbor& headers) { headers.as_map().erase(headers.as_map().begin()); }) ==
          Codes{"cawg.ica.invalid_alg"});
    CHECK(with_headers([](Cbor& headers) { headers.as_map()[0].value = -47; }) == Codes{"cawg.ica.invalid_alg"});
    CHECK(with_headers([](Cbor& headers) { headers.as_map()[1].value = "application/json"; }) ==
          Codes{"cawg.ica.invalid_content_type"});
    CHECK(with_headers([](Cbor& headers) { headers.as_map().pop_back(); }) == Codes{"cawg.ica.invalid_content_type"});
    const Codes invalid{"cawg.ica.invalid_verifiable_credential"};
    CHECK(failures(check(TestIdentity{.credential_text = "{not json"})) == invalid);
    CHECK(with_credential([](Json& json) { json.set("type", Json::array({"VerifiableCredential"})); }) == invalid);
    CHECK(with_credential([](Json& json) { json.set("@context", "x"); }) == invalid);
    CHECK(with_credential([](Json& json) { json.set("credentialSubject", 1); }) == invalid);
    TestIdentity detached;
    detached.edit_signature = [](CoseSign1& sign1) { sign1.payload.reset(); };
    CHECK(failures(check(detached)) == invalid);
}

TEST_CASE("I8: the issuer's key is found by did:key, did:jwk and supplied did:web documents", "[cawg]") {
    const std::string web = "did:web:aggregator.example";
    CHECK(failures(check(TestIdentity{.issuer = "https://aggregator.example"})) == Codes{"cawg.ica.invalid_issuer"});
    CHECK(failures(check(TestIdentity{.issuer = "did:example:1"})) == Codes{"cawg.ica.did_unsupported_method"});
    CHECK(failures(check(TestIdentity{.issuer = web})) == Codes{"cawg.ica.did_unavailable"});
    CHECK(failures(check(TestIdentity{.issuer = "did:jwk:AAAA"})) == Codes{"cawg.ica.invalid_did_document"});

    const auto key = parse_spki_der(cast().aggregator.public_key_der()).value();
    const TestIdentity by_key{.issuer = did::make_did_key(key).text()};
    CHECK(failures(check(by_key)) == Codes{"cawg.ica.untrusted_issuer"});
    CHECK(check(by_key).state == State::valid);

    SuppliedDocuments supplied;
    REQUIRE(supplied.add(web_document()).has_value());
    const Report report = check(TestIdentity{.issuer = web}, &supplied);
    CHECK(failures(report) == Codes{});
    CHECK(report.state == State::trusted);
    SuppliedDocuments other_purpose;
    REQUIRE(other_purpose.add(web_document("authentication")).has_value());
    CHECK(failures(check(TestIdentity{.issuer = web}, &other_purpose)) == Codes{"cawg.ica.invalid_did_document"});
    SuppliedDocuments withdrawn;
    REQUIRE(withdrawn.add(web_document("assertionMethod", R"(,"revoked":"2026-01-01T00:00:00Z")")).has_value());
    CHECK(failures(check(TestIdentity{.issuer = web}, &withdrawn)) == Codes{"cawg.ica.invalid_did_document"});

    TestIdentity named{.issuer = web};
    named.edit_headers = [](Cbor& headers) {
        headers.as_map().push_back({4, to_bytes(as_bytes("did:web:aggregator.example#key"))});
    };
    CHECK(failures(check(named, &supplied)) == Codes{});
    named.edit_headers = [](Cbor& headers) { headers.as_map().push_back({4, "did:web:aggregator.example#other"}); };
    CHECK(failures(check(named, &supplied)) == Codes{"cawg.ica.invalid_did_document"});
}

TEST_CASE("I8: keys of the kinds that C2PA allows are read from a JWK", "[cawg]") {
    const auto member = [](ByteView bytes) { return to_base64url(bytes); };
    const auto p384 = pki::Identity::make({.key = "P-384"});
    const Bytes spki = p384.public_key_der();
    const ByteView point = ByteView(spki).last(96);
    const Json ec =
        Json::object({{"kty", "EC"}, {"crv", "P-384"}, {"x", member(point.first(48))}, {"y", member(point.last(48))}});
    REQUIRE(read_jwk(ec).has_value());
    const Bytes message{1, 2, 3};
    const Bytes signature = p384.sign(SignatureAlgorithm::es384, message);
    CHECK(read_jwk(ec)->verify(SignatureAlgorithm::es384, message, signature));

    const auto rsa = pki::Identity::make({.key = "RSA-2048"});
    const Bytes rsa_spki = rsa.public_key_der();
    // ...02 82 01 01 00 <256 bytes of modulus> 02 03 <exponent>.
    const ByteView modulus = ByteView(rsa_spki).last(256 + 5).first(256);
    const Json rsa_jwk = Json::object({{"kty", "RSA"}, {"n", member(modulus)}, {"e", "AQAB"}});
    REQUIRE(read_jwk(rsa_jwk).has_value());
    CHECK(read_jwk(rsa_jwk)->verify(SignatureAlgorithm::ps256, message, rsa.sign(SignatureAlgorithm::ps256, message)));
    CHECK_FALSE(read_jwk(Json::object({{"kty", "RSA"}, {"n", member(modulus.first(64))}, {"e", "AQAB"}})).has_value());
    CHECK_FALSE(read_jwk(Json::object({{"kty", "EC"}, {"crv", "secp256k1"}, {"x", "AA"}, {"y", "AA"}})).has_value());
    CHECK_FALSE(read_jwk(Json::object({{"kty", "oct"}})).has_value());
    CHECK_FALSE(read_jwk(Json()).has_value());

    const auto ed = pki::Identity::make({.key = "ED25519"});
    CHECK(read_jwk(jwk_of(ed))
              ->verify(SignatureAlgorithm::ed25519, message, ed.sign(SignatureAlgorithm::ed25519, message)));
    TestIdentity by_384{.algorithm = SignatureAlgorithm::es384,
                        .signer = &p384,
                        .issuer = "did:jwk:" + to_base64url(as_bytes(to_json_text(ec)))};
    CHECK(failures(check(by_384)) == Codes{"cawg.ica.untrusted_issuer"});
}

TEST_CASE("I9 I10: a stranger as issuer is untrusted, a wrong signature ends the check", "[cawg]") {
    CHECK(failures(check(make_file({{}}), nullptr, {false, true})) == Codes{"cawg.ica.untrusted_issuer"});
    TestIdentity forged;
    forged.signer = &cast().person;
    CHECK(failures(check(forged)) == Codes{"cawg.ica.signature_mismatch"});
    TestIdentity flipped;
    flipped.edit_signature = [](CoseSign1& sign1) { (*sign1.payload)[sign1.payload->size() - 2] = '}'; };
    flipped.edit_signature = [](CoseSign1& sign1) { sign1.signature[3] ^= 1U; };
    CHECK(failures(check(flipped)) == Codes{"cawg.ica.signature_mismatch"});
}

TEST_CASE("I11: a stamp of version 2 is validated, of version 1 ignored", "[cawg]") {
    TestIdentity stamped{.time_stamper = &pki::world().clock};
    const Report good = check(stamped);
    CHECK(failures(good) == Codes{});
    CHECK(has(good, cawg::status::ica_stamp_good));
    REQUIRE(good.identities.front().time_stamp.has_value());
    TestIdentity old = stamped;
    old.stamp_kind = c2pa::StampKind::v1;
    CHECK(failures(check(old)) == Codes{});
    CHECK_FALSE(has(check(old), cawg::status::ica_stamp_good));
    TestIdentity stranger{.time_stamper = &pki::world().signer};
    CHECK(failures(check(stranger)) == Codes{"cawg.ica.time_stamp.invalid"});
    TestIdentity malformed;
    malformed.edit_signature = [](CoseSign1& sign1) {
        sign1.unprotected_headers.set("sigTst2", Cbor::map({{"tstTokens", Cbor::array()}}));
    };
    CHECK(failures(check(malformed)) == Codes{"cawg.ica.time_stamp.invalid"});
}

TEST_CASE("I12: the credential is valid now and at each stamp", "[cawg]") {
    CHECK(with_credential([](Json& json) { json.erase("validFrom"); }) == Codes{"cawg.ica.valid_from.missing"});
    CHECK(with_credential([](Json& json) { json.set("validFrom", "2200-01-01T00:00:00Z"); }) ==
          Codes{"cawg.ica.valid_from.invalid"});
    CHECK(with_credential([](Json& json) { json.set("validFrom", "yesterday"); }) ==
          Codes{"cawg.ica.valid_from.invalid"});
    CHECK(with_credential([](Json& json) {
              json.erase("validFrom");
              json.set("issuanceDate", "2026-01-01T00:00:00Z");
          }) == Codes{});
    CHECK(with_credential([](Json& json) { json.set("validUntil", "2026-02-01T00:00:00Z"); }) ==
          Codes{"cawg.ica.valid_until.invalid"});
    CHECK(with_credential([](Json& json) { json.set("expirationDate", "2200-01-01T00:00:00Z"); }) == Codes{});
    // Valid now, but not yet when the claim was stamped.
    pki::TestManifest stamped;
    stamped.time_stamper = &pki::world().clock;
    TestIdentity late;
    late.edit_credential = [](Json& json) { json.set("validFrom", to_rfc3339({pki::now.value - 5 * pki::day.value})); };
    CHECK(failures(check(make_file({late}, stamped))) == Codes{"cawg.ica.valid_from.invalid"});
}

TEST_CASE("I13: a status list for revocation is looked up where it is known", "[cawg]") {
    const credential::StatusListOptions options{.url = "https://aggregator.example/status/1",
                                                .issuer = "did:web:aggregator.example",
                                                .valid_from = {pki::now.value - 100}};
    TestIdentity identity;
    identity.edit_credential = [&](Json& json) { json.set("credentialStatus", make_status_entry(options, 7)); };
    CHECK(failures(check(identity)) == Codes{"cawg.ica.revocation.unavailable"});
    credential::Bitstring bits;
    SuppliedDocuments supplied;
    REQUIRE(supplied.add(to_json_text(make_status_list_credential(options, bits))).has_value());
    const Report good = check(identity, &supplied);
    CHECK(failures(good) == Codes{});
    CHECK(has(good, cawg::status::ica_not_revoked));
    bits.set(7, 1);
    REQUIRE(supplied.add(to_json_text(make_status_list_credential(options, bits))).has_value());
    CHECK(failures(check(identity, &supplied)) == Codes{"cawg.ica.credential.revoked"});
    CHECK(with_credential([](Json& json) {
              json.set("credentialStatus", Json::object({{"type", "Other"}}));
          }) == Codes{"cawg.ica.revocation.unsupported"});
    CHECK(with_credential([](Json& json) {
              json.set("credentialStatus", Json::object({{"type", "BitstringStatusListEntry"},
                                                         {"statusPurpose", "revocation"},
                                                         {"statusListIndex", "x"}}));
          }) == Codes{"cawg.ica.revocation.unsupported"});
}

TEST_CASE("I14: the credential is for this payload", "[cawg]") {
    const auto with_asset = [](const std::function<void(Json&)>& edit) {
        return with_credential([&](Json& credential) {
            edit_subject(credential, [&](Json& subject) {
                Json asset = *subject.find("c2paAsset");
                edit(asset);
                subject.set("c2paAsset", std::move(asset));
            });
        });
    };
    const Codes mismatch{"cawg.ica.signer_payload.mismatch"};
    CHECK(with_asset([](Json& asset) { asset.set("sig_type", "other"); }) == mismatch);
    CHECK(with_asset([](Json& asset) { asset.set("more", 1); }) == mismatch);
    CHECK(with_asset([](Json& asset) { asset = 5; }) == mismatch);
    const auto as_numbers = [](bool letters) {
        return [letters](Json& asset) {
            Json list = *asset.find("referenced_assertions");
            const std::string text = list.as_array()[0].find("hash")->as_string();
            const Bytes bytes = letters ? to_bytes(as_bytes(text)) : parse_base64(text).value();
            Json numbers = Json::array();
            for (const std::uint8_t byte : bytes) {
                numbers.push(int{byte});
            }
            list.as_array()[0].set("hash", numbers);
            asset.set("referenced_assertions", list);
        };
    };
    CHECK(with_asset(as_numbers(true)) == Codes{});
    CHECK(with_asset(as_numbers(false)) == Codes{});
    TestIdentity roles;
    roles.edit_payload = [](Cbor& payload) { payload.set("role", Cbor::array({"cawg.creator"})); };
    CHECK(failures(check(roles)) == mismatch);
    roles.edit_credential = [](Json& credential) {
        edit_subject(credential, [](Json& subject) {
            Json asset = *subject.find("c2paAsset");
            asset.set("role", Json::array({"cawg.creator"}));
            subject.set("c2paAsset", std::move(asset));
        });
    };
    const Report report = check(roles);
    CHECK(failures(report) == Codes{});
    CHECK(report.identities.front().roles == std::vector<std::string>{"cawg.creator"});
}

TEST_CASE("I15 I16: verified identities are a list with what each kind requires", "[cawg]") {
    const Codes missing{"cawg.ica.verified_identities.missing"};
    const Codes invalid{"cawg.ica.verified_identities.invalid"};
    CHECK(with_credential([](Json& json) {
              edit_subject(json, [](Json& subject) { subject.erase("verifiedIdentities"); });
          }) == missing);
    CHECK(with_credential([](Json& json) {
              edit_subject(json, [](Json& subject) { subject.set("verifiedIdentities", Json::array()); });
          }) == missing);
    CHECK(with_entry([](Json& entry) { entry.erase("username"); }) == invalid);
    CHECK(with_entry([](Json& entry) { entry.set("type", ""); }) == invalid);
    CHECK(with_entry([](Json& entry) { entry.set("verifiedAt", "today"); }) == invalid);
    CHECK(with_entry([](Json& entry) { entry.erase("provider"); }) == invalid);
    CHECK(with_entry([](Json& entry) { entry.set("name", ""); }) == invalid);
    CHECK(with_entry([](Json& entry) { entry.set("type", "cawg.document_verification"); }) == invalid);
    CHECK(with_entry([](Json& entry) { entry.set("type", "cawg.crypto_wallet"); }) == Codes{});
    CHECK(with_entry([](Json& entry) {
              entry.set("type", "cawg.crypto_wallet").set("address", "0xabc").erase("username");
          }) == Codes{});
    CHECK(with_entry([](Json& entry) { entry.set("type", "cawg.web_site").erase("uri"); }) == invalid);
    CHECK(with_entry([](Json& entry) { entry.set("type", "org.example.registry"); }) == Codes{});
    CHECK(with_entry([](Json& entry) { entry = 5; }) == invalid);

    const Report good = check(TestIdentity{});
    CHECK(has(good, cawg::status::ica_valid));
    REQUIRE(good.identities.front().verified.size() == 1);
    CHECK(good.identities.front().verified.front().provider == "Social Example");
}

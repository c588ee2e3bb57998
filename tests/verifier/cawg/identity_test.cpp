// What holds for every identity assertion, whatever signs it (section 7).
#include <catch2/catch.hpp>

#include "tests/verifier/cawg/test_identity.hpp"
#include "verifier/cawg/identity_assertion.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::cawg;
using namespace countersign::verifier::cawg::test;

TEST_CASE("I6: a sound identity is trusted, or well-formed where nobody trusted vouches", "[cawg]") {
    for (const std::string type : {"cawg.identity_claims_aggregation", "cawg.x509.cose"}) {
        INFO(type);
        const Bytes file = make_file({{.type = type}});
        const Report trusted = check(file);
        CHECK(failures(trusted) == Codes{});
        CHECK(trusted.state == State::trusted);
        CHECK(has(trusted, cawg::status::trusted));
        CHECK(pki::world().check(file).state == c2pa::State::trusted);
        const Report unknown = check(file, nullptr, {false, false});
        CHECK(unknown.state == State::valid);
        CHECK(has(unknown, cawg::status::well_formed));
        CHECK(failures(unknown).size() == 1);
    }
    CHECK(check(pki::make_signed_png({})).state == State::absent);
}

TEST_CASE("I1: identities of a manifest that isn't well-formed are not assessed", "[cawg]") {
    Bytes file = make_file({{}});
    // The content behind the store: the binding fails, the claim stands.
    Bytes altered = file;
    altered[altered.size() - 20] ^= 1U;
    CHECK(pki::world().check(altered).state == c2pa::State::invalid);
    CHECK(check(altered).state == State::trusted);
    pki::TestManifest broken;
    broken.edit_signature = [](CoseSign1& sign1) { sign1.signature[0] ^= 1U; };
    CHECK(check(make_file({{}}, broken)).state == State::not_assessed);
    CHECK(to_text(State::not_assessed) == "not-assessed");
}

TEST_CASE("I2: the assertion has its fields; others don't count", "[cawg]") {
    const auto edited = [](auto edit) {
        TestIdentity identity;
        identity.edit_assertion = edit;
        return failures(check(identity));
    };
    const Codes invalid{"cawg.identity.cbor.invalid"};
    CHECK(edited([](Cbor& assertion) { assertion = "text"; }) == invalid);
    CHECK(edited([](Cbor& assertion) { assertion.set("signature", "text"); }) == invalid);
    CHECK(edited([](Cbor& assertion) { assertion.set("pad1", 5); }) == invalid);
    CHECK(edited([](Cbor& assertion) { assertion.set("pad2", 5); }) == invalid);
    CHECK(edited([](Cbor& assertion) { assertion.set("signer_payload", 5); }) == invalid);
    CHECK(edited([](Cbor& assertion) {
              Cbor payload = *assertion.find("signer_payload");
              assertion.set("signer_payload", payload.set("referenced_assertions", 5));
          }) == invalid);
    // An empty list is the field, without what it must hold.
    CHECK(edited([](Cbor& assertion) {
              Cbor payload = *assertion.find("signer_payload");
              assertion.set("signer_payload", payload.set("referenced_assertions", Cbor::array()));
          }) == Codes{"cawg.ica.signer_payload.mismatch", "cawg.identity.hard_binding_missing"});
    CHECK(edited([](Cbor& assertion) {
              Cbor payload = *assertion.find("signer_payload");
              assertion.set("signer_payload", payload.set("role", Cbor::array()));
          }) == invalid);
    CHECK(edited([](Cbor& assertion) { assertion.set("expected_claim_generator", "x").set("other", 1); }) == Codes{});
    CHECK_FALSE(parse_identity_assertion(Bytes{0xFF}).has_value());
}

TEST_CASE("I3 I4: references are the claim's own, once, and hold the content's binding", "[cawg]") {
    const auto with_references = [](auto edit) {
        TestIdentity identity{.type = "cawg.x509.cose"};
        identity.edit_payload = [edit](Cbor& payload) {
            Cbor references = *payload.find("referenced_assertions");
            edit(references.as_array());
            payload.set("referenced_assertions", references);
        };
        return failures(check(identity));
    };
    using Array = Cbor::Array;
    CHECK(with_references([](Array&) {}) == Codes{});
    CHECK(with_references([](Array& all) { all.front().set("alg", "sha256"); }) == Codes{});
    CHECK(with_references([](Array& all) { all.front().set("alg", "sha384"); }) ==
          Codes{"cawg.identity.assertion.mismatch"});
    CHECK(with_references([](Array& all) { all.front().set("hash", Bytes(32)); }) ==
          Codes{"cawg.identity.assertion.mismatch"});
    CHECK(with_references([](Array& all) {
              all.push_back(Cbor::map({{"url", "self#jumbf=c2pa.assertions/none"}, {"hash", Bytes(32)}}));
          }) == Codes{"cawg.identity.assertion.mismatch"});
    CHECK(with_references([](Array& all) { all.push_back(all.front()); }) ==
          Codes{"cawg.identity.assertion.duplicate"});
    const Bytes action = pki::make_assertion_box(pki::created_action());
    CHECK(with_references([&](Array& all) {
              all.front() = pki::make_hashed_uri("self#jumbf=c2pa.assertions/c2pa.actions.v2", action);
          }) == Codes{"cawg.identity.hard_binding_missing"});
    CHECK(with_references([](Array& all) {
              all.push_back(Cbor::map({{"url", "self#jumbf=c2pa.assertions/c2pa.hash.boxes"}, {"hash", Bytes(32)}}));
          }) == Codes{"cawg.identity.assertion.mismatch", "cawg.identity.hard_binding_incorrect"});
}

TEST_CASE("I5: padding is zeros, and the kind of signature is known", "[cawg]") {
    TestIdentity padded;
    padded.edit_assertion = [](Cbor& assertion) { assertion.set("pad1", Bytes(5, 1)); };
    CHECK(failures(check(padded)) == Codes{"cawg.identity.pad.invalid"});
    padded.edit_assertion = [](Cbor& assertion) { assertion.set("pad2", Bytes(5, 1)); };
    CHECK(failures(check(padded)) == Codes{"cawg.identity.pad.invalid"});
    CHECK(failures(check(TestIdentity{.type = "org.example.other"})) == Codes{"cawg.identity.sig_type.unknown"});
}

TEST_CASE("of several identities the worst counts, and each is told", "[cawg]") {
    const Report report = check(make_file({{}, {.type = "cawg.x509.cose"}, {.type = "org.example.other"}}));
    REQUIRE(report.identities.size() == 3);
    CHECK(report.identities[0].state == State::trusted);
    CHECK(report.identities[1].state == State::trusted);
    CHECK(report.identities[2].state == State::invalid);
    CHECK(report.state == State::invalid);
    CHECK(report.identities[0].issuer.starts_with("did:jwk:"));
    CHECK(report.identities[1].certificate->common_name == "Ada Example");
    CHECK(report.codes.failure.front().url.ends_with("cawg.identity__2"));
}

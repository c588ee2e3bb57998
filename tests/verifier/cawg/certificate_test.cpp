// Identities signed with a certificate (section 8.2).
#include <catch2/catch.hpp>

#include "tests/verifier/cawg/test_identity.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::cawg;
using namespace countersign::verifier::cawg::test;

namespace {

TestIdentity by_certificate() { return {.type = "cawg.x509.cose"}; }

/// Signed by a certificate of the people's root that differs in one way.
Report check_certificate(const pki::CertificateOptions& options, const pki::Identity* issuer = nullptr) {
    const pki::Identity signer = pki::Identity::make(options, issuer != nullptr ? issuer : &cast().person_root);
    TestIdentity identity = by_certificate();
    identity.signer = &signer;
    return check(identity);
}

const pki::CertificateOptions document_signing{.name = "Ada", .extended_key_usage = "1.3.6.1.5.5.7.3.36"};

}  // namespace

TEST_CASE("I17: signature, profile and algorithm of a certificate's identity", "[cawg]") {
    TestIdentity forged = by_certificate();
    forged.edit_signature = [](CoseSign1& sign1) { sign1.signature[0] ^= 1U; };
    CHECK(failures(check(forged)) == Codes{"cawg.x509.signature.mismatch"});
    TestIdentity attached = by_certificate();
    attached.edit_signature = [](CoseSign1& sign1) { sign1.payload = Bytes{1}; };
    CHECK(failures(check(attached)) == Codes{"cawg.x509.signature.mismatch"});
    TestIdentity garbage = by_certificate();
    garbage.edit_assertion = [](Cbor& assertion) { assertion.set("signature", Bytes{1}); };
    CHECK(failures(check(garbage)) == Codes{"cawg.x509.signature.mismatch"});
    TestIdentity other = by_certificate();
    other.edit_headers = [](Cbor& headers) { headers.as_map()[0].value = -47; };
    CHECK(failures(check(other)) == Codes{"cawg.x509.algorithm.unsupported"});
    TestIdentity bare = by_certificate();
    bare.edit_headers = [](Cbor& headers) { headers.as_map().pop_back(); };
    CHECK(failures(check(bare)) == Codes{"cawg.x509.credential.invalid"});
    auto any = document_signing;
    any.extended_key_usage = "1.3.6.1.5.5.7.3.36,2.5.29.37.0";
    CHECK(failures(check_certificate(any)) == Codes{"cawg.x509.credential.invalid"});
    // The payload's own order, which isn't the deterministic one.
    TestIdentity extra = by_certificate();
    extra.edit_payload = [](Cbor& payload) { payload.set("a", 1); };
    CHECK(failures(check(extra)) == Codes{});
}

TEST_CASE("I18: the time is that of the identity's stamp, else of the claim's, else now", "[cawg]") {
    auto expired = document_signing;
    expired.not_after = pki::now.value - 5 * pki::day.value;
    const pki::Identity signer = pki::Identity::make(expired, &cast().person_root);
    TestIdentity identity = by_certificate();
    identity.signer = &signer;
    CHECK(failures(check(identity)) == Codes{"cawg.x509.signature.outside_validity"});
    // Ten days ago, by its own stamp.
    identity.time_stamper = &pki::world().clock;
    const Report own = check(identity);
    CHECK(failures(own) == Codes{});
    CHECK(has(own, c2pa::status::time_stamp_trusted));
    // And by the claim's.
    identity.time_stamper = nullptr;
    pki::TestManifest stamped;
    stamped.time_stamper = &pki::world().clock;
    CHECK(failures(check(make_file({identity}, stamped))) == Codes{});
    // Version 1 has no place here.
    identity.time_stamper = &pki::world().clock;
    identity.stamp_kind = c2pa::StampKind::v1;
    const Report old = check(identity);
    CHECK(failures(old) == Codes{"cawg.x509.signature.outside_validity"});
    CHECK(has(old, c2pa::status::time_stamp_malformed));
    TestIdentity stranger = by_certificate();
    stranger.time_stamper = &pki::world().signer;
    CHECK(failures(check(stranger)) == Codes{});
    CHECK(has(check(stranger), c2pa::status::time_stamp_untrusted));
}

TEST_CASE("I19: purpose and chain decide on trust, for S/MIME until 31 March 2027", "[cawg]") {
    auto email = document_signing;
    email.extended_key_usage = "emailProtection";
    CHECK(failures(check_certificate(email)) == Codes{"cawg.x509.credential.untrusted"});
    email.certificate_policies = "2.23.140.1.5.3.2";
    CHECK(failures(check_certificate(email)) == Codes{});
    // The C2PA list counts for the interim, and not for document signing.
    const pki::Identity c2pa_signer = pki::Identity::make(email, &pki::world().root);
    TestIdentity identity = by_certificate();
    identity.signer = &c2pa_signer;
    CHECK(failures(check(identity)) == Codes{});
    CHECK(failures(check_certificate(document_signing, &pki::world().root)) == Codes{"cawg.x509.credential.untrusted"});
    email.certificate_policies = "2.23.140.1.5.1.2";
    CHECK(failures(check_certificate(email)) == Codes{"cawg.x509.credential.untrusted"});
    // After the interim, without a stamp from before.
    auto later = document_signing;
    later.extended_key_usage = "emailProtection";
    later.certificate_policies = "2.23.140.1.5.3.2";
    later.not_after = pki::now.value + 900 * pki::day.value;
    const pki::Identity late_signer = pki::Identity::make(later, &cast().person_root);
    identity.signer = &late_signer;
    const UnixSeconds after{pki::now.value + 400 * pki::day.value};
    CHECK(failures(check(make_file({identity}), nullptr, {true, true}, after)) ==
          Codes{"cawg.x509.credential.untrusted"});
    identity.time_stamper = &pki::world().clock;
    CHECK(failures(check(make_file({identity}), nullptr, {true, true}, after)) == Codes{});
}

TEST_CASE("I20: a stapled response that says revoked", "[cawg]") {
    const auto stapled = [](bool revoked) {
        TestIdentity identity = by_certificate();
        identity.time_stamper = &pki::world().clock;
        identity.others = {&cast().person_root};
        identity.edit_signature = [revoked](CoseSign1& sign1) {
            const Bytes response =
                pki::make_ocsp_response(cast().person_root, cast().person_root, cast().person, {.is_revoked = revoked});
            sign1.unprotected_headers.set("rVals", Cbor::map({{"ocspVals", Cbor::array({Cbor(response)})}}));
        };
        return check(identity);
    };
    CHECK(failures(stapled(true)) == Codes{"cawg.identity.credential_revoked"});
    CHECK(has(stapled(false), c2pa::status::ocsp_not_revoked));
    CHECK(failures(stapled(false)) == Codes{});
}

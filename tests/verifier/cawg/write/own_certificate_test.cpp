// An identity by one's own certificate. Rule W57.
#include <catch2/catch.hpp>

#include "tests/verifier/cawg/write/identity_desk.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/cawg/write/errors.hpp"
#include "verifier/cawg/write/own_certificate.hpp"

using namespace countersign;

TEST_CASE("W57: a person's own certificate stands beside the claim signer's", "[cawg][write]") {
    const KeyType type = GENERATE(KeyType::ed25519, KeyType::p256);
    Desk desk(1);
    SampleAuthority people(2);
    const auto identity = cawg::make_certificate_assertion(people.signer(type), {"cawg.creator", "cawg.publisher"});
    REQUIRE(identity.has_value());
    const auto file = sign_with(desk, sample_jpeg(), desk.signer(KeyType::p256), {*identity});
    REQUIRE(file.has_value());
    const auto report = desk.judge(*file);
    CHECK(codes(report) == "trusted");
    const std::string anchors = c2pa::to_pem({people.root.certificate});
    const auto found = judge_identities(report, "{}", false, anchors);
    CHECK(codes(found) == "trusted");
    CHECK(found.identities.front().roles == std::vector<std::string>{"cawg.creator", "cawg.publisher"});
    REQUIRE(found.identities.front().certificate.has_value());
    CHECK(found.identities.front().certificate->common_name == "Sample Signer");
    CHECK(codes(judge_identities(report, "{}", false)) == "valid cawg.x509.credential.untrusted");
}

TEST_CASE("W57: a wrong role or certificate is told before anything is signed", "[cawg][write]") {
    SampleAuthority people(3);
    CHECK(cawg::make_certificate_assertion(people.signer(KeyType::p256), {"creator"}).error().code ==
          cawg::errors::identity_role);
    auto signer = people.signer(KeyType::p256);
    signer.certificates.front() = people.root.certificate;
    CHECK(cawg::make_certificate_assertion(signer, {}).error().code == cawg::errors::identity_certificate);
    signer.certificates.clear();
    CHECK(cawg::make_certificate_assertion(signer, {}).error().code == cawg::errors::identity_certificate);
}

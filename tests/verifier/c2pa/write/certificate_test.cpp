// Certificates that we make, and chains that a signer brings along. Rules W1 to W6.
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/media_samples.hpp"
#include "tests/verifier/c2pa/test_pki.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"
#include "verifier/c2pa/write/der_writer.hpp"
#include "verifier/c2pa/write/errors.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
namespace codes_of = countersign::verifier::c2pa::errors;

namespace {

std::string hex(const Bytes& bytes) { return to_hex(bytes); }

/// The same certificate with one stretch of its bytes replaced by others of the same length, and so with a signature
/// that no longer holds: for checks that come before the signature.
Bytes replaced(Bytes certificate, const Bytes& from, const Bytes& to) {
    REQUIRE(from.size() == to.size());
    const auto at = std::search(certificate.begin(), certificate.end(), from.begin(), from.end());
    REQUIRE(at != certificate.end());
    std::copy(to.begin(), to.end(), at);
    return certificate;
}

}  // namespace

TEST_CASE("DER elements have the shortest length and the right form", "[c2pa][write][der]") {
    CHECK(hex(der::element(0x04, Bytes(127, 1))).substr(0, 4) == "047f");
    CHECK(hex(der::element(0x04, Bytes(128, 1))).substr(0, 6) == "048180");
    CHECK(hex(der::element(0x04, Bytes(256, 1))).substr(0, 8) == "04820100");
    CHECK(hex(der::integer(Bytes{})) == "020100");
    CHECK(hex(der::integer(Bytes{0, 0, 0x7F})) == "02017f");
    CHECK(hex(der::integer(Bytes{0x80})) == "02020080");
    CHECK(hex(der::object_identifier("1.2.840.10045.4.3.2")) == "06082a8648ce3d040302");
    CHECK(hex(der::object_identifier("2.5.29.15")) == "0603551d0f");
    CHECK(hex(der::object_identifier("1.3.6.1.4.1.62558.2.1")) == "060a2b0601040183e85e0201");
    CHECK(as_text(ByteView(der::time(UnixSeconds{2'524'607'999})).subspan(2)) == "491231235959Z");
    CHECK(as_text(ByteView(der::time(UnixSeconds{2'524'608'000})).subspan(2)) == "20500101000000Z");
}

TEST_CASE("a signer's certificate keeps the profile and names the key it was made for", "[c2pa][write][certificate]") {
    const KeyType root_type = GENERATE(KeyType::p256, KeyType::ed25519);
    const KeyType leaf_type = GENERATE(KeyType::p256, KeyType::ed25519);
    SeededEntropy entropy(7);
    const auto root =
        make_root({"Org", "Root", "DE"}, sample_validity, PrivateKey::generate(root_type, entropy), entropy);
    REQUIRE(root.has_value());
    const auto middle = make_intermediate(*root, {"Org", "Middle", ""}, sample_validity,
                                          PrivateKey::generate(leaf_type, entropy), entropy);
    REQUIRE(middle.has_value());
    const auto key = PrivateKey::generate(leaf_type, entropy);  // W1: the key of an identity
    const auto leaf = make_signer_certificate(*middle, {"Ärzte ohne Grenzen", "Söhne", ""}, sample_validity,
                                              to_spki_der(key.public_key()), entropy);
    REQUIRE(leaf.has_value());

    // W6: the root goes, the intermediate stays; without the root it is the same chain.
    const std::vector<Bytes> carried{*leaf, middle->certificate};
    CHECK(check_chain({*leaf, middle->certificate, root->certificate}, to_spki_der(key.public_key()), sample_now)
              .value() == carried);
    const auto pem = to_pem(carried);
    CHECK(check_chain(parse_chain_pem(pem).value(), to_spki_der(key.public_key()), sample_now).value() == carried);

    // The authority can be loaded again and issues certificates that chain to it.
    const auto loaded = read_authority(to_pem({root->certificate}), root->key.clone());
    REQUIRE(loaded.has_value());
    CHECK(loaded->name == root->name);
    const auto direct = make_signer_certificate(*loaded, {"Org", "Direct", ""}, sample_validity,
                                                to_spki_der(key.public_key()), entropy);
    CHECK(check_chain({*direct, root->certificate}, to_spki_der(key.public_key()), sample_now).value().size() == 1);
    CHECK(read_authority(to_pem({*direct}), key.clone()).error().code == codes_of::certificate_profile);
    CHECK(read_authority(pem, root->key.clone()).error().code == codes_of::certificate_key_mismatch);
}

TEST_CASE("what can't become a certificate is refused in plain words", "[c2pa][write][certificate]") {
    SeededEntropy entropy(8);
    const auto key = PrivateKey::generate(KeyType::p256, entropy);
    const auto make = [&](const CertificateName& name, const Validity& validity) {
        return make_root(name, validity, key.clone(), entropy);
    };
    const std::string longest(64, 'a');
    CHECK(make({longest, longest, ""}, sample_validity).has_value());
    for (const CertificateName& name :
         {CertificateName{"", "a", ""}, CertificateName{"a", "", ""}, CertificateName{"a", longest + "a", ""},
          CertificateName{"a\n", "a", ""}, CertificateName{"a", "\xFF", ""}, CertificateName{"a", "a", "de"},
          CertificateName{"a", "a", "DEU"}}) {
        CHECK(make(name, sample_validity).error().code == codes_of::certificate_name);
    }
    CHECK(make({"a", "a", ""}, {{10}, {10}}).error().code == codes_of::certificate_validity);
    CHECK(make({"a", "a", ""}, {{10}, {253'370'764'800}}).error().code == codes_of::certificate_validity);

    // W2: C2PA allows no secp256k1.
    const auto wallet = PrivateKey::generate(KeyType::secp256k1, entropy);
    CHECK(make_root({"a", "a", ""}, sample_validity, wallet.clone(), entropy).error().code ==
          codes_of::certificate_key_type);
    const auto root = make({"a", "a", ""}, sample_validity);
    CHECK(make_signer_certificate(*root, {"a", "a", ""}, sample_validity, to_spki_der(wallet.public_key()), entropy)
              .error()
              .code == codes_of::certificate_key_type);
    CHECK(make_claim_signer(wallet, {}).error().code == codes_of::certificate_key_type);
}

TEST_CASE("a chain that verifiers would refuse is refused before anything is signed", "[c2pa][write][certificate]") {
    SeededEntropy entropy(9);
    const auto root =
        make_root({"Org", "Root", ""}, sample_validity, PrivateKey::generate(KeyType::p256, entropy), entropy).value();
    const auto other =
        make_root({"Org", "Other", ""}, sample_validity, PrivateKey::generate(KeyType::p256, entropy), entropy).value();
    const auto key = PrivateKey::generate(KeyType::p256, entropy);
    const auto leaf =
        make_signer_certificate(root, {"Org", "Leaf", ""}, sample_validity, to_spki_der(key.public_key()), entropy)
            .value();
    const auto check = [&](std::vector<Bytes> chain, UnixSeconds now = sample_now) {
        return check_chain(std::move(chain), to_spki_der(key.public_key()), now);
    };
    CHECK(check({leaf}).has_value());

    SECTION("another key, or the order turned round (W5)") {
        const auto stranger = PrivateKey::generate(KeyType::p256, entropy);
        CHECK(check_chain({leaf}, to_spki_der(stranger.public_key()), sample_now).error().code ==
              codes_of::certificate_key_mismatch);
        CHECK(check({root.certificate, leaf}).error().code == codes_of::certificate_key_mismatch);
        CHECK(check({leaf, other.certificate}).error().code == codes_of::certificate_order);
        CHECK(check({leaf, leaf}).error().code == codes_of::certificate_order);
    }
    SECTION("before and after its time") {
        CHECK(check({leaf}, {sample_validity.not_before.value - 1}).error().code == codes_of::certificate_expired);
        CHECK(check({leaf}, {sample_validity.not_after.value + 1}).error().code == codes_of::certificate_expired);
    }
    SECTION("an authority's own certificate (W4)") {
        CHECK(check_chain({root.certificate}, to_spki_der(root.key.public_key()), sample_now).error().code ==
              codes_of::certificate_profile);
    }
    SECTION("purposes (W3, W4)") {
        const Bytes claim_signing = der::object_identifier("1.3.6.1.4.1.62558.2.1");
        const Bytes unknown = der::object_identifier("1.3.6.1.4.1.62558.2.9");
        const Bytes documents = der::object_identifier("1.3.6.1.5.5.7.3.36");
        const Bytes time_stamps = der::object_identifier("1.3.6.1.5.5.7.3.8");
        const Bytes unknown_short = der::object_identifier("1.3.6.1.5.5.7.3.99");
        CHECK(check({replaced(leaf, claim_signing, unknown)}).has_value());
        CHECK(check({replaced(leaf, documents, unknown_short)}).has_value());
        CHECK(check({replaced(leaf, documents, der::object_identifier("1.3.6.1.5.5.7.3.9"))}).error().code ==
              codes_of::certificate_profile);
        CHECK(check({replaced(leaf, documents, time_stamps)}).error().code == codes_of::certificate_profile);
        CHECK(check({replaced(replaced(leaf, claim_signing, unknown), documents, unknown_short)}).error().code ==
              codes_of::certificate_profile);
    }
    SECTION("key usage and organisation") {
        const Bytes usage = der::bit_string(Bytes{0x80}, 7);
        CHECK(check({replaced(leaf, usage, der::bit_string(Bytes{0x40}, 6))}).error().code ==
              codes_of::certificate_profile);
        CHECK(check({replaced(leaf, usage, der::bit_string(Bytes{0x84}, 2))}).error().code ==
              codes_of::certificate_profile);
        const Bytes organisation = der::object_identifier("2.5.4.10");
        const auto subject_start = std::search(leaf.begin(), leaf.end(), root.name.begin(), root.name.end());
        Bytes without = leaf;
        const auto at = std::search(without.begin() + (subject_start - leaf.begin()) + std::ssize(root.name),
                                    without.end(), organisation.begin(), organisation.end());
        REQUIRE(at != without.end());
        *(at + 4) = 11;  // organizationalUnitName
        CHECK(check({without}).error().code == codes_of::certificate_profile);
    }
    SECTION("text that is no chain") {
        const std::string pem = to_pem({leaf});
        CHECK(parse_chain_pem("").error().code == codes_of::certificate_pem);
        CHECK(parse_chain_pem("-----BEGIN PRIVATE KEY-----").error().code == codes_of::certificate_pem);
        CHECK(parse_chain_pem(pem + "text").error().code == codes_of::certificate_pem);
        CHECK(parse_chain_pem(pem.substr(0, pem.size() - 8)).error().code == codes_of::certificate_pem);
        CHECK(parse_chain_pem("-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n").error().code ==
              codes_of::certificate_pem);
        CHECK(check({Bytes{1, 2, 3}}).error().code == codes_of::certificate_pem);
        CHECK(check({}).error().code == codes_of::certificate_pem);
        Bytes longer = leaf;
        longer.push_back(0);
        CHECK(check({longer}).error().code == codes_of::certificate_pem);
        CHECK(parse_chain_pem(to_pem(std::vector<Bytes>(17, leaf))).error().code == codes_of::certificate_too_many);
        CHECK(parse_chain_pem(std::string(300'000, ' ')).error().code == codes_of::certificate_too_many);
    }
}

namespace {

using Codes = std::vector<std::string>;

/// Codes of what is found, with the number of the certificate where it isn't the first; each has a sentence and a
/// remedy.
Codes found_in(const std::vector<Bytes>& chain, const TrustAnchors* anchors = nullptr, UnixSeconds now = test::now) {
    const auto findings = examine_chain(chain, {.signer_key = {}, .anchors = anchors, .now = now});
    REQUIRE(findings.has_value());
    Codes out;
    for (const ChainFinding& finding : *findings) {
        CHECK_FALSE(finding.fault.text.empty());
        CHECK(finding.fault.remedy.ends_with('.'));
        const std::string index = finding.index == 0 ? "" : std::to_string(finding.index + 1) + " ";
        out.push_back(index + std::string(finding.fault.code));
    }
    return out;
}

}  // namespace

TEST_CASE("W32: everything that is wrong with a certificate is told, each by its code", "[c2pa][write][certificate]") {
    static const auto root = test::Identity::make(test::Identity::authority("Root"));
    const auto faults = [](const test::CertificateOptions& options) {
        return found_in({test::Identity::make(options, &root).der()});
    };
    CHECK(faults({}) == Codes{});
    CHECK(faults({.is_version_1 = true}) == Codes{"certificate.profile.version", "certificate.profile.key_usage",
                                                  "certificate.profile.purpose",
                                                  "certificate.profile.authority_key_id"});
    CHECK(faults({.basic_constraints = "critical,CA:TRUE"}) == Codes{"certificate.profile.authority"});
    CHECK(faults({.key_usage = ""}) == Codes{"certificate.profile.key_usage"});
    CHECK(faults({.key_usage = "critical,keyEncipherment,keyCertSign"}) ==
          Codes{"certificate.profile.key_usage", "certificate.profile.key_usage"});
    CHECK(faults({.extended_key_usage = ""}) == Codes{"certificate.profile.purpose"});
    CHECK(faults({.extended_key_usage = "anyExtendedKeyUsage,emailProtection"}) ==
          Codes{"certificate.profile.purpose_any"});
    CHECK(faults({.extended_key_usage = "emailProtection,timeStamping"}) ==
          Codes{"certificate.profile.purpose_reserved"});
    CHECK(faults({.extended_key_usage = "serverAuth"}) == Codes{"certificate.profile.purpose_unaccepted"});
    CHECK(faults({.has_authority_key_id = false}) == Codes{"certificate.profile.authority_key_id"});
    CHECK(faults({.organisation = ""}) == Codes{"certificate.profile.organisation"});
    CHECK(faults({.hash = "SHA1"}) == Codes{"certificate.profile.signature_algorithm"});
    CHECK(faults({.key = "RSA-1024"}) == Codes{"certificate.profile.key_size"});
    CHECK(faults({.key = "secp256k1"}) == Codes{"certificate.profile.key_curve"});
    CHECK(faults({.not_after = test::now.value - 1}) == Codes{"certificate.expired"});
    CHECK(faults({.not_before = test::now.value + 1}) == Codes{"certificate.expired"});
    CHECK(found_in({test::Identity::make({}).der()}) == Codes{"certificate.profile.self_signed"});

    // The chain: its order, those above, and who vouches.
    const auto other = test::Identity::make(test::Identity::authority("Other"));
    const auto leaf = test::Identity::make({}, &root);
    CHECK(found_in({leaf.der(), root.der()}) == Codes{});
    CHECK(found_in({leaf.der(), other.der()}) == Codes{"certificate.order"});
    auto weak = test::Identity::authority("Weak");
    weak.hash = "SHA1";
    const auto middle = test::Identity::make(weak, &root);
    CHECK(found_in({test::Identity::make({}, &middle).der(), middle.der()}) ==
          Codes{"2 certificate.profile.signature_algorithm"});
    const auto anchors = TrustAnchors::parse(root.pem()).value();
    CHECK(found_in({leaf.der()}, &anchors) == Codes{});
    const auto strangers = TrustAnchors::parse(other.pem()).value();
    CHECK(found_in({leaf.der()}, &strangers) == Codes{"certificate.untrusted"});

    const auto mismatch =
        examine_chain({leaf.der()}, {.signer_key = root.public_key_der(), .anchors = nullptr, .now = test::now});
    CHECK(mismatch->front().fault.code == codes_of::certificate_key_mismatch.name);
    CHECK(examine_chain({}, {}).error().code == codes_of::certificate_pem);
}

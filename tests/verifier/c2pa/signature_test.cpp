#include "verifier/c2pa/signature.hpp"

#include <catch2/catch.hpp>

#include "identity/base/file.hpp"
#include "tests/testdata.hpp"
#include "tests/verifier/c2pa/test_pki.hpp"
#include "verifier/c2pa/cose.hpp"
#include "verifier/c2pa/errors.hpp"
#include "verifier/c2pa/x509.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
namespace c2pa_errors = countersign::verifier::c2pa::errors;

namespace {

Bytes read(const std::filesystem::path& path) {
    const auto bytes = read_file(path, 1'000'000);
    REQUIRE(bytes.has_value());
    return *bytes;
}

constexpr SignatureAlgorithm all[] = {
    SignatureAlgorithm::es256,  SignatureAlgorithm::es384,  SignatureAlgorithm::es512, SignatureAlgorithm::esp256,
    SignatureAlgorithm::esp384, SignatureAlgorithm::esp512, SignatureAlgorithm::ps256, SignatureAlgorithm::ps384,
    SignatureAlgorithm::ps512,  SignatureAlgorithm::ed25519};

}  // namespace

TEST_CASE("C16: the signature vectors of the reference implementation verify, and no changed one does",
          "[c2pa][signature][testdata]") {
    const auto folder = testdata_folder("c2pa/crypto-kats/raw_signature");
    if (!folder) {
        return;
    }
    // contentauth/c2pa-rs, sdk/src/crypto/raw_signature/tests: the message of all its vectors.
    const ByteView message = as_bytes("some sample content to sign");
    for (const SignatureAlgorithm algorithm :
         {SignatureAlgorithm::es256, SignatureAlgorithm::es384, SignatureAlgorithm::es512, SignatureAlgorithm::ps256,
          SignatureAlgorithm::ps384, SignatureAlgorithm::ps512, SignatureAlgorithm::ed25519}) {
        const std::string name(to_text(algorithm));
        INFO(name);
        const auto key = VerifyingKey::parse(read(*folder / (name + ".pub_key")));
        REQUIRE(key.has_value());
        Bytes signature = read(*folder / (name + ".raw_sig"));
        CHECK(key->verify(algorithm, message, signature));
        CHECK_FALSE(key->verify(algorithm, as_bytes("some sample content to sigm"), signature));
        CHECK_FALSE(key->verify(algorithm, message, ByteView(signature).first(signature.size() - 1)));
        CHECK_FALSE(key->verify(algorithm, message, {}));
        signature[signature.size() / 3] ^= 1U;
        CHECK_FALSE(key->verify(algorithm, message, signature));
    }
    // PKCS #1 v1.5 and SHA-1: under no allowed algorithm.
    for (const std::string name : {"rs256", "rs384", "rs512", "sha1"}) {
        const auto key = VerifyingKey::parse(read(*folder / "legacy" / (name + ".pub_key")));
        REQUIRE(key.has_value());
        const Bytes signature = read(*folder / "legacy" / (name + ".raw_sig"));
        for (const SignatureAlgorithm algorithm : all) {
            CHECK_FALSE(key->verify(algorithm, message, signature));
        }
    }
}

TEST_CASE("C16: algorithms that aren't allowed have no number here", "[c2pa][signature]") {
    for (const SignatureAlgorithm algorithm : all) {
        CHECK(find_signature_algorithm(cose_number(algorithm)) == algorithm);
    }
    CHECK(find_signature_algorithm(-19) == SignatureAlgorithm::ed25519);
    // RS256, RS1, ES256K, ML-DSA-44.
    for (const std::int64_t number : {-257, -65535, -47, -48, 0, 1}) {
        CHECK_FALSE(find_signature_algorithm(number).has_value());
    }
}

TEST_CASE("C16: a key signs only with algorithms of its kind", "[c2pa][signature]") {
    const Bytes message{1, 2, 3};
    for (const std::string kind : {"P-256", "P-384", "P-521", "RSA-2048", "ED25519", "secp256k1", "RSA-1024"}) {
        const auto identity = test::Identity::make({.key = kind});
        const auto key = VerifyingKey::parse(identity.public_key_der());
        REQUIRE(key.has_value());
        INFO(kind);
        CHECK(key->is_allowed() == (kind != "secp256k1" && kind != "RSA-1024"));
        if (kind == "P-384") {
            const Bytes signature = identity.sign(SignatureAlgorithm::es256, message);
            CHECK(key->verify(SignatureAlgorithm::es256, message, signature));
            CHECK_FALSE(key->verify(SignatureAlgorithm::esp256, message, signature));
            CHECK_FALSE(key->verify(SignatureAlgorithm::ps256, message, signature));
        }
        if (kind == "secp256k1") {
            CHECK_FALSE(
                key->verify(SignatureAlgorithm::es256, message, identity.sign(SignatureAlgorithm::es256, message)));
        }
    }
    CHECK_FALSE(VerifyingKey::parse(Bytes{1, 2, 3}).has_value());
}

TEST_CASE("C15: COSE_Sign1 is read in both forms, and what isn't one is refused", "[c2pa][cose]") {
    CoseSign1 sign1;
    sign1.protected_bytes = encode_cbor(Cbor::map({{1, -7}, {33, Bytes{9}}}));
    sign1.signature = Bytes(64, 1);
    const Bytes encoded = encode_cose_sign1(sign1);
    CHECK(encoded[0] == 0xD2);
    const auto read = parse_cose_sign1(encoded);
    REQUIRE(read.has_value());
    CHECK_FALSE(read->payload.has_value());
    CHECK(find_algorithm(*read) == -7);
    CHECK(read_certificates(*read).value() == std::vector<Bytes>{Bytes{9}});
    CHECK(parse_cose_sign1(ByteView(encoded).subspan(1)).has_value());
    CHECK_FALSE(read_stamp(*read).value().has_value());

    for (const Cbor& wrong : {Cbor(1), Cbor::array({1, 2, 3}), Cbor::tagged(17, Cbor::array({1, 2, 3, 4})),
                              Cbor::array({Bytes{0xFF}, Cbor::map(), nullptr, Bytes{1}}),
                              Cbor::array({Bytes{}, Cbor::map(), "text", Bytes{1}})}) {
        CHECK(parse_cose_sign1(encode_cbor(wrong)).error().code == c2pa_errors::cose_malformed);
    }
    CHECK(parse_cose_sign1(Bytes{0xFF}).error().code == c2pa_errors::cose_malformed);

    CoseSign1 twice = *read;
    twice.unprotected_headers = Cbor::map({{33, Bytes{9}}});
    CHECK(read_certificates(twice).error().code == c2pa_errors::cose_malformed);
    CoseSign1 none;
    CHECK(read_certificates(none).error().code == c2pa_errors::cose_malformed);
    none.unprotected_headers = Cbor::map({{"x5chain", Cbor::array({Bytes{1}, Bytes{2}})}});
    CHECK(read_certificates(none).value().size() == 2);
    none.protected_headers = Cbor::map({{33, Bytes{3}}});
    CHECK(read_certificates(none).value().front() == Bytes{3});
    none.unprotected_headers = Cbor::map({{"sigTst2", Cbor::map({{"tstTokens", Cbor::array()}})}});
    CHECK(read_stamp(none).error().code == c2pa_errors::cose_malformed);
}

TEST_CASE("C18: trust anchors are certificates in PEM, self-signed or not", "[c2pa][x509]") {
    const auto root = test::Identity::make(test::Identity::authority("Root"));
    const auto middle = test::Identity::make(test::Identity::authority("Middle"), &root);
    const auto leaf = test::Identity::make({}, &middle);
    const auto check = [&](const std::string& pem) {
        std::vector<Certificate> others;
        others.push_back(*Certificate::parse(middle.der()));
        return TrustAnchors::parse(pem).value().check(*Certificate::parse(leaf.der()), others);
    };
    CHECK(check(root.pem()).is_trusted);
    CHECK(check(middle.pem()).is_trusted);
    CHECK(check(leaf.pem()).is_trusted);
    CHECK_FALSE(check("").is_trusted);
    CHECK_FALSE(check(test::Identity::make(test::Identity::authority("Root")).pem()).is_trusted);
    CHECK(TrustAnchors::parse("words\n" + root.pem() + middle.pem()).value().size() == 2);
    CHECK(TrustAnchors::parse("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").error().code ==
          c2pa_errors::anchors_malformed);
    CHECK_FALSE(Certificate::parse(Bytes{0x30, 0x00}).has_value());
    Bytes longer = leaf.der();
    longer.push_back(0);
    CHECK_FALSE(Certificate::parse(longer).has_value());
}

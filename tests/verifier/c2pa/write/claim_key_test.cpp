// Keys of one's own in PEM and PKCS #12, of every kind that C2PA allows, and what is signed with them. Rules W2, W7,
// W31.
#include "verifier/c2pa/write/claim_key.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/signing_limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/verifier/c2pa/test_pki.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"
#include "verifier/c2pa/write/certificate_chain.hpp"
#include "verifier/c2pa/write/errors.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
namespace codes_of = countersign::verifier::c2pa::errors;

namespace {

Bytes taken(BIO* out) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(out, &data);
    Bytes bytes(data, data + length);
    BIO_free(out);
    return bytes;
}

/// PKCS #8, under a password where there is one.
Bytes pem_of(EVP_PKEY* key, const std::string& password = {}) {
    BIO* const out = BIO_new(BIO_s_mem());
    const EVP_CIPHER* const cipher = password.empty() ? nullptr : EVP_aes_256_cbc();
    REQUIRE(PEM_write_bio_PKCS8PrivateKey(out, key, cipher, password.data(), static_cast<int>(password.size()), nullptr,
                                          nullptr) == 1);
    return taken(out);
}

struct Sealing {
    std::string password = "a password";
    int key_cipher = 0;
    int certificate_cipher = 0;
    int rounds = 2'048;
    int mac_rounds = 2'048;
};

Bytes pkcs12_of(const test::Identity& signer, const std::vector<const test::Identity*>& others,
                const Sealing& sealing = {}) {
    STACK_OF(X509)* const chain = sk_X509_new_null();
    for (const auto* each : others) {
        sk_X509_push(chain, each->certificate());
    }
    PKCS12* const made =
        PKCS12_create(sealing.password.c_str(), "signer", signer.key(), signer.certificate(), chain, sealing.key_cipher,
                      sealing.certificate_cipher, sealing.rounds, sealing.mac_rounds, 0);
    REQUIRE(made != nullptr);
    BIO* const out = BIO_new(BIO_s_mem());
    REQUIRE(i2d_PKCS12_bio(out, made) == 1);
    PKCS12_free(made);
    sk_X509_free(chain);
    return taken(out);
}

constexpr int few_rounds = 0x020304;

/// The number of rounds stands in the file as an INTEGER of three bytes.
Bytes with_more_rounds(Bytes file) {
    const Bytes rounds{0x02, 0x03, 0x02, 0x03, 0x04};
    const auto at = std::search(file.begin(), file.end(), rounds.begin(), rounds.end());
    REQUIRE(at != file.end());
    std::ranges::copy(Bytes{0x02, 0x03, 0x7F, 0xFF, 0xFF}, at);
    return file;
}

struct Pki {
    test::Identity root = test::Identity::make(test::Identity::authority("Root"));
    test::Identity middle = test::Identity::make(test::Identity::authority("Middle"), &root);
    test::Identity signer = test::Identity::make({}, &middle);
};
const Pki& pki() {
    static const Pki made;
    return made;
}

}  // namespace

TEST_CASE("W7: each kind of key signs with its algorithm, and the file is trusted", "[c2pa][write][key]") {
    const auto [kind, algorithm] = GENERATE(table<std::string, SignatureAlgorithm>({
        {"P-256", SignatureAlgorithm::es256},
        {"P-384", SignatureAlgorithm::es384},
        {"P-521", SignatureAlgorithm::es512},
        {"RSA-2048", SignatureAlgorithm::ps256},
        {"RSA-2048", SignatureAlgorithm::ps384},
        {"RSA-2048", SignatureAlgorithm::ps512},
        {"Ed25519", SignatureAlgorithm::ed25519},
    }));
    INFO(kind);
    SampleAuthority authority(31);
    const auto made = ClaimKey::generate(kind);
    const auto key = ClaimKey::parse_pem(pem_of(made.native()), {}).value().with_algorithm(algorithm).value();
    const auto certificate = make_signer_certificate(authority.root, {"Sample Organisation", "Sample Signer", "DE"},
                                                     sample_validity, key.public_key_der(), authority.entropy)
                                 .value();
    CHECK(check_chain({certificate}, key.public_key_der(), sample_now).has_value());
    const auto signer = make_claim_signer(key, {certificate});
    CHECK(sign_claim(signer, nullptr, as_bytes("claim"), 0).value().size() == claim_signature_bytes(signer, false));
    const auto validator = authority.validator();
    const FakeClock clock{sample_now};
    MemoryOutput output;
    REQUIRE(
        sign(media::MemoryByteSource(sample_png()), {signer, validator, clock, authority.entropy}, created(), output)
            .has_value());
    const Bytes file = output.take();
    const auto report = validator.validate(media::MemoryByteSource(file), sample_now).value();
    CHECK(codes(report) == "trusted");
    CHECK(report.manifests.front().signer->algorithm == to_text(algorithm));
}

TEST_CASE("a key signs with no other key's algorithm", "[c2pa][write][key]") {
    const auto code = [](const ClaimKey& key, SignatureAlgorithm algorithm) {
        const auto changed = key.with_algorithm(algorithm);
        return changed ? std::string_view() : changed.error().code.name;
    };
    const auto p256 = ClaimKey::generate("P-256");
    CHECK(code(p256, SignatureAlgorithm::es256).empty());
    CHECK(code(p256, SignatureAlgorithm::es384) == "signing_key.algorithm");
    CHECK(code(p256, SignatureAlgorithm::ps256) == "signing_key.algorithm");
    CHECK(code(p256, SignatureAlgorithm::ed25519) == "signing_key.algorithm");
    const auto rsa = ClaimKey::generate("RSA-2048");
    CHECK(code(rsa, SignatureAlgorithm::ps512).empty());
    CHECK(code(rsa, SignatureAlgorithm::es256) == "signing_key.algorithm");
    CHECK(code(ClaimKey::generate("Ed25519"), SignatureAlgorithm::ps256) == "signing_key.algorithm");
}

TEST_CASE("W31: PEM with a key, and certificates in whatever order", "[c2pa][write][key]") {
    const Bytes plain = pem_of(pki().signer.key());
    CHECK(read_claim_key(plain, {}).value().certificates.empty());
    CHECK(read_claim_key(plain, {}).value().key.public_key_der() == pki().signer.public_key_der());
    std::string all = pki().root.pem() + pki().middle.pem();
    all += as_text(plain);
    all += pki().signer.pem();
    const std::vector<Bytes> chain{pki().signer.der(), pki().middle.der(), pki().root.der()};
    CHECK(read_claim_key(as_bytes(all), {}).value().certificates == chain);
    // Of strangers nothing is taken.
    CHECK(read_claim_key(as_bytes(std::string(as_text(plain)) + pki().root.pem()), {}).value().certificates.empty());

    const Bytes sealed = pem_of(pki().signer.key(), "a password");
    CHECK(read_claim_key(sealed, as_bytes("a password")).has_value());
    CHECK(read_claim_key(sealed, as_bytes("another")).error().code == codes_of::signing_key_password);
    CHECK(read_claim_key(sealed, {}).error().code == codes_of::signing_key_password);

    // The forms of old: SEC 1 and PKCS #1.
    BIO* const out = BIO_new(BIO_s_mem());
    REQUIRE(PEM_write_bio_PrivateKey_traditional(out, pki().signer.key(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
    const Bytes traditional = taken(out);
    CHECK(as_text(traditional).starts_with("-----BEGIN EC PRIVATE KEY-----"));
    CHECK(read_claim_key(traditional, {}).has_value());
}

TEST_CASE("W31: PKCS #12 of today and of old", "[c2pa][write][key]") {
    const std::vector<Bytes> chain{pki().signer.der(), pki().middle.der(), pki().root.der()};
    const std::vector<const test::Identity*> others{&pki().root, &pki().middle};
    const ByteView password = as_bytes("a password");
    const auto today = read_claim_key(pkcs12_of(pki().signer, others), password);
    REQUIRE(today.has_value());
    CHECK(today->certificates == chain);
    CHECK(today->key.public_key_der() == pki().signer.public_key_der());
    CHECK(today->key.sign(as_bytes("message")).value().size() == 64);
    const Bytes old = pkcs12_of(pki().signer, others,
                                {.key_cipher = NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                                 .certificate_cipher = NID_pbe_WithSHA1And3_Key_TripleDES_CBC});
    CHECK(read_claim_key(old, password).value().certificates == chain);
    CHECK(read_claim_key(pkcs12_of(pki().signer, {}, {.password = ""}), {}).has_value());

    CHECK(read_claim_key(pkcs12_of(pki().signer, others), as_bytes("another")).error().code ==
          codes_of::signing_key_password);
    CHECK(read_claim_key(pkcs12_of(pki().signer, others), {}).error().code == codes_of::signing_key_password);
    Bytes cut = pkcs12_of(pki().signer, others);
    cut.pop_back();
    CHECK(read_claim_key(cut, password).error().code == codes_of::signing_key_format);
    cut.push_back(0);
    cut.push_back(0);
    CHECK(read_claim_key(cut, password).error().code == codes_of::signing_key_format);
}

TEST_CASE("what is no key, or none for claims, is refused before any work is done", "[c2pa][write][key]") {
    const auto code = [](ByteView content) { return read_claim_key(content, as_bytes("pw")).error().code.name; };
    CHECK(code({}) == "signing_key.format");
    CHECK(code(as_bytes("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")) == "signing_key.format");
    CHECK(code(Bytes{0x30, 0x03, 0x02, 0x01, 0x03}) == "signing_key.format");
    CHECK(code(Bytes(limits::signing_key_bytes_max + 1, 0x30)) == "signing_key.format");
    CHECK(code(as_bytes(pki().root.pem())) == "signing_key.format");
    // W2
    const auto wallet = test::Identity::make({.key = "secp256k1"});
    CHECK(code(pem_of(wallet.key())) == "certificate.key_type");
    const auto weak = test::Identity::make({.key = "RSA-1024"});
    CHECK(code(pem_of(weak.key())) == "certificate.key_type");
    CHECK(code(pkcs12_of(weak, {}, {.password = "pw"})) == "certificate.key_type");
    SeededEntropy entropy(1);
    CHECK(ClaimKey::copy_of(PrivateKey::generate(KeyType::secp256k1, entropy)).error().code ==
          codes_of::certificate_key_type);
    const auto own = PrivateKey::generate(KeyType::p256, entropy);
    CHECK(ClaimKey::copy_of(own).value().public_key_der() == to_spki_der(own.public_key()));

    // Eight million rounds instead of those that were done.
    CHECK(code(with_more_rounds(pkcs12_of(pki().signer, {}, {.password = "pw", .mac_rounds = few_rounds}))) ==
          "signing_key.iterations");
    EVP_PKEY* const key = pki().signer.key();
    PKCS8_PRIV_KEY_INFO* const info = EVP_PKEY2PKCS8(key);
    X509_SIG* const sealed = PKCS8_encrypt(-1, EVP_aes_256_cbc(), "pw", 2, nullptr, 0, few_rounds, info);
    unsigned char* raw = nullptr;
    const int length = i2d_X509_SIG(sealed, &raw);
    const Bytes costly = with_more_rounds(Bytes(raw, raw + length));
    OPENSSL_free(raw);
    X509_SIG_free(sealed);
    PKCS8_PRIV_KEY_INFO_free(info);
    CHECK(code(as_bytes("-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + to_base64(costly) +
                        "\n-----END ENCRYPTED PRIVATE KEY-----\n")) == "signing_key.iterations");
}

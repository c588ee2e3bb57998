#include "verifier/c2pa/signature.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/objects.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>

namespace countersign::verifier::c2pa {
namespace {

struct Row {
    SignatureAlgorithm algorithm;
    std::int64_t number;
    std::string_view text;
    const char* hash;  ///< null for pure Ed25519
    int curve;         ///< the only curve of a fully specified algorithm
};

constexpr std::array<Row, 11> table{{
    {SignatureAlgorithm::es256, -7, "es256", "SHA256", 0},
    {SignatureAlgorithm::es384, -35, "es384", "SHA384", 0},
    {SignatureAlgorithm::es512, -36, "es512", "SHA512", 0},
    {SignatureAlgorithm::esp256, -9, "esp256", "SHA256", NID_X9_62_prime256v1},
    {SignatureAlgorithm::esp384, -51, "esp384", "SHA384", NID_secp384r1},
    {SignatureAlgorithm::esp512, -52, "esp512", "SHA512", NID_secp521r1},
    {SignatureAlgorithm::ps256, -37, "ps256", "SHA256", 0},
    {SignatureAlgorithm::ps384, -38, "ps384", "SHA384", 0},
    {SignatureAlgorithm::ps512, -39, "ps512", "SHA512", 0},
    {SignatureAlgorithm::ed25519, -8, "ed25519", nullptr, 0},
    {SignatureAlgorithm::ed25519, -19, "ed25519", nullptr, 0},
}};

const Row& row_of(SignatureAlgorithm algorithm) noexcept {
    for (const Row& row : table) {
        if (row.algorithm == algorithm) {
            return row;
        }
    }
    return table.front();
}

bool is_ecdsa(SignatureAlgorithm algorithm) noexcept { return algorithm <= SignatureAlgorithm::esp512; }
bool is_pss(SignatureAlgorithm algorithm) noexcept {
    return algorithm >= SignatureAlgorithm::ps256 && algorithm <= SignatureAlgorithm::ps512;
}

/// The NID of an EC key's named curve, or 0.
int curve_of(const EVP_PKEY* key) noexcept {
    std::array<char, 64> name{};
    std::size_t length = 0;
    if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC ||
        EVP_PKEY_get_group_name(key, name.data(), name.size(), &length) != 1) {
        return 0;
    }
    return OBJ_txt2nid(name.data());
}

bool is_nist_curve(int curve) noexcept {
    return curve == NID_X9_62_prime256v1 || curve == NID_secp384r1 || curve == NID_secp521r1;
}

bool suits(const Row& row, const EVP_PKEY* key) noexcept {
    const int kind = EVP_PKEY_get_base_id(key);
    if (is_ecdsa(row.algorithm)) {
        const int curve = curve_of(key);
        return row.curve == 0 ? is_nist_curve(curve) : curve == row.curve;
    }
    return is_pss(row.algorithm) ? kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS : kind == EVP_PKEY_ED25519;
}

/// r and s of equal length as the DER that OpenSSL wants; empty where the length isn't the curve's.
Bytes to_der(ByteView raw, const EVP_PKEY* key) {
    const auto coordinate = static_cast<std::size_t>((EVP_PKEY_get_bits(key) + 7) / 8);
    if (raw.size() != 2 * coordinate) {
        return {};
    }
    ECDSA_SIG* const signature = ECDSA_SIG_new();
    const auto half = static_cast<int>(coordinate);
    BIGNUM* const r = BN_bin2bn(raw.data(), half, nullptr);
    BIGNUM* const s = BN_bin2bn(raw.data() + coordinate, half, nullptr);
    ECDSA_SIG_set0(signature, r, s);
    Bytes out(raw.size() + 16);
    std::uint8_t* at = out.data();
    const int length = i2d_ECDSA_SIG(signature, &at);
    ECDSA_SIG_free(signature);
    out.resize(length > 0 ? static_cast<std::size_t>(length) : 0);
    return out;
}

}  // namespace

std::string_view to_text(SignatureAlgorithm algorithm) noexcept { return row_of(algorithm).text; }

std::optional<SignatureAlgorithm> find_signature_algorithm(std::int64_t number) noexcept {
    std::optional<SignatureAlgorithm> out;
    for (const Row& row : table) {
        if (row.number == number) {
            out = row.algorithm;
        }
    }
    return out;
}

std::int64_t cose_number(SignatureAlgorithm algorithm) noexcept { return row_of(algorithm).number; }

void VerifyingKey::Free::operator()(evp_pkey_st* key) const noexcept { EVP_PKEY_free(key); }

std::optional<VerifyingKey> VerifyingKey::parse(ByteView spki) {
    const unsigned char* at = spki.data();
    EVP_PKEY* const key = d2i_PUBKEY(nullptr, &at, static_cast<long>(spki.size()));
    ERR_clear_error();
    if (key == nullptr || at != spki.data() + spki.size()) {
        EVP_PKEY_free(key);
        return std::nullopt;
    }
    return VerifyingKey(key);
}

bool VerifyingKey::is_allowed() const noexcept {
    const EVP_PKEY* const key = key_.get();
    if (key == nullptr) {
        return false;
    }
    const int kind = EVP_PKEY_get_base_id(key);
    if (kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS) {
        const int bits = EVP_PKEY_get_bits(key);
        return bits >= 2048 && bits <= 16384;
    }
    return kind == EVP_PKEY_ED25519 || is_nist_curve(curve_of(key));
}

bool VerifyingKey::verify(SignatureAlgorithm algorithm, ByteView message, ByteView signature) const {
    const Row& row = row_of(algorithm);
    EVP_PKEY* const key = key_.get();
    if (key == nullptr || !suits(row, key)) {
        return false;
    }
    const Bytes der = is_ecdsa(algorithm) ? to_der(signature, key) : Bytes();
    if (is_ecdsa(algorithm)) {
        signature = der;
    }
    if (signature.empty()) {
        return false;
    }
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    bool ok = EVP_DigestVerifyInit_ex(context, &options, row.hash, nullptr, nullptr, key, nullptr) == 1;
    if (ok && is_pss(algorithm)) {
        ok = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    ok = ok && EVP_DigestVerify(context, signature.data(), signature.size(), message.data(), message.size()) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    return ok;
}

}  // namespace countersign::verifier::c2pa

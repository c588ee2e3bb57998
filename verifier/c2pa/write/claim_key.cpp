#include "verifier/c2pa/write/claim_key.hpp"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <array>

#include "identity/base/ensure.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/write/claim_key_reader.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// By the length of the order; 0 where the key isn't an EC key.
std::size_t coordinate_bytes(const EVP_PKEY* key) noexcept {
    return EVP_PKEY_get_base_id(key) == EVP_PKEY_EC ? static_cast<std::size_t>((EVP_PKEY_get_bits(key) + 7) / 8) : 0;
}

bool is_rsa(const EVP_PKEY* key) noexcept {
    const int kind = EVP_PKEY_get_base_id(key);
    return kind == EVP_PKEY_RSA || kind == EVP_PKEY_RSA_PSS;
}

const char* hash_of(SignatureAlgorithm algorithm) noexcept {
    switch (algorithm) {
        case SignatureAlgorithm::es256:
        case SignatureAlgorithm::esp256:
        case SignatureAlgorithm::ps256: return "SHA256";
        case SignatureAlgorithm::es384:
        case SignatureAlgorithm::esp384:
        case SignatureAlgorithm::ps384: return "SHA384";
        case SignatureAlgorithm::es512:
        case SignatureAlgorithm::esp512:
        case SignatureAlgorithm::ps512: return "SHA512";
        case SignatureAlgorithm::ed25519: break;
    }
    return nullptr;
}

SignatureAlgorithm default_algorithm(const EVP_PKEY* key) noexcept {
    switch (coordinate_bytes(key)) {
        case 32: return SignatureAlgorithm::es256;
        case 48: return SignatureAlgorithm::es384;
        case 66: return SignatureAlgorithm::es512;
        default: return is_rsa(key) ? SignatureAlgorithm::ps256 : SignatureAlgorithm::ed25519;
    }
}

/// OpenSSL's DER of r and s as both in full length, one after the other; empty where it isn't that.
Bytes to_raw(ByteView der, std::size_t coordinate) {
    const unsigned char* at = der.data();
    ECDSA_SIG* const signature = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
    Bytes out;
    if (signature != nullptr) {
        out.resize(2 * coordinate);
        const auto width = static_cast<int>(coordinate);
        const bool fits = BN_bn2binpad(ECDSA_SIG_get0_r(signature), out.data(), width) == width &&
                          BN_bn2binpad(ECDSA_SIG_get0_s(signature), out.data() + coordinate, width) == width;
        out.resize(fits ? out.size() : 0);
    }
    ECDSA_SIG_free(signature);
    return out;
}

Bytes sign_with(EVP_PKEY* key, SignatureAlgorithm algorithm, ByteView message) {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    bool ok = EVP_DigestSignInit_ex(context, &options, hash_of(algorithm), nullptr, nullptr, key, nullptr) == 1;
    if (ok && is_rsa(key)) {
        ok = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    Bytes out(static_cast<std::size_t>(EVP_PKEY_get_size(key)));
    std::size_t length = out.size();
    ok = ok && EVP_DigestSign(context, out.data(), &length, message.data(), message.size()) == 1;
    EVP_MD_CTX_free(context);
    ERR_clear_error();
    out.resize(ok ? length : 0);
    return out;
}

}  // namespace

Result<ClaimKey> KeyReader::adopt(evp_pkey_st* key) {
    std::shared_ptr<evp_pkey_st> owned(key, EVP_PKEY_free);
    // The judgement of validation itself, on the public half.
    EVP_PKEY_up_ref(key);
    if (!VerifyingKey(key).is_allowed()) {
        return fail(errors::certificate_key_type);  // W2
    }
    const SignatureAlgorithm algorithm = default_algorithm(key);
    const ClaimKey usual(std::move(owned), algorithm);
    // An RSA-PSS key may be bound to another hash.
    for (const SignatureAlgorithm other : {algorithm, SignatureAlgorithm::ps384, SignatureAlgorithm::ps512}) {
        if (auto suited = usual.with_algorithm(other)) {
            return suited;
        }
    }
    return fail(errors::certificate_key_type);
}

Result<ClaimKey> ClaimKey::copy_of(const PrivateKey& key) {
    if (key.type() == KeyType::secp256k1) {
        return fail(errors::certificate_key_type);  // W2
    }
    return parse_pem(to_pkcs8_pem(key).view(), {});
}

ClaimKey ClaimKey::generate(std::string_view kind) {
    EVP_PKEY* key = nullptr;
    if (kind == "Ed25519") {
        key = EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    } else if (kind.starts_with("RSA-")) {
        key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::stoul(std::string(kind.substr(4))));
    } else {
        key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", std::string(kind).c_str());
    }
    ensure(key != nullptr, "a kind of key that OpenSSL makes");
    auto made = KeyReader::adopt(key);
    ensure(made.has_value(), "a kind of key that C2PA allows");
    return std::move(*made);
}

Result<ClaimKey> ClaimKey::with_algorithm(SignatureAlgorithm algorithm) const {
    const bool suits = is_rsa(native())
                           ? algorithm >= SignatureAlgorithm::ps256 && algorithm <= SignatureAlgorithm::ps512
                           : algorithm == default_algorithm(native());
    static constexpr std::array<std::uint8_t, 1> probe{};
    if (!suits || sign_with(native(), algorithm, probe).empty()) {
        return fail(errors::signing_key_algorithm, std::string(to_text(algorithm)));
    }
    return ClaimKey(key_, algorithm);
}

Result<Bytes> ClaimKey::sign(ByteView message) const {
    Bytes signature = sign_with(native(), algorithm_, message);
    if (const std::size_t coordinate = coordinate_bytes(native()); coordinate != 0) {
        signature = to_raw(signature, coordinate);
    }
    return signature.empty() ? Result<Bytes>(fail(errors::sign_signer)) : std::move(signature);
}

std::size_t ClaimKey::signature_bytes() const noexcept {
    const std::size_t coordinate = coordinate_bytes(native());
    return coordinate != 0 ? 2 * coordinate : static_cast<std::size_t>(EVP_PKEY_get_size(native()));
}

Bytes ClaimKey::public_key_der() const {
    unsigned char* raw = nullptr;
    const int length = i2d_PUBKEY(native(), &raw);
    Bytes out;
    if (length > 0) {
        out.assign(raw, raw + length);
    }
    OPENSSL_free(raw);
    return out;
}

}  // namespace countersign::verifier::c2pa

#include "identity/keys/key.hpp"

#include <algorithm>

#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/openssl_curves.hpp"
#include "identity/keys/secp256k1.hpp"

namespace countersign::inline keys {
namespace {

bool verify_on_curve(const PublicKey& key, ByteView message, const Signature64& signature) {
    switch (key.type()) {
        case KeyType::secp256k1: return detail::secp256k1_verify(key.bytes(), sha256(message), signature);
        case KeyType::p256: return detail::p256_verify(key.bytes(), message, signature);
        case KeyType::ed25519: return detail::ed25519_verify(key.bytes(), message, signature);
    }
    ensure(false, "key type");
    return false;
}

Result<Signature64> parse_signature(KeyType type, ByteView bytes, HighS high_s) {
    Signature64 out{};
    if (!copy_exact(bytes, out)) {
        return fail(errors::signature_length, std::to_string(bytes.size()) + " bytes, not 64");
    }
    const bool high_allowed = type == KeyType::p256 && high_s == HighS::accept_p256;
    if (!high_allowed && !is_low_s(type, out)) {
        return fail(errors::signature_high_s);  // K6
    }
    return out;
}

Signature64 without_v(const RecoverableSignature& signature) {
    Signature64 out{};
    std::copy_n(signature.begin(), out.size(), out.begin());
    return out;
}

}  // namespace

std::string_view to_text(KeyType type) noexcept {
    switch (type) {
        case KeyType::secp256k1: return "secp256k1";
        case KeyType::p256: return "p256";
        case KeyType::ed25519: return "ed25519";
    }
    ensure(false, "key type");
    return {};
}

Result<KeyType> parse_key_type(std::string_view text) {
    for (const KeyType type : {KeyType::secp256k1, KeyType::p256, KeyType::ed25519}) {
        if (text == to_text(type)) {
            return type;
        }
    }
    return fail(errors::key_type, "secp256k1, p256 or ed25519");
}

PublicKey::PublicKey(KeyType type, ByteView bytes) noexcept : type_(type) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

Result<PublicKey> PublicKey::parse(KeyType type, ByteView bytes) {
    const bool edwards = type == KeyType::ed25519;
    if (edwards ? bytes.size() != 32 : bytes.size() != 33 && bytes.size() != 65) {
        return fail(errors::key_length, std::to_string(bytes.size()) + " bytes");
    }
    if (edwards) {
        return detail::ed25519_is_usable(bytes) ? Result<PublicKey>(PublicKey(type, bytes)) : fail(errors::key_point);
    }
    detail::Point33 point{};
    const bool found =
        type == KeyType::p256 ? detail::p256_compress(bytes, point) : detail::secp256k1_compress(bytes, point);
    return found ? Result<PublicKey>(PublicKey(type, point)) : fail(errors::key_point);
}

Result<PrivateKey> PrivateKey::parse(KeyType type, ByteView secret) {
    if (secret.size() != 32) {
        return fail(errors::key_length, std::to_string(secret.size()) + " bytes");
    }
    if (type == KeyType::ed25519) {
        return PrivateKey(PublicKey(type, detail::ed25519_public_point(secret)), SecretBytes(secret));
    }
    detail::Point33 point{};
    const bool in_range = type == KeyType::p256 ? detail::p256_public_point(secret, point)
                                                : detail::secp256k1_public_point(secret, point);
    if (!in_range) {
        return fail(errors::key_scalar);
    }
    return PrivateKey(PublicKey(type, point), SecretBytes(secret));
}

PrivateKey PrivateKey::generate(KeyType type, Entropy& entropy) {
    // A random 32-byte string is out of range once in 2^32 (P-256) or 2^128; a generator that never hits is broken.
    for (int attempt = 0; attempt < 64; ++attempt) {
        if (auto key = parse(type, entropy.secret(32).view())) {
            return std::move(*key);
        }
    }
    ensure(false, "entropy gives no usable key");
    std::terminate();
}

Bytes uncompressed_point(const PublicKey& key) {
    ensure(key.type() != KeyType::ed25519, "an EC key is required");
    return to_bytes(key.type() == KeyType::p256 ? detail::p256_uncompress(key.bytes())
                                                : detail::secp256k1_uncompress(key.bytes()));
}

EthereumAddress ethereum_address(const PublicKey& key) {
    ensure(key.type() == KeyType::secp256k1, "a secp256k1 key is required");
    const auto point = detail::secp256k1_uncompress(key.bytes());
    const Keccak256Digest digest = keccak256(ByteView(point).subspan(1));
    EthereumAddress out{};
    std::copy_n(digest.begin() + 12, out.size(), out.begin());
    return out;
}

bool is_low_s(KeyType type, const Signature64& signature) noexcept {
    switch (type) {
        case KeyType::secp256k1: return detail::secp256k1_is_low_s(signature);
        case KeyType::p256: return detail::p256_is_low_s(signature);
        case KeyType::ed25519: return true;  // RFC 8032 already demands S below the order
    }
    ensure(false, "key type");
    return false;
}

Signature64 sign_message(const PrivateKey& key, ByteView message) {
    switch (key.type()) {
        case KeyType::secp256k1: return without_v(detail::secp256k1_sign(key.secret(), sha256(message)));
        case KeyType::p256: return detail::p256_sign(key.public_key(), key.secret(), message);
        case KeyType::ed25519: return detail::ed25519_sign(key.secret(), message);
    }
    ensure(false, "key type");
    std::terminate();
}

Result<Done> verify_message(const PublicKey& key, ByteView message, ByteView signature, HighS high_s) {
    const auto parsed = parse_signature(key.type(), signature, high_s);
    if (!parsed) {
        return fail(parsed.error());
    }
    return verify_on_curve(key, message, *parsed) ? Result<Done>(Done{}) : fail(errors::signature_invalid);
}

Signature64 sign_digest(const PrivateKey& key, DigestView digest) {
    return key.type() == KeyType::secp256k1 ? without_v(detail::secp256k1_sign(key.secret(), digest))
                                            : sign_message(key, digest.view());
}

Result<Done> verify_digest(const PublicKey& key, DigestView digest, ByteView signature) {
    if (key.type() != KeyType::secp256k1) {
        return verify_message(key, digest.view(), signature);
    }
    const auto parsed = parse_signature(key.type(), signature, HighS::refuse);
    if (!parsed) {
        return fail(parsed.error());
    }
    return detail::secp256k1_verify(key.bytes(), digest, *parsed) ? Result<Done>(Done{})
                                                                  : fail(errors::signature_invalid);
}

bool is_signed_digest(KeyType type, ByteView key, DigestView digest, const Signature64& signature) {
    if (key.size() != (type == KeyType::ed25519 ? 32U : 33U)) {
        return false;
    }
    switch (type) {
        case KeyType::secp256k1: return detail::secp256k1_verify(key, digest, signature);  // refuses high-S itself
        case KeyType::p256: {
            detail::Point33 point{};
            return detail::p256_compress(key, point) && detail::p256_is_low_s(signature) &&
                   detail::p256_verify(key, digest.view(), signature);
        }
        case KeyType::ed25519:
            return detail::ed25519_is_usable(key) && detail::ed25519_verify(key, digest.view(), signature);
    }
    ensure(false, "key type");
    return false;
}

RecoverableSignature sign_recoverable(const PrivateKey& key, DigestView digest) {
    ensure(key.type() == KeyType::secp256k1, "a secp256k1 key is required");
    return detail::secp256k1_sign(key.secret(), digest);
}

Result<PublicKey> recover_public_key(DigestView digest, ByteView signature) {
    RecoverableSignature recoverable{};
    if (!copy_exact(signature, recoverable)) {
        return fail(errors::signature_length, std::to_string(signature.size()) + " bytes, not 65");
    }
    if (recoverable[64] != 27 && recoverable[64] != 28) {
        return fail(errors::signature_recovery, "v is " + std::to_string(recoverable[64]) + ", not 27 or 28");
    }
    if (!detail::secp256k1_is_low_s(without_v(recoverable))) {
        return fail(errors::signature_high_s);
    }
    detail::Point33 point{};
    if (!detail::secp256k1_recover(digest, recoverable, point)) {
        return fail(errors::signature_recovery);
    }
    return PublicKey::parse(KeyType::secp256k1, point);
}

}  // namespace countersign::inline keys

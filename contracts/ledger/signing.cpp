#include "contracts/ledger/signing.hpp"

#include <algorithm>

#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"

namespace countersign::ledger {
namespace {

Signature64 to_keys_signature(const rules::SignatureBytes& signature) noexcept {
    Signature64 out{};
    std::copy(signature.begin(), signature.end(), out.begin());
    return out;
}

rules::Scheme scheme_of(KeyType type) noexcept {
    switch (type) {
        case KeyType::secp256k1: return rules::Scheme::secp256k1;
        case KeyType::p256: return rules::Scheme::p256;
        case KeyType::ed25519: return rules::Scheme::ed25519;
    }
    ensure(false, "key type");
    return rules::Scheme::secp256k1;
}

/// sign_digest hashes for P-256 itself, so it gets the digest as every scheme signs it.
rules::SignatureBytes sign(const PrivateKey& key, const rules::MessageDigest& digest) {
    const Signature64 made = sign_digest(key, digest);
    rules::SignatureBytes out{};
    std::copy(made.begin(), made.end(), out.begin());
    return out;
}

}  // namespace

Keccak256Digest HostCrypto::keccak256(rules::ByteSpan data) const noexcept {
    return countersign::keccak256(as_view(data));
}
Sha256Digest HostCrypto::sha256(rules::ByteSpan data) const noexcept { return countersign::sha256(as_view(data)); }

bool HostCrypto::verify(rules::Scheme scheme, const rules::PublicKey& key, const rules::MessageDigest& digest,
                        const rules::SignatureBytes& signature) const noexcept {
    const auto check = [&](KeyType type) {
        return is_signed_digest(type, as_view(key.key()), digest, to_keys_signature(signature));
    };
    switch (scheme) {
        case rules::Scheme::secp256k1: return check(KeyType::secp256k1);
        case rules::Scheme::p256: return check(KeyType::p256);
        case rules::Scheme::ed25519: return check(KeyType::ed25519);
        case rules::Scheme::webauthn:
        case rules::Scheme::erc1271: return false;
    }
    return false;
}

rules::CryptoRef host_crypto() noexcept {
    static constexpr HostCrypto instance;
    return rules::CryptoRef(instance);
}

rules::PublicKey to_rules_key(const PublicKey& key) noexcept {
    const ByteView bytes = key.bytes();
    return rules::make_public_key(scheme_of(key.type()), {bytes.data(), bytes.size()});
}

Result<PublicKey> from_rules_key(const rules::PublicKey& key) {
    switch (key.scheme()) {
        case rules::Scheme::secp256k1: return PublicKey::parse(KeyType::secp256k1, as_view(key.key()));
        case rules::Scheme::p256: return PublicKey::parse(KeyType::p256, as_view(key.key()));
        case rules::Scheme::ed25519: return PublicKey::parse(KeyType::ed25519, as_view(key.key()));
        case rules::Scheme::webauthn:
        case rules::Scheme::erc1271: break;
    }
    return fail(errors::key_type, "scheme " + std::to_string(key.scheme_byte()));
}

rules::KeyId key_id(const PublicKey& key) noexcept { return rules::key_id(to_rules_key(key), host_crypto()); }

Bytes sign_operation(rules::Operation operation, const PrivateKey& signer, const Cosigners& cosigners) {
    operation.header.signer = to_rules_key(signer.public_key());
    const rules::MessageDigest digest = rules::operation_digest(operation, host_crypto());
    rules::Signatures signatures;
    signatures.signer = sign(signer, digest);
    for (const PrivateKey* const key : cosigners.added) {
        ensure(signatures.possession.push(sign(*key, digest)), "no more cosigners than an operation adds keys");
    }
    if (cosigners.recovery != nullptr) {
        signatures.has_recovery = true;
        signatures.recovery = {.key = to_rules_key(cosigners.recovery->public_key()),
                               .bytes = sign(*cosigners.recovery, digest)};
    }
    Bytes out(limits::operation_bytes_max);
    out.resize(rules::encode_signed(operation, signatures, {out.data(), out.size()}));
    return out;
}

}  // namespace countersign::ledger

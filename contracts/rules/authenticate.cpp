#include "contracts/rules/authenticate.hpp"

namespace countersign::rules {

namespace {

// (n - 1) / 2 of each curve: the largest s of the unique form.
constexpr uint8_t secp256k1_half_order[32] = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                              0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                                              0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};
constexpr uint8_t p256_half_order[32] = {0x7f, 0xff, 0xff, 0xff, 0x80, 0x00, 0x00, 0x00, 0x7f, 0xff, 0xff,
                                         0xff, 0xff, 0xff, 0xff, 0xff, 0xde, 0x73, 0x7d, 0x56, 0xd3, 0x8b,
                                         0xcf, 0x42, 0x79, 0xdc, 0xe5, 0x61, 0x7e, 0x31, 0x92, 0xa8};

bool is_at_most(const uint8_t* value, const uint8_t (&bound)[32]) noexcept {
    for (size_t i = 0; i < 32; ++i) {
        if (value[i] != bound[i]) {
            return value[i] < bound[i];
        }
    }
    return true;
}

/// R9: of the two valid forms of an ECDSA signature only the one with the low s counts.
bool has_low_s(Scheme scheme, const SignatureBytes& signature) noexcept {
    switch (scheme) {
        case Scheme::secp256k1: return is_at_most(signature.bytes + 32, secp256k1_half_order);
        case Scheme::p256: return is_at_most(signature.bytes + 32, p256_half_order);
        case Scheme::ed25519:
        case Scheme::webauthn:
        case Scheme::erc1271: return true;
    }
    return false;
}

/// Every signature of an operation is over its one digest. `otherwise` says which of them failed.
RuleError check_signature(const PublicKey& key, const MessageDigest& digest, const SignatureBytes& signature,
                          CryptoRef crypto, RuleError otherwise) noexcept {
    if (!has_low_s(key.scheme(), signature)) {
        return RuleError::signature_high_s;
    }
    return crypto.verify(key.scheme(), key, digest, signature) ? RuleError::none : otherwise;
}

/// R8: every added key but the signer co-signs.
RuleError check_possession(const Operation& operation, const Signatures& signatures, const MessageDigest& digest,
                           CryptoRef crypto) noexcept {
    const auto keys = keys_to_prove(operation);
    for (size_t i = 0; i < keys.size(); ++i) {
        if (const RuleError error =
                check_signature(keys[i], digest, signatures.possession[i], crypto, RuleError::possession_invalid);
            error != RuleError::none) {
            return error;
        }
    }
    return RuleError::none;
}

template <size_t N>
void add_key_ids(const List<KeyGrant, N>& grants, CryptoRef crypto,
                 List<KeyId, limits::create_keys_max>& out) noexcept {
    for (const KeyGrant& grant : grants) {
        static_cast<void>(out.push(key_id(grant.key, crypto)));
    }
}

}  // namespace

void Authenticated::derive_ids(ByteSpan unsigned_bytes, const Keccak256Digest& struct_hash, CryptoRef crypto) noexcept {
    unsigned_bytes_ = unsigned_bytes.size();
    id_ = operation_id(unsigned_bytes, crypto);
    identity_ = operation_.header.identity;
    if (operation_.kind == OperationKind::create_identity) {
        identity_ = retag<IdentityId>(struct_hash);
        add_key_ids(operation_.body.create_identity.keys, crypto, added_);
    }
    if (operation_.kind == OperationKind::update_keys) {
        add_key_ids(operation_.body.update_keys.add, crypto, added_);
    }
}

RuleError authenticate(ByteSpan bytes, const DomainSeparator& domain, CryptoRef crypto, Authenticated& out) noexcept {
    out = Authenticated{};
    const Operation& operation = out.operation_;
    const Signatures& signatures = out.signatures_;
    size_t unsigned_bytes = 0;
    if (const RuleError error = decode_operation(bytes, out.operation_, out.signatures_, unsigned_bytes);
        error != RuleError::none) {
        return error;
    }
    // R4: an operation is for one home; the digest binds it, the header says so in the clear.
    if (!(operation.header.domain == domain)) {
        return RuleError::wrong_domain;
    }
    out.signer_ = key_id(operation.header.signer, crypto);
    const Keccak256Digest hash = struct_hash(operation, out.signer_, crypto);
    const MessageDigest digest = operation_digest(operation, hash, crypto);
    if (const RuleError error =
            check_signature(operation.header.signer, digest, signatures.signer, crypto, RuleError::signature_invalid);
        error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_possession(operation, signatures, digest, crypto); error != RuleError::none) {
        return error;
    }
    if (signatures.has_recovery) {
        if (const RuleError error = check_signature(signatures.recovery.key, digest, signatures.recovery.bytes, crypto,
                                                    RuleError::recovery_authority_invalid);
            error != RuleError::none) {
            return error;
        }
        out.recovery_signer_ = key_id(signatures.recovery.key, crypto);
    }
    out.derive_ids(bytes.first(unsigned_bytes), hash, crypto);
    return RuleError::none;
}

RuleError admit(ByteSpan unsigned_bytes, const DomainSeparator& domain, const KeyId& recovery_signer, CryptoRef crypto,
                Authenticated& out) noexcept {
    out = Authenticated{};
    const Operation& operation = out.operation_;
    if (const RuleError error = decode_unsigned(unsigned_bytes, out.operation_); error != RuleError::none) {
        return error;
    }
    if (!(operation.header.domain == domain)) {
        return RuleError::wrong_domain;
    }
    out.signer_ = key_id(operation.header.signer, crypto);
    if (needs_recovery_signature(operation)) {
        out.recovery_signer_ = recovery_signer;
    }
    out.derive_ids(unsigned_bytes, struct_hash(operation, out.signer_, crypto), crypto);
    return RuleError::none;
}

}  // namespace countersign::rules

// Canonical bytes to operations: header, body, signatures.
#include "contracts/rules/codec.hpp"
#include "contracts/rules/decode_body.hpp"

namespace countersign::rules {

namespace {

/// R13: the signer is among the keys, with control.
RuleError check_signer_listed(const CreateIdentity& v, const PublicKey& signer) noexcept {
    for (const KeyGrant& grant : v.keys) {
        if (grant.key == signer && (grant.roles & roles::control) != 0) {
            return RuleError::none;
        }
    }
    return RuleError::signer_not_listed;
}

/// R1: version, kind, and whether identity and nonce are there as the kind demands.
RuleError read_header(Reader& in, OperationKind& kind, OperationHeader& header) noexcept {
    const uint8_t version = in.u8();
    const uint8_t raw_kind = in.u8();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    if (version != operation_version) {
        return RuleError::version_unknown;
    }
    if (raw_kind == 0 || raw_kind > operation_kind_reserved_last) {
        return RuleError::kind_unknown;
    }
    if (raw_kind > operation_kind_last) {
        return RuleError::kind_reserved;
    }
    kind = static_cast<OperationKind>(raw_kind);
    header.domain = in.fixed<DomainSeparator>();
    header.identity = in.fixed<IdentityId>();
    header.signer = in.fixed<PublicKey>();
    header.nonce = in.u64();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    const bool creates = kind == OperationKind::create_identity;
    if (creates ? !header.identity.is_zero() || header.nonce != 0 : header.identity.is_zero() || header.nonce == 0) {
        return RuleError::header_form;
    }
    return check_public_key(header.signer);
}

/// R8: the signatures follow in their order; an end exactly before an owed one says which is missing.
RuleError read_signatures(Reader& in, const Operation& operation, Signatures& out) noexcept {
    out.signer = in.fixed<SignatureBytes>();
    if (!in.ok()) {
        return RuleError::truncated;
    }
    out.possession.count = 0;
    const size_t owed = keys_to_prove(operation).size();
    for (size_t i = 0; i < owed; ++i) {
        if (in.remaining() == 0) {
            return RuleError::possession_missing;
        }
        static_cast<void>(out.possession.push(in.fixed<SignatureBytes>()));
    }
    out.has_recovery = needs_recovery_signature(operation);
    if (out.has_recovery) {
        if (in.ok() && in.remaining() == 0) {
            return RuleError::recovery_authority_missing;
        }
        out.recovery.key = in.fixed<PublicKey>();
        out.recovery.bytes = in.fixed<SignatureBytes>();
        if (in.ok()) {
            if (const RuleError error = check_public_key(out.recovery.key); error != RuleError::none) {
                return error;
            }
        }
    }
    if (!in.ok()) {
        return RuleError::truncated;
    }
    return in.remaining() == 0 ? RuleError::none : RuleError::trailing_bytes;
}

}  // namespace

namespace {

RuleError read_unsigned(Reader& in, Operation& operation) noexcept {
    OperationKind kind{};
    OperationHeader header;
    if (const RuleError error = read_header(in, kind, header); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = read_body(in, kind, header, operation); error != RuleError::none) {
        return error;
    }
    return kind == OperationKind::create_identity ? check_signer_listed(operation.body.create_identity, header.signer)
                                                  : RuleError::none;
}

}  // namespace

RuleError decode_operation(ByteSpan bytes, Operation& operation, Signatures& signatures,
                           size_t& unsigned_bytes) noexcept {
    if (bytes.size() > limits::operation_bytes_max) {
        return RuleError::too_long;
    }
    Reader in(bytes);
    if (const RuleError error = read_unsigned(in, operation); error != RuleError::none) {
        return error;
    }
    unsigned_bytes = in.position();
    return read_signatures(in, operation, signatures);
}

RuleError decode_unsigned(ByteSpan bytes, Operation& operation) noexcept {
    if (bytes.size() > limits::operation_bytes_max) {
        return RuleError::too_long;
    }
    Reader in(bytes);
    if (const RuleError error = read_unsigned(in, operation); error != RuleError::none) {
        return error;
    }
    return in.remaining() == 0 ? RuleError::none : RuleError::trailing_bytes;
}

}  // namespace countersign::rules

// Operations to canonical bytes, and who owes a signature for them.
#include "contracts/rules/codec.hpp"

namespace countersign::rules {

namespace {

void put_grant(Writer& out, const KeyGrant& grant) noexcept {
    out.bytes(grant.key).u16(grant.roles).time(grant.valid_from).time(grant.valid_until);
}

void put(Writer& out, const CreateIdentity& v) noexcept {
    out.u8(static_cast<uint8_t>(v.kind)).u8(static_cast<uint8_t>(v.custody)).bytes(v.salt).bytes(v.recovery);
    out.u8(v.keys.count);
    for (const KeyGrant& grant : v.keys) {
        put_grant(out, grant);
    }
}
void put(Writer& out, const UpdateKeys& v) noexcept {
    out.u8(v.add.count);
    for (const KeyGrant& grant : v.add) {
        put_grant(out, grant);
    }
    out.u8(v.retire.count);
    for (const KeyId& id : v.retire) {
        out.bytes(id);
    }
    out.u8(static_cast<uint8_t>(v.custody)).bytes(v.recovery);
}
void put(Writer& out, const DeclareCompromised& v) noexcept { out.bytes(v.key).time(v.since); }
void put(Writer& out, const Recover& v) noexcept {
    out.u16(v.roles).bytes(v.recovery).u8(static_cast<uint8_t>(v.custody)).u8(static_cast<uint8_t>(v.scope));
}
void put(Writer& out, const ClaimName& v) noexcept { out.u8(v.name.length).bytes(v.name); }
void put(Writer& out, const RegisterSchema& v) noexcept { out.bytes(v.content).u8(v.uri.length).bytes(v.uri); }
void put(Writer& out, const Accredit& v) noexcept {
    out.bytes(v.issuer).bytes(v.schema).bytes(v.parent).time(v.valid_from).time(v.valid_until);
    out.u8(v.delegable ? 1 : 0);
}
void put(Writer& out, const Suspend& v) noexcept { out.bytes(v.accreditation).u8(v.suspended ? 1 : 0).u16(v.reason); }
void put(Writer& out, const Commit& v) noexcept {
    out.bytes(v.root).u32(v.count).u8(static_cast<uint8_t>(v.hash_kind)).u8(static_cast<uint8_t>(v.leaf_kind));
    out.bytes(v.schema).bytes(v.accreditor).bytes(v.arbiter);
}
void put(Writer& out, const SetStatus& v) noexcept {
    out.bytes(v.batch).u8(static_cast<uint8_t>(v.status)).u16(v.reason).time(v.effective_at).u8(v.indices.count);
    for (const uint32_t index : v.indices) {
        out.u32(index);
    }
}
void put(Writer& out, const OpenDispute& v) noexcept {
    out.u8(static_cast<uint8_t>(v.target_kind)).bytes(v.target).u32(v.index).u8(static_cast<uint8_t>(v.ground));
    out.bytes(v.evidence).u32(v.answer_seconds).bytes(v.arbiter);
}
void put(Writer& out, const AnswerDispute& v) noexcept {
    out.bytes(v.dispute).u8(static_cast<uint8_t>(v.answer)).bytes(v.statement);
}
void put(Writer& out, const RuleDispute& v) noexcept {
    out.bytes(v.dispute).u8(static_cast<uint8_t>(v.ruling)).bytes(v.reasons);
}

void put_body(Writer& out, const Operation& operation) noexcept {
    const OperationBody& body = operation.body;
    switch (operation.kind) {
        case OperationKind::create_identity: return put(out, body.create_identity);
        case OperationKind::update_keys: return put(out, body.update_keys);
        case OperationKind::declare_compromised: return put(out, body.declare_compromised);
        case OperationKind::recover: return put(out, body.recover);
        case OperationKind::claim_name: return put(out, body.claim_name);
        case OperationKind::register_schema: return put(out, body.register_schema);
        case OperationKind::accredit: return put(out, body.accredit);
        case OperationKind::suspend: return put(out, body.suspend);
        case OperationKind::commit: return put(out, body.commit);
        case OperationKind::set_status: return put(out, body.set_status);
        case OperationKind::open_dispute: return put(out, body.open_dispute);
        case OperationKind::answer_dispute: return put(out, body.answer_dispute);
        case OperationKind::rule_dispute: return put(out, body.rule_dispute);
    }
}

void put_unsigned(Writer& out, const Operation& operation) noexcept {
    const OperationHeader& header = operation.header;
    out.u8(operation_version).u8(static_cast<uint8_t>(operation.kind));
    out.bytes(header.domain).bytes(header.identity).bytes(header.signer).u64(header.nonce);
    put_body(out, operation);
}

template <size_t N>
void add_keys_to_prove(const List<KeyGrant, N>& grants, const PublicKey& signer,
                       List<PublicKey, limits::create_keys_max>& out) noexcept {
    for (const KeyGrant& grant : grants) {
        if (!(grant.key == signer)) {
            static_cast<void>(out.push(grant.key));
        }
    }
}

}  // namespace

size_t encode_unsigned(const Operation& operation, MutableByteSpan out) noexcept {
    Writer writer(out);
    put_unsigned(writer, operation);
    return writer.ok() ? writer.size() : 0;
}

size_t encode_signed(const Operation& operation, const Signatures& signatures, MutableByteSpan out) noexcept {
    Writer writer(out);
    put_unsigned(writer, operation);
    writer.bytes(signatures.signer);
    for (const SignatureBytes& proof : signatures.possession) {
        writer.bytes(proof);
    }
    if (signatures.has_recovery) {
        writer.bytes(signatures.recovery.key).bytes(signatures.recovery.bytes);
    }
    return writer.ok() ? writer.size() : 0;
}

List<PublicKey, limits::create_keys_max> keys_to_prove(const Operation& operation) noexcept {
    List<PublicKey, limits::create_keys_max> out{};
    if (operation.kind == OperationKind::create_identity) {
        add_keys_to_prove(operation.body.create_identity.keys, operation.header.signer, out);
    }
    if (operation.kind == OperationKind::update_keys) {
        add_keys_to_prove(operation.body.update_keys.add, operation.header.signer, out);
    }
    return out;
}

bool needs_recovery_signature(const Operation& operation) noexcept {
    return operation.kind == OperationKind::update_keys && !operation.body.update_keys.recovery.is_zero();
}

}  // namespace countersign::rules

#include "contracts/ledger/submit_proof.hpp"

#include "contracts/ledger/errors.hpp"
#include "contracts/ledger/signing.hpp"

namespace countersign::ledger {
namespace {

using rules::RuleError;

/// The bit that tells which of two keys made a secp256k1 signature; 0 for other schemes, and where neither did.
std::uint8_t recovery_bit(const PublicKey& key, const rules::MessageDigest& digest, ByteView signature) {
    if (key.type() != KeyType::secp256k1) {
        return 0;
    }
    Bytes recoverable = to_bytes(signature);
    recoverable.push_back(28);
    const auto recovered = recover_public_key(digest, recoverable);
    return recovered && *recovered == key ? 1 : 0;
}

Result<Done> put_key_hint(ByteWriter& out, const rules::PublicKey& raw, const rules::MessageDigest& digest,
                          ByteView signature) {
    if (raw.scheme() != rules::Scheme::secp256k1 && raw.scheme() != rules::Scheme::p256) {
        return fail(errors::ledger_not_on_chain);
    }
    const auto key = from_rules_key(raw);
    if (!key) {
        return fail(key.error());
    }
    out.u8(recovery_bit(*key, digest, signature)).bytes(ByteView(uncompressed_point(*key)).subspan(33));
    return Done{};
}

/// The signatures as they follow the operation, each with its key, in order.
std::vector<std::pair<rules::PublicKey, ByteView>> signatures_of(const rules::Operation& operation, ByteView bytes) {
    constexpr std::size_t signature_bytes = sizeof rules::SignatureBytes::bytes;
    std::vector<std::pair<rules::PublicKey, ByteView>> out;
    const auto take = [&](const rules::PublicKey& key) {
        out.emplace_back(key, bytes.first(signature_bytes));
        bytes = bytes.subspan(signature_bytes);
    };
    take(operation.header.signer);
    for (const rules::PublicKey& key : rules::keys_to_prove(operation)) {
        take(key);
    }
    if (rules::needs_recovery_signature(operation)) {
        rules::PublicKey key{};
        static_cast<void>(copy_exact(bytes.first(sizeof key.bytes), key));
        bytes = bytes.subspan(sizeof key.bytes);
        take(key);
    }
    return out;
}

template <typename Record>
void put_record(ByteWriter& out, const Record& record) {
    Bytes bytes(Record::size_bytes);
    rules::Writer writer({bytes.data(), bytes.size()});
    rules::encode(record, writer);
    out.bytes(bytes);
}

RuleError put_identity(ByteWriter& out, rules::ViewRef state, const rules::IdentityId& id) {
    rules::IdentityRecord record{};
    const RuleError error = rules::find_identity(state, id, record);
    if (error == RuleError::none) {
        put_record(out, record);
    }
    return error;
}

RuleError put_accreditation(ByteWriter& out, rules::ViewRef state, const rules::AccreditationId& id) {
    rules::AccreditationRecord record{};
    const RuleError error = rules::find_accreditation(state, id, record);
    out.bytes(view(record.accreditor)).bytes(view(record.issuer)).bytes(view(record.schema));
    return error;
}

RuleError put_batch(ByteWriter& out, rules::ViewRef state, const rules::BatchId& id, bool with_commit) {
    rules::BatchRecord record{};
    const RuleError error = rules::find_batch(state, id, record);
    out.bytes(view(record.issuer)).bytes(view(record.root)).u32(record.count);
    out.u8(static_cast<std::uint8_t>(record.leaf_kind));
    if (with_commit) {
        out.bytes(view(record.key)).bytes(view(record.schema));
        out.bytes(view(record.accreditor)).bytes(view(record.arbiter));
    }
    return error;
}

RuleError put_dispute(ByteWriter& out, rules::ViewRef state, const rules::DisputeId& id) {
    rules::DisputeRecord record{};
    const RuleError error = rules::find_dispute(state, id, record);
    if (error == RuleError::none) {
        put_record(out, record);
    }
    return error;
}

/// E3.
RuleError put_state_hint(ByteWriter& out, rules::ViewRef state, const rules::Operation& operation) {
    const auto& body = operation.body;
    switch (operation.kind) {
        case rules::OperationKind::update_keys:
        case rules::OperationKind::declare_compromised:
        case rules::OperationKind::recover:
        case rules::OperationKind::claim_name: return put_identity(out, state, operation.header.identity);
        case rules::OperationKind::accredit:
            return body.accredit.parent.is_zero() ? RuleError::none
                                                  : put_accreditation(out, state, body.accredit.parent);
        case rules::OperationKind::suspend: return put_accreditation(out, state, body.suspend.accreditation);
        case rules::OperationKind::set_status: return put_batch(out, state, body.set_status.batch, false);
        case rules::OperationKind::open_dispute:
            return body.open_dispute.target_kind == rules::TargetKind::leaf
                       ? put_batch(out, state, rules::retag<rules::BatchId>(body.open_dispute.target), true)
                       : RuleError::none;
        case rules::OperationKind::answer_dispute: return put_dispute(out, state, body.answer_dispute.dispute);
        case rules::OperationKind::rule_dispute: return put_dispute(out, state, body.rule_dispute.dispute);
        case rules::OperationKind::create_identity:
        case rules::OperationKind::register_schema:
        case rules::OperationKind::commit: return RuleError::none;
    }
    return RuleError::none;
}

}  // namespace

Result<Bytes> make_submit_proof(rules::ViewRef state, ByteView signed_bytes, const rules::Authenticated& operation) {
    const ByteView signatures = signed_bytes.subspan(operation.unsigned_bytes());
    const rules::MessageDigest digest = rules::operation_digest(operation.operation(), host_crypto());
    ByteWriter out;
    out.bytes(signatures);
    for (const auto& [key, signature] : signatures_of(operation.operation(), signatures)) {
        if (const auto put = put_key_hint(out, key, digest, signature); !put) {
            return fail(put.error());
        }
    }
    if (const RuleError error = put_state_hint(out, state, operation.operation()); error != RuleError::none) {
        return fail(to_error(error));
    }
    return out.take();
}

}  // namespace countersign::ledger

// The members of each operation's EIP-712 message, in order: the one list that reading and writing JSON share.
// `fields(name, value)` is called for each member of the body. Private to contracts/ledger.
#pragma once

#include "contracts/rules/operations.hpp"

namespace countersign::ledger {

/// `Grant` is a rules::KeyGrant, const or not.
template <typename Grant, typename Fields>
void visit_grant(Grant& grant, Fields& fields) {
    fields("key", grant.key);
    fields("roles", grant.roles);
    fields("validFrom", grant.valid_from);
    fields("validUntil", grant.valid_until);
}

template <typename Body, typename Fields>
void visit_body(rules::OperationKind kind, Body& body, Fields& fields) {
    switch (kind) {
        case rules::OperationKind::create_identity: {
            auto& v = body.create_identity;
            fields("kind", v.kind);
            fields("custody", v.custody);
            fields("salt", v.salt);
            fields("recovery", v.recovery);
            fields("keys", v.keys);
            break;
        }
        case rules::OperationKind::update_keys: {
            auto& v = body.update_keys;
            fields("add", v.add);
            fields("retire", v.retire);
            fields("custody", v.custody);
            fields("recovery", v.recovery);
            break;
        }
        case rules::OperationKind::declare_compromised: {
            auto& v = body.declare_compromised;
            fields("key", v.key);
            fields("since", v.since);
            break;
        }
        case rules::OperationKind::recover: {
            auto& v = body.recover;
            fields("roles", v.roles);
            fields("recovery", v.recovery);
            fields("custody", v.custody);
            fields("scope", v.scope);
            break;
        }
        case rules::OperationKind::claim_name: fields("name", body.claim_name.name); break;
        case rules::OperationKind::register_schema: {
            auto& v = body.register_schema;
            fields("content", v.content);
            fields("uri", v.uri);
            break;
        }
        case rules::OperationKind::accredit: {
            auto& v = body.accredit;
            fields("issuer", v.issuer);
            fields("schema", v.schema);
            fields("parent", v.parent);
            fields("validFrom", v.valid_from);
            fields("validUntil", v.valid_until);
            fields("delegable", v.delegable);
            break;
        }
        case rules::OperationKind::suspend: {
            auto& v = body.suspend;
            fields("accreditation", v.accreditation);
            fields("suspended", v.suspended);
            fields("reason", v.reason);
            break;
        }
        case rules::OperationKind::commit: {
            auto& v = body.commit;
            fields("root", v.root);
            fields("count", v.count);
            fields("hashKind", v.hash_kind);
            fields("leafKind", v.leaf_kind);
            fields("schema", v.schema);
            fields("accreditor", v.accreditor);
            fields("arbiter", v.arbiter);
            break;
        }
        case rules::OperationKind::set_status: {
            auto& v = body.set_status;
            fields("batch", v.batch);
            fields("status", v.status);
            fields("reason", v.reason);
            fields("effectiveAt", v.effective_at);
            fields("indices", v.indices);
            break;
        }
        case rules::OperationKind::open_dispute: {
            auto& v = body.open_dispute;
            fields("targetKind", v.target_kind);
            fields("target", v.target);
            fields("index", v.index);
            fields("ground", v.ground);
            fields("evidence", v.evidence);
            fields("answerSeconds", v.answer_seconds);
            fields("arbiter", v.arbiter);
            break;
        }
        case rules::OperationKind::answer_dispute: {
            auto& v = body.answer_dispute;
            fields("dispute", v.dispute);
            fields("answer", v.answer);
            fields("statement", v.statement);
            break;
        }
        case rules::OperationKind::rule_dispute: {
            auto& v = body.rule_dispute;
            fields("dispute", v.dispute);
            fields("ruling", v.ruling);
            fields("reasons", v.reasons);
            break;
        }
    }
}

/// Header and body. create_identity has neither identity nor nonce.
template <typename Operation, typename Fields>
void visit_message(Operation& operation, Fields& fields) {
    const bool creates = operation.kind == rules::OperationKind::create_identity;
    if (!creates) {
        fields("identity", operation.header.identity);
    }
    visit_body(operation.kind, operation.body, fields);
    fields("signer", operation.header.signer);
    if (!creates) {
        fields("nonce", operation.header.nonce);
    }
}

}  // namespace countersign::ledger

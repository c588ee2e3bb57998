// Names, schemas and who accredits whom (R29 to R37).
#include "contracts/rules/rule_context.hpp"

namespace countersign::rules::detail {

RuleError claim_name(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::control); error != RuleError::none) {
        return error;
    }
    const Name& name = context.body().claim_name.name;
    NameRecord record{};
    const RuleError found = find_name(context.view, name, record);
    if (found != RuleError::identity_unknown) {
        return found == RuleError::none ? RuleError::name_taken : found;  // R29
    }
    IdentityRecord identity{};
    if (find_identity(context.view, context.actor(), identity) != RuleError::none) {
        return RuleError::state_corrupt;
    }
    if (!identity.names.push(name)) {
        return RuleError::names_full;  // R30
    }
    record.identity = context.actor();
    record.claimed_at = context.now();
    if (const RuleError error = save(context, name_key(name), record); error != RuleError::none) {
        return error;
    }
    return save(context, identity_key(context.actor()), identity);
}

RuleError register_schema(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::issue); error != RuleError::none) {
        return error;
    }
    const RegisterSchema& schema = context.body().register_schema;
    const SchemaId id = schema_id(context.actor(), schema.content, context.crypto);
    SchemaRecord record{};
    const RuleError found = find_schema(context.view, id, record);
    if (found != RuleError::schema_unknown) {
        return found == RuleError::none ? RuleError::schema_exists : found;  // R31
    }
    record.owner = context.actor();
    record.content = schema.content;
    record.registered_at = context.now();
    record.uri = schema.uri;
    return save(context, schema_key(id), record);
}

namespace {

/// R32: two different identities, an existing schema, and a time that hasn't ended.
RuleError check_parties(const Context& context, const Accredit& accredit) noexcept {
    if (accredit.issuer == context.actor()) {
        return RuleError::accreditation_self;
    }
    IdentityRecord issuer{};
    if (const RuleError error = find_identity(context.view, accredit.issuer, issuer); error != RuleError::none) {
        return error;
    }
    SchemaRecord schema{};
    if (const RuleError error = find_schema(context.view, accredit.schema, schema); error != RuleError::none) {
        return error;
    }
    return accredit.valid_until <= context.now() ? RuleError::validity_invalid : RuleError::none;
}

/// R33, R34: the parent accredits this accreditor for the same schema, allows delegation, is in force and is the first
/// link.
RuleError check_parent(const Context& context, const Accredit& accredit) noexcept {
    AccreditationRecord parent{};
    if (const RuleError error = find_accreditation(context.view, accredit.parent, parent); error != RuleError::none) {
        return error;
    }
    if (parent.depth >= limits::accreditation_depth_max) {
        return RuleError::accreditation_too_deep;
    }
    const bool fits = parent.issuer == context.actor() && parent.schema == accredit.schema && parent.delegable;
    if (!fits || check_accreditation(context.view, accredit.parent, context.now()) != RuleError::none) {
        return RuleError::accreditation_parent_invalid;
    }
    return RuleError::none;
}

}  // namespace

RuleError accredit(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::endorse); error != RuleError::none) {
        return error;
    }
    const Accredit& accredit = context.body().accredit;
    if (const RuleError error = check_parties(context, accredit); error != RuleError::none) {
        return error;
    }
    if (!accredit.parent.is_zero()) {
        if (const RuleError error = check_parent(context, accredit); error != RuleError::none) {
            return error;
        }
    }
    const AccreditationId id = accreditation_id(context.actor(), accredit.issuer, accredit.schema, context.crypto);
    AccreditationRecord earlier{};
    const RuleError found = find_accreditation(context.view, id, earlier);
    if (found == RuleError::state_corrupt) {
        return found;
    }
    AccreditationRecord record{};
    record.accreditor = context.actor();
    record.issuer = accredit.issuer;
    record.schema = accredit.schema;
    record.parent = accredit.parent;
    record.depth = accredit.parent.is_zero() ? 1 : 2;
    record.delegable = accredit.delegable;
    record.valid_from = accredit.valid_from.value == 0 ? context.now() : accredit.valid_from;
    record.valid_until = accredit.valid_until;
    record.accredited_at = context.now();
    // R36: a renewal stays under its parent, keeps a suspension, and continues the earlier time where it adjoins.
    if (found == RuleError::none) {
        if (!(earlier.parent == accredit.parent)) {
            return RuleError::accreditation_parent_invalid;
        }
        record.suspended_at = earlier.suspended_at;
        record.reason = earlier.reason;
        if (record.valid_from <= earlier.valid_until && earlier.valid_from < record.valid_from) {
            record.valid_from = earlier.valid_from;
        }
    }
    return save(context, accreditation_key(id), record);
}

RuleError suspend(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::endorse); error != RuleError::none) {
        return error;
    }
    const Suspend& suspension = context.body().suspend;
    AccreditationRecord record{};
    if (const RuleError error = find_accreditation(context.view, suspension.accreditation, record);
        error != RuleError::none) {
        return error;
    }
    if (!(record.accreditor == context.actor())) {
        return RuleError::accreditation_not_yours;  // R35
    }
    if ((record.suspended_at.value != 0) == suspension.suspended) {
        return RuleError::suspension_unchanged;
    }
    record.suspended_at = suspension.suspended ? context.now() : UnixSeconds{};
    record.reason = suspension.reason;
    return save(context, accreditation_key(suspension.accreditation), record);
}

}  // namespace countersign::rules::detail

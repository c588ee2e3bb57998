// Identities and their keys: creation, rotation, hand-over, compromise, recovery (R20 to R28).
#include "contracts/rules/rule_context.hpp"

namespace countersign::rules::detail {

namespace {

bool has_control(Roles roles) noexcept { return (roles & roles::control) != 0; }

/// R11, against the clock: a grant may begin later, but mustn't have ended.
RuleError check_not_ended(const KeyGrant& grant, UnixSeconds now) noexcept {
    return grant.valid_until.value != 0 && grant.valid_until <= now ? RuleError::validity_invalid : RuleError::none;
}

bool is_in_force(const KeyGrant& grant, UnixSeconds now) noexcept {
    return grant.valid_from <= now && (grant.valid_until.value == 0 || now < grant.valid_until);
}

KeyRecord start_tenure(const Context& context, const KeyGrant& grant) noexcept {
    KeyRecord record{};
    record.identity = context.actor();
    record.key = grant.key;
    record.roles = grant.roles;
    record.valid_from = grant.valid_from;
    record.valid_until = grant.valid_until;
    record.added_at = context.now();
    return record;
}

/// R20, R21: a key that no identity holds begins a tenure; an earlier one is kept beside it. `retires` says that this
/// very operation ends the earlier tenure, so that roles can change in one step.
RuleError add_key(Context& context, const KeyId& id, const KeyGrant& grant, bool retires) noexcept {
    KeyRecord record = start_tenure(context, grant);
    KeyRecord earlier{};
    const RuleError found = find_key(context.view, id, earlier);
    if (found == RuleError::state_corrupt) {
        return found;
    }
    if (found == RuleError::none) {
        if (earlier.compromised_since.value != 0) {
            return RuleError::key_compromised;
        }
        if (earlier.retired_at.value == 0 && !retires) {
            return RuleError::key_in_use;
        }
        if (earlier.tenure + 1U >= limits::key_tenures_max) {
            return RuleError::key_tenures_full;
        }
        if (earlier.retired_at.value == 0) {
            earlier.retired_at = context.now();
        }
        record.tenure = static_cast<uint8_t>(earlier.tenure + 1U);
        if (const RuleError error = save(context, earlier_tenure_key(id, earlier.tenure), earlier);
            error != RuleError::none) {
            return error;
        }
    }
    return save(context, key_key(id), record);
}

RuleError retire_key(Context& context, const KeyId& id, KeyRecord& record) noexcept {
    record.retired_at = context.now();
    return save(context, key_key(id), record);
}

/// R26: the next recovery key is one that the registry has never seen in use, and not the present one.
RuleError check_new_recovery(const Context& context, const KeyId& next, const KeyId& present) noexcept {
    if (next == present || context.operation.added().contains(next) || next == context.operation.signer()) {
        return RuleError::recovery_reused;
    }
    KeyRecord record{};
    const RuleError found = find_key(context.view, next, record);
    if (found == RuleError::key_unknown) {
        return RuleError::none;
    }
    return found == RuleError::none ? RuleError::recovery_reused : found;
}

/// R13, against the clock: the control key that creates is in force.
RuleError check_creator(const Context& context, const CreateIdentity& create) noexcept {
    for (const KeyGrant& grant : create.keys) {
        if (grant.key == context.operation.operation().header.signer && !is_in_force(grant, context.now())) {
            return RuleError::key_not_yet_valid;
        }
    }
    return RuleError::none;
}

}  // namespace

RuleError create_identity(Context& context) noexcept {
    const CreateIdentity& create = context.body().create_identity;
    IdentityRecord record{};
    const RuleError found = find_identity(context.view, context.actor(), record);
    if (found != RuleError::identity_unknown) {
        return found == RuleError::none ? RuleError::identity_exists : found;  // R28
    }
    for (const KeyGrant& grant : create.keys) {
        if (const RuleError error = check_not_ended(grant, context.now()); error != RuleError::none) {
            return error;
        }
    }
    if (const RuleError error = check_creator(context, create); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_new_recovery(context, create.recovery, KeyId{}); error != RuleError::none) {
        return error;
    }
    record = IdentityRecord{};
    record.kind = create.kind;
    record.custody = create.custody;
    record.created_at = context.now();
    record.updated_at = context.now();
    record.recovery = create.recovery;
    for (size_t i = 0; i < create.keys.size(); ++i) {
        const KeyId& id = context.operation.added()[i];
        if (const RuleError error = add_key(context, id, create.keys[i], false); error != RuleError::none) {
            return error;
        }
        static_cast<void>(record.keys.push(id));
    }
    return save(context, identity_key(context.actor()), record);
}

namespace {

/// R22, R23: what the keys that stay, those that were there before, say about control.
struct ControlLeft {
    bool any = false;     ///< a key with the control role stays
    bool usable = false;  ///< one of them is in force now
};

RuleError find_control_left(const Context& context, const IdentityRecord& after_retiring, ControlLeft& out) noexcept {
    for (const KeyId& id : after_retiring.keys) {
        KeyRecord record{};
        if (find_key(context.view, id, record) != RuleError::none) {
            return RuleError::state_corrupt;
        }
        if (has_control(record.roles)) {
            out.any = true;
            out.usable = out.usable || check_key(record, context.now()) == RuleError::none;
        }
    }
    return RuleError::none;
}

bool adds_control(const UpdateKeys& update, UnixSeconds now) noexcept {
    for (const KeyGrant& grant : update.add) {
        if (has_control(grant.roles) && is_in_force(grant, now)) {
            return true;
        }
    }
    return false;
}

RuleError retire_listed(Context& context, const UpdateKeys& update, IdentityRecord& identity) noexcept {
    for (const KeyId& id : update.retire) {
        if (!identity.keys.erase(id)) {
            return RuleError::key_not_listed;  // R22
        }
        if (context.operation.added().contains(id)) {
            continue;  // add_key ends the tenure and begins the next
        }
        KeyRecord record{};
        if (find_key(context.view, id, record) != RuleError::none) {
            return RuleError::state_corrupt;
        }
        if (const RuleError error = retire_key(context, id, record); error != RuleError::none) {
            return error;
        }
    }
    return RuleError::none;
}

RuleError add_granted(Context& context, const UpdateKeys& update, IdentityRecord& identity) noexcept {
    for (size_t i = 0; i < update.add.size(); ++i) {
        const KeyId& id = context.operation.added()[i];
        if (const RuleError error = check_not_ended(update.add[i], context.now()); error != RuleError::none) {
            return error;
        }
        if (!identity.keys.push(id)) {
            return RuleError::keys_full;  // R22
        }
        if (const RuleError error = add_key(context, id, update.add[i], update.retire.contains(id));
            error != RuleError::none) {
            return error;
        }
    }
    return RuleError::none;
}

/// R26: only the present recovery key can name the next one.
RuleError replace_recovery(const Context& context, const KeyId& next, IdentityRecord& identity) noexcept {
    if (!(context.operation.recovery_signer() == identity.recovery)) {
        return RuleError::recovery_mismatch;
    }
    if (const RuleError error = check_new_recovery(context, next, identity.recovery); error != RuleError::none) {
        return error;
    }
    identity.recovery = next;
    return RuleError::none;
}

/// R22, R23: somebody stays in control; and after a hand-over it isn't the host.
RuleError check_control(const Context& context, const UpdateKeys& update, const IdentityRecord& after_retiring,
                        Custody before) noexcept {
    ControlLeft left;
    if (const RuleError error = find_control_left(context, after_retiring, left); error != RuleError::none) {
        return error;
    }
    const bool added = adds_control(update, context.now());
    if (before == Custody::hosted && update.custody == Custody::self &&
        (left.any || !added || update.recovery.is_zero())) {
        return RuleError::hand_over_incomplete;
    }
    return left.usable || added ? RuleError::none : RuleError::last_control_key;
}

}  // namespace

RuleError update_keys(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::control); error != RuleError::none) {
        return error;
    }
    const UpdateKeys& update = context.body().update_keys;
    IdentityRecord identity{};
    if (find_identity(context.view, context.actor(), identity) != RuleError::none) {
        return RuleError::state_corrupt;
    }
    const Custody before = identity.custody;
    const bool only_custody = update.add.count == 0 && update.retire.count == 0 && update.recovery.is_zero();
    if (only_custody && update.custody == before) {
        return RuleError::nothing_to_do;
    }
    if (const RuleError error = retire_listed(context, update, identity); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_control(context, update, identity, before); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = add_granted(context, update, identity); error != RuleError::none) {
        return error;
    }
    if (!update.recovery.is_zero()) {
        if (const RuleError error = replace_recovery(context, update.recovery, identity); error != RuleError::none) {
            return error;
        }
    }
    if (context.operation.added().contains(identity.recovery)) {
        return RuleError::recovery_reused;  // R26: a key in daily use can't be the one that outranks
    }
    if (update.custody != Custody::unchanged) {
        identity.custody = update.custody;
    }
    identity.updated_at = context.now();
    return save(context, identity_key(context.actor()), identity);
}

RuleError declare_compromised(Context& context) noexcept {
    const DeclareCompromised& declaration = context.body().declare_compromised;
    IdentityRecord identity{};
    if (const RuleError error = find_identity(context.view, context.actor(), identity); error != RuleError::none) {
        return error;
    }
    // R24: the recovery key may always speak, and outranks.
    const bool by_recovery = context.operation.signer() == identity.recovery;
    if (const RuleError error = by_recovery ? check_nonce(context) : check_actor(context, roles::control);
        error != RuleError::none) {
        return error;
    }
    KeyRecord key{};
    const RuleError found = find_key(context.view, declaration.key, key);
    if (found != RuleError::none && found != RuleError::key_unknown) {
        return found;
    }
    if (found == RuleError::key_unknown || !(key.identity == context.actor())) {
        return RuleError::key_not_listed;
    }
    if (context.now() < declaration.since) {
        return RuleError::since_in_future;
    }
    if (!by_recovery && declaration.since < context.moment.checkpoint) {
        return RuleError::since_before_checkpoint;
    }
    // R25: an identity speaks of its own tenure only.
    const UnixSeconds since = declaration.since < key.added_at ? key.added_at : declaration.since;
    if (key.compromised_since.value != 0 && key.compromised_since <= since) {
        return RuleError::already_compromised;
    }
    key.compromised_since = since;
    key.declared_at = context.now();
    if (const RuleError error = save(context, key_key(declaration.key), key); error != RuleError::none) {
        return error;
    }
    static_cast<void>(identity.keys.erase(declaration.key));
    identity.updated_at = context.now();
    return save(context, identity_key(context.actor()), identity);
}

namespace {

/// R27: the keys that the recovered identity doesn't keep.
RuleError retire_recovered(Context& context, RecoveryScope scope, IdentityRecord& identity) noexcept {
    const auto before = identity.keys;
    for (const KeyId& id : before) {
        KeyRecord record{};
        if (find_key(context.view, id, record) != RuleError::none) {
            return RuleError::state_corrupt;
        }
        if (scope == RecoveryScope::all_keys || has_control(record.roles)) {
            static_cast<void>(identity.keys.erase(id));
            if (const RuleError error = retire_key(context, id, record); error != RuleError::none) {
                return error;
            }
        }
    }
    return RuleError::none;
}

}  // namespace

RuleError recover(Context& context) noexcept {
    const Recover& recovery = context.body().recover;
    const KeyId& signer = context.operation.signer();
    IdentityRecord identity{};
    if (const RuleError error = find_identity(context.view, context.actor(), identity); error != RuleError::none) {
        return error;
    }
    if (!(signer == identity.recovery)) {
        return RuleError::recovery_mismatch;  // R27
    }
    if (const RuleError error = check_nonce(context); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_new_recovery(context, recovery.recovery, identity.recovery);
        error != RuleError::none) {
        return error;
    }
    if (const RuleError error = retire_recovered(context, recovery.scope, identity); error != RuleError::none) {
        return error;
    }
    if (!identity.keys.push(signer)) {
        return RuleError::keys_full;
    }
    const KeyGrant grant{context.operation.operation().header.signer, recovery.roles, UnixSeconds{}, UnixSeconds{}};
    if (const RuleError error = add_key(context, signer, grant, false); error != RuleError::none) {
        return error;
    }
    identity.recovery = recovery.recovery;
    if (recovery.custody != Custody::unchanged) {
        identity.custody = recovery.custody;
    }
    ++identity.recoveries;
    identity.updated_at = context.now();
    return save(context, identity_key(context.actor()), identity);
}

}  // namespace countersign::rules::detail

#include "contracts/rules/apply.hpp"

#include "contracts/rules/rule_context.hpp"

namespace countersign::rules {

namespace detail {

namespace {

/// R15: the key is registered, and to this identity.
RuleError check_key_owner(const Context& context, KeyRecord& key) noexcept {
    if (const RuleError error = find_key(context.view, context.operation.signer(), key); error != RuleError::none) {
        return error;
    }
    return key.identity == context.actor() ? RuleError::none : RuleError::key_of_other_identity;
}

}  // namespace

RuleError check_nonce(Context& context) noexcept {
    uint64_t last = 0;
    if (const RuleError error = find_nonce(context.view, context.operation.signer(), last); error != RuleError::none) {
        return error;
    }
    const uint64_t nonce = context.operation.operation().header.nonce;
    if (nonce <= last) {
        return RuleError::nonce_stale;
    }
    if (nonce - last != 1) {
        return RuleError::nonce_gap;
    }
    return save(context, nonce_key(context.operation.signer()), NonceRecord{nonce});
}

RuleError check_actor(Context& context, Roles needed) noexcept {
    IdentityRecord identity{};
    if (const RuleError error = find_identity(context.view, context.actor(), identity); error != RuleError::none) {
        return error;  // R14
    }
    KeyRecord key{};
    if (const RuleError error = check_key_owner(context, key); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_key(key, context.now()); error != RuleError::none) {
        return error;  // R16
    }
    if ((key.roles & needed) == 0) {
        return RuleError::role_missing;  // R17
    }
    return check_nonce(context);
}

namespace {

RuleError decide(Context& context) noexcept {
    switch (context.operation.operation().kind) {
        case OperationKind::create_identity: return create_identity(context);
        case OperationKind::update_keys: return update_keys(context);
        case OperationKind::declare_compromised: return declare_compromised(context);
        case OperationKind::recover: return recover(context);
        case OperationKind::claim_name: return claim_name(context);
        case OperationKind::register_schema: return register_schema(context);
        case OperationKind::accredit: return accredit(context);
        case OperationKind::suspend: return suspend(context);
        case OperationKind::commit: return commit(context);
        case OperationKind::set_status: return set_status(context);
        case OperationKind::open_dispute: return open_dispute(context);
        case OperationKind::answer_dispute: return answer_dispute(context);
        case OperationKind::rule_dispute: return rule_dispute(context);
    }
    return RuleError::kind_unknown;
}

}  // namespace

}  // namespace detail

RuleError apply(ViewRef view, const Authenticated& operation, Moment moment, CryptoRef crypto, Diff& diff) noexcept {
    diff.clear();
    detail::Context context{view, operation, moment, crypto, diff};
    const RuleError error = detail::decide(context);
    if (error != RuleError::none) {
        diff.clear();  // R19: a refusal changes nothing
    }
    return error;
}

}  // namespace countersign::rules

// Disputes: opened against a leaf or an identity, answered, ruled, never deleted (R43 to R48).
#include "contracts/rules/rule_context.hpp"

namespace countersign::rules::detail {

namespace {

/// R43: the target exists; `respondent` answers for it. `named` is the arbiter that a batch binds disputes to.
RuleError find_respondent(const Context& context, const OpenDispute& open, IdentityId& respondent,
                          IdentityId& named) noexcept {
    if (open.target_kind == TargetKind::identity) {
        respondent = retag<IdentityId>(open.target);
        IdentityRecord identity{};
        return find_identity(context.view, respondent, identity);
    }
    BatchRecord batch{};
    if (const RuleError error = find_batch(context.view, retag<BatchId>(open.target), batch);
        error != RuleError::none) {
        return error;
    }
    respondent = batch.issuer;
    named = batch.arbiter;
    return open.index < batch.count ? RuleError::none : RuleError::index_out_of_range;
}

/// R44: the arbiter is the one that the commit names, else any third identity; whose rulings count is the reader's
/// policy.
RuleError check_arbiter(const Context& context, const OpenDispute& open, const IdentityId& respondent,
                        const IdentityId& named) noexcept {
    if (!named.is_zero() && !(named == open.arbiter)) {
        return RuleError::arbiter_not_named;
    }
    if (open.arbiter == context.actor() || open.arbiter == respondent) {
        return RuleError::arbiter_is_party;
    }
    IdentityRecord arbiter{};
    return find_identity(context.view, open.arbiter, arbiter);
}

/// R48: each dispute stands in the counted pages of its target.
RuleError list_dispute(Context& context, const OpenDispute& open, const DisputeId& id) noexcept {
    uint32_t count = 0;
    if (const RuleError error = count_disputes(context.view, open.target, open.index, count);
        error != RuleError::none) {
        return error;
    }
    const auto page_number = static_cast<uint32_t>(count / limits::disputes_per_page);
    DisputePage page{};
    if (const RuleError error = find_dispute_page(context.view, open.target, open.index, page_number, page);
        error != RuleError::none) {
        return error;
    }
    if (!page.disputes.push(id)) {
        return RuleError::state_corrupt;
    }
    if (const RuleError error = save(context, dispute_page_key(open.target, open.index, page_number), page);
        error != RuleError::none) {
        return error;
    }
    return save(context, dispute_count_key(open.target, open.index), DisputeCount{count + 1});
}

}  // namespace

RuleError open_dispute(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::endorse); error != RuleError::none) {
        return error;
    }
    const OpenDispute& open = context.body().open_dispute;
    IdentityId respondent{};
    IdentityId named{};
    if (const RuleError error = find_respondent(context, open, respondent, named); error != RuleError::none) {
        return error;
    }
    if (respondent == context.actor()) {
        return RuleError::dispute_self;
    }
    if (const RuleError error = check_arbiter(context, open, respondent, named); error != RuleError::none) {
        return error;
    }
    const DisputeId id = dispute_id(context.actor(), open, context.crypto);
    DisputeRecord record{};
    const RuleError found = find_dispute(context.view, id, record);
    if (found != RuleError::dispute_unknown) {
        return found == RuleError::none ? RuleError::dispute_exists : found;  // R45
    }
    record.opener = context.actor();
    record.respondent = respondent;
    record.arbiter = open.arbiter;
    record.target_kind = open.target_kind;
    record.target = open.target;
    record.index = open.index;
    record.ground = open.ground;
    record.evidence = open.evidence;
    record.opened_at = context.now();
    record.answer_until = UnixSeconds{context.now().value + open.answer_seconds};
    if (const RuleError error = list_dispute(context, open, id); error != RuleError::none) {
        return error;
    }
    return save(context, dispute_key(id), record);
}

RuleError answer_dispute(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::endorse); error != RuleError::none) {
        return error;
    }
    const AnswerDispute& answer = context.body().answer_dispute;
    DisputeRecord record{};
    if (const RuleError error = find_dispute(context.view, answer.dispute, record); error != RuleError::none) {
        return error;
    }
    // R46: the respondent answers once, in time.
    if (!(record.respondent == context.actor())) {
        return RuleError::dispute_not_yours;
    }
    if (record.ruling != Ruling::none) {
        return RuleError::dispute_closed;
    }
    if (record.answer != DisputeAnswer::none) {
        return RuleError::dispute_answered;
    }
    if (record.answer_until <= context.now()) {
        return RuleError::answer_too_late;
    }
    record.answer = answer.answer;
    record.statement = answer.statement;
    record.answered_at = context.now();
    return save(context, dispute_key(answer.dispute), record);
}

RuleError rule_dispute(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::endorse); error != RuleError::none) {
        return error;
    }
    const RuleDispute& ruling = context.body().rule_dispute;
    DisputeRecord record{};
    if (const RuleError error = find_dispute(context.view, ruling.dispute, record); error != RuleError::none) {
        return error;
    }
    // R47: the arbiter rules once, on what is contested or was left unanswered.
    if (!(record.arbiter == context.actor())) {
        return RuleError::dispute_not_yours;
    }
    if (record.ruling != Ruling::none || record.answer == DisputeAnswer::conceded) {
        return RuleError::dispute_closed;
    }
    if (record.answer == DisputeAnswer::none && context.now() < record.answer_until) {
        return RuleError::ruling_too_early;
    }
    record.ruling = ruling.ruling;
    record.reasons = ruling.reasons;
    record.ruled_at = context.now();
    return save(context, dispute_key(ruling.dispute), record);
}

}  // namespace countersign::rules::detail

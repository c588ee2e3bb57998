// Batches and the status of their leaves (R38 to R42).
#include "contracts/rules/rule_context.hpp"

namespace countersign::rules::detail {

namespace {

/// R38: what a batch holds decides which role signs it.
Roles role_for(LeafKind kind) noexcept {
    switch (kind) {
        case LeafKind::content: return roles::sign_content;
        case LeafKind::credential: return roles::issue;
        case LeafKind::statement: return roles::endorse;
    }
    return 0;
}

/// R39: what a commit names exists, and the accreditor's word is in force.
RuleError check_named(const Context& context, const Commit& commit) noexcept {
    if (!commit.schema.is_zero()) {
        SchemaRecord schema{};
        if (const RuleError error = find_schema(context.view, commit.schema, schema); error != RuleError::none) {
            return error;
        }
    }
    if (!commit.accreditor.is_zero()) {
        const AccreditationId id = accreditation_id(commit.accreditor, context.actor(), commit.schema, context.crypto);
        if (const RuleError error = check_accreditation(context.view, id, context.now()); error != RuleError::none) {
            return error;
        }
    }
    if (!commit.arbiter.is_zero()) {
        if (commit.arbiter == context.actor()) {
            return RuleError::arbiter_is_party;
        }
        IdentityRecord arbiter{};
        return find_identity(context.view, commit.arbiter, arbiter);
    }
    return RuleError::none;
}

}  // namespace

RuleError commit(Context& context) noexcept {
    const Commit& commit = context.body().commit;
    if (const RuleError error = check_actor(context, role_for(commit.leaf_kind)); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_named(context, commit); error != RuleError::none) {
        return error;
    }
    const BatchId id = batch_id(context.actor(), commit, context.crypto);
    BatchRecord record{};
    const RuleError found = find_batch(context.view, id, record);
    if (found != RuleError::batch_unknown) {
        return found == RuleError::none ? RuleError::batch_exists : found;  // R40
    }
    record.issuer = context.actor();
    record.key = context.operation.signer();
    record.root = commit.root;
    record.count = commit.count;
    record.hash_kind = commit.hash_kind;
    record.leaf_kind = commit.leaf_kind;
    record.schema = commit.schema;
    record.accreditor = commit.accreditor;
    record.arbiter = commit.arbiter;
    record.committed_at = context.now();
    return save(context, batch_key(id), record);
}

namespace {

RuleError load_word(const Context& context, const StateKey& key, StatusWord& out) noexcept {
    out = StatusWord{};
    uint8_t bytes[StatusWord::size_bytes];
    const size_t size = context.view.get(key, MutableByteSpan{bytes, sizeof(bytes)});
    if (size == not_found) {
        return RuleError::none;
    }
    return size == sizeof(bytes) && decode(ByteSpan(bytes, size), out) ? RuleError::none : RuleError::state_corrupt;
}

/// R42: valid and suspended may follow each other; revoked is final; each change changes something.
RuleError change_leaf(StatusWord& word, uint32_t position, Status status) noexcept {
    const auto present = static_cast<Status>(word.get(position));
    if (present == Status::revoked) {
        return RuleError::status_final;
    }
    if (present == status) {
        return RuleError::status_unchanged;
    }
    word.set(position, static_cast<uint8_t>(status));
    return RuleError::none;
}

/// The indices ascend, so those of one word stand together.
RuleError change_words(Context& context, const SetStatus& change) noexcept {
    size_t i = 0;
    while (i < change.indices.size()) {
        const uint32_t number = change.indices[i] / StatusWord::leaves;
        const StateKey key = status_word_key(change.batch, number);
        StatusWord word{};
        if (const RuleError error = load_word(context, key, word); error != RuleError::none) {
            return error;
        }
        for (; i < change.indices.size() && change.indices[i] / StatusWord::leaves == number; ++i) {
            if (const RuleError error = change_leaf(word, change.indices[i] % StatusWord::leaves, change.status);
                error != RuleError::none) {
                return error;
            }
        }
        if (const RuleError error = save(context, key, word); error != RuleError::none) {
            return error;
        }
    }
    return RuleError::none;
}

}  // namespace

RuleError set_status(Context& context) noexcept {
    if (const RuleError error = check_actor(context, roles::revoke); error != RuleError::none) {
        return error;
    }
    const SetStatus& change = context.body().set_status;
    BatchRecord batch{};
    if (const RuleError error = find_batch(context.view, change.batch, batch); error != RuleError::none) {
        return error;
    }
    if (!(batch.issuer == context.actor())) {
        return RuleError::batch_not_yours;  // R41
    }
    if (context.now() < change.effective_at) {
        return RuleError::effective_in_future;
    }
    if (change.indices[change.indices.size() - 1] >= batch.count) {
        return RuleError::index_out_of_range;
    }
    return change_words(context, change);
}

}  // namespace countersign::rules::detail

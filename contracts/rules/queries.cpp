#include "contracts/rules/queries.hpp"

namespace countersign::rules {

namespace {

/// Reads one record; `missing` is the answer where there is none.
template <typename Record>
RuleError load(ViewRef view, const StateKey& key, Record& out, RuleError missing) noexcept {
    uint8_t bytes[limits::record_bytes_max];
    const size_t size = view.get(key, MutableByteSpan{bytes, sizeof(bytes)});
    if (size == not_found) {
        return missing;
    }
    if (size != Record::size_bytes || !decode(ByteSpan(bytes, size), out)) {
        return RuleError::state_corrupt;
    }
    return RuleError::none;
}

/// True where the tenure covers `at`: it began and hadn't been ended.
bool covers(const KeyRecord& key, UnixSeconds at) noexcept {
    return key.added_at <= at && (key.retired_at.value == 0 || at < key.retired_at);
}

}  // namespace

RuleError find_identity(ViewRef view, const IdentityId& id, IdentityRecord& out) noexcept {
    return load(view, identity_key(id), out, RuleError::identity_unknown);
}

RuleError find_key(ViewRef view, const KeyId& id, KeyRecord& out) noexcept {
    return load(view, key_key(id), out, RuleError::key_unknown);
}

RuleError find_key_at(ViewRef view, const KeyId& id, UnixSeconds at, KeyRecord& out) noexcept {
    if (const RuleError error = find_key(view, id, out); error != RuleError::none) {
        return error;
    }
    // At most limits::key_tenures_max steps (R21). The latest tenure first: where one ended and another began in the
    // same second, that second is the later one's.
    for (uint8_t earlier = out.tenure; !covers(out, at);) {
        if (earlier == 0) {
            return RuleError::key_unknown;
        }
        --earlier;
        if (const RuleError error = load(view, earlier_tenure_key(id, earlier), out, RuleError::state_corrupt);
            error != RuleError::none) {
            return error;
        }
    }
    return RuleError::none;
}

RuleError find_nonce(ViewRef view, const KeyId& id, uint64_t& out) noexcept {
    NonceRecord record{};
    const RuleError error = load(view, nonce_key(id), record, RuleError::key_unknown);
    out = record.last;
    return error == RuleError::key_unknown ? RuleError::none : error;
}

RuleError find_name(ViewRef view, ByteSpan name, NameRecord& out) noexcept {
    if (name.size() > limits::name_bytes_max) {
        return RuleError::identity_unknown;
    }
    return load(view, name_key(name), out, RuleError::identity_unknown);
}

RuleError find_schema(ViewRef view, const SchemaId& id, SchemaRecord& out) noexcept {
    return load(view, schema_key(id), out, RuleError::schema_unknown);
}

RuleError find_accreditation(ViewRef view, const AccreditationId& id, AccreditationRecord& out) noexcept {
    return load(view, accreditation_key(id), out, RuleError::accreditation_unknown);
}

RuleError find_batch(ViewRef view, const BatchId& id, BatchRecord& out) noexcept {
    return load(view, batch_key(id), out, RuleError::batch_unknown);
}

RuleError find_status(ViewRef view, const BatchId& batch, uint32_t index, Status& out) noexcept {
    BatchRecord record{};
    if (const RuleError error = find_batch(view, batch, record); error != RuleError::none) {
        return error;
    }
    if (index >= record.count) {
        return RuleError::index_out_of_range;
    }
    StatusWord word{};
    const StateKey key = status_word_key(batch, index / StatusWord::leaves);
    const RuleError error = load(view, key, word, RuleError::batch_unknown);
    if (error == RuleError::state_corrupt) {
        return error;
    }
    out = error == RuleError::none ? static_cast<Status>(word.get(index % StatusWord::leaves)) : Status::valid;
    return RuleError::none;
}

RuleError find_dispute(ViewRef view, const DisputeId& id, DisputeRecord& out) noexcept {
    return load(view, dispute_key(id), out, RuleError::dispute_unknown);
}

RuleError count_disputes(ViewRef view, const TargetId& target, uint32_t index, uint32_t& out) noexcept {
    DisputeCount record{};
    const RuleError error = load(view, dispute_count_key(target, index), record, RuleError::dispute_unknown);
    out = record.count;
    return error == RuleError::dispute_unknown ? RuleError::none : error;
}

RuleError find_dispute_page(ViewRef view, const TargetId& target, uint32_t index, uint32_t page,
                            DisputePage& out) noexcept {
    out = DisputePage{};
    const RuleError error = load(view, dispute_page_key(target, index, page), out, RuleError::dispute_unknown);
    return error == RuleError::dispute_unknown ? RuleError::none : error;
}

RuleError check_key(const KeyRecord& key, UnixSeconds at) noexcept {
    if (key.compromised_since.value != 0 && key.compromised_since <= at) {
        return RuleError::key_compromised;
    }
    if (key.retired_at.value != 0 && key.retired_at <= at) {
        return RuleError::key_retired;
    }
    if (at < key.added_at || at < key.valid_from) {
        return RuleError::key_not_yet_valid;
    }
    if (key.valid_until.value != 0 && key.valid_until <= at) {
        return RuleError::key_expired;
    }
    return RuleError::none;
}

namespace {

RuleError check_link(const AccreditationRecord& record, UnixSeconds at) noexcept {
    if (record.suspended_at.value != 0 && record.suspended_at <= at) {
        return RuleError::accreditation_suspended;
    }
    if (at < record.valid_from) {
        return RuleError::accreditation_not_yet_valid;
    }
    return record.valid_until <= at ? RuleError::accreditation_expired : RuleError::none;
}

}  // namespace

RuleError check_accreditation(ViewRef view, const AccreditationId& id, UnixSeconds at) noexcept {
    AccreditationRecord record{};
    if (const RuleError error = find_accreditation(view, id, record); error != RuleError::none) {
        return error;
    }
    if (const RuleError error = check_link(record, at); error != RuleError::none || record.parent.is_zero()) {
        return error;
    }
    // R37: a link counts only while the one above it does. Two links at most, so no loop.
    AccreditationRecord parent{};
    if (const RuleError error = find_accreditation(view, record.parent, parent); error != RuleError::none) {
        return RuleError::state_corrupt;
    }
    return check_link(parent, at) == RuleError::none ? RuleError::none : RuleError::accreditation_parent_invalid;
}

RuleError find_batch_standing(ViewRef view, const BatchRecord& batch, UnixSeconds now, CryptoRef crypto,
                              BatchStanding& out) noexcept {
    // R25: the tenure is that of the issuer; it may have been ended in the very second of the commit.
    KeyRecord key{};
    if (find_key(view, batch.key, key) != RuleError::none) {
        return RuleError::state_corrupt;
    }
    for (uint8_t earlier = key.tenure; !(key.identity == batch.issuer) || batch.committed_at < key.added_at;) {
        if (earlier == 0) {
            return RuleError::state_corrupt;
        }
        --earlier;
        if (load(view, earlier_tenure_key(batch.key, earlier), key, RuleError::state_corrupt) != RuleError::none) {
            return RuleError::state_corrupt;
        }
    }
    const bool compromised = key.compromised_since.value != 0 && key.compromised_since <= batch.committed_at;
    out.key = compromised ? RuleError::key_compromised : RuleError::none;
    out.accreditation = RuleError::none;
    if (!batch.accreditor.is_zero()) {
        const AccreditationId id = accreditation_id(batch.accreditor, batch.issuer, batch.schema, crypto);
        out.accreditation = check_accreditation(view, id, now);
    }
    return out.accreditation == RuleError::state_corrupt ? RuleError::state_corrupt : RuleError::none;
}

}  // namespace countersign::rules

// What the state says, for every home in the same words: pure functions over a view. Freestanding.
// Each gives RuleError::none and fills `out`, or the ..._unknown of its noun, or registry.state_corrupt.
// Thread-safety: that of the view.
#pragma once

#include "contracts/rules/eip712.hpp"
#include "contracts/rules/errors.hpp"
#include "contracts/rules/records.hpp"
#include "contracts/rules/view.hpp"

namespace countersign::rules {

RuleError find_identity(ViewRef view, const IdentityId& id, IdentityRecord& out) noexcept;
/// The key's present or last tenure.
RuleError find_key(ViewRef view, const KeyId& id, KeyRecord& out) noexcept;
/// The tenure in force at `at`: whom a signature of that time is attributed to. registry.key_unknown before the first
/// and between two.
RuleError find_key_at(ViewRef view, const KeyId& id, UnixSeconds at, KeyRecord& out) noexcept;
/// The last nonce the key used, 0 before the first; its next operation carries one more.
RuleError find_nonce(ViewRef view, const KeyId& id, uint64_t& out) noexcept;
/// registry.identity_unknown where nobody holds the name.
RuleError find_name(ViewRef view, ByteSpan name, NameRecord& out) noexcept;
RuleError find_schema(ViewRef view, const SchemaId& id, SchemaRecord& out) noexcept;
RuleError find_accreditation(ViewRef view, const AccreditationId& id, AccreditationRecord& out) noexcept;
RuleError find_batch(ViewRef view, const BatchId& id, BatchRecord& out) noexcept;
/// registry.batch_unknown, registry.index_out_of_range.
RuleError find_status(ViewRef view, const BatchId& batch, uint32_t index, Status& out) noexcept;
RuleError find_dispute(ViewRef view, const DisputeId& id, DisputeRecord& out) noexcept;
/// How many disputes were opened against leaf `index` of a batch, or against an identity (index 0).
RuleError count_disputes(ViewRef view, const TargetId& target, uint32_t index, uint32_t& out) noexcept;
/// Page `page` of those disputes, limits::disputes_per_page each; empty after the last.
RuleError find_dispute_page(ViewRef view, const TargetId& target, uint32_t index, uint32_t page,
                            DisputePage& out) noexcept;

/// Whether a tenure may act at `at`: none, key_not_yet_valid, key_expired, key_retired or key_compromised. A key is
/// compromised from `compromised_since` on; what it did before stands.
RuleError check_key(const KeyRecord& key, UnixSeconds at) noexcept;
/// Whether the accreditation and its parent are in force at `at` (R37): none, accreditation_not_yet_valid, ..._expired,
/// ..._suspended, accreditation_parent_invalid (the parent isn't in force). Suspension counts from its time on.
RuleError check_accreditation(ViewRef view, const AccreditationId& id, UnixSeconds at) noexcept;

/// What can be said of a batch now, apart from the status of its leaves.
struct BatchStanding {
    RuleError key;            ///< the signing key as known now, at the time of the commit: none or key_compromised
    RuleError accreditation;  ///< none also where no accreditor was named
};
RuleError find_batch_standing(ViewRef view, const BatchRecord& batch, UnixSeconds now, CryptoRef crypto,
                              BatchStanding& out) noexcept;

}  // namespace countersign::rules

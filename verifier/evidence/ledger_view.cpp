#include "verifier/evidence/ledger_view.hpp"

#include <algorithm>

#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/signing.hpp"

namespace countersign::evidence {

namespace {

using rules::RuleError;

std::vector<std::string> names_of(const rules::IdentityRecord& record) {
    std::vector<std::string> names;
    for (const auto& name : record.names) {
        names.emplace_back(as_text({name.data(), name.size()}));
    }
    return names;
}

DisputeFact to_fact(const rules::DisputeId& id, const rules::DisputeRecord& record) {
    return {id,
            record.opener,
            record.respondent,
            record.arbiter,
            record.target_kind,
            record.ground,
            record.opened_at,
            record.answer_until,
            record.answer,
            record.answered_at,
            record.ruling,
            record.ruled_at};
}

std::optional<rules::OperationId> operation_of(const ledger::Ledger& ledger, LogIndex index) {
    const auto stored = ledger.entry(index);
    const auto entry = stored ? ledger::parse_entry(stored->bytes) : fail(stored.error());
    if (!entry || !std::holds_alternative<ledger::OperationEntry>(*entry)) {
        return std::nullopt;
    }
    const auto read = ledger::read_operation(std::get<ledger::OperationEntry>(*entry));
    return read ? std::optional(read->id) : std::nullopt;
}

CredentialStatus from_rules(rules::Status status) noexcept {
    switch (status) {
        case rules::Status::valid: return CredentialStatus::valid;
        case rules::Status::suspended: return CredentialStatus::suspended;
        case rules::Status::revoked: return CredentialStatus::revoked;
    }
    return CredentialStatus::revoked;
}

CredentialStatus at_time(CredentialStatus status, UnixSeconds from, UnixSeconds until, UnixSeconds at) noexcept {
    if (status != CredentialStatus::valid) {
        return status;
    }
    if (at < from) {
        return CredentialStatus::not_yet_valid;
    }
    return until.value != 0 && at >= until ? CredentialStatus::expired : CredentialStatus::valid;
}

void add_once(std::vector<rules::IdentityId>& list, const rules::IdentityId& id) {
    if (std::ranges::find(list, id) == list.end()) {
        list.push_back(id);
    }
}

}  // namespace

KeyFact to_fact(const rules::KeyId& id, const rules::KeyRecord& record) {
    return {id,
            record.identity,
            record.roles,
            record.valid_from,
            record.valid_until,
            record.added_at,
            record.retired_at,
            record.compromised_since,
            record.declared_at};
}

std::vector<rules::IdentityId> accreditors_of(const ledger::Ledger::View& view, const rules::IdentityId& issuer,
                                              const rules::SchemaId& schema, UnixSeconds at) {
    std::vector<rules::IdentityId> nearest;
    std::vector<rules::IdentityId> above;
    for (const auto& id : view.indexes().accreditations_of(issuer)) {
        rules::AccreditationRecord record{};
        if (rules::find_accreditation(view.state(), id, record) != RuleError::none || !(record.schema == schema) ||
            rules::check_accreditation(view.state(), id, at) != RuleError::none) {
            continue;
        }
        add_once(nearest, record.accreditor);
        rules::AccreditationRecord parent{};
        if (!record.parent.is_zero() &&
            rules::find_accreditation(view.state(), record.parent, parent) == RuleError::none) {
            add_once(above, parent.accreditor);
        }
    }
    for (const auto& id : above) {
        add_once(nearest, id);
    }
    return nearest;
}

std::optional<CheckpointFact> LedgerView::checkpoint() const {
    const auto published = parts_.ledger.checkpoint();
    if (!published) {
        return std::nullopt;
    }
    return CheckpointFact{parts_.ledger.origin(), published->head};
}

std::optional<bool> LedgerView::is_own_head(std::string_view origin, const log::TreeHead& head) const {
    if (origin != parts_.ledger.origin()) {
        return std::nullopt;
    }
    const auto root = parts_.ledger.view().tree().root_at(head.size);
    return root.has_value() && *root == head.root;
}

std::optional<KeyFact> LedgerView::find_key(const PublicKey& key, UnixSeconds at) const {
    const auto id = ledger::key_id(key);
    const auto view = parts_.ledger.view();
    rules::KeyRecord record{};
    if (rules::find_key_at(view.state(), id, at, record) != RuleError::none &&
        rules::find_key(view.state(), id, record) != RuleError::none) {
        return std::nullopt;
    }
    return to_fact(id, record);
}

std::optional<IdentityFact> LedgerView::find_identity(const rules::IdentityId& id) const {
    rules::IdentityRecord record{};
    {
        const auto view = parts_.ledger.view();
        if (rules::find_identity(view.state(), id, record) != RuleError::none) {
            return std::nullopt;
        }
    }
    return IdentityFact{id, parts_.did_of(id), record.kind, record.custody, record.created_at, names_of(record)};
}

std::vector<ContentFact> LedgerView::find_content(const Sha256Digest& sha256) const {
    std::vector<std::pair<ContentFact, ledger::LeafPlace>> found;
    {
        const auto view = parts_.ledger.view();
        for (const auto& place : view.indexes().content(sha256)) {
            rules::BatchRecord batch{};
            rules::BatchStanding standing{};
            ContentFact fact;
            if (found.size() >= limits::content_records_max) {
                break;
            }
            if (rules::find_batch(view.state(), place.batch, batch) != RuleError::none ||
                rules::find_status(view.state(), place.batch, place.index, fact.status) != RuleError::none ||
                rules::find_batch_standing(view.state(), batch, parts_.ledger.now(), ledger::host_crypto(), standing) !=
                    RuleError::none) {
                continue;
            }
            fact.identity = batch.issuer;
            fact.key = batch.key;
            fact.key_compromised = standing.key != RuleError::none;
            fact.batch = place.batch;
            fact.registered_at = batch.committed_at;
            fact.log_index = place.entry.value;
            fact.arbiter = batch.arbiter;
            found.emplace_back(fact, place);
        }
    }
    // The store is read without the view: it takes locks of its own.
    std::vector<ContentFact> facts;
    for (auto& [fact, place] : found) {
        const auto leaf = parts_.ledger.leaf(place);
        const auto operation = operation_of(parts_.ledger, place.entry);
        if (leaf && operation && rules::decode(rules::ByteSpan(*leaf), fact.leaf)) {
            fact.operation = *operation;
            facts.push_back(fact);
        }
    }
    return facts;
}

std::string LedgerView::name_of(rules::ViewRef state, const rules::IdentityId& id) const {
    rules::IdentityRecord record{};
    if (rules::find_identity(state, id, record) == RuleError::none && record.names.size() > 0) {
        return names_of(record).front();
    }
    return parts_.did_of(id);
}

CredentialFact LedgerView::read_credential(const ledger::Ledger::View& view, const ledger::LeafPlace& place,
                                           UnixSeconds at) const {
    CredentialFact fact;
    rules::BatchRecord batch{};
    rules::Status status = rules::Status::revoked;
    rules::BatchStanding standing{};
    if (rules::find_batch(view.state(), place.batch, batch) != RuleError::none ||
        rules::find_status(view.state(), place.batch, place.index, status) != RuleError::none ||
        rules::find_batch_standing(view.state(), batch, at, ledger::host_crypto(), standing) != RuleError::none) {
        fact.status = CredentialStatus::revoked;
        return fact;
    }
    fact.issuer = batch.issuer;
    fact.issuer_name = name_of(view.state(), batch.issuer);
    fact.accredited_by = accreditors_of(view, batch.issuer, batch.schema, at);
    // Issued with a key that was already stolen: as good as revoked.
    fact.status = standing.key == RuleError::none ? from_rules(status) : CredentialStatus::revoked;
    return fact;
}

CredentialFact LedgerView::read_accreditation(const ledger::Ledger::View& view, const rules::AccreditationId& id,
                                              UnixSeconds at) const {
    CredentialFact fact;
    fact.type = "AccreditedIssuer";
    rules::AccreditationRecord record{};
    if (rules::find_accreditation(view.state(), id, record) != RuleError::none) {
        fact.status = CredentialStatus::revoked;
        return fact;
    }
    fact.issuer = record.accreditor;
    fact.issuer_name = name_of(view.state(), record.accreditor);
    fact.valid_from = record.valid_from;
    fact.valid_until = record.valid_until;
    rules::AccreditationRecord parent{};
    if (!record.parent.is_zero() && rules::find_accreditation(view.state(), record.parent, parent) == RuleError::none) {
        fact.accredited_by.push_back(parent.accreditor);
    }
    const RuleError standing = rules::check_accreditation(view.state(), id, at);
    fact.status = standing == RuleError::none                          ? CredentialStatus::valid
                  : standing == RuleError::accreditation_expired       ? CredentialStatus::expired
                  : standing == RuleError::accreditation_not_yet_valid ? CredentialStatus::not_yet_valid
                                                                       : CredentialStatus::suspended;
    return fact;
}

std::vector<CredentialFact> LedgerView::credentials_of(const rules::IdentityId& id, UnixSeconds at) const {
    std::vector<ShownCredential> shown;
    if (parts_.credentials_about) {
        shown = parts_.credentials_about(id);
    }
    std::vector<CredentialFact> facts;
    std::vector<std::pair<std::size_t, ledger::LeafPlace>> places;
    {
        const auto view = parts_.ledger.view();
        for (const auto& credential : shown) {
            if (const auto place = view.indexes().credential(credential.commitment)) {
                CredentialFact fact = read_credential(view, *place, at);
                fact.type = credential.type;
                places.emplace_back(facts.size(), *place);
                facts.push_back(std::move(fact));
            }
        }
        for (const auto& accreditation : view.indexes().accreditations_of(id)) {
            facts.push_back(read_accreditation(view, accreditation, at));
        }
    }
    for (const auto& [i, place] : places) {
        rules::CredentialLeaf leaf{};
        const auto bytes = parts_.ledger.leaf(place);
        if (bytes && rules::decode(rules::ByteSpan(*bytes), leaf)) {
            facts[i].valid_from = leaf.valid_from;
            facts[i].valid_until = leaf.valid_until;
            facts[i].status = at_time(facts[i].status, leaf.valid_from, leaf.valid_until, at);
        }
    }
    return facts;
}

std::vector<DisputeFact> LedgerView::disputes_of(const rules::TargetId& target, std::uint32_t index) const {
    std::vector<DisputeFact> facts;
    const auto view = parts_.ledger.view();
    std::uint32_t count = 0;
    if (rules::count_disputes(view.state(), target, index, count) != RuleError::none) {
        return facts;
    }
    for (std::uint32_t page = 0; facts.size() < std::min<std::size_t>(count, limits::disputes_told_max); ++page) {
        rules::DisputePage disputes{};
        if (rules::find_dispute_page(view.state(), target, index, page, disputes) != RuleError::none ||
            disputes.disputes.size() == 0) {
            break;
        }
        for (const auto& id : disputes.disputes) {
            rules::DisputeRecord record{};
            if (rules::find_dispute(view.state(), id, record) == RuleError::none) {
                facts.push_back(to_fact(id, record));
            }
        }
    }
    return facts;
}

std::vector<DisputeFact> LedgerView::disputes_of_identity(const rules::IdentityId& id) const {
    return disputes_of(rules::retag<rules::TargetId>(id), 0);
}

std::vector<DisputeFact> LedgerView::disputes_of_leaf(const rules::BatchId& batch, std::uint32_t index) const {
    return disputes_of(rules::retag<rules::TargetId>(batch), index);
}

std::vector<ReputationFact> LedgerView::reputation_of(const rules::IdentityId& id) const {
    return parts_.reputation == nullptr ? std::vector<ReputationFact>() : parts_.reputation->facts_of(id);
}

std::optional<LookalikeFact> LedgerView::find_lookalike(std::string_view name, const rules::IdentityId& holder) const {
    auto found = parts_.names.find(name);
    if (!found) {
        return std::nullopt;
    }
    const auto view = parts_.ledger.view();
    const auto existing = view.indexes().names().find(found->existing);
    if (existing == view.indexes().names().end() || existing->second == holder) {
        return std::nullopt;
    }
    return LookalikeFact{std::move(*found), existing->second};
}

}  // namespace countersign::evidence

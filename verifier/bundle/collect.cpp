#include "verifier/bundle/collect.hpp"

#include <algorithm>

#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/signing.hpp"
#include "verifier/bundle/errors.hpp"

namespace countersign::bundle {

namespace {

using rules::RuleError;

class Collector {
  public:
    explicit Collector(const ledger::Ledger& ledger) : view_(ledger.view()) { entries_.insert(0); }

    void add_identity(const rules::IdentityId& id) {
        if (!id.is_zero() && identities_.insert(id).second) {
            add_history(rules::retag<ledger::ObjectId>(id));
        }
    }
    void add_record(const ledger::LeafPlace& place) {
        entries_.insert(place.entry.value);
        rules::BatchRecord batch{};
        if (rules::find_batch(view_.state(), place.batch, batch) == RuleError::none) {
            add_identity(batch.arbiter);
            add_schema(batch.schema);
            if (!batch.accreditor.is_zero()) {
                add_accreditation(
                    rules::accreditation_id(batch.accreditor, batch.issuer, batch.schema, ledger::host_crypto()));
            }
        }
        add_disputes(rules::retag<rules::TargetId>(place.batch), place.index);
        const auto changes = view_.indexes().status_changes(place.batch);
        status_changes_.assign(changes.begin(), changes.end());
    }
    void add_disputes(const rules::TargetId& target, std::uint32_t index) {
        std::uint32_t count = 0;
        if (rules::count_disputes(view_.state(), target, index, count) != RuleError::none) {
            return;
        }
        for (std::uint32_t page = 0; page * limits::disputes_per_page < count && !is_full(); ++page) {
            rules::DisputePage disputes{};
            if (rules::find_dispute_page(view_.state(), target, index, page, disputes) != RuleError::none) {
                return;
            }
            for (const auto& id : disputes.disputes) {
                add_dispute(id);
            }
        }
    }

    [[nodiscard]] bool is_full() const noexcept { return entries_.size() > limits::bundle_entries_max; }
    [[nodiscard]] std::set<std::uint64_t> take_entries() { return std::move(entries_); }
    /// Of the whole batch; those that name the leaf are picked once the view is let go.
    [[nodiscard]] std::vector<LogIndex> take_status_changes() { return std::move(status_changes_); }

  private:
    void add_history(const ledger::ObjectId& id) {
        for (const LogIndex index : view_.indexes().history(id)) {
            if (is_full()) {
                return;
            }
            entries_.insert(index.value);
        }
    }
    void add_schema(const rules::SchemaId& id) {
        rules::SchemaRecord schema{};
        if (!id.is_zero() && rules::find_schema(view_.state(), id, schema) == RuleError::none) {
            add_history(rules::retag<ledger::ObjectId>(id));
            add_identity(schema.owner);
        }
    }
    void add_accreditation(const rules::AccreditationId& id) {
        rules::AccreditationRecord record{};
        if (id.is_zero() || rules::find_accreditation(view_.state(), id, record) != RuleError::none) {
            return;
        }
        add_history(rules::retag<ledger::ObjectId>(id));
        add_identity(record.accreditor);
        add_identity(record.issuer);
        add_schema(record.schema);
        add_accreditation(record.parent);  // two links at most
    }
    void add_dispute(const rules::DisputeId& id) {
        rules::DisputeRecord dispute{};
        if (rules::find_dispute(view_.state(), id, dispute) == RuleError::none) {
            add_history(rules::retag<ledger::ObjectId>(id));
            add_identity(dispute.opener);
            add_identity(dispute.respondent);
            add_identity(dispute.arbiter);
        }
    }

    ledger::Ledger::View view_;
    std::set<std::uint64_t> entries_;
    std::set<rules::IdentityId> identities_;
    std::vector<LogIndex> status_changes_;
};

Result<bool> names_leaf(const ledger::Ledger& ledger, LogIndex index, std::uint32_t leaf) {
    const auto stored = ledger.entry(index);
    const auto entry = stored ? ledger::parse_entry(stored->bytes) : fail(stored.error());
    if (!entry) {
        return fail(entry.error());
    }
    const auto* const operation = std::get_if<ledger::OperationEntry>(&*entry);
    const auto read = operation != nullptr ? ledger::read_operation(*operation) : fail(errors::ledger_entry_syntax);
    if (!read || read->operation.kind != rules::OperationKind::set_status) {
        return false;
    }
    return std::ranges::find(read->operation.body.set_status.indices, leaf) !=
           read->operation.body.set_status.indices.end();
}

}  // namespace

Result<std::set<std::uint64_t>> collect_entries(const ledger::Ledger& ledger, const Subject& subject) {
    std::set<std::uint64_t> entries;
    std::vector<LogIndex> status_changes;
    {
        Collector collector(ledger);
        collector.add_identity(subject.identity);
        collector.add_disputes(rules::retag<rules::TargetId>(subject.identity), 0);
        if (subject.place) {
            collector.add_record(*subject.place);
        }
        entries = collector.take_entries();
        status_changes = collector.take_status_changes();
    }
    for (const LogIndex index : status_changes) {
        const auto names = names_leaf(ledger, index, subject.place->index);
        if (!names) {
            return fail(names.error());
        }
        if (*names) {
            entries.insert(index.value);
        }
    }
    if (entries.size() > limits::bundle_entries_max) {
        return fail(errors::bundle_too_large, std::to_string(entries.size()) + " entries");
    }
    return entries;
}

}  // namespace countersign::bundle

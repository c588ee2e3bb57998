#include "verifier/evidence/receipts.hpp"

#include <algorithm>

namespace countersign::evidence {

namespace {

namespace receipt = verifier::receipt;
namespace status = verifier::receipt::status;

void remove(std::vector<verifier::c2pa::StatusEntry>& entries, const verifier::c2pa::StatusCode& code) {
    std::erase_if(entries, [&code](const auto& entry) { return entry.code == code.name; });
}

bool is_same(const rules::ContentLeaf& a, const rules::ContentLeaf& b) {
    return a.index == b.index && a.content == b.content && a.manifest == b.manifest && a.claimed_at == b.claimed_at;
}

// Y13: the claim's key is another than the one that committed, and the registry knows whose it is.
void confirm_signer(const RegistryView& registry, receipt::ReceiptFinding& finding) {
    const auto tenure = finding.claim_key ? registry.find_key(*finding.claim_key, finding.registered_at) : std::nullopt;
    if (!tenure) {
        return;
    }
    remove(finding.codes.informational, status::signer_unconfirmed);
    remove(finding.codes.success, status::signer_match);
    if (tenure->identity == finding.identity) {
        finding.codes.add(status::signer_match, finding.url);
    } else {
        finding.codes.add(status::signer_mismatch, finding.url, "the claim's key is another identity's");
    }
}

// Y15.
void confirm_record(const RegistryView& registry, receipt::ReceiptFinding& finding) {
    const auto records = registry.find_content(finding.leaf.content);
    const auto found = std::ranges::find_if(records, [&finding](const ContentFact& record) {
        return record.identity == finding.identity && record.log_index == finding.index &&
               is_same(record.leaf, finding.leaf);
    });
    if (found == records.end()) {
        // A registry tells only so many records of one content.
        return;
    }
    if (found->status != rules::Status::valid) {
        finding.codes.add(status::withdrawn, finding.url, "its signer has withdrawn or suspended the record");
    } else if (found->key_compromised) {
        finding.codes.add(status::key_compromised, finding.url, "the key that registered it was stolen before");
    } else {
        finding.codes.add(status::registry_match, finding.url);
    }
}

void confirm(const RegistryView& registry, receipt::ReceiptFinding& finding) {
    const auto own = registry.is_own_head(finding.origin, finding.head);
    if (!own) {
        return;
    }
    if (!*own) {
        // Y14: signed or not, it isn't what this log was.
        finding.codes.add(status::log_forked, finding.url, "the log never had that tree");
        return;
    }
    confirm_signer(registry, finding);
    confirm_record(registry, finding);
}

}  // namespace

void confirm_receipts(const RegistryView& registry, receipt::Report& report) {
    for (receipt::ReceiptFinding& finding : report.receipts) {
        if (finding.state == receipt::State::valid || finding.state == receipt::State::trusted) {
            confirm(registry, finding);
            finding.state = receipt::state_of(finding);
        }
    }
    report.state = receipt::state_of(report.receipts);
}

}  // namespace countersign::evidence

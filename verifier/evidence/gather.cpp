#include "verifier/evidence/gather.hpp"

#include "identity/keys/key_encoding.hpp"
#include "verifier/evidence/receipts.hpp"

namespace countersign::evidence {

namespace {

namespace c2pa = verifier::c2pa;

const c2pa::ManifestSummary* active_manifest(const c2pa::Report& report) {
    for (const auto& manifest : report.manifests) {
        if (manifest.label == report.active_manifest) {
            return &manifest;
        }
    }
    return nullptr;
}

// A time stamp counts by its authority; the log's time counts for the very bytes that it holds a record of. Whatever
// the signer claims is left out: a thief would claim an early time. So is the time of a receipt (Y16): it is that of
// the manifest before, and a thief could put it into an update manifest signed today.
SigningTime find_signing_time(const c2pa::ManifestSummary* manifest, const std::vector<ContentFact>& records) {
    SigningTime best;
    if (manifest != nullptr && manifest->time_stamp && manifest->time_stamp->trusted) {
        best = {TimeSource::trusted_time_stamp, manifest->time_stamp->time};
    } else if (!records.empty()) {
        best = {TimeSource::registry, records.front().registered_at};
    }
    return best;
}

std::optional<std::size_t> find_principal(const std::vector<ContentFact>& records) {
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (records[i].status == rules::Status::valid && !records[i].key_compromised) {
            return i;
        }
    }
    return records.empty() ? std::nullopt : std::optional<std::size_t>(0);
}

std::optional<SignerFact> find_signer(const c2pa::ManifestSummary* manifest, const Evidence& evidence,
                                      const RegistryView* registry) {
    SignerFact signer;
    if (manifest != nullptr && manifest->signer) {
        signer.certificate = manifest->signer;
        if (const auto key = parse_spki_der(manifest->signer->public_key)) {
            signer.key = *key;
        }
        if (registry != nullptr && signer.key) {
            signer.tenure = registry->find_key(*signer.key, evidence.as_of);
        }
        if (signer.tenure) {
            signer.identity = registry->find_identity(signer.tenure->identity);
        }
        return signer;
    }
    if (evidence.store == StoreSource::registry) {
        signer.identity = evidence.record_identities[*evidence.principal_record];
        return signer;
    }
    return std::nullopt;
}

void ask_about_identity(const RegistryView& registry, Evidence& evidence) {
    const auto& identity = evidence.signer->identity;
    if (!identity) {
        if (evidence.signer->certificate) {
            const auto& certificate = *evidence.signer->certificate;
            const auto& shown = certificate.common_name.empty() ? certificate.organisation : certificate.common_name;
            evidence.lookalike = registry.find_lookalike(shown, {});
        }
        return;
    }
    evidence.credentials = registry.credentials_of(identity->id, evidence.checked_at);
    evidence.reputation = registry.reputation_of(identity->id);
    for (const auto& dispute : registry.disputes_of_identity(identity->id)) {
        evidence.disputes.push_back(dispute);
    }
    for (const auto& name : identity->names) {
        if (auto found = registry.find_lookalike(name, identity->id)) {
            evidence.lookalike = std::move(found);
            break;
        }
    }
}

}  // namespace

Evidence gather(c2pa::Report report, const RegistryView* registry, const GatherOptions& options) {
    Evidence evidence;
    evidence.checked_at = options.now;
    evidence.report = std::move(report);
    evidence.cawg = options.cawg;
    evidence.receipts = options.receipts;
    evidence.registry_asked = registry != nullptr;
    const bool has_store = evidence.report.state != c2pa::State::absent;
    if (registry != nullptr) {
        evidence.checkpoint = registry->checkpoint();
        evidence.records = registry->find_content(evidence.report.asset.sha256);
        confirm_receipts(*registry, evidence.receipts);
        for (const auto& record : evidence.records) {
            evidence.record_identities.push_back(registry->find_identity(record.identity));
            for (const auto& dispute : registry->disputes_of_leaf(record.batch, record.leaf.index)) {
                evidence.disputes.push_back(dispute);
            }
        }
    }
    evidence.principal_record = find_principal(evidence.records);
    evidence.store = has_store ? options.store : evidence.records.empty() ? StoreSource::none : StoreSource::registry;
    const auto* const manifest = active_manifest(evidence.report);
    evidence.signing_time = find_signing_time(manifest, evidence.records);
    evidence.as_of =
        evidence.signing_time.source == TimeSource::none ? evidence.checked_at : evidence.signing_time.time;
    evidence.signer = find_signer(manifest, evidence, registry);
    if (registry != nullptr && evidence.signer) {
        ask_about_identity(*registry, evidence);
    }
    return evidence;
}

}  // namespace countersign::evidence

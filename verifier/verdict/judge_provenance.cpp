#include "verifier/media/formats.hpp"
#include "verifier/verdict/judge.hpp"
#include "verifier/verdict/status_codes.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;

void add_integrity_reason(Verdict& verdict) {
    switch (verdict.integrity) {
        case Integrity::intact:
            verdict.reasons.push_back({"integrity.intact", "The bytes are those that were signed."});
            return;
        case Integrity::altered:
            verdict.reasons.push_back({"integrity.altered", "The bytes aren't those that were signed."});
            return;
        case Integrity::unverifiable:
            verdict.reasons.push_back(
                {"integrity.unverifiable", "Nothing shows whether the bytes are those that were signed."});
            return;
    }
}

void add_code_reasons(const c2pa::StatusLists& codes, Verdict& verdict) {
    for (const auto& entry : codes.failure) {
        if (!verdict.has_reason(entry.code)) {
            verdict.reasons.push_back({entry.code, explain(entry)});
        }
        verdict.revoked = verdict.revoked || entry.code == "signingCredential.ocsp.revoked";
    }
    for (const auto& entry : codes.informational) {
        if (entry.code.starts_with("timeStamp.") && !verdict.has_reason(entry.code)) {
            verdict.reasons.push_back({entry.code, explain(entry)});
        }
    }
}

void judge_manifest(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict) {
    const c2pa::Report& report = evidence.report;
    Provenance& provenance = verdict.provenance;
    provenance.state = report.state;
    if (report.state == c2pa::State::trusted && !policy.c2pa_trust_list) {
        provenance.state = c2pa::State::valid;
        verdict.reasons.push_back(
            {"policy.trust_list_off", "The signer is on the C2PA trust list, which this policy doesn't use."});
    }
    verdict.integrity = classify_integrity(report.state, report.active);
    add_integrity_reason(verdict);
    if (report.state == c2pa::State::inaccessible) {
        verdict.reasons.push_back(
            report.remote_url.empty()
                ? Reason{"provenance.malformed", "The file or its manifest can't be read."}
                : Reason{"provenance.remote",
                         "Its manifest is kept at " + shown(report.remote_url) + ", which isn't fetched here."});
    }
    add_code_reasons(report.active, verdict);
    for (const auto& delta : report.ingredient_deltas) {
        if (!delta.statuses.failure.empty()) {
            provenance.ingredient_failures.push_back(delta);
        }
    }
    if (!provenance.ingredient_failures.empty()) {
        verdict.reasons.push_back(
            {"provenance.ingredient_failure", "Something that this was made from isn't in order any more."});
    }
}

// Without a manifest a record of these very bytes is the provenance: their digest is what was signed.
void judge_record(const evidence::Evidence& evidence, Verdict& verdict) {
    const auto& record = evidence.records[*evidence.principal_record];
    const bool stands = record.status == rules::Status::valid && !record.key_compromised;
    verdict.provenance.state = stands ? c2pa::State::valid : c2pa::State::invalid;
    verdict.integrity = Integrity::intact;
    verdict.reasons.push_back(
        {"integrity.registered", "These very bytes were registered on " + to_words(record.registered_at) + "."});
}

// What became of the signer's own records of these bytes; those of others are only told.
void judge_records(const evidence::Evidence& evidence, Verdict& verdict) {
    const bool has_identity = evidence.signer && evidence.signer->identity;
    bool valid = false;
    bool revoked = false;
    bool suspended = false;
    bool stolen = false;
    bool others = false;
    for (const auto& record : evidence.records) {
        if (!has_identity || !(record.identity == evidence.signer->identity->id)) {
            others = true;
            continue;
        }
        stolen = stolen || record.key_compromised;
        valid = valid || (record.status == rules::Status::valid && !record.key_compromised);
        revoked = revoked || record.status == rules::Status::revoked;
        suspended = suspended || record.status == rules::Status::suspended;
    }
    if (valid) {
        verdict.reasons.push_back({"record.valid", "The signer's record of these bytes is in the registry."});
    }
    if (revoked) {
        verdict.reasons.push_back({"record.revoked", "The signer has withdrawn a record of these bytes."});
        verdict.revoked = verdict.revoked || !valid;
    }
    if (suspended) {
        verdict.reasons.push_back({"record.suspended", "The signer has suspended a record of these bytes."});
    }
    if (stolen) {
        verdict.reasons.push_back(
            {"record.key_compromised", "A record of these bytes was signed with a key that was already stolen."});
        verdict.revoked = verdict.revoked || (!valid && verdict.provenance.source == evidence::StoreSource::registry);
    }
    if (others) {
        verdict.reasons.push_back({"record.other_identity", "Somebody else has registered these very bytes too."});
    }
}

}  // namespace

void judge_provenance(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict) {
    verdict.provenance.source = evidence.store;
    verdict.provenance.codes = evidence.report.active;
    verdict.provenance.manifests = evidence.report.manifests;
    if (evidence.store == evidence::StoreSource::registry && evidence.principal_record) {
        judge_record(evidence, verdict);
    } else if (evidence.report.state != c2pa::State::absent) {
        judge_manifest(evidence, policy, verdict);
    } else if (has_code(evidence.report.active.failure, "general.error")) {
        verdict.reasons.push_back({"file.malformed", explain(evidence.report.active.failure.front())});
    } else if (!verifier::media::is_read(evidence.report.asset.media_type)) {
        verdict.reasons.push_back({"file.unsupported", "Manifests in files of the kind " +
                                                           shown(evidence.report.asset.media_type) + " aren't read."});
    } else {
        verdict.reasons.push_back({"provenance.none", "No provenance was found in the file or in the registry."});
    }
    judge_records(evidence, verdict);
    if (!evidence.candidates.empty()) {
        verdict.reasons.push_back(
            {"provenance.candidate", "It looks like registered content. That is a hint and never proof."});
    }
}

}  // namespace countersign::verdict

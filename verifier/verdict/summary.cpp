// The sentences of the page, in the order in which one thing matters more than another (docs/spec/verdict.md, V13).
#include <algorithm>

#include "verifier/verdict/judge.hpp"
#include "verifier/verdict/status_codes.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;

std::string on_day(const Verdict& verdict) {
    return verdict.origin.signed_at ? " on " + to_words(*verdict.origin.signed_at) : "";
}

// Whom the signature names: an identity of the registry, else the certificate. Empty where nobody signed this.
std::string signer_name(const Verdict& verdict) {
    if (!verdict.origin.identities.empty()) {
        return name_of(verdict.origin.identities.front());
    }
    if (verdict.origin.key && !verdict.has_reason("origin.signature_mismatch")) {
        return name_of(*verdict.origin.key);
    }
    return {};
}

std::string owner_name(const evidence::Evidence& evidence) {
    return evidence.signer && evidence.signer->identity ? name_of(*evidence.signer->identity) : "its owner";
}

std::string say_unreadable(const Verdict& verdict, const c2pa::Report& report) {
    if (verdict.has_reason("provenance.remote")) {
        return "Its provenance is kept elsewhere and wasn't fetched, so nothing can be said of it here.";
    }
    const std::string why =
        report.active.failure.empty() ? "its manifest can't be read" : explain(report.active.failure.front());
    return report.state == c2pa::State::inaccessible
               ? "This file is damaged or of a kind we can't open: " + why + (why.ends_with('.') ? "" : ".")
               : "The provenance in this file can't be checked: " + why + (why.ends_with('.') ? "" : ".");
}

// What makes the state invalid; a signer off the trust list alone doesn't.
std::string first_fault(const c2pa::Report& report) {
    const auto& failures = report.active.failure;
    const auto found = std::ranges::find_if(
        failures, [](const c2pa::StatusEntry& entry) { return entry.code != "signingCredential.untrusted"; });
    return found == failures.end() ? "see the reasons." : explain(*found);
}

std::string say_stolen(const evidence::Evidence& evidence) {
    const std::string start = "Signed with a key that " + owner_name(evidence) + " reported stolen on " +
                              to_words(evidence.signer->tenure->compromised_since);
    return evidence.signing_time.source == evidence::TimeSource::none
               ? start + ", and nothing shows that this signature is older. Don't rely on it."
               : start + ", before this signature. Don't rely on it.";
}

std::string say_revoked(const evidence::Evidence& evidence, const Verdict& verdict) {
    if (verdict.has_reason("key.compromised")) {
        return say_stolen(evidence);
    }
    if (verdict.has_reason("signingCredential.ocsp.revoked")) {
        return "Signed with a certificate that its issuer has revoked. Don't rely on it.";
    }
    if (verdict.has_reason("record.revoked")) {
        return owner_name(evidence) + " has withdrawn what it said of this file. Don't rely on it.";
    }
    if (verdict.has_reason("record.key_compromised")) {
        return "Registered with a key that was already reported stolen. Don't rely on it.";
    }
    return verdict.has_reason("dispute.conceded")
               ? owner_name(evidence) + " concedes that what it said of this file is wrong. Don't rely on it."
               : "A dispute about its origin was decided against " + owner_name(evidence) + ". Don't rely on it.";
}

const Dispute* find_open_dispute(const Verdict& verdict) {
    const auto found = std::ranges::find_if(verdict.standing.disputes, [](const Dispute& dispute) {
        return dispute.counts && (dispute.status == "open" || dispute.status == "answered");
    });
    return found == verdict.standing.disputes.end() ? nullptr : &*found;
}

std::string say_disputed(const Dispute& dispute, const evidence::Evidence& evidence) {
    std::string sentence = "Its origin is disputed: " + std::string(to_words(dispute.fact.ground)) + ", since " +
                           to_words(dispute.fact.opened_at) + ".";
    if (dispute.status == "answered") {
        sentence += " " + owner_name(evidence) + " has answered.";
    }
    return sentence;
}

std::string accepted_issuer(const Verdict& verdict, const Policy& policy) {
    for (const auto& credential : verdict.standing.credentials) {
        const auto is_root = [&policy](const auto& id) {
            return std::ranges::find(policy.trust_roots, id) != policy.trust_roots.end();
        };
        if (credential.status == evidence::CredentialStatus::valid &&
            (is_root(credential.issuer) || std::ranges::any_of(credential.accredited_by, is_root))) {
            return shown(credential.issuer_name);
        }
    }
    return {};
}

// The key is somebody's, but not for this signature.
std::string say_out_of_time(const evidence::Evidence& evidence, const Verdict& verdict) {
    const std::string owner = owner_name(evidence);
    const std::string start = "Unchanged since it was signed" + on_day(verdict) + ", but with a key that ";
    if (verdict.has_reason("key.retired")) {
        return start + owner + " has retired.";
    }
    if (verdict.has_reason("key.expired")) {
        return start + owner + " used only until " + to_words(evidence.signer->tenure->valid_until) + ".";
    }
    if (verdict.has_reason("key.not_yet_valid")) {
        return start + owner + " listed only later.";
    }
    return start + owner + " doesn't list for signing content.";
}

std::string say_intact(const evidence::Evidence& evidence, const Policy& policy, const Verdict& verdict) {
    const std::string verb = verdict.provenance.source == evidence::StoreSource::registry ? "registered" : "signed";
    const std::string name = signer_name(verdict);
    if (verdict.origin.status == OriginStatus::identified && !verdict.origin.identities.empty()) {
        const auto& identity = verdict.origin.identities.front();
        const std::string issuer = accepted_issuer(verdict, policy);
        return (verb == "signed" ? "Signed by " : "Registered by ") + name + ", " +
               std::string(to_words(identity.kind)) + (issuer.empty() ? std::string() : " attested by " + issuer) +
               "," + on_day(verdict) + (verdict.origin.signed_at ? "" : " at a time nobody else confirms") +
               ". Unchanged since.";
    }
    if (verdict.origin.status == OriginStatus::identified) {
        return "Signed by " + name + ", whose certificate is on the trust list," + on_day(verdict) +
               (verdict.origin.signed_at ? "" : " at a time nobody else confirms") + ". Unchanged since.";
    }
    if (evidence.signer && evidence.signer->tenure && verdict.origin.identities.empty()) {
        return say_out_of_time(evidence, verdict);
    }
    return "Unchanged since it was " + verb + on_day(verdict) + ", but nobody you trust vouches for the signer" +
           (verdict.origin.identities.empty() ? "" : " " + name) + ".";
}

std::string say_ai(const Verdict& verdict) {
    const std::string name = signer_name(verdict);
    const std::string who = ", says its signer" + (name.empty() ? "" : " " + name) + ". ";
    switch (verdict.disclosure.ai) {
        case rules::AiDisclosure::generated: return "Made with generative AI" + who;
        case rules::AiDisclosure::edited: return "Edited with generative AI" + who;
        case rules::AiDisclosure::captured:
        case rules::AiDisclosure::undeclared: return {};
    }
    return {};
}

std::string say_nothing_found(const Verdict& verdict) {
    for (const auto& reason : verdict.reasons) {
        if (reason.code == "file.malformed" || reason.code == "file.unsupported") {
            return "This file is damaged or of a kind we can't open: " + reason.text;
        }
    }
    if (verdict.candidates.empty()) {
        return "No provenance found. That doesn't make it fake: most files carry none.";
    }
    const auto& candidate = verdict.candidates.front();
    return "This file carries no provenance, but it looks like a picture that " +
           (candidate.identity ? name_of(*candidate.identity) : "somebody") + " registered on " +
           to_words(candidate.record.registered_at) + ". Compare them.";
}

}  // namespace

std::string summarise(const evidence::Evidence& evidence, const Policy& policy, const Verdict& verdict) {
    if (verdict.provenance.source == evidence::StoreSource::none) {
        return say_nothing_found(verdict);
    }
    if (verdict.integrity == Integrity::altered) {
        const std::string name = signer_name(verdict);
        return name.empty() ? "This file was changed after it was signed."
                            : "This file was changed after " + name + " signed it.";
    }
    if (verdict.integrity == Integrity::unverifiable) {
        return say_unreadable(verdict, evidence.report);
    }
    if (verdict.revoked) {
        return say_ai(verdict) + say_revoked(evidence, verdict);
    }
    if (verdict.has_reason("record.suspended") && verdict.provenance.state == c2pa::State::invalid) {
        return owner_name(evidence) + " has suspended what it said of this file.";
    }
    if (verdict.has_reason("name.lookalike")) {
        return say_ai(verdict) + names::to_sentence(evidence.lookalike->lookalike);
    }
    if (const auto* const dispute = find_open_dispute(verdict)) {
        return say_ai(verdict) + say_disputed(*dispute, evidence);
    }
    if (verdict.provenance.state == c2pa::State::invalid) {
        return say_ai(verdict) + "Unchanged since it was signed" + on_day(verdict) +
               ", but the signature isn't in order: " + first_fault(evidence.report);
    }
    return say_ai(verdict) + say_intact(evidence, policy, verdict);
}

}  // namespace countersign::verdict

#include "verifier/verdict/judge.hpp"
#include "verifier/verdict/status_codes.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

namespace c2pa = verifier::c2pa;
using evidence::TimeSource;

std::string signature_age(const evidence::SigningTime& signing) {
    return signing.source == TimeSource::none ? "nothing shows that this signature is older"
                                              : "no trace of this signature is older than " + to_words(signing.time);
}

void add_key_reason(KeyStanding standing, const evidence::Evidence& evidence, Verdict& verdict) {
    const auto& key = *evidence.signer->tenure;
    const std::string age = signature_age(evidence.signing_time);
    switch (standing) {
        case KeyStanding::unlisted: return;
        case KeyStanding::good:
            verdict.reasons.push_back({"key.good", "The key was the signer's at that time."});
            if (key.compromised_since.value != 0) {
                verdict.reasons.push_back({"key.stolen_later", "The key was reported stolen on " +
                                                                   to_words(key.compromised_since) +
                                                                   ". This signature is older and stands."});
            }
            return;
        case KeyStanding::compromised:
            verdict.reasons.push_back({"key.compromised", "The key was reported stolen on " +
                                                              to_words(key.compromised_since) + ", and " + age + "."});
            verdict.revoked = true;
            return;
        case KeyStanding::retired:
            verdict.reasons.push_back(
                {"key.retired", "The key was retired on " + to_words(key.retired_at) + ", and " + age + "."});
            return;
        case KeyStanding::expired:
            verdict.reasons.push_back(
                {"key.expired", "The key was valid until " + to_words(key.valid_until) + ", and " + age + "."});
            return;
        case KeyStanding::not_yet:
            verdict.reasons.push_back({"key.not_yet_valid", "The key wasn't listed yet when this was signed."});
            return;
        case KeyStanding::no_role:
            verdict.reasons.push_back({"key.role_missing", "The key is listed, but not for signing content."});
            return;
    }
}

void judge_time(const evidence::Evidence& evidence, Verdict& verdict) {
    switch (evidence.signing_time.source) {
        case TimeSource::trusted_time_stamp:
            verdict.origin.signed_at = evidence.signing_time.time;
            verdict.reasons.push_back({"origin.time_trusted", "The time is that of an accepted time stamp."});
            return;
        case TimeSource::registry:
            verdict.origin.signed_at = evidence.signing_time.time;
            verdict.reasons.push_back(
                {"origin.time_registry", "The time is that at which the log took a record of it."});
            return;
        case TimeSource::none:
            verdict.reasons.push_back({"origin.time_unknown", "Nobody but the signer says when it was signed."});
            return;
    }
}

bool is_certificate_trusted(const Verdict& verdict) { return verdict.provenance.state == c2pa::State::trusted; }

void add_identity(const evidence::IdentityFact& identity, bool vouched, Verdict& verdict) {
    verdict.origin.identities.push_back(identity);
    verdict.reasons.push_back({"origin.identity", "The registry lists the key as that of " + name_of(identity) + "."});
    if (identity.custody == rules::Custody::hosted) {
        verdict.reasons.push_back({"custody.hosted", "A service keeps this identity's keys."});
    }
    if (!vouched) {
        verdict.reasons.push_back({"origin.not_vouched", "Nobody whom this policy accepts vouches for the signer."});
    }
    verdict.origin.status = vouched ? OriginStatus::identified : OriginStatus::pseudonymous;
}

void judge_certificate_signer(const evidence::Evidence& evidence, bool vouched, Verdict& verdict) {
    const auto& signer = *evidence.signer;
    KeyStanding standing = KeyStanding::unlisted;
    if (signer.tenure) {
        standing = judge_key(*signer.tenure, evidence.signing_time, evidence.as_of);
        add_key_reason(standing, evidence, verdict);
    } else if (evidence.registry_asked) {
        verdict.reasons.push_back(signer.key ? Reason{"origin.key_unlisted", "The registry doesn't list this key."}
                                             : Reason{"origin.key_kind",
                                                      "The key is of a kind that the registry "
                                                      "doesn't list."});
    }
    // A stolen key still tells whose it was; a key out of its time tells nothing of this signature.
    if (signer.identity && (standing == KeyStanding::good || standing == KeyStanding::compromised)) {
        add_identity(*signer.identity, vouched && standing == KeyStanding::good, verdict);
    }
    if (is_certificate_trusted(verdict)) {
        verdict.reasons.push_back({"origin.certificate_trusted", "The signer's certificate is on the trust list."});
        if (standing != KeyStanding::compromised) {
            verdict.origin.status = OriginStatus::identified;
        }
    }
}

}  // namespace

KeyStanding judge_key(const evidence::KeyFact& key, const evidence::SigningTime& signing, UnixSeconds as_of) noexcept {
    const bool dated = signing.source != TimeSource::none;
    if (key.compromised_since.value != 0 && (!dated || as_of >= key.compromised_since)) {
        return KeyStanding::compromised;
    }
    if ((key.roles & rules::roles::sign_content) == 0) {
        return KeyStanding::no_role;
    }
    if (as_of < key.added_at || as_of < key.valid_from) {
        return KeyStanding::not_yet;
    }
    if (key.retired_at.value != 0 && as_of >= key.retired_at) {
        return KeyStanding::retired;
    }
    if (key.valid_until.value != 0 && as_of >= key.valid_until) {
        return KeyStanding::expired;
    }
    return KeyStanding::good;
}

void judge_origin(const evidence::Evidence& evidence, const Policy&, bool vouched, Verdict& verdict) {
    if (!evidence.signer) {
        return;
    }
    if (evidence.registry_asked) {
        verdict.origin.as_of = evidence.as_of;
    }
    verdict.origin.key = evidence.signer->certificate;
    judge_time(evidence, verdict);
    // A signature that doesn't fit was made by nobody: whoever the certificate names has signed something else.
    if (has_code(evidence.report.active.failure, "claimSignature.mismatch") ||
        has_code(evidence.report.active.failure, "claimSignature.missing")) {
        verdict.reasons.push_back({"origin.signature_mismatch", "The signature isn't that of the named signer."});
        return;
    }
    if (evidence.signer->certificate) {
        judge_certificate_signer(evidence, vouched, verdict);
    } else if (evidence.signer->identity) {
        const bool stolen = evidence.records[*evidence.principal_record].key_compromised;
        add_identity(*evidence.signer->identity, vouched && !stolen, verdict);
    }
}

}  // namespace countersign::verdict

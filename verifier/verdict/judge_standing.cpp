#include <algorithm>

#include "verifier/verdict/judge.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

bool contains(const std::vector<rules::IdentityId>& list, const rules::IdentityId& id) {
    return std::ranges::find(list, id) != list.end();
}

bool is_accepted(const evidence::CredentialFact& credential, const Policy& policy) {
    return contains(policy.trust_roots, credential.issuer) ||
           std::ranges::any_of(credential.accredited_by,
                               [&policy](const auto& accreditor) { return contains(policy.trust_roots, accreditor); });
}

// V9. A credential counts where it is in force and its issuer, or an accreditor of its issuer, is a root.
bool judge_credentials(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict) {
    bool vouched = false;
    for (const auto& credential : evidence.credentials) {
        const std::string what = shown(credential.type) + " by " + shown(credential.issuer_name);
        switch (credential.status) {
            case evidence::CredentialStatus::valid:
                if (is_accepted(credential, policy)) {
                    vouched = true;
                    verdict.reasons.push_back({"credential.accepted", "Attested: " + what + "."});
                } else {
                    verdict.reasons.push_back(
                        {"credential.not_accepted", what + ": an issuer that this policy doesn't name."});
                }
                break;
            case evidence::CredentialStatus::suspended:
                verdict.reasons.push_back({"credential.suspended", what + " is suspended."});
                break;
            case evidence::CredentialStatus::revoked:
                verdict.reasons.push_back({"credential.revoked", what + " was revoked."});
                break;
            case evidence::CredentialStatus::expired:
                verdict.reasons.push_back({"credential.expired", what + " has expired."});
                break;
            case evidence::CredentialStatus::not_yet_valid:
                verdict.reasons.push_back({"credential.not_yet_valid", what + " isn't valid yet."});
                break;
        }
    }
    return vouched;
}

bool is_accepted_arbiter(const evidence::DisputeFact& dispute, const evidence::Evidence& evidence,
                         const Policy& policy) {
    return contains(policy.arbiters, dispute.arbiter) ||
           std::ranges::any_of(evidence.records, [&dispute](const auto& record) {
               return !record.arbiter.is_zero() && record.arbiter == dispute.arbiter;
           });
}

// V10. Only an accepted arbiter upholds; a rejection is believed of any that counts, since the disputing party chose
// it. Without a ruling that counts the dispute stays open.
Dispute judge_dispute(const evidence::DisputeFact& fact, const evidence::Evidence& evidence, const Policy& policy) {
    const bool accepted = is_accepted_arbiter(fact, evidence, policy);
    Dispute dispute{fact, "open", accepted || policy.arbiters.empty()};
    if (fact.answer == rules::DisputeAnswer::conceded) {
        dispute.status = "conceded";
    } else if (fact.ruling == rules::Ruling::upheld && accepted) {
        dispute.status = "upheld";
    } else if (fact.ruling == rules::Ruling::rejected && dispute.counts) {
        dispute.status = "rejected";
    } else if (fact.answer == rules::DisputeAnswer::contested) {
        dispute.status = "answered";
    }
    return dispute;
}

void judge_disputes(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict) {
    for (const auto& fact : evidence.disputes) {
        Dispute dispute = judge_dispute(fact, evidence, policy);
        const std::string ground = std::string(to_words(fact.ground)) + ", since " + to_words(fact.opened_at) + ".";
        if (!dispute.counts && dispute.status != "conceded") {
            verdict.reasons.push_back({"dispute.arbiter_not_accepted",
                                       "Disputed before an arbiter that this policy doesn't name: " + ground});
        } else if (dispute.status == "rejected") {
            verdict.reasons.push_back({"dispute.rejected", "A dispute was rejected: " + ground});
        } else if (dispute.status == "upheld" || dispute.status == "conceded") {
            verdict.reasons.push_back({"dispute." + dispute.status, "A dispute was " + dispute.status + ": " + ground});
            verdict.revoked = true;
        } else {
            verdict.reasons.push_back({"dispute." + dispute.status, "Its origin is disputed: " + ground});
        }
        verdict.standing.disputes.push_back(std::move(dispute));
    }
}

// With a minimum in the policy somebody must trust the signer that much, whoever attests them.
bool judge_reputation(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict) {
    bool enough = policy.score_min.value == 0;
    for (const auto& fact : evidence.reputation) {
        const ScorePpm score = fact.explanation.score.score;
        enough = enough || score >= policy.score_min;
        verdict.reasons.push_back(
            {"reputation.score", "Reputation for " + shown(fact.context) + ": " + to_percent(score) + "."});
    }
    if (!enough) {
        verdict.reasons.push_back(
            {"reputation.below_minimum", "The signer's reputation is below what this policy asks."});
    }
    return enough;
}

void judge_name(const evidence::Evidence& evidence, bool vouched, Verdict& verdict) {
    if (evidence.lookalike) {
        verdict.reasons.push_back(
            {vouched ? "name.similar" : "name.lookalike", names::to_sentence(evidence.lookalike->lookalike)});
    }
}

}  // namespace

bool judge_standing(const evidence::Evidence& evidence, const Policy& policy, Verdict& verdict) {
    verdict.standing.credentials = evidence.credentials;
    verdict.standing.reputation = evidence.reputation;
    bool vouched = judge_credentials(evidence, policy, verdict);
    if (evidence.signer && evidence.signer->identity && contains(policy.trust_roots, evidence.signer->identity->id)) {
        vouched = true;
        verdict.reasons.push_back({"origin.trust_root", "The policy names the signer itself."});
    }
    judge_disputes(evidence, policy, verdict);
    if (evidence.signer && evidence.signer->identity) {
        vouched = judge_reputation(evidence, policy, verdict) && vouched;
    }
    judge_name(evidence, vouched, verdict);
    return vouched;
}

}  // namespace countersign::verdict

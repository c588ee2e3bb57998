#include "verifier/verdict/decide.hpp"

#include "verifier/verdict/disclosure.hpp"
#include "verifier/verdict/judge.hpp"
#include "verifier/verdict/words.hpp"

namespace countersign::verdict {

namespace {

void add_disclosure_reason(Verdict& verdict) {
    switch (verdict.disclosure.ai) {
        case rules::AiDisclosure::generated:
            verdict.reasons.push_back({"disclosure.generated", "Its signer says that it was made with generative AI."});
            return;
        case rules::AiDisclosure::edited:
            verdict.reasons.push_back({"disclosure.edited", "Its signer says that generative AI was used to edit it."});
            return;
        case rules::AiDisclosure::captured:
            verdict.reasons.push_back({"disclosure.captured", "Its signer says that a device captured it."});
            return;
        case rules::AiDisclosure::undeclared:
            verdict.reasons.push_back({"disclosure.undeclared", "Nothing was declared about AI."});
            return;
    }
}

// V12: what isn't there can't be proven, so it is told whose word it is and of when.
void add_registry_reason(const evidence::Evidence& evidence, Verdict& verdict) {
    if (!evidence.registry_asked) {
        verdict.reasons.push_back({"registry.not_asked", "No registry was asked: only the file itself speaks."});
        return;
    }
    verdict.reasons.push_back(
        {"registry.as_of",
         evidence.checkpoint
             ? "That nothing was revoked or disputed since is the service's word, as of checkpoint " +
                   std::to_string(evidence.checkpoint->head.size) + " of " + shown(evidence.checkpoint->origin) + "."
             : "That nothing was revoked or disputed is the service's word; its log has no checkpoint yet."});
}

}  // namespace

Verdict decide(const evidence::Evidence& evidence, const Policy& policy) {
    Verdict verdict;
    verdict.checked_at = evidence.checked_at;
    verdict.policy = {policy.id, policy.sha256};
    verdict.checkpoint = evidence.checkpoint;
    verdict.asset = evidence.report.asset;
    verdict.candidates = evidence.candidates;
    judge_provenance(evidence, policy, verdict);
    const bool vouched = judge_standing(evidence, policy, verdict);
    judge_origin(evidence, policy, vouched, verdict);
    judge_cawg(evidence, verdict);
    if (verdict.provenance.source != evidence::StoreSource::none) {
        verdict.disclosure = find_disclosure(evidence);
        add_disclosure_reason(verdict);
    }
    add_registry_reason(evidence, verdict);
    verdict.summary = summarise(evidence, policy, verdict);
    return verdict;
}

}  // namespace countersign::verdict

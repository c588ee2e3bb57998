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

std::string_view oversight_text(std::string_view level) {
    return level == "fully_autonomous"  ? ", without a person's review"
           : level == "prompt_guided"   ? ", guided by a person's prompts"
           : level == "human_validated" ? ", reviewed by a person"
                                        : "";
}

std::string use_text(std::string_view use) {
    return use == "ai_generative_training" ? "training generative AI"
           : use == "ai_training"          ? "training other AI"
           : use == "ai_inference"         ? "input to AI"
           : use == "data_mining"          ? "data mining"
                                           : shown(use);
}

/// What is said in detail: source, models, and what others may do.
void add_disclosure_details(Verdict& verdict) {
    const Disclosure& disclosure = verdict.disclosure;
    if (const std::string source = describe_source(disclosure.digital_source_type); !source.empty()) {
        verdict.reasons.push_back({"disclosure.source", "How it came about, in its signer's words: " + source + "."});
    }
    for (const auto& model : disclosure.models) {
        const std::string& name = !model.name.empty()         ? model.name
                                  : !model.identifier.empty() ? model.identifier
                                                              : model.type;
        verdict.reasons.push_back({"disclosure.model", "Its signer names the AI model " + shown(name) +
                                                           std::string(oversight_text(model.human_oversight)) + "."});
    }
    for (const auto& one : disclosure.permissions) {
        const std::string use = use_text(one.use);
        const std::string text = one.permission == "notAllowed" ? "Not to be used for " + use
                                 : one.permission == "allowed"
                                     ? "May be used for " + use
                                     : "May be used for " + use + " under conditions" +
                                           (one.constraint.empty() ? "" : ": ") + shown(one.constraint);
        verdict.reasons.push_back({"disclosure.use", text + ", says its signer."});
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
    judge_receipts(evidence, verdict);
    if (verdict.provenance.source != evidence::StoreSource::none) {
        verdict.disclosure = find_disclosure(evidence);
        add_disclosure_reason(verdict);
        add_disclosure_details(verdict);
    }
    add_registry_reason(evidence, verdict);
    verdict.summary = summarise(evidence, policy, verdict);
    return verdict;
}

}  // namespace countersign::verdict

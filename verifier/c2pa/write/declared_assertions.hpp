// Assertions that are often wanted, made from a few words: which AI model was used, and what others may do with the
// content. Data in: words of the command line; data out: assertions for SignOptions.
// Rules: docs/spec/c2pa-writing.md (W40). Standards: C2PA 2.5 (`c2pa.ai-disclosure`), CAWG Training and Data
// Mining 1.1. Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/write/sign_options.hpp"

namespace countersign::verifier::c2pa {

struct AiDisclosureWords {
    /// `c2pa.types.model.*`, or what follows `c2pa.types.`.
    std::string model_type;
    /// May be empty.
    std::string model_name;
    /// `fully_autonomous`, `prompt_guided`, `human_validated`, or empty.
    std::string human_oversight;
};
/// `c2pa.ai-disclosure`. Errors: sign.assertion.
[[nodiscard]] Result<ExtraAssertion> make_ai_disclosure(const AiDisclosureWords& words);

/// `cawg.training-mining` from words such as `ai_training=notAllowed` and `data_mining=constrained:ask first`. The uses
/// are data_mining, ai_inference, ai_training and ai_generative_training. Errors: sign.assertion.
[[nodiscard]] Result<ExtraAssertion> make_training_mining(const std::vector<std::string>& words);

}  // namespace countersign::verifier::c2pa

// What the signer declared of AI, from the manifest's actions and those of its parents, or from a content record.
// docs/spec/verdict.md, V11. Private to verifier/verdict. Thread-safety: pure functions.
#pragma once

#include "verifier/verdict/verdict.hpp"

namespace countersign::verdict {

/// A digitalSourceType in plain words, or empty where it isn't one that is known.
[[nodiscard]] std::string describe_source(std::string_view type);
[[nodiscard]] Disclosure find_disclosure(const evidence::Evidence& evidence);

}  // namespace countersign::verdict

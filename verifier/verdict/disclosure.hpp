// What the signer declared of AI, from the manifest's actions and those of its parents, or from a content record.
// docs/spec/verdict.md, V11. Private to verifier/verdict. Thread-safety: pure functions.
#pragma once

#include "verifier/verdict/verdict.hpp"

namespace countersign::verdict {

[[nodiscard]] Disclosure find_disclosure(const evidence::Evidence& evidence);

}  // namespace countersign::verdict

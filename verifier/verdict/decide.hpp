// Evidence and a policy give a verdict. Pure and total: the same input gives the same verdict, every input gives one,
// and nothing is looked up. docs/spec/verdict.md. Thread-safety: pure function.
#pragma once

#include "verifier/evidence/evidence.hpp"
#include "verifier/verdict/policy.hpp"
#include "verifier/verdict/verdict.hpp"

namespace countersign::verdict {

[[nodiscard]] Verdict decide(const evidence::Evidence& evidence, const Policy& policy);

}  // namespace countersign::verdict

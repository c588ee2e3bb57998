// What a manifest says of AI beside its actions: the models used (`c2pa.ai-disclosure`, C2PA 2.4 and later) and what
// others may do with the content (`cawg.training-mining`, and `c2pa.training-mining` of old). CBOR or JSON. Only read,
// never judged. Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/assertion.hpp"
#include "verifier/c2pa/report.hpp"

namespace countersign::verifier::c2pa {

/// Adds what the assertion says to the summary; nothing where it is of another kind. At most
/// limits::ai_statements_max of each kind.
void add_ai_statement(const Assertion& assertion, ManifestSummary& out);

}  // namespace countersign::verifier::c2pa

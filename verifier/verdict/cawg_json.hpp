// The parts of the answer about signatures: codes, certificates, CAWG identities (api/openapi.yaml, Provenance).
// Private to verifier/verdict. Thread-safety: pure functions.
#pragma once

#include "identity/base/json.hpp"
#include "verifier/cawg/report.hpp"

namespace countersign::verdict {

[[nodiscard]] Json codes_json(const verifier::c2pa::StatusLists& codes);
[[nodiscard]] Json signer_json(const verifier::c2pa::Signer& signer);
[[nodiscard]] Json cawg_json(const verifier::cawg::Report& report);

}  // namespace countersign::verdict

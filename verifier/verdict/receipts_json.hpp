// Repository receipts in a verdict's JSON. Private to verifier/verdict. Thread-safety: pure functions.
#pragma once

#include "identity/base/json.hpp"
#include "verifier/receipt/report.hpp"

namespace countersign::verdict {

/// `provenance.receipts`.
[[nodiscard]] Json receipts_json(const verifier::receipt::Report& report);

}  // namespace countersign::verdict

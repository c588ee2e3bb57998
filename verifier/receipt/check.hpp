// Checks a file's repository receipts back to the log, by the file and the log's key alone. What a registry adds to
// that (whose key signed, whether the record stands) is verifier/evidence's to ask. Data in: a C2PA report and log
// keys; data out: what was found. Rules: docs/spec/receipt.md (Y5 to Y12). Thread-safety: pure function.
#pragma once

#include <span>

#include "contracts/log/note.hpp"
#include "verifier/receipt/report.hpp"

namespace countersign::verifier::receipt {

/// Those of the active manifest, and of each manifest that it updates. `log_keys` are the ones that the caller
/// believes.
[[nodiscard]] Report check_receipts(const c2pa::Report& report, std::span<const log::VerifierKey> log_keys);

}  // namespace countersign::verifier::receipt

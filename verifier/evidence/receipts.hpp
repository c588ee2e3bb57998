// What a registry adds to a repository receipt that the file's own bytes and the log's key have shown: whose key signed
// the claim, whether the record still stands, and whether this is the log that it says. Rules: docs/spec/receipt.md
// (Y13 to Y15). Thread-safety: as the registry.
#pragma once

#include "verifier/evidence/registry_view.hpp"
#include "verifier/receipt/report.hpp"

namespace countersign::evidence {

/// Asks only about receipts that hold by themselves, and makes their states anew.
void confirm_receipts(const RegistryView& registry, verifier::receipt::Report& report);

}  // namespace countersign::evidence

// Gathers the evidence on one file: a C2PA report and a registry in, facts out. Decides nothing.
// Thread-safety: pure apart from the registry, which may be asked by many threads.
#pragma once

#include "verifier/evidence/evidence.hpp"

namespace countersign::evidence {

struct GatherOptions {
    /// Where the report's manifest store was found.
    StoreSource store = StoreSource::embedded;
    UnixSeconds now;
    /// What was found of the report's identity assertions; by default nobody looked.
    verifier::cawg::Report cawg = {};
    /// What was found of its repository receipts; by default nobody looked.
    verifier::receipt::Report receipts = {};
};

/// `registry` may be null: then only the file speaks. A constant number of questions to the registry for each record,
/// of which at most limits::content_records_max are looked at.
[[nodiscard]] Evidence gather(verifier::c2pa::Report report, const RegistryView* registry,
                              const GatherOptions& options);

}  // namespace countersign::evidence

// The actions assertion of a manifest, with the ingredients that its actions name. Data in: a plan; data out: the
// content of `c2pa.actions.v2`, and ingredient assertions in the store. Rules: docs/spec/c2pa-writing.md (W14, W15,
// W38, W39, W46). Standard: C2PA 2.5 sections 16.4.1 and 16.5. Thread-safety: one thread.
#pragma once

#include "verifier/c2pa/write/assertion_store.hpp"
#include "verifier/c2pa/write/manifest_builder.hpp"

namespace countersign::verifier::c2pa {

/// Ingredients first, then the actions that name them; no actions where an update has none.
void add_actions(const ManifestPlan& plan, AssertionStore& assertions);

}  // namespace countersign::verifier::c2pa

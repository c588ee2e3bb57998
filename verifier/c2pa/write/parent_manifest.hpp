// What the file carried before it is signed again: its manifests, ready to be carried along, and what validating them
// found. Data in: a container with a store and its report; data out: the parent ingredient's facts.
// Rules: docs/spec/c2pa-writing.md (W18, W19). Standard: C2PA 2.5 section 16.5.13.
// Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/write/manifest_builder.hpp"

namespace countersign::verifier::c2pa {

/// Errors: sign.manifest_unreadable.
[[nodiscard]] Result<ParentManifest> read_parent(ByteView store, const Report& report);

}  // namespace countersign::verifier::c2pa

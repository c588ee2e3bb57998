// What a report tells of each manifest: the stranger's words in fields, unjudged.
// Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/check_manifest.hpp"

namespace countersign::verifier::c2pa {

[[nodiscard]] std::vector<ManifestSummary> summarise(const Store& store, const std::vector<CheckedManifest>& manifests);

}  // namespace countersign::verifier::c2pa

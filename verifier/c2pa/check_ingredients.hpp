// Ingredients (C2PA 2.5 section 14.11): the assertion's own rules, the link to the ingredient's manifest, and what is
// new against what its signer recorded. Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/check_manifest.hpp"

namespace countersign::verifier::c2pa {

/// Adds the rules of 14.11.3.2 to each manifest's own statuses. Before the deltas, since they include these.
void check_ingredient_assertions(const CheckContext& context, std::vector<CheckedManifest>& manifests);

/// One delta for each ingredient assertion with something new to say, the active manifest's first.
[[nodiscard]] std::vector<IngredientDelta> find_deltas(const CheckContext& context,
                                                       const std::vector<CheckedManifest>& manifests);

/// The first standard manifest on the way of parents from the active one (itself, where it is standard), or null.
[[nodiscard]] const CheckedManifest* find_bound_manifest(const Store& store,
                                                         const std::vector<CheckedManifest>& manifests);

}  // namespace countersign::verifier::c2pa

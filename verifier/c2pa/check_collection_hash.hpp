// The hard binding of a collection whose files are the entries of a ZIP archive (C2PA 2.5 sections 14.12.5, A.6.2).
// Rules: docs/spec/c2pa.md (C69, C70). Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/check_binding.hpp"

namespace countersign::verifier::c2pa {

/// Requires `c2pa.hash.collection.data`. In a file of another kind none of the collection's files are here.
/// Errors: those of the source.
[[nodiscard]] Result<Done> check_collection_hash(const BindingContext& context, const Assertion& assertion,
                                                 const std::optional<std::string>& claim_algorithm, StatusLists& out);

}  // namespace countersign::verifier::c2pa

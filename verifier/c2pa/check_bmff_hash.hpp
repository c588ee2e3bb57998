// The hard binding of ISO base media files: `c2pa.hash.bmff.v2` and `.v3` (C2PA 2.5 section 14.12.2), for whole files,
// files whose `mdat` boxes are bound piece by piece, fragmented files in one, and initialisation segments with the
// fragments that are there.
// Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/check_binding.hpp"

namespace countersign::verifier::c2pa {

/// Everything is read once, in bounded memory. Errors: media.source_unreadable.
[[nodiscard]] Result<Done> check_bmff_hash(const BindingContext& context, const Assertion& assertion,
                                           const std::optional<std::string>& claim_algorithm, StatusLists& out);

}  // namespace countersign::verifier::c2pa

// `c2pa.hash.multi-asset`: a file of several files, such as a photo with its gain map or its motion video behind it,
// bound part by part (C2PA 2.5 sections 16.3.5 and 14.12.4). It is asked only where the hard binding of the whole
// doesn't match, which a part that may be taken away explains.
// Thread-safety: pure functions.
#pragma once

#include <vector>

#include "verifier/c2pa/check_binding.hpp"

namespace countersign::verifier::c2pa {

/// Null where the claim itself names none: a gathered one isn't its signer's word. Requires the assertions of one
/// manifest.
[[nodiscard]] const Assertion* find_multi_asset_hash(const std::vector<Assertion>& assertions) noexcept;

/// Judges the parts of the content, each by its own hash assertion among `assertions`.
/// Requires find_multi_asset_hash. Errors: those of the source.
[[nodiscard]] Result<Done> check_multi_asset(const BindingContext& context, const std::vector<Assertion>& assertions,
                                             const std::optional<std::string>& claim_algorithm, StatusLists& out);

}  // namespace countersign::verifier::c2pa

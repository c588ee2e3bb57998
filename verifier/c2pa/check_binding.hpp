// The hard binding: is this the content that was signed (C2PA 2.5 section 14.12)?
// Thread-safety: pure functions.
#pragma once

#include <span>

#include "verifier/c2pa/assertion.hpp"
#include "verifier/media/container.hpp"

namespace countersign::verifier::c2pa {

struct BindingContext {
    const media::ByteSource& source;
    /// What the content's reader found; a detached store leaves the range empty.
    const media::Container& container;
    /// True where update manifests stand above the binding's manifest: then the store may have grown.
    bool has_updates = false;
    /// Media segments of which `source` is the initialisation segment.
    std::span<const media::ByteSource* const> fragments = {};
};

/// Judges a hard binding of a kind that is read here (data, boxes, BMFF, collections); of another kind nothing can be
/// said, which is a failure too. Parts aren't asked (check_multi_asset.hpp). Errors: those of the source.
[[nodiscard]] Result<Done> check_binding(const BindingContext& context, const Assertion& assertion,
                                         const std::optional<std::string>& claim_algorithm, StatusLists& out);

}  // namespace countersign::verifier::c2pa

// HTML: the manifest store is the base64 text of `script type="application/c2pa"` in the head, or `link
// rel="c2pa-manifest"` says where it is (C2PA 2.5 A.7). A binding excludes the element.
// read_container (container.hpp) is the way in. Thread-safety: pure functions.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads the head alone, in pieces. Errors: as read_container.
[[nodiscard]] Result<Container> read_html(const ByteSource& source);
/// At the end of the head. Errors: as plan_embedding; media.embedding_refused where the head has no tags of its own.
[[nodiscard]] Result<EmbedPlan> embed_html(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_html(ByteView store);

}  // namespace countersign::verifier::media

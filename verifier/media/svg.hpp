// SVG: the manifest store is the base64 text of `c2pa:manifest` in the document's `metadata` (C2PA 2.5 A.3.3). A
// binding excludes the text alone. read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads the whole document, in pieces. Errors: as read_container.
[[nodiscard]] Result<Container> read_svg(const ByteSource& source);
/// At the start of `metadata`, which is added where there is none; the namespace is declared on the root.
[[nodiscard]] Result<EmbedPlan> embed_svg(const ByteSource& source, const Container& container,
                                          std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_svg(ByteView store);

/// Base64 in a document, white space around and in it: the store, put into `out` for `text`. Errors:
/// media.manifest_malformed, media.manifest_too_large, and those of the source.
[[nodiscard]] Result<Done> read_base64_store(const ByteSource& source, const ByteRange& text, Container& out);

}  // namespace countersign::verifier::media

// PDF: the manifest store is an embedded file whose relationship is C2PA_Manifest, named by `AF` in the catalog of the
// newest revision (C2PA 2.5 A.4). A binding excludes the store's bytes alone.
// read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads cross-references, a few objects and the store. An encrypted PDF whose catalog can't be read is
/// media.container_unsupported. Errors: as read_container.
[[nodiscard]] Result<Container> read_pdf(const ByteSource& source);
/// An incremental update: the catalog once more with `AF`, the file specification, the store. Nothing before it
/// changes. Not for encrypted PDFs and not where the catalog has embedded files of others.
[[nodiscard]] Result<EmbedPlan> embed_pdf(const ByteSource& source, const Container& container,
                                          std::uint64_t store_bytes);
/// The store as it is.
[[nodiscard]] Bytes frame_pdf(ByteView store);

}  // namespace countersign::verifier::media

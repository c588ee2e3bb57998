// TIFF, DNG and other TIFF-based raw formats, also BigTIFF: the manifest store is the data of tag 52545 in the main
// chain of image file directories (C2PA 2.5 A.3.8). A binding excludes the store's bytes alone.
// read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads the directories of the main chain, the store and XMP. Errors: as read_container.
[[nodiscard]] Result<Container> read_tiff(const ByteSource& source);
/// At the end of the file, so that no offset changes. The tag goes into the only directory, which moves to the end too,
/// or, where there are several, into one of its own at the end of the chain.
[[nodiscard]] Result<EmbedPlan> embed_tiff(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
/// The store as it is.
[[nodiscard]] Bytes frame_tiff(ByteView store);

}  // namespace countersign::verifier::media

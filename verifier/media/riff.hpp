// RIFF: WebP, WAV (also RF64 and BW64, for more than 4 GiB) and AVI. The manifest store is the chunk `C2PA` in the
// first RIFF chunk (C2PA 2.5 A.3.9). A binding excludes its header and data, not the padding byte.
// read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads chunk headers, the store and XMP. Errors: as read_container.
[[nodiscard]] Result<Container> read_riff(const ByteSource& source);
/// The form type for each RIFF chunk's 12 bytes, then its sub-chunks with their padding, a LIST as one box by its list
/// type, `C2PA` for the store's, and `c2pa.after` (2.5 section 16.3.3.3.5).
[[nodiscard]] Result<std::vector<NamedBox>> list_riff_boxes(const ByteSource& source, const Container& container);
/// The last sub-chunk of the first RIFF chunk, whose size is corrected. Not where other RIFF chunks follow (AVI beyond
/// 1 GiB): their indexes hold offsets from the start of the file.
[[nodiscard]] Result<EmbedPlan> embed_riff(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_riff(ByteView store);

}  // namespace countersign::verifier::media

// MP3 and FLAC with an ID3v2 tag in front: the manifest store is the object of a frame GEOB whose media type is
// application/c2pa (C2PA 2.5 A.3.5). A binding excludes the store's bytes alone.
// read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads the tag's frame headers, the store and XMP; nothing of the audio. Errors: as read_container.
[[nodiscard]] Result<Container> read_id3(const ByteSource& source);
/// Behind the tag's frames, or in a tag of its own where there is none. Not in a tag with unsynchronisation, extended
/// header or footer: nobody writes them, and they can't be kept by adding a frame.
[[nodiscard]] Result<EmbedPlan> embed_id3(const ByteSource& source, const Container& container,
                                          std::uint64_t store_bytes);
/// The store as it is.
[[nodiscard]] Bytes frame_id3(ByteView store);

}  // namespace countersign::verifier::media

// Ogg (RFC 3533), whatever the streams in it are: Vorbis, Opus, FLAC. The manifest store is a logical bitstream of its
// own, whose first packet starts with `00 "c2pa"` (C2PA 2.5 A.3.7). A binding excludes its pages. read_container
// (container.hpp) is the way in. Thread-safety: pure functions.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads page headers, and the pages of the store, whose order and checksums must be right. The store is all that the
/// stream's packets hold. Errors: as read_container.
[[nodiscard]] Result<Container> read_ogg(const ByteSource& source);
/// A box for each logical bitstream, by its first page: `Stream-<serial number>`, or `C2PA` (2.5 section 16.3.3.3.7).
[[nodiscard]] Result<std::vector<NamedBox>> list_ogg_boxes(const ByteSource& source, const Container& container);
/// Pages behind those that begin the other streams. Refused where another stream has the serial number that ours has.
[[nodiscard]] Result<EmbedPlan> embed_ogg(const ByteSource& source, const Container& container,
                                          std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_ogg(ByteView store);

}  // namespace countersign::verifier::media

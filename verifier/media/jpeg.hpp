// JPEG (ITU-T T.81): segments before the first scan are walked by their length fields; the manifest store is joined
// from APP11 segments (ISO 19566-5 annex D, C2PA 2.5 A.3.1). read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Errors: as read_container.
[[nodiscard]] Result<Container> read_jpeg(const ByteSource& source);
/// `SOI`, `APP0`, ..., `C2PA` for all segments of the store together, `SOS` and `RSTn` with their coded data, `EOI`,
/// and `c2pa.after` for bytes behind it. Reads the whole file.
[[nodiscard]] Result<std::vector<NamedBox>> list_jpeg_boxes(const ByteSource& source, const Container& container);

/// As few segments as can hold the store, behind the APP0 and APP1 segments at the start.
[[nodiscard]] Result<EmbedPlan> embed_jpeg(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_jpeg(ByteView store);

}  // namespace countersign::verifier::media

// PNG (W3C PNG 3rd edition): chunks are walked by their length fields; the manifest store is the chunk `caBX`
// (C2PA 2.5 A.3.2). read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads chunk headers, the store and XMP; of 100 MiB of pixels nothing. Errors: as read_container.
[[nodiscard]] Result<Container> read_png(const ByteSource& source);
/// `PNGh`, then the chunk types (`C2PA` for the store's), and `c2pa.after` for bytes behind IEND.
[[nodiscard]] Result<std::vector<NamedBox>> list_png_boxes(const ByteSource& source, const Container& container);

/// One `caBX` chunk behind IHDR.
[[nodiscard]] Result<EmbedPlan> embed_png(const ByteSource& source, const Container& container,
                                          std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_png(ByteView store);

}  // namespace countersign::verifier::media

// GIF (89a): the manifest store is an application extension `C2PA_GIF` before the first image (C2PA 2.5 A.3.10). A
// binding excludes the whole extension. read_container (container.hpp) is the way in.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads up to the first image. Errors: as read_container.
[[nodiscard]] Result<Container> read_gif(const ByteSource& source);
/// `GIF89a`, `LSD`, `21F9`, `2C`, `TBID`, ..., `3B`, and `c2pa.after` (2.5 section 16.3.3.3.4). Reads the whole file.
[[nodiscard]] Result<std::vector<NamedBox>> list_gif_boxes(const ByteSource& source, const Container& container);
/// Behind the global colour table; a GIF87a, which has no extensions, becomes a GIF89a.
[[nodiscard]] Result<EmbedPlan> embed_gif(const ByteSource& source, const Container& container,
                                          std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_gif(ByteView store);

}  // namespace countersign::verifier::media

// JPEG XL in its box form (ISO/IEC 18181-2): the manifest store is a top-level `jumb` box of C2PA's type
// (C2PA 2.5 A.3.11). A bare codestream can't carry one; boxes compressed with Brotli (`brob`) aren't looked into, since
// the store isn't allowed to be in one. read_container (container.hpp) is the way in.
// Thread-safety: pure functions.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Errors: as read_container.
[[nodiscard]] Result<Container> read_jpeg_xl(const ByteSource& source);
/// The box types (`JXL`, `ftyp`, `jxlp`...; `C2PA` for the store's box), and `c2pa.after` for bytes behind them.
[[nodiscard]] Result<std::vector<NamedBox>> list_jpeg_xl_boxes(const ByteSource& source, const Container& container);
/// Behind `ftyp` and the level box. Errors: as plan_embedding.
[[nodiscard]] Result<EmbedPlan> embed_jpeg_xl(const ByteSource& source, const Container& container,
                                              std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_jpeg_xl(ByteView store);

}  // namespace countersign::verifier::media

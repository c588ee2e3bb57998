// OpenType fonts (OTF, TTF): the table `C2PA` holds the manifest store, or the address of one elsewhere, or both
// (C2PA 2.5 A.3.12). Collections and WOFF have no place for it. A binding excludes the store alone. read_container
// (container.hpp) is the way in. Thread-safety: pure functions.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads the table directory and the table `C2PA`. Errors: as read_container.
[[nodiscard]] Result<Container> read_font(const ByteSource& source);
/// The tables in the order of the directory, without spaces at the end of their tags; in `head` checkSumAdjustment
/// counts as zero (2.5 section 16.3.3.3.6). The directory itself and padding are no boxes.
[[nodiscard]] Result<std::vector<NamedBox>> list_font_boxes(const ByteSource& source, const Container& container);
/// All tables in the order of the file, `C2PA` behind them, and a directory with their new places. What follows from
/// the store isn't hashed: the table's checksum, and checkSumAdjustment.
[[nodiscard]] Result<EmbedPlan> embed_font(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_font(ByteView store);

}  // namespace countersign::verifier::media

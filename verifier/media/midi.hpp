// Standard MIDI files: the manifest store is a sequencer-specific event `FF 7F` with the identifier `00 43 32`,
// directly before the end of one track: the last one, of independent patterns (format 2) the first (C2PA 2.5 A.3.6). A
// binding excludes the store alone. read_container (container.hpp) is the way in. Thread-safety: pure functions.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads chunk headers, and the events of that track. Errors: as read_container.
[[nodiscard]] Result<Container> read_midi(const ByteSource& source);
/// Refused where taking an old event out would change when others sound.
[[nodiscard]] Result<EmbedPlan> embed_midi(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_midi(ByteView store);

}  // namespace countersign::verifier::media

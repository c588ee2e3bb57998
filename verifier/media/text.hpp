// Plain text: the manifest store among its characters as variation selectors (C2PA 2.5 A.8), in a comment or front
// matter between fixed words (A.9), or in the last line of a log that only grows (A.3.17).
// read_container (container.hpp) is the way in. Rules: docs/spec/c2pa.md (C81 to C85). Thread-safety: pure functions.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Reads the whole text, in pieces. Errors: as read_container; media.container_unsupported where it isn't UTF-8.
[[nodiscard]] Result<Container> read_text(const ByteSource& source);
/// As variation selectors at the end. Errors: as plan_embedding; media.embedding_refused for JSON and for a log with
/// checkpoints.
[[nodiscard]] Result<EmbedPlan> embed_text(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
/// Padded to a length that depends on the store's alone (A.8.5).
[[nodiscard]] Bytes frame_text(ByteView store);

/// In front matter, or in a comment where the first line says how comments look: a script's, XML's or WebVTT's.
/// Errors: as plan_embedding.
[[nodiscard]] Result<EmbedPlan> embed_structured_text(const ByteSource& source, const Container& container,
                                                      std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_structured_text(ByteView store);

}  // namespace countersign::verifier::media

// How a manifest store is framed inside a file (C2PA 2.5 appendix A): APP11 segments in JPEG, one caBX chunk in PNG.
// Data in: the store; data out: the bytes to insert. Rules: docs/spec/c2pa-writing.md (W20, W21).
// Thread-safety: pure functions.
#pragma once

#include "verifier/media/container.hpp"

namespace countersign::verifier::c2pa {

/// JPEG and PNG.
[[nodiscard]] bool is_framed(media::Format format) noexcept;
/// How many bytes `frame_store` gives for a store of this size. Requires is_framed(format) and at least 8 bytes.
[[nodiscard]] std::uint64_t framed_bytes(media::Format format, std::uint64_t store_bytes) noexcept;
/// Requires is_framed(format), and a store that is one box with a 32-bit length.
[[nodiscard]] Bytes frame_store(media::Format format, ByteView store);

}  // namespace countersign::verifier::c2pa

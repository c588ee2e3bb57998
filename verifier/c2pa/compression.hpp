// Brotli (RFC 7932), the compression of `c2cm` manifests (C2PA 2.5 section 11.2.4), bounded by the size it may grow to.
#pragma once

#include <optional>

#include "identity/base/bytes.hpp"

namespace countersign::verifier::c2pa {

/// Nothing where the stream is broken, cut, followed by more bytes, or larger than `bytes_left`, from which what was
/// produced is taken either way: a thousand streams that fail late must not cost a thousand times the limit.
[[nodiscard]] std::optional<Bytes> decompress_brotli(ByteView compressed, std::size_t& bytes_left);

}  // namespace countersign::verifier::c2pa

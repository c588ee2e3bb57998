// DEFLATE (RFC 1951), bare as in ZIP or wrapped as in PDF (RFC 1950), within a bound: a few bytes may expand to a
// thousand times as many. zlib's inflate is called here alone. Thread-safety: pure functions.
#pragma once

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::verifier::media {

enum class Deflate : std::uint8_t { raw, zlib };

/// A stream that is cut gives what it had. Errors: media.container_malformed, media.container_limit (more than
/// `bytes_max`).
[[nodiscard]] Result<Bytes> inflate(ByteView compressed, Deflate form, std::size_t bytes_max);

}  // namespace countersign::verifier::media

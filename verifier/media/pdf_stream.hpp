// What a PDF stream's filters make of its data (ISO 32000-2 section 7.4): none, or FlateDecode with a PNG predictor,
// which is all that cross-reference and object streams use. Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::verifier::media {

/// Errors: media.container_malformed, media.container_limit (more than `bytes_max`).
[[nodiscard]] Result<Bytes> decode_pdf_stream(std::string_view dictionary, ByteView raw, std::size_t bytes_max);

}  // namespace countersign::verifier::media

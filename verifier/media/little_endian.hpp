// Little-endian fields (RIFF, TIFF, ZIP, Ogg). Thread-safety: pure functions.
#pragma once

#include "identity/base/bytes.hpp"

namespace countersign::verifier::media {

/// At most 8 bytes.
[[nodiscard]] inline std::uint64_t read_le(ByteView bytes) noexcept {
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
        value = (value << 8U) | bytes[i - 1];
    }
    return value;
}
[[nodiscard]] inline Bytes le_bytes(std::uint64_t value, std::size_t width) {
    Bytes out;
    for (std::size_t i = 0; i < width; ++i) {
        out.push_back(static_cast<std::uint8_t>(value >> (8U * i)));
    }
    return out;
}

}  // namespace countersign::verifier::media

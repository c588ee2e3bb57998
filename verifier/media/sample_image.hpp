// A small landscape, painted from a number, as PNG and as JPEG: something to sign, verify and look at in the demo and
// in tests, without an image library. The same on every machine: integers only. Data in: a seed and a size; data out: a
// complete file. Thread-safety: pure functions.
#pragma once

#include "identity/base/bytes.hpp"

namespace countersign::verifier::media {

struct Picture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    /// Three bytes a pixel, row by row.
    Bytes rgb;
};

/// Sky, sun and hills; the seed moves the hills and the time of day. 1 to 4,096 pixels each way.
[[nodiscard]] Picture paint_landscape(std::uint32_t seed, std::uint32_t width = 600, std::uint32_t height = 400);

/// 8-bit RGB.
[[nodiscard]] Bytes to_png(const Picture& picture);
/// Baseline, 4:4:4, with a JFIF header; flat Huffman tables, so larger than a good encoder's.
[[nodiscard]] Bytes to_jpeg(const Picture& picture);

}  // namespace countersign::verifier::media

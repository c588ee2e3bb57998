#include "verifier/media/sample_image.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "identity/base/ensure.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint32_t side_max = 4096;

// ---- the picture

struct Colour {
    std::int32_t red;
    std::int32_t green;
    std::int32_t blue;
};

/// `at` of `whole` of the way from a to b.
Colour mix(const Colour& a, const Colour& b, std::int64_t at, std::int64_t whole) {
    const auto blend = [&](std::int32_t x, std::int32_t y) {
        return static_cast<std::int32_t>(x + (std::int64_t{y} - x) * at / std::max<std::int64_t>(whole, 1));
    };
    return {blend(a.red, b.red), blend(a.green, b.green), blend(a.blue, b.blue)};
}

std::uint32_t scramble(std::uint32_t value) {
    value = (value ^ (value >> 16U)) * 0x7FEB352DU;
    value = (value ^ (value >> 15U)) * 0x846CA68BU;
    return value ^ (value >> 16U);
}

/// A smooth hill line: value noise with parabolic steps, 0 to 1023.
std::int64_t ridge(std::uint32_t seed, std::uint32_t x, std::uint32_t step) {
    const auto height_at = [&](std::uint32_t cell) { return static_cast<std::int64_t>(scramble(seed + cell) & 1023U); };
    const std::int64_t t = std::int64_t{x % step} * 1024 / step;
    const std::int64_t eased = t * t / 1024 * (3 * 1024 - 2 * t) / 1024;
    const std::uint32_t cell = x / step;
    return height_at(cell) + (height_at(cell + 1) - height_at(cell)) * eased / 1024;
}

// ---- PNG

void append_chunk(ByteWriter& out, std::string_view type, ByteView data) {
    const std::size_t start = out.view().size() + 4;
    out.be(data.size(), 4).bytes(as_bytes(type)).bytes(data);
    const ByteView covered = ByteView(out.view()).subspan(start);
    out.be(::crc32_z(0, covered.data(), covered.size()), 4);
}

// ---- JPEG

constexpr std::size_t block_side = 8;
constexpr std::size_t block_size = 64;
using Block = std::array<std::int32_t, block_size>;

constexpr std::array<std::uint8_t, block_size> zigzag = {
    0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,  12, 19, 26, 33, 40, 48,
    41, 34, 27, 20, 13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23,
    30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63};

/// Rises with frequency; about quality 85.
constexpr std::int32_t quantizer(std::size_t index) {
    return static_cast<std::int32_t>(4 + 2 * (index % block_side + index / block_side));
}

/// cos(k * pi / 16) * 4096 for k = 0 to 8.
constexpr std::array<std::int32_t, 9> cosine_quarter = {4096, 4017, 3784, 3406, 2896, 2276, 1567, 799, 0};

constexpr std::int32_t cosine(std::size_t k) {  // any k >= 0
    k %= 32;
    k = k > 16 ? 32 - k : k;
    return k <= 8 ? cosine_quarter[k] : -cosine_quarter[16 - k];
}

/// One dimension of the DCT over eight values, `stride` apart; the scale of a one-dimensional orthonormal DCT.
void transform_line(Block& block, std::size_t start, std::size_t stride) {
    std::array<std::int64_t, block_side> out{};
    for (std::size_t u = 0; u < block_side; ++u) {
        for (std::size_t x = 0; x < block_side; ++x) {
            out[u] += std::int64_t{block[start + x * stride]} * cosine((2 * x + 1) * u);
        }
        out[u] = u == 0 ? out[u] * 2896 / 4096 : out[u];  // 1 / sqrt(2)
    }
    for (std::size_t u = 0; u < block_side; ++u) {
        block[start + u * stride] = static_cast<std::int32_t>(out[u] / (2 * 4096));
    }
}

/// Writes bits, most significant first, and stuffs a zero after FF.
class BitWriter {
  public:
    explicit BitWriter(ByteWriter& out) : out_(out) {}
    void put(std::uint32_t value, unsigned count) {
        for (unsigned bit = count; bit > 0; --bit) {
            current_ = static_cast<std::uint8_t>((std::uint32_t{current_} << 1U) | ((value >> (bit - 1)) & 1U));
            if (++filled_ == 8) {
                flush();
            }
        }
    }
    /// Fills the last byte with ones.
    void finish() {
        while (filled_ != 0) {
            put(1, 1);
        }
    }

  private:
    void flush() {
        out_.u8(current_);
        if (current_ == 0xFF) {
            out_.u8(0);
        }
        filled_ = 0;
        current_ = 0;
    }
    ByteWriter& out_;
    std::uint8_t current_ = 0;
    unsigned filled_ = 0;
};

// The Huffman tables are flat: 12 symbols of four bits for DC, 162 of eight bits for AC. A symbol's code is its place.
constexpr unsigned dc_code_bits = 4;
constexpr std::size_t dc_symbols = 12;
constexpr unsigned ac_code_bits = 8;
constexpr std::size_t ac_sizes = 10;
constexpr std::uint32_t ac_end_of_block = 0;
constexpr std::uint32_t ac_sixteen_zeros = 1;

constexpr std::uint32_t ac_code(std::uint32_t run, unsigned size) {
    return 2 + run * std::uint32_t{ac_sizes} + (size - 1);
}

unsigned bits_of(std::int32_t value) {
    unsigned bits = 0;
    for (std::uint32_t rest = static_cast<std::uint32_t>(value < 0 ? -value : value); rest != 0; rest >>= 1U) {
        ++bits;
    }
    return bits;
}

void put_value(BitWriter& bits, std::int32_t value, unsigned size) {
    const std::int32_t coded = value < 0 ? value + static_cast<std::int32_t>((1U << size) - 1U) : value;
    bits.put(static_cast<std::uint32_t>(coded), size);
}

void encode_block(BitWriter& bits, Block& block, std::int32_t& previous_dc) {
    for (std::size_t line = 0; line < block_side; ++line) {
        transform_line(block, line * block_side, 1);
    }
    for (std::size_t line = 0; line < block_side; ++line) {
        transform_line(block, line, block_side);
    }
    const auto quantized = [&](std::size_t i) { return block[zigzag[i]] / quantizer(zigzag[i]); };
    const std::int32_t difference = quantized(0) - previous_dc;
    previous_dc = quantized(0);
    bits.put(bits_of(difference), dc_code_bits);
    put_value(bits, difference, bits_of(difference));
    std::uint32_t run = 0;
    for (std::size_t i = 1; i < block_size; ++i) {
        const std::int32_t value = quantized(i);
        if (value == 0) {
            ++run;
            continue;
        }
        for (; run >= 16; run -= 16) {
            bits.put(ac_sixteen_zeros, ac_code_bits);
        }
        bits.put(ac_code(run, bits_of(value)), ac_code_bits);
        put_value(bits, value, bits_of(value));
        run = 0;
    }
    if (run > 0) {
        bits.put(ac_end_of_block, ac_code_bits);
    }
}

void append_segment(ByteWriter& out, std::uint16_t marker, ByteView data) {
    out.u16(marker).be(data.size() + 2, 2).bytes(data);
}

void append_tables(ByteWriter& out) {
    ByteWriter quantization;
    quantization.u8(0);
    for (const std::uint8_t index : zigzag) {
        quantization.be(static_cast<std::uint64_t>(quantizer(index)), 1);
    }
    append_segment(out, 0xFFDB, quantization.view());
    ByteWriter huffman;
    huffman.u8(0x00).be(0, 3).u8(dc_symbols).be(0, 8).be(0, 4);
    for (std::uint8_t symbol = 0; symbol < dc_symbols; ++symbol) {
        huffman.u8(symbol);
    }
    huffman.u8(0x10).be(0, 7).u8(2 + 16 * ac_sizes).be(0, 8).u8(0x00).u8(0xF0);
    for (std::uint32_t run = 0; run < 16; ++run) {
        for (std::uint32_t size = 1; size <= ac_sizes; ++size) {
            huffman.be(run * 16 + size, 1);
        }
    }
    append_segment(out, 0xFFC4, huffman.view());
}

/// Component 0 is brightness, 1 and 2 are the colour differences (JFIF), less 128.
Block read_block(const Picture& picture, std::uint32_t left, std::uint32_t top, unsigned component) {
    static constexpr std::int32_t weights[3][3] = {{299, 587, 114}, {-169, -331, 500}, {500, -419, -81}};
    Block block{};
    for (std::uint32_t y = 0; y < block_side; ++y) {
        for (std::uint32_t x = 0; x < block_side; ++x) {
            const std::size_t row = std::min(top + y, picture.height - 1);
            const std::size_t column = std::min(left + x, picture.width - 1);
            const std::uint8_t* const pixel = picture.rgb.data() + (row * picture.width + column) * 3;
            const auto& weight = weights[component];
            const std::int32_t value = (weight[0] * pixel[0] + weight[1] * pixel[1] + weight[2] * pixel[2]) / 1000;
            block[y * block_side + x] = component == 0 ? value - 128 : value;
        }
    }
    return block;
}

}  // namespace

Picture paint_landscape(std::uint32_t seed, std::uint32_t width, std::uint32_t height) {
    ensure(width >= 1 && height >= 1 && width <= side_max && height <= side_max, "picture size");
    const std::uint32_t hour = scramble(seed) % 4;
    static constexpr Colour tops[] = {{28, 66, 135}, {64, 120, 190}, {70, 60, 120}, {18, 30, 70}};
    static constexpr Colour horizons[] = {{240, 190, 140}, {205, 225, 240}, {250, 160, 110}, {120, 90, 130}};
    const std::int64_t sun_x = width / 5 + scramble(seed + 1) % std::max(1U, width * 3 / 5);
    const std::int64_t sun_y = height / 4 + scramble(seed + 2) % std::max(1U, height / 5);
    const std::int64_t radius = std::max(2U, height / 12);
    Picture picture{width, height, {}};
    picture.rgb.reserve(std::size_t{width} * height * 3);
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            Colour colour = mix(tops[hour], horizons[hour], y, height * 2 / 3);
            const std::int64_t away = (x - sun_x) * (x - sun_x) + (y - sun_y) * (y - sun_y);
            if (away < radius * radius * 9) {
                colour = mix({255, 244, 214}, colour, std::max<std::int64_t>(0, away - radius * radius),
                             radius * radius * 8);
            }
            for (std::uint32_t layer = 0; layer < 4; ++layer) {
                const std::int64_t base = std::int64_t{height} * (45 + 12 * layer) / 100;
                const std::int64_t line =
                    base + ridge(seed * 31 + layer * 977, x, std::max(8U, width / (3 + layer))) * (height / 6) / 1024;
                if (y >= line) {
                    const Colour hill = mix(horizons[hour], {24, 52, 44}, layer + 1, 4);
                    colour = mix(hill, {16, 36, 30}, y - line, height);
                }
            }
            for (const std::int32_t part : {colour.red, colour.green, colour.blue}) {
                picture.rgb.push_back(static_cast<std::uint8_t>(std::clamp(part, 0, 255)));
            }
        }
    }
    return picture;
}

Bytes to_png(const Picture& picture) {
    ByteWriter out;
    out.u64(0x89504E470D0A1A0A);
    append_chunk(out, "IHDR", ByteWriter().u32(picture.width).u32(picture.height).u8(8).u8(2).u8(0).u8(0).u8(0).take());
    const std::size_t row_bytes = std::size_t{picture.width} * 3;
    Bytes raw;
    raw.reserve((row_bytes + 1) * picture.height);
    for (std::size_t row = 0; row < picture.height; ++row) {
        raw.push_back(1);  // the Sub filter: each byte less the one of the pixel to the left
        for (std::size_t i = 0; i < row_bytes; ++i) {
            const std::uint8_t* const at = picture.rgb.data() + row * row_bytes + i;
            raw.push_back(static_cast<std::uint8_t>(i < 3 ? *at : *at - *(at - 3)));
        }
    }
    uLongf packed_bytes = ::compressBound(raw.size());
    Bytes packed(packed_bytes);
    ensure(::compress2(packed.data(), &packed_bytes, raw.data(), raw.size(), 6) == Z_OK, "deflate");
    append_chunk(out, "IDAT", ByteView(packed).first(packed_bytes));
    append_chunk(out, "IEND", {});
    return out.take();
}

Bytes to_jpeg(const Picture& picture) {
    ByteWriter out;
    out.u16(0xFFD8);
    append_segment(out, 0xFFE0,
                   ByteWriter().bytes(as_bytes("JFIF")).u8(0).u16(0x0101).u8(0).u16(1).u16(1).u16(0).take());
    append_tables(out);
    append_segment(out, 0xFFC0,
                   ByteWriter()
                       .u8(8)
                       .be(picture.height, 2)
                       .be(picture.width, 2)
                       .u8(3)
                       .be(0x011100, 3)
                       .be(0x021100, 3)
                       .be(0x031100, 3)
                       .take());
    append_segment(out, 0xFFDA, ByteWriter().u8(3).u16(0x0100).u16(0x0200).u16(0x0300).u8(0).u8(63).u8(0).take());
    BitWriter bits(out);
    std::array<std::int32_t, 3> previous_dc{};
    for (std::uint32_t top = 0; top < picture.height; top += block_side) {
        for (std::uint32_t left = 0; left < picture.width; left += block_side) {
            for (unsigned component = 0; component < 3; ++component) {
                Block block = read_block(picture, left, top, component);
                encode_block(bits, block, previous_dc[component]);
            }
        }
    }
    bits.finish();
    return out.u16(0xFFD9).take();
}

}  // namespace countersign::verifier::media

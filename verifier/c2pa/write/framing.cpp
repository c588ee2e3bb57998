#include "verifier/c2pa/write/framing.hpp"

#include <algorithm>
#include <array>

#include "identity/base/ensure.hpp"

namespace countersign::verifier::c2pa {
namespace {

// JPEG: marker, Le, "JP", box instance, packet number; then LBox and TBox, which every segment repeats.
constexpr std::size_t box_header_bytes = 8;
constexpr std::size_t segment_prefix_bytes = 2 + 2 + 2 + 2 + 4;
constexpr std::size_t segment_data_bytes = 65'535 - (segment_prefix_bytes - 2) - box_header_bytes;
constexpr std::uint16_t box_instance = 0x0211;
// PNG: length, type, CRC.
constexpr std::size_t chunk_overhead_bytes = 12;

std::uint64_t segments_for(std::uint64_t store_bytes) noexcept {
    return (store_bytes - box_header_bytes + segment_data_bytes - 1) / segment_data_bytes;
}

Bytes jpeg_segments(ByteView store) {
    const ByteView header = store.first(box_header_bytes);
    ByteView rest = store.subspan(box_header_bytes);
    ByteWriter out;
    for (std::uint32_t packet = 1; !rest.empty(); ++packet) {
        const ByteView part = rest.first(std::min(rest.size(), segment_data_bytes));
        rest = rest.subspan(part.size());
        out.u16(0xFFEB)
            .be(segment_prefix_bytes - 2 + box_header_bytes + part.size(), 2)
            .bytes(as_bytes("JP"))
            .u16(box_instance)
            .u32(packet)
            .bytes(header)
            .bytes(part);
    }
    return out.take();
}

constexpr std::array<std::uint32_t, 256> crc_table = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value & 1U) != 0 ? 0xEDB88320U ^ (value >> 1U) : value >> 1U;
        }
        table[byte] = value;
    }
    return table;
}();

/// CRC-32 as PNG asks for it (ISO 3309).
std::uint32_t crc32(ByteView data) noexcept {
    std::uint32_t value = 0xFFFFFFFFU;
    for (const std::uint8_t byte : data) {
        value = crc_table[(value ^ byte) & 0xFFU] ^ (value >> 8U);
    }
    return ~value;
}

Bytes png_chunk(ByteView store) {
    ByteWriter out;
    out.be(store.size(), 4).bytes(as_bytes("caBX")).bytes(store);
    const std::uint32_t crc = crc32(ByteView(out.view()).subspan(4));
    return out.u32(crc).take();
}

}  // namespace

bool is_framed(media::Format format) noexcept { return format == media::Format::jpeg || format == media::Format::png; }

std::uint64_t framed_bytes(media::Format format, std::uint64_t store_bytes) noexcept {
    return format == media::Format::png
               ? store_bytes + chunk_overhead_bytes
               : store_bytes - box_header_bytes +
                     segments_for(store_bytes) * std::uint64_t{segment_prefix_bytes + box_header_bytes};
}

Bytes frame_store(media::Format format, ByteView store) {
    ensure(is_framed(format) && store.size() > box_header_bytes, "a store to be framed");
    return format == media::Format::png ? png_chunk(store) : jpeg_segments(store);
}

}  // namespace countersign::verifier::c2pa

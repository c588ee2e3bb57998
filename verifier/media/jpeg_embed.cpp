#include <algorithm>

#include "verifier/media/jpeg.hpp"

namespace countersign::verifier::media {
namespace {

// JPEG: marker, Le, "JP", box instance, packet number; then LBox and TBox, which every segment repeats.
constexpr std::size_t box_header_bytes = 8;
constexpr std::size_t segment_prefix_bytes = 2 + 2 + 2 + 2 + 4;
constexpr std::size_t segment_data_bytes = 65'535 - (segment_prefix_bytes - 2) - box_header_bytes;
constexpr std::uint16_t box_instance = 0x0211;
std::uint64_t segments_for(std::uint64_t store_bytes) noexcept {
    return (store_bytes - box_header_bytes + segment_data_bytes - 1) / segment_data_bytes;
}

}  // namespace

Bytes frame_jpeg(ByteView store) {
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

Result<EmbedPlan> embed_jpeg(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    const std::uint64_t framing = segments_for(store_bytes) * std::uint64_t{segment_prefix_bytes + box_header_bytes};
    return insert_hole(source, container, store_bytes - box_header_bytes + framing);
}

}  // namespace countersign::verifier::media

// Small ISO base media files made in memory, for tests. Data in: boxes; data out: bytes.
#pragma once

#include <string_view>
#include <vector>

#include "identity/base/bytes.hpp"

namespace countersign::test {

inline Bytes bmff_box(std::string_view type, ByteView content) {
    return ByteWriter().be(content.size() + 8, 4).bytes(as_bytes(type)).bytes(content).take();
}
inline Bytes joined(const std::vector<Bytes>& parts) {
    Bytes out;
    for (const Bytes& part : parts) {
        append(out, part);
    }
    return out;
}
/// Version, flags, then the content.
inline Bytes full_box(std::string_view type, std::uint8_t version, std::uint32_t flags, ByteView content) {
    return bmff_box(type, ByteWriter().u8(version).be(flags, 3).bytes(content).view());
}
inline Bytes file_type(std::string_view brand) {
    return bmff_box("ftyp", ByteWriter().bytes(as_bytes(brand)).u32(0).bytes(as_bytes("isom")).view());
}
/// `data` is what follows the purpose.
inline Bytes provenance_box(std::string_view purpose, ByteView data) {
    constexpr std::uint8_t uuid[]{0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C,
                                  0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81};
    ByteWriter out;
    out.bytes(uuid).u32(0).bytes(as_bytes(purpose)).u8(0).bytes(data);
    return bmff_box("uuid", out.view());
}
/// `manifest` or `original`: an offset of zero, then the store.
inline Bytes store_box(std::string_view purpose, ByteView store) {
    return provenance_box(purpose, ByteWriter().u64(0).bytes(store).view());
}
/// `size` bytes that differ.
inline Bytes some_bytes(std::size_t size, std::uint8_t seed = 1) {
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<std::uint8_t>(i * 31 + seed + (i >> 8U));
    }
    return out;
}

}  // namespace countersign::test

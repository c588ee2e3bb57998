// ZIP archives of every shape that a reader must know, and of some that it must refuse, made on the spot.
#pragma once

#include <zlib.h>

#include <optional>
#include <string>
#include <vector>

#include "verifier/media/little_endian.hpp"

namespace countersign {

struct ZipItem {
    std::string name;
    Bytes content = {};
    bool is_deflated = false;
    bool has_descriptor = false;
    /// Sizes in the ZIP64 extra field, before the entry and in the directory.
    bool is_zip64 = false;
    std::uint16_t flags = 0;
    /// Before the entry, instead of the name.
    std::optional<std::string> local_name = {};
    std::uint32_t crc_mask = 0;  ///< makes the crc-32 before the entry another one
};

struct ZipShape {
    std::string comment = {};
    bool is_zip64 = false;  ///< the end of the directory
    Bytes before = {};      ///< bytes that no entry covers, behind all entries
};

inline Bytes deflate_raw(ByteView content) {
    z_stream state{};
    Bytes out(content.size() + content.size() / 1000 + 64);
    ::deflateInit2(&state, 9, Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
    state.next_in = const_cast<std::uint8_t*>(content.data());
    state.avail_in = static_cast<uInt>(content.size());
    state.next_out = out.data();
    state.avail_out = static_cast<uInt>(out.size());
    ::deflate(&state, Z_FINISH);
    out.resize(state.total_out);
    ::deflateEnd(&state);
    return out;
}

namespace detail {

inline Bytes zip_fields(const ZipItem& item, std::uint32_t crc, std::uint64_t stored, std::uint64_t bytes,
                        std::size_t name_bytes, std::size_t extra_bytes) {
    const auto le = [](std::uint64_t value, std::size_t width) { return verifier::media::le_bytes(value, width); };
    ByteWriter out;
    out.bytes(le(item.is_zip64 ? 45 : 20, 2)).bytes(le(item.flags | (item.has_descriptor ? 8U : 0U), 2));
    out.bytes(le(item.is_deflated ? 8 : 0, 2)).bytes(le(0x5A210000, 4)).bytes(le(crc, 4)).bytes(le(stored, 4));
    return out.bytes(le(bytes, 4)).bytes(le(name_bytes, 2)).bytes(le(extra_bytes, 2)).take();
}

}  // namespace detail

inline Bytes make_zip(const std::vector<ZipItem>& items, const ZipShape& shape = {}) {
    const auto le = [](std::uint64_t value, std::size_t width) { return verifier::media::le_bytes(value, width); };
    ByteWriter out;
    ByteWriter directory;
    for (const ZipItem& item : items) {
        const Bytes stored = item.is_deflated ? deflate_raw(item.content) : item.content;
        const auto crc = static_cast<std::uint32_t>(::crc32_z(0, item.content.data(), item.content.size()));
        const std::string& local_name = item.local_name ? *item.local_name : item.name;
        const std::uint64_t full = 0xFFFFFFFF;
        ByteWriter extra;
        if (item.is_zip64) {
            extra.bytes(le(1, 2)).bytes(le(16, 2)).bytes(le(item.content.size(), 8)).bytes(le(stored.size(), 8));
        }
        const std::uint64_t sizes[] = {item.is_zip64 ? full : stored.size(),
                                       item.is_zip64 ? full : item.content.size()};
        const std::size_t at = out.view().size();
        const bool behind = item.has_descriptor;
        out.u32(0x504B0304);
        out.bytes(detail::zip_fields(item, behind ? 0 : crc ^ item.crc_mask, behind && !item.is_zip64 ? 0 : sizes[0],
                                     behind && !item.is_zip64 ? 0 : sizes[1], local_name.size(), extra.view().size()));
        out.bytes(as_bytes(local_name)).bytes(extra.view()).bytes(stored);
        if (behind) {
            const std::size_t width = item.is_zip64 ? 8 : 4;
            out.u32(0x504B0708).bytes(le(crc, 4)).bytes(le(stored.size(), width)).bytes(le(item.content.size(), width));
        }
        directory.u32(0x504B0102).bytes(le(20, 2));
        directory.bytes(detail::zip_fields(item, crc, sizes[0], sizes[1], item.name.size(), extra.view().size()));
        directory.bytes(Bytes(10)).bytes(le(at, 4)).bytes(as_bytes(item.name)).bytes(extra.view());
    }
    out.bytes(shape.before);
    const std::uint64_t start = out.view().size();
    const std::uint64_t length = directory.view().size();
    out.bytes(directory.view());
    if (shape.is_zip64) {
        out.u32(0x504B0606).bytes(le(44, 8)).bytes(le(45, 2)).bytes(le(45, 2)).bytes(le(0, 8));
        out.bytes(le(items.size(), 8)).bytes(le(items.size(), 8)).bytes(le(length, 8)).bytes(le(start, 8));
        out.u32(0x504B0607).bytes(le(0, 4)).bytes(le(start + length, 8)).bytes(le(1, 4));
    }
    const std::uint64_t count = shape.is_zip64 ? 0xFFFF : items.size();
    out.u32(0x504B0506).bytes(le(0, 4)).bytes(le(count, 2)).bytes(le(count, 2));
    out.bytes(le(shape.is_zip64 ? 0xFFFFFFFF : length, 4)).bytes(le(shape.is_zip64 ? 0xFFFFFFFF : start, 4));
    return out.bytes(le(shape.comment.size(), 2)).bytes(as_bytes(shape.comment)).take();
}

inline Bytes zip_text(std::string_view text) { return to_bytes(as_bytes(text)); }

inline Bytes sample_epub() {
    return make_zip({{.name = "mimetype", .content = zip_text("application/epub+zip")},
                     {.name = "META-INF/container.xml",
                      .content = zip_text("<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\"/>"),
                      .is_deflated = true},
                     {.name = "a chapter.xhtml", .content = Bytes(700, 'a'), .is_deflated = true}});
}
inline Bytes sample_docx() {
    return make_zip(
        {{.name = "[Content_Types].xml",
          .content = zip_text("<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                              "content-types\"><Override PartName=\"/word/document.xml\" ContentType=\"application/"
                              "vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"),
          .is_deflated = true,
          .has_descriptor = true},
         {.name = "word/document.xml", .content = zip_text("<w:document/>"), .is_deflated = true}});
}
inline Bytes sample_odt() {
    return make_zip({{.name = "mimetype", .content = zip_text("application/vnd.oasis.opendocument.text")},
                     {.name = "Pictures/"},
                     {.name = "content.xml", .content = Bytes(300, ' '), .is_deflated = true, .is_zip64 = true}},
                    {.comment = "a comment"});
}
/// Everything at once: ZIP64, data descriptors of both widths, stored and deflated, a name that needs encoding.
inline Bytes sample_zip64() {
    return make_zip({{.name = "\xC3\xA4 100%.txt", .content = Bytes(40, 'x'), .flags = 0x800},
                     {.name = "b", .content = Bytes(90, 'y'), .is_deflated = true, .has_descriptor = true},
                     {.name = "c", .content = Bytes(90, 'z'), .has_descriptor = true, .is_zip64 = true},
                     {.name = "empty", .has_descriptor = true}},
                    {.is_zip64 = true});
}

inline std::vector<Bytes> zip_samples() { return {sample_epub(), sample_docx(), sample_odt(), sample_zip64()}; }

}  // namespace countersign

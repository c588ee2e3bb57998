#include "verifier/media/png.hpp"

#include <array>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t signature_bytes = 8;
constexpr std::string_view xmp_keyword{"XML:com.adobe.xmp\0", 18};

/// Length, type, CRC.
constexpr std::uint64_t chunk_overhead_bytes = 12;

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

struct Chunk {
    std::string type;
    ByteRange range;  ///< length, type, data and CRC
    [[nodiscard]] std::uint64_t data() const noexcept { return range.start + 8; }
    [[nodiscard]] std::uint64_t data_length() const noexcept { return range.length - 12; }
};

Result<Chunk> read_chunk(HeaderReader& reader, std::uint64_t offset) {
    const auto head = reader.read(offset, 8);
    if (!head) {
        return fail(errors::container_malformed, "PNG cut at " + std::to_string(offset));
    }
    ByteReader fields(*head);
    const std::uint64_t length = fields.u32();
    const ByteView type = fields.read(4);
    for (const std::uint8_t letter : type) {
        if ((letter | 0x20U) < 'a' || (letter | 0x20U) > 'z') {
            return fail(errors::container_malformed, "no PNG chunk at " + std::to_string(offset));
        }
    }
    if (length > reader.size() - offset - 8 || reader.size() - offset - 8 - length < 4) {
        return fail(errors::container_malformed, "PNG chunk length at " + std::to_string(offset));
    }
    return Chunk{std::string(as_text(type)), {offset, length + 12}};
}

/// An uncompressed iTXt chunk with the XMP keyword.
Result<std::string> read_remote_url(const ByteSource& source, const Chunk& chunk) {
    if (chunk.data_length() <= xmp_keyword.size() || chunk.data_length() > limits::xmp_bytes_max) {
        return std::string();
    }
    const auto data = read_bytes(source, chunk.data(), chunk.data_length());
    if (!data) {
        return fail(data.error());
    }
    return as_text(*data).starts_with(xmp_keyword) ? find_provenance(as_text(*data)) : std::string();
}

/// Calls `visit(chunk)` for each chunk to IEND; gives the offset behind it (the file's size where IEND is missing).
template <typename Visit>
Result<std::uint64_t> walk(const ByteSource& source, const Visit& visit) {
    HeaderReader reader(source);
    std::uint64_t offset = signature_bytes;
    for (std::size_t count = 0; offset < source.size(); ++count) {
        if (count >= limits::container_parts_max) {
            return fail(errors::container_limit, "PNG chunks");
        }
        const auto chunk = read_chunk(reader, offset);
        if (!chunk) {
            return fail(chunk.error());
        }
        if (const Result<Done> done = visit(*chunk); !done) {
            return fail(done.error());
        }
        offset = chunk->range.end();
        if (chunk->type == "IEND") {
            break;
        }
    }
    return offset;
}

}  // namespace

Result<Container> read_png(const ByteSource& source) {
    Container out;
    const auto end = walk(source, [&](const Chunk& chunk) -> Result<Done> {
        if (chunk.type == "IHDR" && out.insertion_offset == 0) {
            out.insertion_offset = chunk.range.end();
        } else if (chunk.type == "caBX") {
            out.store_ranges.push_back(chunk.range);
        } else if (chunk.type == "iTXt" && out.remote_url.empty()) {
            const auto url = read_remote_url(source, chunk);
            if (!url) {
                return fail(url.error());
            }
            out.remote_url = *url;
        }
        return Done{};
    });
    if (!end && (!(end.error().code == errors::container_malformed) || out.store_ranges.empty())) {
        return fail(end.error());
    }
    out.is_damaged = !end.has_value();
    if (out.insertion_offset == 0) {
        return fail(errors::container_malformed, "PNG without IHDR");
    }
    if (out.store_ranges.size() != 1) {
        out.presence = out.store_ranges.empty() ? StorePresence::absent : StorePresence::multiple;
        return out;
    }
    const ByteRange chunk = out.store_ranges.front();
    if (const auto done = read_store(source, {chunk.start + 8, chunk.length - chunk_overhead_bytes}, out); !done) {
        return fail(done.error());
    }
    out.store_range = chunk;
    out.store_ranges = {chunk};
    return out;
}

Result<std::vector<NamedBox>> list_png_boxes(const ByteSource& source, const Container& container) {
    std::vector<NamedBox> out{{"PNGh", {0, signature_bytes}}};
    const auto end = walk(source, [&](const Chunk& chunk) -> Result<Done> {
        out.push_back({chunk.range == container.store_range ? "C2PA" : chunk.type, chunk.range});
        return Done{};
    });
    if (!end) {
        return fail(end.error());
    }
    if (*end < source.size()) {
        out.push_back({"c2pa.after", {*end, source.size() - *end}});
    }
    return out;
}

Bytes frame_png(ByteView store) {
    ByteWriter out;
    out.be(store.size(), 4).bytes(as_bytes("caBX")).bytes(store);
    const std::uint32_t crc = crc32(ByteView(out.view()).subspan(4));
    return out.u32(crc).take();
}

Result<EmbedPlan> embed_png(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    return insert_hole(source, container, store_bytes + chunk_overhead_bytes);
}

}  // namespace countersign::verifier::media

#include "verifier/media/ogg.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/little_endian.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t page_head_bytes = 27;
constexpr std::size_t segments_max = 255;
constexpr std::size_t segment_bytes_max = 255;
constexpr std::size_t checksum_offset = 22;
constexpr std::uint8_t flag_continued = 1;
constexpr std::uint8_t flag_first = 2;
constexpr std::uint8_t flag_last = 4;
constexpr std::string_view store_mark("\0c2pa", 5);
/// "C2PA" in the order of its bytes. Streams choose their numbers at random.
constexpr std::uint32_t store_serial = 0x41503243;

tl::unexpected<Error> malformed(std::uint64_t offset) {
    return fail(errors::container_malformed, "Ogg at " + std::to_string(offset));
}

struct Page {
    ByteRange range;
    ByteRange content;
    std::uint8_t flags = 0;
    std::uint32_t serial = 0;
    std::uint32_t number = 0;
    std::uint32_t checksum = 0;
    [[nodiscard]] bool is_first() const noexcept { return (flags & flag_first) != 0; }
};

Result<Page> read_page(HeaderReader& reader, std::uint64_t at) {
    if (reader.size() - at < page_head_bytes) {
        return malformed(at);
    }
    const auto head = reader.read(at, page_head_bytes);
    if (!head) {
        return fail(head.error());
    }
    Page out;
    out.flags = (*head)[5];
    out.serial = static_cast<std::uint32_t>(read_le(head->subspan(14, 4)));
    out.number = static_cast<std::uint32_t>(read_le(head->subspan(18, 4)));
    out.checksum = static_cast<std::uint32_t>(read_le(head->subspan(checksum_offset, 4)));
    const std::size_t segments = (*head)[26];
    if (as_text(head->first(4)) != "OggS" || (*head)[4] != 0 || reader.size() - at - page_head_bytes < segments) {
        return malformed(at);
    }
    const auto table = reader.read(at + page_head_bytes, segments);
    if (!table) {
        return fail(table.error());
    }
    out.content.start = at + page_head_bytes + segments;
    for (const std::uint8_t length : *table) {
        out.content.length += length;
    }
    out.range = {at, page_head_bytes + segments + out.content.length};
    return out.range.end() <= reader.size() ? Result<Page>(out) : malformed(at);
}

/// Calls `visit(page)` for each; an error where pages don't fill the file.
template <typename Visit>
Result<Done> walk(HeaderReader& reader, const Visit& visit) {
    std::uint64_t at = 0;
    for (std::size_t count = 0; at < reader.size(); ++count) {
        if (count >= limits::container_parts_max) {
            return fail(errors::container_limit, "Ogg pages");
        }
        const auto page = read_page(reader, at);
        if (!page) {
            return fail(page.error());
        }
        if (const Result<Done> done = visit(*page); !done) {
            return done;
        }
        at = page->range.end();
    }
    return Done{};
}

/// Polynomial 04C11DB7, from the highest bit, starting with zero (RFC 3533 section 6).
constexpr std::array<std::uint32_t, 256> make_checksum_table() {
    std::array<std::uint32_t, 256> out{};
    for (std::uint32_t i = 0; i < 256; ++i) {
        std::uint32_t value = i << 24U;
        for (int bit = 0; bit < 8; ++bit) {
            value = (value << 1U) ^ ((value & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
        }
        out[i] = value;
    }
    return out;
}
constexpr auto checksum_table = make_checksum_table();

/// Over a whole page, in which the field itself counts as zero.
std::uint32_t page_checksum(ByteView page) noexcept {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < page.size(); ++i) {
        const std::uint8_t byte = i >= checksum_offset && i < checksum_offset + 4 ? std::uint8_t{0} : page[i];
        sum = (sum << 8U) ^ checksum_table[(sum >> 24U) ^ byte];
    }
    return sum;
}

bool begins_store(const ByteSource& source, const Page& page) {
    std::array<std::uint8_t, store_mark.size()> start{};
    return page.is_first() && page.content.length >= start.size() &&
           source.read_at(page.content.start, start).has_value() && as_text(start) == store_mark;
}

/// Joins the store's pages while they come.
class StoreStream {
  public:
    explicit StoreStream(const ByteSource& source) noexcept : source_(source) {}

    Result<Done> add(const Page& page, Container& out) {
        out.store_ranges.push_back(page.range);
        const bool continues = (page.flags & flag_continued) != 0;
        if (is_over_ || page.number != pages_ || (pages_ == 0 && continues)) {
            return broken(page);
        }
        const std::size_t mark = pages_ == 0 ? store_mark.size() : 0;
        if (out.store.size() + page.content.length - mark > limits::manifest_store_bytes_max) {
            return fail(errors::manifest_too_large, "Ogg stream");
        }
        const auto bytes = read_bytes(source_, page.range.start, page.range.length);
        if (!bytes) {
            return fail(bytes.error());
        }
        if (page_checksum(*bytes) != page.checksum) {
            return broken(page);
        }
        append(out.store, ByteView(*bytes).subspan(page.content.start - page.range.start + mark));
        if (out.store_range.length == 0 || out.store_range.end() == page.range.start) {
            out.store_range = {pages_ == 0 ? page.range.start : out.store_range.start,
                               page.range.end() - (pages_ == 0 ? page.range.start : out.store_range.start)};
        }
        ++pages_;
        is_over_ = (page.flags & flag_last) != 0;
        return Done{};
    }

  private:
    static tl::unexpected<Error> broken(const Page& page) {
        return fail(errors::manifest_malformed, "Ogg page at " + std::to_string(page.range.start));
    }

    const ByteSource& source_;
    std::uint32_t pages_ = 0;
    bool is_over_ = false;
};

std::uint64_t store_pages(std::uint64_t packet_bytes) noexcept {
    const std::uint64_t segments = packet_bytes / segment_bytes_max + 1;
    return (segments + segments_max - 1) / segments_max;
}

}  // namespace

Result<Container> read_ogg(const ByteSource& source) {
    Container out;
    HeaderReader reader(source);
    StoreStream stream(source);
    std::optional<std::uint32_t> serial;
    std::size_t stores = 0;
    bool is_beginning = true;
    const auto done = walk(reader, [&](const Page& page) -> Result<Done> {
        const bool begins = begins_store(source, page);
        stores += begins ? 1U : 0U;
        if (begins && !serial) {
            serial = page.serial;
        }
        is_beginning = is_beginning && (page.is_first() || serial == page.serial);
        if (serial == page.serial || begins) {
            if (stores > 1) {
                out.store_ranges.push_back(page.range);
                return Done{};
            }
            return stream.add(page, out);
        }
        out.insertion_offset = is_beginning ? page.range.end() : out.insertion_offset;
        return Done{};
    });
    if (!done && !is_structural(done.error())) {
        return fail(done.error());
    }
    out.is_damaged = !done.has_value();
    if (stores == 1) {
        out.presence = StorePresence::present;
        return out;
    }
    out.presence = stores == 0 ? StorePresence::absent : StorePresence::multiple;
    out.store.clear();
    out.store_range = {};
    return out;
}

Result<std::vector<NamedBox>> list_ogg_boxes(const ByteSource& source, const Container& container) {
    std::vector<NamedBox> out;
    std::map<std::uint32_t, std::size_t> places;
    HeaderReader reader(source);
    const auto done = walk(reader, [&](const Page& page) -> Result<Done> {
        const auto [place, is_new] = places.emplace(page.serial, out.size());
        if (is_new) {
            const bool is_store = container.store_range.length > 0 && page.range.start == container.store_range.start;
            out.push_back({is_store ? "C2PA" : "Stream-" + std::to_string(page.serial), page.range});
        }
        NamedBox& box = out[place->second];
        if (!box.pieces.empty() && box.pieces.back().end() == page.range.start) {
            box.pieces.back().length += page.range.length;
        } else {
            box.pieces.push_back(page.range);
        }
        box.range.length = page.range.end() - box.range.start;
        return Done{};
    });
    return done ? Result<std::vector<NamedBox>>(std::move(out)) : fail(done.error());
}

Result<EmbedPlan> embed_ogg(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    if (container.is_damaged || container.insertion_offset == 0) {
        return malformed(0);
    }
    HeaderReader reader(source);
    const auto done = walk(reader, [&](const Page& page) -> Result<Done> {
        const bool is_ours =
            std::ranges::binary_search(container.store_ranges, page.range.start, {}, &ByteRange::start);
        return page.serial == store_serial && !is_ours
                   ? Result<Done>(fail(errors::embedding_refused, "a stream of our serial number"))
                   : Result<Done>(Done{});
    });
    if (!done) {
        return fail(done.error());
    }
    const std::uint64_t packet = store_mark.size() + store_bytes;
    const std::uint64_t segments = packet / segment_bytes_max + 1;
    return insert_hole(source, container, packet + segments + store_pages(packet) * page_head_bytes);
}

Bytes frame_ogg(ByteView store) {
    Bytes packet = to_bytes(as_bytes(store_mark));
    append(packet, store);
    const std::uint64_t pages = store_pages(packet.size());
    Bytes out;
    ByteView rest(packet);
    for (std::uint64_t i = 0; i < pages; ++i) {
        const bool is_last = i + 1 == pages;
        const std::size_t length = is_last ? rest.size() : segments_max * segment_bytes_max;
        const std::size_t segments = is_last ? length / segment_bytes_max + 1 : segments_max;
        ByteWriter page;
        page.bytes(as_bytes("OggS")).u8(0);
        page.u8(static_cast<std::uint8_t>((i == 0 ? flag_first : flag_continued) | (is_last ? flag_last : 0)));
        // No packet ends on this page, or one does, at no time.
        page.bytes(Bytes(8, is_last ? std::uint8_t{0} : std::uint8_t{0xFF})).bytes(le_bytes(store_serial, 4));
        page.bytes(le_bytes(i, 4)).bytes(Bytes(4)).u8(static_cast<std::uint8_t>(segments));
        page.bytes(Bytes(is_last ? segments - 1 : segments, std::uint8_t{segment_bytes_max}));
        if (is_last) {
            page.u8(static_cast<std::uint8_t>(length % segment_bytes_max));
        }
        Bytes bytes = page.bytes(rest.first(length)).take();
        const Bytes sum = le_bytes(page_checksum(bytes), 4);
        std::ranges::copy(sum, bytes.begin() + checksum_offset);
        append(out, bytes);
        rest = rest.subspan(length);
    }
    return out;
}

}  // namespace countersign::verifier::media

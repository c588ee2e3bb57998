#include "verifier/media/jpeg.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint8_t marker_soi = 0xD8;
constexpr std::uint8_t marker_eoi = 0xD9;
constexpr std::uint8_t marker_sos = 0xDA;
constexpr std::uint8_t marker_app0 = 0xE0;
constexpr std::uint8_t marker_app1 = 0xE1;
constexpr std::uint8_t marker_app11 = 0xEB;
/// "JP", box instance, packet number, LBox, TBox: what every JUMBF segment repeats.
constexpr std::size_t jumbf_segment_head = 2 + 2 + 4 + 4 + 4;
constexpr std::string_view xmp_name{"http://ns.adobe.com/xap/1.0/\0", 29};

bool is_standalone(std::uint8_t marker) noexcept { return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD9); }

struct Segment {
    std::uint8_t marker = 0;
    ByteRange range;            ///< from the marker's FF to the end of the segment
    std::uint64_t content = 0;  ///< offset behind the length field
    [[nodiscard]] std::size_t content_length() const noexcept { return range.end() - content; }
};

/// Reads the segment that starts at `offset`; fill bytes (FF FF ...) belong to the segment they precede.
Result<Segment> read_segment(HeaderReader& reader, std::uint64_t offset) {
    std::uint64_t at = offset;
    auto two = reader.read(at, 2);
    for (; two && (*two)[0] == 0xFF && (*two)[1] == 0xFF; two = reader.read(++at, 2)) {
    }
    if (!two) {
        return fail(errors::container_malformed, "JPEG cut at " + std::to_string(at));
    }
    if ((*two)[0] != 0xFF || (*two)[1] == 0) {
        return fail(errors::container_malformed, "no JPEG marker at " + std::to_string(at));
    }
    Segment out{.marker = (*two)[1], .range = {offset, at + 2 - offset}, .content = at + 2};
    if (is_standalone(out.marker)) {
        return out;
    }
    const auto size = reader.read(at + 2, 2);
    if (!size) {
        return fail(errors::container_malformed, "JPEG cut at " + std::to_string(at));
    }
    const std::uint64_t length = ByteReader(*size).u16();
    if (length < 2 || length > reader.size() - (at + 2)) {
        return fail(errors::container_malformed, "JPEG segment length at " + std::to_string(at));
    }
    out.range.length = at + 2 + length - offset;
    out.content = at + 4;
    return out;
}

/// The APP11 segments of one JUMBF superbox (one box instance number).
struct JumbfBox {
    bool is_c2pa = false;
    std::uint64_t box_length = 0;
    std::size_t header_length = 8;  ///< 16 with XLBox
    std::uint32_t next_packet = 1;
    std::vector<Segment> segments;
};

class Reader {
  public:
    explicit Reader(const ByteSource& source) : source_(source), reader_(source) {}

    Result<Container> run() {
        out_.insertion_offset = 2;
        std::uint64_t offset = 2;
        bool in_prefix = true;
        for (std::size_t count = 0; offset < source_.size(); ++count) {
            if (count >= limits::container_parts_max) {
                return fail(errors::container_limit, "JPEG segments");
            }
            const auto segment = read_segment(reader_, offset);
            if (!segment && !stores_.empty()) {
                out_.is_damaged = true;
                break;
            }
            if (!segment) {
                return fail(segment.error());
            }
            // Only what precedes the first scan of the first image can hold our store (A.3.1).
            if (segment->marker == marker_sos || segment->marker == marker_eoi) {
                break;
            }
            if (const auto done = visit(*segment); !done) {
                return fail(done.error());
            }
            offset = segment->range.end();
            in_prefix = in_prefix && (segment->marker == marker_app0 || segment->marker == marker_app1);
            if (in_prefix) {
                out_.insertion_offset = offset;
            }
        }
        return finish();
    }

  private:
    Result<Done> visit(const Segment& segment) {
        if (segment.marker == marker_app11 && segment.content_length() >= jumbf_segment_head) {
            return visit_jumbf(segment);
        }
        if (segment.marker == marker_app1 && out_.remote_url.empty() && segment.content_length() > xmp_name.size()) {
            const auto head = reader_.read(segment.content, xmp_name.size());
            if (head && as_text(*head) == xmp_name) {
                const auto packet = read_bytes(source_, segment.content, segment.content_length());
                if (!packet) {
                    return fail(packet.error());
                }
                out_.remote_url = find_provenance(as_text(*packet));
            }
        }
        return Done{};
    }

    Result<Done> visit_jumbf(const Segment& segment) {
        const std::size_t peek = std::min<std::size_t>(segment.content_length(), 40);
        const auto head = reader_.read(segment.content, peek);
        if (!head) {
            return fail(head.error());
        }
        ByteReader fields(*head);
        const std::uint16_t identifier = fields.u16();
        const std::uint16_t instance = fields.u16();
        const std::uint32_t packet = fields.u32();
        std::uint64_t length = fields.u32();
        const ByteView type = fields.read(4);
        // Other uses of APP11 (JPEG 360, HDR) are not ours.
        if (identifier != 0x4A50 || as_text(type) != "jumb") {
            return Done{};
        }
        std::size_t header_length = 8;
        if (length == 1) {
            length = fields.u64();
            header_length = 16;
        }
        if (packet == 1) {
            // A description box with the type of a manifest store: LBox, "jumd", 63 32 70 61.
            static_cast<void>(fields.u32());
            const ByteView description = fields.read(4);
            const ByteView uuid = fields.read(4);
            if (!fields.ok() || as_text(description) != "jumd" || as_text(uuid) != "c2pa") {
                open_.erase(instance);
                return Done{};
            }
            stores_.push_back({true, length, header_length, 2, {segment}});
            open_[instance] = stores_.size() - 1;
            return Done{};
        }
        const auto known = open_.find(instance);
        if (known == open_.end()) {
            return Done{};
        }
        JumbfBox& box = stores_[known->second];
        if (packet != box.next_packet || length != box.box_length || header_length != box.header_length) {
            return fail(errors::manifest_malformed, "APP11 packet " + std::to_string(packet) + " out of order");
        }
        ++box.next_packet;
        box.segments.push_back(segment);
        return Done{};
    }

    Result<Container> finish() {
        for (const JumbfBox& box : stores_) {
            for (const Segment& segment : box.segments) {
                out_.store_ranges.push_back(segment.range);
            }
        }
        std::sort(out_.store_ranges.begin(), out_.store_ranges.end(),
                  [](const ByteRange& a, const ByteRange& b) { return a.start < b.start; });
        if (stores_.empty()) {
            return std::move(out_);
        }
        if (stores_.size() > 1) {
            out_.presence = StorePresence::multiple;
            return std::move(out_);
        }
        out_.presence = StorePresence::present;
        if (const auto joined = join(stores_.front()); !joined) {
            return fail(joined.error());
        }
        return std::move(out_);
    }

    Result<Done> join(const JumbfBox& box) {
        out_.store_range = {box.segments.front().range.start, 0};
        for (const Segment& segment : box.segments) {
            if (segment.range.start != out_.store_range.end()) {
                return fail(errors::manifest_malformed, "APP11 segments of the store are not contiguous");
            }
            out_.store_range.length += segment.range.length;
            const bool first = &segment == &box.segments.front();
            const std::size_t skip = 8 + (first ? 0 : box.header_length);
            if (segment.content_length() < skip) {
                return fail(errors::manifest_malformed, "APP11 segment too short");
            }
            const std::size_t length = segment.content_length() - skip;
            if (out_.store.size() + length > limits::manifest_store_bytes_max) {
                return fail(errors::manifest_too_large, std::to_string(box.box_length) + " bytes");
            }
            const std::size_t before = out_.store.size();
            out_.store.resize(before + length);
            const auto done = source_.read_at(segment.content + skip, std::span(out_.store).subspan(before));
            if (!done) {
                return fail(done.error());
            }
        }
        if (out_.store.size() != box.box_length && box.box_length != 0) {
            return fail(errors::manifest_malformed, "the store's LBox says " + std::to_string(box.box_length) +
                                                        " bytes, its segments hold " +
                                                        std::to_string(out_.store.size()));
        }
        return Done{};
    }

    const ByteSource& source_;
    HeaderReader reader_;
    Container out_;
    std::vector<JumbfBox> stores_;
    std::map<std::uint16_t, std::size_t> open_;
};

/// Symbols of T.81 table B.1, as the box hash names them.
std::string marker_name(std::uint8_t marker) {
    if (marker >= 0xE0 && marker <= 0xEF) {
        return "APP" + std::to_string(marker - 0xE0);
    }
    if (marker >= 0xD0 && marker <= 0xD7) {
        return "RST" + std::to_string(marker - 0xD0);
    }
    if (marker >= 0xF0 && marker <= 0xFD) {
        return "JPG" + std::to_string(marker - 0xF0);
    }
    switch (marker) {
        case 0x01: return "TEM";
        case 0xC4: return "DHT";
        case 0xC8: return "JPG";
        case 0xCC: return "DAC";
        case marker_soi: return "SOI";
        case marker_eoi: return "EOI";
        case marker_sos: return "SOS";
        case 0xDB: return "DQT";
        case 0xDC: return "DNL";
        case 0xDD: return "DRI";
        case 0xDE: return "DHP";
        case 0xDF: return "EXP";
        case 0xFE: return "COM";
        default: break;
    }
    if (marker >= 0xC0 && marker <= 0xCF) {
        return "SOF" + std::to_string(marker - 0xC0);
    }
    return "RES";
}

/// The offset of the first marker at or behind `offset` that isn't a stuffed FF 00; the file's size where none is.
Result<std::uint64_t> skip_coded_data(const ByteSource& source, std::uint64_t offset, Bytes& buffer) {
    bool pending = false;
    while (offset < source.size()) {
        const std::size_t length = std::min<std::uint64_t>(buffer.size(), source.size() - offset);
        if (const auto done = source.read_at(offset, std::span(buffer).first(length)); !done) {
            return fail(done.error());
        }
        for (std::size_t i = 0; i < length; ++i) {
            const std::uint8_t byte = buffer[i];
            if (pending && byte != 0 && byte != 0xFF) {
                return offset + i - 1;
            }
            pending = byte == 0xFF;
        }
        offset += length;
    }
    return source.size();
}

}  // namespace

Result<Container> read_jpeg(const ByteSource& source) { return Reader(source).run(); }

Result<std::vector<NamedBox>> list_jpeg_boxes(const ByteSource& source, const Container& container) {
    HeaderReader reader(source);
    Bytes buffer(std::size_t{64} * 1024);
    std::vector<NamedBox> out{{"SOI", {0, 2}}};
    std::uint64_t offset = 2;
    while (offset < source.size()) {
        if (out.size() >= limits::container_parts_max) {
            return fail(errors::container_limit, "JPEG segments");
        }
        if (container.store_range.length > 0 && offset == container.store_range.start) {
            out.push_back({"C2PA", container.store_range});
            offset = container.store_range.end();
            continue;
        }
        const auto segment = read_segment(reader, offset);
        if (!segment) {
            return fail(segment.error());
        }
        NamedBox box{marker_name(segment->marker), segment->range};
        const bool coded = segment->marker == marker_sos || (segment->marker >= 0xD0 && segment->marker <= 0xD7);
        if (coded) {
            const auto end = skip_coded_data(source, segment->range.end(), buffer);
            if (!end) {
                return fail(end.error());
            }
            box.range.length = *end - box.range.start;
        }
        offset = box.range.end();
        out.push_back(std::move(box));
        if (segment->marker == marker_eoi) {
            break;
        }
    }
    if (offset < source.size()) {
        out.push_back({"c2pa.after", {offset, source.size() - offset}});
    }
    return out;
}

}  // namespace countersign::verifier::media

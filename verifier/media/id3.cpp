#include "verifier/media/id3.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t tag_head_bytes = 10;
constexpr std::uint64_t synchsafe_max = 0x0FFFFFFF;
constexpr std::uint64_t plain_24_max = 0xFFFFFF;
constexpr std::size_t object_head_bytes_max = 2048;  // encoding, media type, file name, description
constexpr std::string_view media_types[] = {"application/c2pa", "application/x-c2pa-manifest-store"};

tl::unexpected<Error> malformed(std::uint64_t offset) {
    return fail(errors::container_malformed, "ID3 at " + std::to_string(offset));
}

std::uint64_t read_synchsafe(ByteView bytes) noexcept {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) {
        value = (value << 7U) | (byte & 0x7FU);
    }
    return value;
}

Bytes synchsafe(std::uint64_t value) {
    Bytes out;
    for (const unsigned shift : {21U, 14U, 7U, 0U}) {
        out.push_back(static_cast<std::uint8_t>((value >> shift) & 0x7FU));
    }
    return out;
}

struct Tag {
    std::uint8_t version = 0;  ///< 2, 3 or 4; 0 where there is no tag
    std::uint8_t flags = 0;
    std::uint64_t end = 0;
    std::uint64_t frames_end = tag_head_bytes;  ///< where padding starts
    [[nodiscard]] std::size_t head_bytes() const noexcept { return version == 2 ? 6 : 10; }
    [[nodiscard]] std::size_t id_bytes() const noexcept { return version == 2 ? 3 : 4; }
};

struct Frame {
    std::string id;
    std::uint16_t flags = 0;
    ByteRange range;  ///< with its header
    ByteRange content;
};

Result<Tag> read_tag(HeaderReader& reader) {
    const auto head = reader.read(0, std::min<std::uint64_t>(tag_head_bytes, reader.size()));
    if (!head) {
        return fail(head.error());
    }
    Tag out;
    if (head->size() < tag_head_bytes || as_text(head->first(3)) != "ID3") {
        return out;
    }
    out.version = (*head)[3];
    out.flags = (*head)[5];
    out.end = tag_head_bytes + read_synchsafe(head->subspan(6, 4));
    if (out.version < 2 || out.version > 4 || out.end > reader.size()) {
        return malformed(3);
    }
    return out;
}

/// Nothing where padding or the tag's end is reached.
Result<std::optional<Frame>> read_frame(HeaderReader& reader, const Tag& tag, std::uint64_t at) {
    if (tag.end - at < tag.head_bytes()) {
        return std::nullopt;
    }
    const auto head = reader.read(at, tag.head_bytes());
    if (!head) {
        return fail(head.error());
    }
    if (head->front() == 0) {
        return std::nullopt;
    }
    const ByteView size = head->subspan(tag.id_bytes(), tag.id_bytes());
    const std::uint64_t length = tag.version == 4 ? read_synchsafe(size) : ByteReader(size).read_be(size.size());
    if (length > tag.end - at - tag.head_bytes()) {
        return malformed(at);
    }
    Frame out{std::string(as_text(head->first(tag.id_bytes()))),
              0,
              {at, tag.head_bytes() + length},
              {at + tag.head_bytes(), length}};
    out.flags = tag.version == 2 ? std::uint16_t{0} : ByteReader(head->subspan(8, 2)).u16();
    return out;
}

/// Where the object in a GEOB frame starts; 0 where it isn't a manifest store.
std::uint64_t find_object(ByteView head) noexcept {
    const std::string_view text = as_text(head);
    const std::size_t type_end = text.find('\0', 1);
    if (head.empty() || type_end == std::string_view::npos ||
        std::ranges::find(media_types, text.substr(1, type_end - 1)) == std::end(media_types)) {
        return 0;
    }
    const std::size_t step = head[0] == 1 || head[0] == 2 ? 2 : 1;  // UTF-16, or one byte a character
    std::size_t at = type_end + 1;
    for (int terminated = 0; terminated < 2; at += step) {
        if (at + step > head.size()) {
            return 0;
        }
        terminated += std::all_of(&head[at], &head[at] + step, [](std::uint8_t byte) { return byte == 0; }) ? 1 : 0;
    }
    return at;
}

/// Compressed, encrypted or otherwise transformed frames aren't read.
bool is_plain(const Tag& tag, const Frame& frame) noexcept {
    return (tag.flags & 0x80U) == 0 && (frame.flags & (tag.version == 3 ? 0xC0U : 0x0FU)) == 0;
}

Result<Done> visit(const ByteSource& source, const Tag& tag, const Frame& frame, std::vector<ByteRange>& objects,
                   Container& out) {
    const bool is_object = frame.id == "GEOB" || frame.id == "GEO";
    const bool is_private = frame.id == "PRIV" && frame.content.length <= limits::xmp_bytes_max;
    if ((!is_object && !is_private) || !is_plain(tag, frame)) {
        return Done{};
    }
    const std::uint64_t wanted = is_object ? object_head_bytes_max : limits::xmp_bytes_max;
    const auto head = read_bytes(source, frame.content.start, std::min(frame.content.length, wanted));
    if (!head) {
        return fail(head.error());
    }
    if (is_private && out.remote_url.empty() && as_text(*head).starts_with("XMP")) {
        out.remote_url = find_provenance(as_text(*head));
    }
    if (const std::uint64_t object = is_object ? find_object(*head) : 0; object > 0) {
        objects.push_back({frame.content.start + object, frame.content.length - object});
        out.store_ranges.push_back(frame.range);
    }
    return Done{};
}

/// Fills `tag.frames_end`; what was found before an error stays in `out`.
Result<Done> read_frames(const ByteSource& source, Tag& tag, std::vector<ByteRange>& objects, Container& out) {
    HeaderReader reader(source);
    const auto head = read_tag(reader);
    if (!head) {
        return fail(head.error());
    }
    tag = *head;
    if (tag.version == 0 || (tag.flags & 0x40U) != 0) {
        return Done{};
    }
    for (std::size_t count = 0;; ++count) {
        if (count >= limits::container_parts_max) {
            return fail(errors::container_limit, "ID3 frames");
        }
        const auto frame = read_frame(reader, tag, tag.frames_end);
        if (!frame) {
            return fail(frame.error());
        }
        if (!*frame) {
            return Done{};
        }
        if (const auto done = visit(source, tag, **frame, objects, out); !done) {
            return done;
        }
        tag.frames_end = (*frame)->range.end();
    }
}

/// Header and fields of the frame, up to the store.
Result<Bytes> object_head(std::uint8_t version, std::uint64_t store_bytes) {
    const std::uint8_t encoding = version == 4 ? 3 : 0;  // UTF-8, Latin-1
    ByteWriter fields;
    fields.u8(encoding).bytes(as_bytes(std::string_view("application/c2pa\0c2pa\0c2pa manifest store\0", 42)));
    const std::uint64_t length = fields.view().size() + store_bytes;
    if (length > (version == 2 ? plain_24_max : synchsafe_max)) {
        return fail(errors::container_limit, "ID3 frame of " + std::to_string(length) + " bytes");
    }
    ByteWriter out;
    if (version == 2) {
        out.bytes(as_bytes("GEO")).be(length, 3);
    } else {
        out.bytes(as_bytes("GEOB")).bytes(version == 4 ? synchsafe(length) : ByteWriter().be(length, 4).take()).u16(0);
    }
    return out.bytes(fields.view()).take();
}

}  // namespace

Result<Container> read_id3(const ByteSource& source) {
    Container out;
    Tag tag;
    std::vector<ByteRange> objects;
    const auto done = read_frames(source, tag, objects, out);
    if (!done && !is_structural(done.error())) {
        return fail(done.error());
    }
    out.is_damaged = !done.has_value();
    out.insertion_offset = tag.version == 0 ? 0 : tag.frames_end;
    if (objects.size() == 1) {
        const auto frames = out.store_ranges;
        if (const auto read = read_store(source, objects.front(), out); !read) {
            return fail(read.error());
        }
        out.store_ranges = frames;
        return out;
    }
    out.presence = objects.empty() ? StorePresence::absent : StorePresence::multiple;
    return out;
}

Result<EmbedPlan> embed_id3(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    Tag tag;
    std::vector<ByteRange> objects;
    Container again;
    if (const auto done = read_frames(source, tag, objects, again); !done || container.is_damaged) {
        return malformed(0);
    }
    if (tag.version != 0 && (tag.flags & 0xD0U) != 0) {
        return fail(errors::embedding_refused, "an ID3 tag with unsynchronisation, extended header or footer");
    }
    const std::uint8_t version = tag.version == 0 ? 4 : tag.version;
    auto head = object_head(version, store_bytes);
    if (!head) {
        return fail(head.error());
    }
    std::uint64_t length = head->size() + store_bytes + (tag.version == 0 ? 0 : tag.end - tag_head_bytes);
    for (const ByteRange& frame : again.store_ranges) {
        length -= frame.length;
    }
    if (length > synchsafe_max) {
        return fail(errors::container_limit, "ID3 tag of " + std::to_string(length) + " bytes");
    }
    EmbedPlan plan;
    if (tag.version == 0) {
        plan.literal(ByteWriter().bytes(as_bytes("ID3")).u8(4).u16(0).bytes(synchsafe(length)).take());
        return plan.literal(std::move(*head)).hole(store_bytes).copy(0, source.size());
    }
    plan.copy(0, 6).literal(synchsafe(length));
    std::uint64_t at = tag_head_bytes;
    for (const ByteRange& frame : again.store_ranges) {
        plan.copy(at, frame.start);
        at = frame.end();
    }
    plan.copy(at, tag.frames_end).literal(std::move(*head)).hole(store_bytes);
    return plan.copy(tag.frames_end, source.size());
}

Bytes frame_id3(ByteView store) { return to_bytes(store); }

}  // namespace countersign::verifier::media

#include "verifier/media/zip.hpp"

#include <algorithm>
#include <optional>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/inflate.hpp"
#include "verifier/media/little_endian.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::uint64_t end_record_bytes = 22;
constexpr std::uint64_t comment_bytes_max = 0xFFFF;
constexpr std::uint64_t locator_bytes = 20;
constexpr std::uint64_t zip64_record_bytes = 56;
constexpr std::uint64_t central_bytes = 46;
constexpr std::uint64_t local_bytes = 30;
constexpr std::uint32_t end_signature = 0x06054B50;
constexpr std::uint32_t locator_signature = 0x07064B50;
constexpr std::uint32_t zip64_signature = 0x06064B50;
constexpr std::uint32_t central_signature = 0x02014B50;
constexpr std::uint32_t local_signature = 0x04034B50;
constexpr std::uint32_t descriptor_signature = 0x08074B50;
constexpr std::uint16_t full_16 = 0xFFFF;
constexpr std::uint32_t full_32 = 0xFFFFFFFF;
constexpr std::uint16_t zip64_extra = 1;
constexpr std::uint16_t stored = 0;
constexpr std::uint16_t deflated = 8;

tl::unexpected<Error> malformed(const char* what, std::uint64_t offset) {
    return fail(errors::container_malformed, std::string("ZIP ") + what + " at " + std::to_string(offset));
}

std::uint16_t le16(ByteView bytes, std::size_t at) { return static_cast<std::uint16_t>(read_le(bytes.subspan(at, 2))); }
std::uint32_t le32(ByteView bytes, std::size_t at) { return static_cast<std::uint32_t>(read_le(bytes.subspan(at, 4))); }

/// The end record as it says of itself, without ZIP64.
ZipDirectory read_end_record(ByteView record, std::uint64_t at) {
    return {le16(record, 10), {le32(record, 16), le32(record, 12)}, {at, record.size()}, false};
}

/// The fields that the short record can't hold. `at` is where the record itself must start.
Result<ZipDirectory> read_zip64(const ByteSource& source, const ZipDirectory& plain) {
    const std::uint64_t end = plain.end_record.start;
    if (end < locator_bytes + zip64_record_bytes) {
        return malformed("end", end);
    }
    const std::uint64_t at = end - locator_bytes - zip64_record_bytes;
    const auto bytes = read_bytes(source, at, zip64_record_bytes + locator_bytes);
    if (!bytes) {
        return fail(bytes.error());
    }
    const ByteView record = ByteView(*bytes).first(zip64_record_bytes);
    const ByteView locator = ByteView(*bytes).subspan(zip64_record_bytes);
    const bool sound = le32(locator, 0) == locator_signature && le32(locator, 4) == 0 &&
                       read_le(locator.subspan(8, 8)) == at && le32(locator, 16) == 1 &&
                       le32(record, 0) == zip64_signature && read_le(record.subspan(4, 8)) == zip64_record_bytes - 12 &&
                       le32(record, 16) == 0 && le32(record, 20) == 0 &&
                       read_le(record.subspan(24, 8)) == read_le(record.subspan(32, 8));
    ZipDirectory out{read_le(record.subspan(32, 8)),
                     {read_le(record.subspan(48, 8)), read_le(record.subspan(40, 8))},
                     plain.end_record,
                     true};
    const auto agrees = [](std::uint64_t in_short, std::uint64_t full, std::uint64_t in_long) {
        return in_short == full || in_short == in_long;
    };
    if (!sound || !agrees(plain.entries, full_16, out.entries) ||
        !agrees(plain.headers.length, full_32, out.headers.length) ||
        !agrees(plain.headers.start, full_32, out.headers.start) || out.headers.length > at ||
        out.headers.start != at - out.headers.length) {
        return malformed("ZIP64 end", at);
    }
    return out;
}

/// Fields of the ZIP64 extra field, in the order of those that are full; nothing where it is missing or short.
class Zip64Fields {
  public:
    explicit Zip64Fields(ByteView extra) {
        while (extra.size() >= 4) {
            const std::size_t length = le16(extra, 2);
            if (length > extra.size() - 4) {
                return;
            }
            if (le16(extra, 0) == zip64_extra) {
                rest_ = extra.subspan(4, length);
                return;
            }
            extra = extra.subspan(4 + length);
        }
    }
    /// `value`, or where it is full the next field.
    std::uint64_t resolve(std::uint32_t value) {
        if (value != full_32) {
            return value;
        }
        if (rest_.size() < 8) {
            is_short_ = true;
            return value;
        }
        const std::uint64_t out = read_le(rest_.first(8));
        rest_ = rest_.subspan(8);
        return out;
    }
    [[nodiscard]] bool is_short() const noexcept { return is_short_; }

  private:
    ByteView rest_;
    bool is_short_ = false;
};

Result<ZipEntry> read_header(const ByteSource& source, HeaderReader& reader, const ByteRange& headers,
                             std::uint64_t at) {
    const auto head = headers.end() - at < central_bytes ? malformed("directory", at) : reader.read(at, central_bytes);
    if (!head || le32(*head, 0) != central_signature) {
        return head ? malformed("directory", at) : fail(head.error());
    }
    ZipEntry out;
    out.version_needed = le16(*head, 6);
    out.flags = le16(*head, 8);
    out.method = le16(*head, 10);
    out.time_and_date = le32(*head, 12);
    out.crc = le32(*head, 16);
    const std::uint32_t sizes[] = {le32(*head, 24), le32(*head, 20), le32(*head, 42)};
    const std::size_t name_bytes = le16(*head, 28);
    const std::size_t extra_bytes = le16(*head, 30);
    const std::size_t comment_bytes = le16(*head, 32);
    const std::uint16_t disk = le16(*head, 34);
    out.header = {at, central_bytes + name_bytes + extra_bytes + comment_bytes};
    if (out.header.length > headers.end() - at || name_bytes == 0 || (disk != 0 && disk != full_16)) {
        return malformed("directory", at);
    }
    if (name_bytes > limits::zip_name_bytes_max) {
        return fail(errors::container_limit, "ZIP name of " + std::to_string(name_bytes) + " bytes");
    }
    const auto name = reader.read(at + central_bytes, name_bytes);
    if (!name) {
        return fail(name.error());
    }
    out.name = as_text(*name);
    const auto extra = read_bytes(source, at + central_bytes + name_bytes, extra_bytes);
    if (!extra) {
        return fail(extra.error());
    }
    Zip64Fields fields(*extra);
    out.bytes = fields.resolve(sizes[0]);
    out.stored_bytes = fields.resolve(sizes[1]);
    out.offset = fields.resolve(sizes[2]);
    return fields.is_short() ? malformed("directory", at) : Result<ZipEntry>(std::move(out));
}

/// How many bytes the descriptor behind the content has: with or without signature, with 32 or 64 bit sizes. Nothing
/// where none of the four says what the directory says.
std::optional<std::uint64_t> descriptor_bytes(ByteView bytes, const ZipEntry& entry, bool wide_first) {
    for (const bool wide : {wide_first, !wide_first}) {
        const std::size_t width = wide ? 8 : 4;
        for (const std::size_t signature : {std::size_t{4}, std::size_t{0}}) {
            const std::size_t length = signature + 4 + 2 * width;
            if (bytes.size() >= length && (signature == 0 || le32(bytes, 0) == descriptor_signature) &&
                le32(bytes, signature) == entry.crc &&
                read_le(bytes.subspan(signature + 4, width)) == entry.stored_bytes &&
                read_le(bytes.subspan(signature + 4 + width, width)) == entry.bytes) {
                return length;
            }
        }
    }
    return std::nullopt;
}

/// What a binding and a writer need to know of the store's entry.
Result<Done> read_store_entry(const ByteSource& source, const ZipDirectory& directory, const ZipEntry& entry,
                              Container& out) {
    const auto place = place_zip_entry(source, directory, entry);
    if (!place) {
        return fail(place.error().code == errors::source_unreadable ? place.error()
                                                                    : Error{errors::manifest_malformed, "ZIP entry"});
    }
    out.store_ranges.push_back(place->whole);
    if (out.store_ranges.size() > 1) {
        return Done{};
    }
    if (entry.method != stored || entry.is_encrypted() || entry.bytes != entry.stored_bytes || !place->is_plain) {
        return fail(errors::manifest_malformed, "ZIP entry");
    }
    const auto read = read_store(source, place->content, out);
    out.store_range = place->whole;
    out.store_ranges = {place->whole};
    return read;
}

}  // namespace

bool is_zip(Format format) noexcept { return format >= Format::zip && format <= Format::oxps; }

Result<ZipDirectory> find_zip_directory(const ByteSource& source) {
    if (source.size() < end_record_bytes) {
        return malformed("end", source.size());
    }
    const std::uint64_t length = std::min(source.size(), end_record_bytes + comment_bytes_max);
    const std::uint64_t start = source.size() - length;
    const auto tail = read_bytes(source, start, length);
    if (!tail) {
        return fail(tail.error());
    }
    // A comment may hold what looks like another end record. Readers choose differently, so two that fit are none.
    std::optional<ZipDirectory> plain;
    for (std::size_t at = 0; at + end_record_bytes <= tail->size(); ++at) {
        const ByteView record = ByteView(*tail).subspan(at);
        if (le32(record, 0) != end_signature || le16(record, 20) != record.size() - end_record_bytes) {
            continue;
        }
        const bool one_disk = le16(record, 4) == 0 && le16(record, 6) == 0 && le16(record, 8) == le16(record, 10);
        if (plain || !one_disk) {
            return malformed("end", start + at);
        }
        plain = read_end_record(record, start + at);
    }
    if (!plain) {
        return malformed("end", source.size());
    }
    const bool fits = plain->headers.end() == plain->end_record.start && plain->entries != full_16;
    return fits ? Result<ZipDirectory>(*plain) : read_zip64(source, *plain);
}

Result<Done> walk_zip_directory(const ByteSource& source, const ZipDirectory& directory,
                                const std::function<Result<Done>(const ZipEntry&)>& visit) {
    if (directory.entries > limits::container_parts_max) {
        return fail(errors::container_limit, "ZIP of " + std::to_string(directory.entries) + " entries");
    }
    HeaderReader reader(source);
    std::uint64_t at = directory.headers.start;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        const auto entry = read_header(source, reader, directory.headers, at);
        if (!entry) {
            return fail(entry.error());
        }
        if (auto done = visit(*entry); !done) {
            return done;
        }
        at = entry->header.end();
    }
    return at == directory.headers.end() ? Result<Done>(Done{}) : malformed("directory", at);
}

Result<ZipPlace> place_zip_entry(const ByteSource& source, const ZipDirectory& directory, const ZipEntry& entry) {
    const std::uint64_t end = directory.headers.start;
    if (entry.offset > end || end - entry.offset < local_bytes) {
        return malformed("entry", entry.offset);
    }
    const auto head = read_bytes(source, entry.offset, std::min(end - entry.offset, local_bytes + entry.name.size()));
    if (!head) {
        return fail(head.error());
    }
    const ByteView local(*head);
    const std::uint64_t extra_bytes = le16(local, 28);
    const std::uint64_t content_at = entry.offset + local_bytes + entry.name.size() + extra_bytes;
    if (le32(local, 0) != local_signature || le16(local, 26) != entry.name.size() ||
        as_text(local.subspan(local_bytes)) != entry.name || le16(local, 8) != entry.method ||
        ((le16(local, 6) ^ entry.flags) & 9U) != 0 || content_at > end || entry.stored_bytes > end - content_at) {
        return malformed("entry", entry.offset);
    }
    const auto extra = read_bytes(source, content_at - extra_bytes, extra_bytes);
    if (!extra) {
        return fail(extra.error());
    }
    Zip64Fields fields(*extra);
    const std::uint64_t bytes = fields.resolve(le32(local, 22));
    const std::uint64_t stored_bytes = fields.resolve(le32(local, 18));
    const bool same_sizes = !fields.is_short() && bytes == entry.bytes && stored_bytes == entry.stored_bytes;
    ZipPlace out{{entry.offset, content_at + entry.stored_bytes - entry.offset},
                 {content_at, entry.stored_bytes},
                 extra_bytes == 0 && same_sizes && le16(local, 4) == entry.version_needed &&
                     le16(local, 6) == entry.flags && le32(local, 10) == entry.time_and_date};
    if (!entry.has_descriptor()) {
        return same_sizes && le32(local, 14) == entry.crc ? Result<ZipPlace>(out) : malformed("entry", entry.offset);
    }
    const std::uint64_t behind = out.whole.end();
    const auto descriptor = read_bytes(source, behind, std::min<std::uint64_t>(24, end - behind));
    if (!descriptor) {
        return fail(descriptor.error());
    }
    const bool wide = entry.bytes >= full_32 || entry.stored_bytes >= full_32 || le32(local, 22) == full_32;
    const auto length = descriptor_bytes(*descriptor, entry, wide);
    if (!length) {
        return malformed("data descriptor", behind);
    }
    out.whole.length += *length;
    out.is_plain = false;
    return out;
}

Result<Bytes> read_zip_entry(const ByteSource& source, const ZipDirectory& directory, const ZipEntry& entry,
                             std::size_t bytes_max) {
    if (entry.is_encrypted() || (entry.method != stored && entry.method != deflated)) {
        return fail(errors::container_unsupported, "ZIP entry");
    }
    const auto place = place_zip_entry(source, directory, entry);
    if (!place) {
        return fail(place.error());
    }
    if (place->content.length > bytes_max) {
        return fail(errors::container_limit, "ZIP entry");
    }
    auto content = read_bytes(source, place->content.start, place->content.length);
    if (!content || entry.method == stored) {
        return content;
    }
    return inflate(*content, Deflate::raw, bytes_max);
}

Result<Container> read_zip(const ByteSource& source) {
    Container out;
    const auto read_all = [&]() -> Result<Done> {
        const auto directory = find_zip_directory(source);
        if (!directory) {
            return fail(directory.error());
        }
        out.insertion_offset = directory->headers.start;
        return walk_zip_directory(source, *directory, [&](const ZipEntry& entry) {
            return entry.name == zip_store_name ? read_store_entry(source, *directory, entry, out)
                                                : Result<Done>(Done{});
        });
    };
    const auto done = read_all();
    if (!done && !is_structural(done.error())) {
        return fail(done.error());
    }
    out.is_damaged = !done.has_value();
    if (out.store_ranges.size() > 1) {
        out.presence = StorePresence::multiple;
        out.store.clear();
        out.store_range = {};
    }
    return out;
}

}  // namespace countersign::verifier::media

// A store in a ZIP archive: behind the last entry, and the central directory written anew (C2PA 2.5 A.6.2, A.6.3).
#include <zlib.h>

#include <algorithm>
#include <set>

#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/little_endian.hpp"
#include "verifier/media/zip.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::string_view content_types_name = "[Content_Types].xml";
constexpr std::string_view store_type = R"(<Default Extension="c2pa" ContentType="application/c2pa"/>)";
constexpr std::uint32_t full_32 = 0xFFFFFFFF;
constexpr std::uint16_t stored_version = 10;
constexpr std::size_t header_offset_field = 42;
constexpr std::size_t header_bytes = 46;

Bytes le(std::uint64_t value, std::size_t width) { return le_bytes(value, width); }

/// An entry that is kept, in the order of the file.
struct Kept {
    ZipEntry entry;
    ByteRange whole;
    std::uint64_t offset = 0;      ///< in the signed file
    std::optional<Bytes> content;  ///< written instead, stored
};

tl::unexpected<Error> refused(std::string what) { return fail(errors::embedding_refused, std::move(what)); }

std::uint32_t crc_of(ByteView content) {
    return static_cast<std::uint32_t>(::crc32_z(0, content.data(), content.size()));
}

/// The two stand in the same order before the entry and in the directory: version to name length.
Bytes shared_fields(std::uint16_t flags, std::uint32_t time_and_date, std::uint32_t crc, std::uint64_t bytes,
                    std::size_t name_bytes) {
    ByteWriter out;
    out.bytes(le(stored_version, 2)).bytes(le(flags, 2)).bytes(le(0, 2)).bytes(le(time_and_date, 4)).bytes(le(crc, 4));
    return out.bytes(le(bytes, 4)).bytes(le(bytes, 4)).bytes(le(name_bytes, 2)).bytes(le(0, 2)).take();
}

/// A.6.3: an OPC package tells the type of every part. Nothing where it does so already.
Result<std::optional<Bytes>> declare_store(const ByteSource& source, const ZipDirectory& directory,
                                           const ZipEntry& entry) {
    auto content = read_zip_entry(source, directory, entry, limits::zip_part_bytes_max);
    if (!content) {
        return content.error().code == errors::source_unreadable ? fail(content.error())
                                                                 : refused(std::string(content_types_name));
    }
    const std::string_view text = as_text(*content);
    if (text.find("\"application/c2pa\"") != std::string_view::npos) {
        return std::nullopt;
    }
    const std::size_t root = text.find("<Types");
    const std::size_t end = root == std::string_view::npos ? root : text.find('>', root);
    if (end == std::string_view::npos || text[end - 1] == '/') {
        return refused(std::string(content_types_name));
    }
    ByteWriter out;
    out.bytes(as_bytes(text.substr(0, end + 1))).bytes(as_bytes(store_type)).bytes(as_bytes(text.substr(end + 1)));
    return std::optional(out.take());
}

/// Everything but an old store, in the order of the directory. Every byte before the directory must belong to one
/// entry: what lies between them would be bound by nothing.
Result<std::vector<Kept>> list_kept(const ByteSource& source, const ZipDirectory& directory) {
    if (directory.entries > limits::zip_signed_entries_max ||
        directory.headers.length > limits::zip_written_directory_bytes_max) {
        return fail(errors::container_limit, "ZIP of " + std::to_string(directory.entries) + " entries");
    }
    std::vector<Kept> out;
    std::vector<ByteRange> ranges;
    std::set<std::string, std::less<>> names;
    const auto walked = walk_zip_directory(source, directory, [&](const ZipEntry& entry) -> Result<Done> {
        const auto place = place_zip_entry(source, directory, entry);
        if (!place) {
            return fail(place.error());
        }
        ranges.push_back(place->whole);
        if (entry.name == zip_store_name) {
            return Done{};
        }
        if (!names.insert(entry.name).second) {
            return refused("two ZIP entries of one name");
        }
        out.push_back({entry, place->whole, 0, std::nullopt});
        if (entry.name == content_types_name) {
            auto content = declare_store(source, directory, entry);
            if (!content) {
                return fail(content.error());
            }
            out.back().content = std::move(*content);
        }
        return Done{};
    });
    if (!walked) {
        return fail(walked.error());
    }
    std::ranges::sort(ranges, {}, &ByteRange::start);
    std::uint64_t at = 0;
    for (const ByteRange& range : ranges) {
        if (range.start != at) {
            return refused("ZIP entries that overlap, or bytes between them");
        }
        at = range.end();
    }
    return at == directory.headers.start && !out.empty() ? Result<std::vector<Kept>>(std::move(out))
                                                         : refused("a ZIP of nothing, or bytes behind its entries");
}

void write_entry(Kept& kept, EmbedPlan& plan) {
    kept.offset = plan.size();
    plan.next_part(kept.entry.name);
    if (!kept.content) {
        plan.copy(kept.whole.start, kept.whole.end());
        return;
    }
    ByteWriter out;
    out.u32(0x504B0304);
    out.bytes(shared_fields(0, kept.entry.time_and_date, crc_of(*kept.content), kept.content->size(),
                            kept.entry.name.size()));
    plan.literal(out.bytes(as_bytes(kept.entry.name)).bytes(*kept.content).take());
}

/// The header in the directory with the entry's new place; its ZIP64 field keeps its length.
Result<Bytes> rewrite_header(const ByteSource& source, const Kept& kept) {
    auto header = read_bytes(source, kept.entry.header.start, kept.entry.header.length);
    if (!header) {
        return header;
    }
    const auto put = [&](std::size_t at, const Bytes& field) {
        std::ranges::copy(field, header->begin() + static_cast<std::ptrdiff_t>(at));
    };
    if (kept.content) {
        const Bytes fields = shared_fields(0, kept.entry.time_and_date, crc_of(*kept.content), kept.content->size(),
                                           kept.entry.name.size());
        header->resize(header_bytes + kept.entry.name.size());
        put(6, fields);
        put(32, le(0, 2));
    }
    const ByteView field = ByteView(*header).subspan(header_offset_field, 4);
    if (kept.offset == kept.entry.offset) {
        return header;
    }
    if (read_le(field) == full_32 || kept.offset >= full_32) {
        return fail(errors::container_limit, "ZIP entries that move beyond 4 GiB");
    }
    put(header_offset_field, le(kept.offset, 4));
    return header;
}

/// The same over the bytes for the framed store, which is the content.
Bytes store_crc(ByteView framed, std::uint32_t) { return le(crc_of(framed), 4); }

struct Written {
    std::uint64_t headers_start = 0;
    std::uint64_t headers_end = 0;
    std::uint64_t entries = 0;
};

/// Hashed without the records of ZIP64, which A.6.2.2 doesn't name; every field of them is told by what is hashed.
Result<Done> write_end(const ByteSource& source, const ZipDirectory& directory, const Written& written,
                       EmbedPlan& plan) {
    const std::uint64_t length = written.headers_end - written.headers_start;
    const auto old = read_bytes(source, directory.end_record.start, directory.end_record.length);
    if (!old) {
        return fail(old.error());
    }
    const bool is_zip64 = directory.is_zip64 || written.headers_start >= full_32;
    if (is_zip64) {
        ByteWriter record;
        record.u32(0x504B0606).bytes(le(44, 8)).bytes(le(45, 2)).bytes(le(45, 2)).bytes(le(0, 8));
        record.bytes(le(written.entries, 8)).bytes(le(written.entries, 8)).bytes(le(length, 8));
        record.bytes(le(written.headers_start, 8));
        record.u32(0x504B0607).bytes(le(0, 4)).bytes(le(written.headers_end, 8)).bytes(le(1, 4));
        plan.add({.kind = Piece::Kind::literal, .range = {}, .bytes = record.take(), .is_hashed = false});
    }
    ByteWriter out;
    out.u32(0x504B0506).bytes(le(0, 4));
    out.bytes(le(is_zip64 ? 0xFFFF : written.entries, 2)).bytes(le(is_zip64 ? 0xFFFF : written.entries, 2));
    out.bytes(le(is_zip64 ? full_32 : length, 4)).bytes(le(is_zip64 ? full_32 : written.headers_start, 4));
    plan.literal(out.bytes(ByteView(*old).subspan(20)).take());
    return Done{};
}

}  // namespace

Result<EmbedPlan> embed_zip(const ByteSource& source, const Container& container, std::uint64_t store_bytes) {
    const auto directory = find_zip_directory(source);
    auto kept =
        directory && !container.is_damaged ? list_kept(source, *directory) : fail(errors::container_malformed, "ZIP");
    if (!kept) {
        return fail(kept.error());
    }
    EmbedPlan plan;
    std::vector<Kept*> in_file_order;
    for (Kept& one : *kept) {
        in_file_order.push_back(&one);
    }
    std::ranges::sort(in_file_order, {}, [](const Kept* one) { return one->whole.start; });
    for (Kept* const one : in_file_order) {
        write_entry(*one, plan);
    }
    const std::uint64_t store_at = plan.size();
    if (store_at >= full_32) {
        return fail(errors::container_limit, "a ZIP whose manifest would lie beyond 4 GiB");
    }
    const Bytes fields = shared_fields(0, 0, 0, store_bytes, zip_store_name.size());
    const ByteView shared(fields);
    plan.next_part({});
    const auto unhashed = [&plan](Bytes bytes) {
        plan.add({.kind = Piece::Kind::literal, .range = {}, .bytes = std::move(bytes), .is_hashed = false});
    };
    unhashed(ByteWriter().u32(0x504B0304).bytes(shared.first(10)).take());
    plan.checksum(0, store_crc);
    unhashed(ByteWriter().bytes(shared.subspan(14)).bytes(as_bytes(zip_store_name)).take());
    plan.hole(store_bytes);

    Written written{plan.size(), 0, kept->size() + 1};
    ByteWriter headers;
    for (const Kept& one : *kept) {
        const auto header = rewrite_header(source, one);
        if (!header) {
            return fail(header.error());
        }
        headers.bytes(*header);
    }
    headers.u32(0x504B0102).bytes(le(stored_version, 2)).bytes(shared.first(10));
    plan.literal(headers.take()).checksum(0, store_crc);
    // No comment, the first disk, no attributes, the place.
    plan.literal(ByteWriter()
                     .bytes(shared.subspan(14))
                     .bytes(Bytes(10))
                     .bytes(le(store_at, 4))
                     .bytes(as_bytes(zip_store_name))
                     .take());
    written.headers_end = plan.size();
    if (const auto done = write_end(source, *directory, written, plan); !done) {
        return fail(done.error());
    }
    return plan;
}

Bytes frame_zip(ByteView store) { return to_bytes(store); }

}  // namespace countersign::verifier::media

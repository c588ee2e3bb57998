#include "verifier/media/bmff.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

/// Boxes whose content is boxes alone.
constexpr std::array containers{
    box_type("moov"), box_type("trak"), box_type("edts"), box_type("mdia"), box_type("minf"), box_type("dinf"),
    box_type("stbl"), box_type("mvex"), box_type("moof"), box_type("traf"), box_type("mfra"), box_type("udta"),
    box_type("iprp"), box_type("ipco"), box_type("meco"), box_type("strk"), box_type("strd"), box_type("sinf"),
    box_type("schi"), box_type("rinf"), box_type("hnti"), box_type("hinf"), box_type("paen"), box_type("tref")};

/// Full boxes of ISO/IEC 14496-12, 23008-12 (HEIF), 14496-14 and 23009-1 (DASH).
constexpr std::array full_boxes{
    box_type("mvhd"), box_type("tkhd"), box_type("mdhd"), box_type("hdlr"), box_type("vmhd"), box_type("smhd"),
    box_type("hmhd"), box_type("sthd"), box_type("nmhd"), box_type("dref"), box_type("url "), box_type("urn "),
    box_type("stsd"), box_type("stts"), box_type("ctts"), box_type("cslg"), box_type("stss"), box_type("stsh"),
    box_type("sdtp"), box_type("elst"), box_type("stsz"), box_type("stz2"), box_type("stsc"), box_type("stco"),
    box_type("co64"), box_type("padb"), box_type("stdp"), box_type("sbgp"), box_type("sgpd"), box_type("subs"),
    box_type("saiz"), box_type("saio"), box_type("mehd"), box_type("trex"), box_type("leva"), box_type("mfhd"),
    box_type("tfhd"), box_type("trun"), box_type("tfra"), box_type("mfro"), box_type("tfdt"), box_type("cprt"),
    box_type("kind"), box_type("tsel"), box_type("stri"), box_type("stsg"), box_type("iloc"), box_type("pitm"),
    box_type("ipro"), box_type("iinf"), box_type("infe"), box_type("iref"), box_type("xml "), box_type("bxml"),
    box_type("schm"), box_type("mere"), box_type("schi"), box_type("pdin"), box_type("sidx"), box_type("ssix"),
    box_type("prft"), box_type("emsg"), box_type("ispe"), box_type("pixi"), box_type("ipma"), box_type("auxC"),
    box_type("rloc"), box_type("pssh"), box_type("senc"), box_type("tenc"), box_type("esds"), box_type("iods"),
    box_type("elng"), box_type("trep"), box_type("assp"), box_type("meta"), box_type("csgp"), box_type("stvi")};

template <std::size_t N>
bool is_one_of(BoxType type, const std::array<BoxType, N>& list) noexcept {
    return std::find(list.begin(), list.end(), type) != list.end();
}

bool is_environment(const Error& error) noexcept { return error.code == errors::source_unreadable; }

constexpr std::uint64_t uuid_bytes = 16;

BoxPurpose purpose_of(std::string_view name) noexcept {
    struct Named {
        std::string_view name;
        BoxPurpose purpose;
    };
    static constexpr std::array<Named, 4> known{{{"manifest", BoxPurpose::manifest},
                                                 {"original", BoxPurpose::original},
                                                 {"update", BoxPurpose::update},
                                                 {"merkle", BoxPurpose::merkle}}};
    for (const Named& entry : known) {
        if (entry.name == name) {
            return entry.purpose;
        }
    }
    return BoxPurpose::other;
}

}  // namespace

BoxBudget full_box_budget() noexcept { return {limits::container_parts_max}; }

Result<BmffBox> read_bmff_box(HeaderReader& reader, std::uint64_t offset, std::uint64_t end) {
    constexpr std::uint64_t small_header = 8;
    constexpr std::uint64_t large_header = 16;
    const auto malformed = [&](const char* what) {
        return fail(errors::container_malformed, std::string(what) + " at " + std::to_string(offset));
    };
    if (offset > end || end - offset < small_header) {
        return malformed("box cut");
    }
    const auto head = reader.read(offset, small_header);
    if (!head) {
        return is_environment(head.error()) ? fail(head.error()) : malformed("box cut");
    }
    ByteReader fields(*head);
    BmffBox out;
    out.range = {offset, fields.u32()};
    out.type = fields.u32();
    if (out.range.length == 0) {
        out.range.length = end - offset;
    } else if (out.range.length == 1) {
        if (end - offset < large_header) {
            return malformed("box cut");
        }
        const auto size = reader.read(offset + small_header, small_header);
        if (!size) {
            return is_environment(size.error()) ? fail(size.error()) : malformed("box cut");
        }
        out.range.length = ByteReader(*size).u64();
        out.header_bytes = large_header;
    }
    if (out.range.length < out.header_bytes || out.range.length > end - offset) {
        return malformed("box size");
    }
    return out;
}

Result<std::uint64_t> walk_bmff_boxes(HeaderReader& reader, const ByteRange& stretch, BoxBudget& budget,
                                      const std::function<Result<Done>(const BmffBox&)>& visit) {
    std::uint64_t offset = stretch.start;
    while (offset < stretch.end()) {
        const auto box = read_bmff_box(reader, offset, stretch.end());
        if (!box) {
            return is_environment(box.error()) ? Result<std::uint64_t>(fail(box.error())) : offset;
        }
        if (budget.left == 0) {
            return fail(errors::container_limit, "boxes");
        }
        --budget.left;
        if (const auto done = visit(*box); !done) {
            return fail(done.error());
        }
        offset = box->range.end();
    }
    return offset;
}

Result<std::optional<ByteRange>> find_children(HeaderReader& reader, const BmffBox& box) {
    if (is_one_of(box.type, containers)) {
        return box.payload();
    }
    if (box.type != box_type("meta")) {
        return std::nullopt;
    }
    constexpr std::uint64_t full_box_bytes = 4;
    ByteRange children = box.payload();
    if (children.length < full_box_bytes) {
        return std::nullopt;
    }
    // Four zero bytes of version and flags, which as a box's size would mean "to the end" at the very start.
    const auto start = reader.read(children.start, full_box_bytes);
    if (!start) {
        return fail(start.error());
    }
    if (ByteReader(*start).u32() == 0) {
        children = {children.start + full_box_bytes, children.length - full_box_bytes};
    }
    return children;
}

Result<bool> has_uuid(HeaderReader& reader, const BmffBox& box, ByteView uuid) {
    if (box.type != box_type("uuid") || box.payload().length < uuid_bytes) {
        return false;
    }
    const auto found = reader.read(box.payload().start, uuid_bytes);
    return found ? Result<bool>(equal(*found, uuid)) : fail(found.error());
}

Result<std::optional<FullBoxFields>> read_full_box_fields(HeaderReader& reader, const BmffBox& box) {
    constexpr std::uint64_t field_bytes = 4;
    std::uint64_t at = box.payload().start;
    if (box.type == box_type("uuid")) {
        const auto ours = has_uuid(reader, box, provenance_uuid);
        if (!ours) {
            return fail(ours.error());
        }
        if (!*ours) {
            return std::nullopt;
        }
        at += uuid_bytes;
    } else if (!is_one_of(box.type, full_boxes)) {
        return std::nullopt;
    }
    if (box.range.end() - at < field_bytes) {
        return std::nullopt;
    }
    const auto fields = reader.read(at, field_bytes);
    if (!fields) {
        return fail(fields.error());
    }
    return FullBoxFields{(*fields)[0], {(*fields)[1], (*fields)[2], (*fields)[3]}};
}

Result<std::optional<ProvenanceBox>> read_provenance_box(HeaderReader& reader, const BmffBox& box) {
    const auto ours = has_uuid(reader, box, provenance_uuid);
    if (!ours) {
        return fail(ours.error());
    }
    if (!*ours) {
        return std::nullopt;
    }
    // Longer than the longest purpose with its zero byte; what isn't terminated by then is none of ours.
    constexpr std::uint64_t fields_bytes = 4;
    constexpr std::uint64_t purpose_bytes_max = 9;
    constexpr std::uint64_t offset_bytes = 8;
    const std::uint64_t start = box.payload().start + uuid_bytes;
    const std::uint64_t available = box.range.end() - start;
    const auto head = reader.read(start, std::min(available, fields_bytes + purpose_bytes_max));
    if (!head) {
        return fail(head.error());
    }
    const ByteView fields = head->first(std::min<std::size_t>(head->size(), fields_bytes));
    if (fields.size() < fields_bytes || ByteReader(fields).u32() != 0) {
        return fail(errors::manifest_malformed, "a C2PA box of another version at " + std::to_string(box.range.start));
    }
    const std::string_view text = as_text(head->subspan(fields_bytes));
    const std::size_t length = text.find('\0');
    ProvenanceBox out{BoxPurpose::other, box.range, {box.range.end(), 0}};
    if (length == std::string_view::npos) {
        return out;
    }
    out.purpose = purpose_of(text.substr(0, length));
    std::uint64_t data = start + fields_bytes + length + 1;
    if (out.purpose == BoxPurpose::manifest || out.purpose == BoxPurpose::original) {
        if (box.range.end() - data < offset_bytes) {
            return fail(errors::manifest_malformed, "a C2PA box cut at " + std::to_string(data));
        }
        data += offset_bytes;
    }
    out.data = {data, box.range.end() - data};
    return out;
}

bool is_bmff(Format format) noexcept {
    return format == Format::heic || format == Format::heif || format == Format::avif || format == Format::mp4 ||
           format == Format::m4a || format == Format::quicktime;
}

}  // namespace countersign::verifier::media

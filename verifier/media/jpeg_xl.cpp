#include "verifier/media/jpeg_xl.hpp"

#include "identity/base/limits.hpp"
#include "verifier/media/bmff.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

// A description box with the type 63327061-0011-0010-8000-00AA00389B71.
constexpr std::array<std::uint8_t, 16> store_uuid{0x63, 0x32, 0x70, 0x61, 0x00, 0x11, 0x00, 0x10,
                                                  0x80, 0x00, 0x00, 0xAA, 0x00, 0x38, 0x9B, 0x71};

Result<bool> is_store(HeaderReader& reader, const BmffBox& box) {
    constexpr std::uint64_t description_bytes = 8 + store_uuid.size();
    if (box.type != box_type("jumb") || box.payload().length < description_bytes) {
        return false;
    }
    const auto head = reader.read(box.payload().start, description_bytes);
    if (!head) {
        return fail(head.error());
    }
    return as_text(head->subspan(4, 4)) == "jumd" && equal(head->subspan(8), store_uuid);
}

/// A bare codestream has no boxes.
Result<bool> has_boxes(const ByteSource& source) {
    constexpr std::size_t signature_bytes = 12;
    if (source.size() < signature_bytes) {
        return false;
    }
    const auto head = read_bytes(source, 0, signature_bytes);
    return head ? Result<bool>(as_text(*head).substr(4, 4) == "JXL ") : fail(head.error());
}

Result<std::string> read_remote_url(const ByteSource& source, const BmffBox& box) {
    if (box.payload().length > limits::xmp_bytes_max) {
        return std::string();
    }
    const auto data = read_bytes(source, box.payload().start, box.payload().length);
    return data ? Result<std::string>(find_provenance(as_text(*data))) : fail(data.error());
}

std::string name_of(BoxType type) {
    std::string out;
    for (unsigned shift = 32; shift > 0; shift -= 8) {
        out.push_back(static_cast<char>((type >> (shift - 8)) & 0xFFU));
    }
    while (!out.empty() && out.back() == ' ') {
        out.pop_back();
    }
    return out;
}

Result<Done> visit_box(const ByteSource& source, HeaderReader& reader, const BmffBox& box, Container& out) {
    // The level box, where there is one, stays directly behind `ftyp`.
    const bool is_preamble =
        box.type == box_type("JXL ") || box.type == box_type("ftyp") || box.type == box_type("jxll");
    if (is_preamble && out.insertion_offset == box.range.start) {
        out.insertion_offset = box.range.end();
    }
    if (box.type == box_type("xml ") && out.remote_url.empty()) {
        auto url = read_remote_url(source, box);
        if (!url) {
            return fail(url.error());
        }
        out.remote_url = std::move(*url);
    }
    const auto ours = is_store(reader, box);
    if (!ours) {
        return fail(ours.error());
    }
    if (*ours) {
        out.store_ranges.push_back(box.range);
    }
    return Done{};
}

}  // namespace

Result<Container> read_jpeg_xl(const ByteSource& source) {
    Container out;
    const auto boxes = has_boxes(source);
    if (!boxes || !*boxes) {
        return boxes ? Result<Container>(std::move(out)) : fail(boxes.error());
    }
    HeaderReader reader(source);
    BoxBudget budget = full_box_budget();
    const auto end = walk_bmff_boxes(reader, {0, source.size()}, budget,
                                     [&](const BmffBox& box) { return visit_box(source, reader, box, out); });
    if (!end) {
        return fail(end.error());
    }
    out.is_damaged = *end != source.size();
    if (out.store_ranges.size() != 1) {
        out.presence = out.store_ranges.empty() ? StorePresence::absent : StorePresence::multiple;
        return out;
    }
    const ByteRange range = out.store_ranges.front();
    if (const auto done = read_store(source, range, out); !done) {
        return fail(done.error());
    }
    return out;
}

Result<std::vector<NamedBox>> list_jpeg_xl_boxes(const ByteSource& source, const Container& container) {
    std::vector<NamedBox> out;
    HeaderReader reader(source);
    BoxBudget budget = full_box_budget();
    const auto end = walk_bmff_boxes(reader, {0, source.size()}, budget, [&](const BmffBox& box) -> Result<Done> {
        out.push_back({box.range == container.store_range ? "C2PA" : name_of(box.type), box.range});
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

}  // namespace countersign::verifier::media

// Plans for signed ISO base media files: nothing is lost, and every absolute offset follows what moves.
#include <catch2/catch.hpp>

#include "tests/verifier/bmff_file.hpp"
#include "verifier/media/bmff.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using namespace countersign::test;
using namespace countersign::verifier::media;
namespace media_errors = countersign::verifier::media::errors;

namespace {

constexpr std::uint64_t store_bytes = 1000;
const Bytes type = file_type("isom");
const Bytes store = Bytes(store_bytes, 0x5A);

Result<EmbedPlan> plan_for(const Bytes& file) {
    const MemoryByteSource source(file);
    const auto container = read_container(source);
    REQUIRE(container.has_value());
    return plan_embedding(source, *container, store_bytes);
}

/// The signed file, with `store` in it.
Bytes embed(const Bytes& file) {
    const auto plan = plan_for(file);
    REQUIRE(plan.has_value());
    Bytes out;
    for (const Piece& piece : plan->pieces()) {
        if (!piece.is_written) {
            continue;
        }
        if (piece.kind == Piece::Kind::copied) {
            append(out, ByteView(file).subspan(piece.range.start, piece.range.length));
        } else {
            append(out, piece.kind == Piece::Kind::literal ? piece.bytes : frame_bmff(store));
        }
    }
    CHECK(out.size() == plan->size());
    return out;
}

Bytes table(std::initializer_list<std::uint64_t> entries, std::size_t width) {
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(entries.size()));
    for (const std::uint64_t entry : entries) {
        out.be(entry, width);
    }
    return out.take();
}
Bytes movie(const std::vector<Bytes>& tables) {
    return bmff_box("moov", bmff_box("trak", bmff_box("mdia", bmff_box("minf", bmff_box("stbl", joined(tables))))));
}
const Bytes media_data = bmff_box("mdat", some_bytes(100));
const std::uint64_t shift = frame_bmff(store).size();

ErrorCode refusal(const Bytes& file) {
    const auto plan = plan_for(file);
    REQUIRE(!plan.has_value());
    return plan.error().code;
}

}  // namespace

TEST_CASE("W41: chunk and auxiliary offsets of a film follow the media data", "[media][bmff]") {
    const auto film = [](std::uint64_t moved) {
        const auto at = [&](std::uint64_t offset) { return offset + moved; };
        return movie({full_box("stco", 0, 0, table({at(200), at(210)}, 4)), full_box("co64", 0, 0, table({at(220)}, 8)),
                      full_box("saio", 0, 0, table({at(230)}, 4)),
                      full_box("saio", 1, 1, joined({some_bytes(8), table({at(240)}, 8)}))});
    };
    CHECK(embed(joined({type, film(0), media_data})) == joined({type, frame_bmff(store), film(shift), media_data}));
    // A film whose media data comes first moves just the same.
    CHECK(embed(joined({type, media_data, film(0)})) == joined({type, frame_bmff(store), media_data, film(shift)}));
    // An old store leaves; the new one needs not stand where it did.
    const Bytes old = store_box("manifest", some_bytes(60));
    CHECK(embed(joined({type, old, film(0), media_data})) ==
          joined({type, frame_bmff(store), film(shift - old.size()), media_data}));
}

TEST_CASE("W41: fragments: base data offsets and the random access table", "[media][bmff]") {
    const auto film = [](std::uint64_t moved) {
        const Bytes base = ByteWriter().u32(1).u64(300 + moved).u32(9).take();
        const Bytes relative = ByteWriter().u32(1).u32(9).take();
        const Bytes traf =
            bmff_box("traf", joined({full_box("tfhd", 0, 1, base), full_box("tfhd", 0, 0x20000, relative),
                                     full_box("saio", 0, 0, table({44}, 4))}));
        ByteWriter access;
        access.u32(1).u32(0x05).u32(1).u32(7).be(40 + moved, 4).u8(1).be(1, 2).be(1, 2);
        return joined({bmff_box("moof", traf), media_data, bmff_box("mfra", full_box("tfra", 0, 0, access.view()))});
    };
    CHECK(embed(joined({type, film(0)})) == joined({type, frame_bmff(store), film(shift)}));
}

TEST_CASE("W41: item locations with and without a base", "[media][bmff]") {
    const auto items = [](std::uint64_t moved, bool has_base) {
        ByteWriter out;
        // Version 1: offsets and lengths of four bytes; the second item lies in `idat` and stays.
        out.u8(1).be(0, 3).u16(has_base ? 0x4440 : 0x4400).u16(2);
        out.u16(1).u16(0).u16(0);
        if (has_base) {
            out.u32(static_cast<std::uint32_t>(100 + moved));
        }
        out.u16(2).u32(static_cast<std::uint32_t>(has_base ? 5 : 105 + moved)).u32(3);
        out.u32(static_cast<std::uint32_t>(has_base ? 9 : 109 + moved)).u32(3);
        out.u16(2).u16(1).u16(0);
        if (has_base) {
            out.u32(0);
        }
        out.u16(1).u32(4).u32(3);
        return full_box("meta", 0, 0, joined({full_box("hdlr", 0, 0, some_bytes(20)), bmff_box("iloc", out.view())}));
    };
    for (const bool has_base : {false, true}) {
        CHECK(embed(joined({type, items(0, has_base), media_data})) ==
              joined({type, frame_bmff(store), items(shift, has_base), media_data}));
    }
}

TEST_CASE("W42: the hash takes in each box's new offset, but not the store and mfra", "[media][bmff]") {
    const Bytes access = bmff_box("mfra", some_bytes(8));
    const Bytes file = joined({type, media_data, access});
    const auto plan = plan_for(file);
    REQUIRE(plan.has_value());
    Bytes input;
    for (const Piece& piece : plan->pieces()) {
        if (piece.is_hashed) {
            append(input, piece.kind == Piece::Kind::literal
                              ? ByteView(piece.bytes)
                              : ByteView(file).subspan(piece.range.start, piece.range.length));
        }
    }
    CHECK(input ==
          joined({ByteWriter().u64(0).take(), type, ByteWriter().u64(type.size() + shift).take(), media_data}));
    CHECK(plan->hole_range() == ByteRange{type.size(), shift});
}

TEST_CASE("W43: what can't be kept right isn't signed", "[media][bmff]") {
    const auto with = [](const Bytes& box) { return joined({type, box, media_data}); };
    CHECK(refusal(with(movie({full_box("stco", 0, 0, table({0xFFFFFFF0U}, 4))}))) == media_errors::embedding_refused);
    CHECK(refusal(with(movie({bmff_box("cmov", {})}))) == media_errors::embedding_refused);
    CHECK(refusal(with(movie({full_box("dref", 0, 0, joined({table({}, 4), full_box("url ", 0, 0, {})}))}))) ==
          media_errors::embedding_refused);
    CHECK(refusal(with(provenance_box("merkle", some_bytes(9)))) == media_errors::embedding_refused);
    CHECK(refusal(joined({type, media_data, Bytes{1, 2, 3}})) == media_errors::embedding_refused);
    CHECK(refusal(joined({type, full_box("sidx", 0, 0, some_bytes(20)), store_box("manifest", some_bytes(9))})) ==
          media_errors::embedding_refused);
    // An item on both sides of the old store, and one that another file holds.
    const auto items = [&](std::uint16_t reference, std::uint32_t second) {
        ByteWriter out;
        out.u32(0).u16(0x4440).u16(1).u16(1).u16(reference).u32(0).u16(2).u32(60).u32(3).u32(second).u32(3);
        return full_box("meta", 0, 0, joined({full_box("hdlr", 0, 0, some_bytes(20)), bmff_box("iloc", out.view())}));
    };
    CHECK(refusal(joined({type, items(0, 250), bmff_box("free", Bytes(40)), store_box("manifest", some_bytes(40)),
                          media_data})) == media_errors::embedding_refused);
    CHECK(refusal(with(items(1, 70))) == media_errors::embedding_refused);
    // Tables longer than their boxes.
    CHECK(refusal(with(movie({full_box("stco", 0, 0, Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 9})}))) ==
          media_errors::container_malformed);
    CHECK(
        refusal(with(full_box(
            "meta", 0, 0, joined({full_box("hdlr", 0, 0, {}), full_box("iloc", 0, 0, Bytes{0x44, 0, 0xFF, 0xFF})})))) ==
        media_errors::container_malformed);
    CHECK(refusal(with(full_box("meta", 0, 0,
                                joined({full_box("hdlr", 0, 0, {}), full_box("iloc", 0, 0, Bytes{0x34, 0, 0, 1})})))) ==
          media_errors::container_malformed);
    Bytes many = type;
    for (int i = 0; i < 70'000; ++i) {
        append(many, bmff_box("free", {}));
    }
    CHECK(refusal(many) == media_errors::container_limit);
    CHECK(refusal(with(movie({bmff_box("stco", Bytes{0})}))) == media_errors::container_malformed);
}

TEST_CASE("W44: a JPEG XL file needs boxes to carry a store", "[media][jpeg_xl]") {
    const Bytes head = joined({bmff_box("JXL ", Bytes{0x0D, 0x0A, 0x87, 0x0A}), file_type("jxl ")});
    const Bytes image = bmff_box("jxlc", some_bytes(40));
    const auto plan = plan_for(joined({head, image}));
    REQUIRE(plan.has_value());
    CHECK(plan->hole_range() == ByteRange{head.size(), store_bytes});
    CHECK(frame_store(Format::jpeg_xl, store) == store);
    CHECK(refusal(Bytes{0xFF, 0x0A, 1, 2}) == media_errors::embedding_refused);
    CHECK(refusal(joined({head, image, Bytes{1}})) == media_errors::embedding_refused);
}

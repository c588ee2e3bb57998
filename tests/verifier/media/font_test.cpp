// Fonts: where the store and the remote address are, and the boxes. Rules C72 and C73.
#include <catch2/catch.hpp>

#include "identity/base/limits.hpp"
#include "tests/carrier_samples.hpp"
#include "verifier/media/embed.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using namespace countersign::verifier::media;
namespace media_errors = countersign::verifier::media::errors;

namespace {

Result<Container> read(const Bytes& bytes) { return read_container(MemoryByteSource(bytes)); }

/// A font with one table.
Bytes font_of(std::string_view tag, ByteView table) {
    ByteWriter out;
    out.u32(0x00010000).u16(1).u16(16).u16(0).u16(0).bytes(as_bytes(tag)).u32(0).u32(28);
    return out.u32(static_cast<std::uint32_t>(table.size())).bytes(table).take();
}
Bytes table_of(std::uint32_t uri_at, std::uint16_t uri_bytes, std::uint32_t store_at, std::uint32_t store_bytes,
               std::string_view rest) {
    ByteWriter out;
    out.u32(0x00010000).u32(uri_at).u16(uri_bytes).u16(0).u32(store_at).u32(store_bytes).bytes(as_bytes(rest));
    return out.take();
}

}  // namespace

TEST_CASE("C72: a font's table C2PA holds a store, an address, or both", "[media][font]") {
    const std::string rest = "https://a/b.c2pathe store";
    const auto both = read(font_of("C2PA", table_of(20, 16, 36, 9, rest)));
    REQUIRE(both.has_value());
    CHECK(both->presence == StorePresence::present);
    CHECK(as_text(both->store) == "the store");
    CHECK(both->remote_url == "https://a/b.c2pa");
    CHECK(both->store_range == ByteRange{28 + 36, 9});
    CHECK(both->store_ranges == std::vector{ByteRange{28, 45}});
    const auto remote = read(font_of("C2PA", table_of(20, 16, 0, 0, rest)));
    CHECK(remote.value().presence == StorePresence::absent);
    CHECK(remote.value().remote_url == "https://a/b.c2pa");
    // An address inside the store isn't a remote one.
    CHECK(read(font_of("C2PA", table_of(20, 9, 0, 0, "self#jumb"))).value().remote_url.empty());
    CHECK(read(sample_font()).value().presence == StorePresence::absent);
    CHECK(read(sample_font()).value().format == Format::ttf);
    CHECK(read(sample_font(true)).value().format == Format::otf);
    CHECK(media_type(Format::otf) == "font/otf");
    CHECK(media_type(Format::ttf) == "font/ttf");
}

TEST_CASE("C72: lengths that lie and tables twice", "[media][font]") {
    const auto code = [](const Bytes& bytes) { return read(bytes).error().code; };
    CHECK(code(font_of("C2PA", Bytes(19))) == media_errors::manifest_malformed);
    CHECK(code(font_of("C2PA", table_of(0, 0, 20, 10, "too short"))) == media_errors::manifest_malformed);
    CHECK(code(font_of("C2PA", table_of(0, 0, 4, 5, "the head"))) == media_errors::manifest_malformed);
    CHECK(code(font_of("C2PA", table_of(0xFFFFFFFF, 9, 0, 0, "far"))) == media_errors::manifest_malformed);
    Bytes twice = sample_font();
    std::copy_n(twice.begin() + 12, 16, twice.begin() + 44);
    for (const std::size_t at : {12U, 44U}) {
        std::copy_n("C2PA", 4, twice.begin() + static_cast<std::ptrdiff_t>(at));
    }
    CHECK(read(twice).value().presence == StorePresence::multiple);
    Bytes cut = sample_font();
    cut.resize(cut.size() - 40);
    CHECK(read(cut).value().is_damaged);
    cut.resize(20);
    CHECK(read(cut).value().is_damaged);
    // As many tables as there can be, all of them the whole file: nobody hashes it so often.
    ByteWriter many;
    many.u32(0x00010000).u16(255).u16(0).u16(0).u16(0);
    for (int i = 0; i < 255; ++i) {
        many.bytes(as_bytes("same")).u32(0).u32(0).u32(12 + 255 * 16);
    }
    const Bytes same = many.take();
    CHECK(list_boxes(MemoryByteSource(same), read(same).value()).value().size() == 255);
}

TEST_CASE("C73: a font's boxes are its tables", "[media][font]") {
    const Bytes font = sample_font();
    const auto boxes = list_boxes(MemoryByteSource(font), read(font).value());
    REQUIRE(boxes.has_value());
    REQUIRE(boxes->size() == 3);
    CHECK(boxes->front().name == "cvt");
    CHECK(boxes->front().range == ByteRange{60, 61});
    CHECK(boxes->front().zeroed.length == 0);
    CHECK((*boxes)[1].name == "head");
    CHECK((*boxes)[1].zeroed == ByteRange{60 + 64 + 8, 4});
}

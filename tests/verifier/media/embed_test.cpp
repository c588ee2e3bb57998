// A store inside JPEG segments and a PNG chunk. Rules W20 and W21.
#include "verifier/media/embed.hpp"

#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "tests/media_samples.hpp"
#include "verifier/c2pa/jumbf.hpp"

using namespace countersign;
using namespace countersign::verifier;
using media::Format;

namespace {

/// A store of exactly that many bytes.
Bytes store_of(std::size_t bytes) {
    const auto padded = [](std::size_t padding) {
        return c2pa::encode_superbox(c2pa::box::manifest_store, "c2pa", {c2pa::encode_box("free", Bytes(padding, 7))});
    };
    Bytes store = padded(bytes - padded(0).size());
    REQUIRE(store.size() == bytes);
    return store;
}

}  // namespace

TEST_CASE("a framed store has the size foretold, and the container's reader joins it again", "[media][embed]") {
    // W20: one byte below, at and above what one JPEG segment and then two of them hold.
    const std::size_t one = 65'515 + 8;
    const std::size_t size =
        GENERATE_COPY(values<std::size_t>({100, one - 1, one, one + 1, one + 65'515, one + 65'516, 300'000}));
    const Format format = GENERATE(Format::jpeg, Format::png);
    const Bytes store = store_of(size);
    const Bytes framed = media::frame_store(format, store);
    Bytes file = format == Format::jpeg ? sample_jpeg() : sample_png();
    const media::MemoryByteSource source(file);
    const auto plan = media::plan_embedding(source, media::read_container(source).value(), store.size()).value();
    CHECK(framed.size() == plan.hole_range().length);
    CHECK(plan.size() == file.size() + framed.size());
    CHECK(plan.exclusions() == std::vector{plan.hole_range()});
    const auto at = plan.hole_range().start;
    file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), framed.begin(), framed.end());
    const auto container = media::read_container(media::MemoryByteSource(file));
    REQUIRE(container.has_value());
    REQUIRE(container->presence == media::StorePresence::present);
    CHECK(container->store == store);
    CHECK(container->store_range == media::ByteRange{at, framed.size()});
}

TEST_CASE("a PNG chunk carries the CRC that PNG asks for", "[media][embed]") {
    // W21. The CRC of the chunk type IEND alone is known from every PNG: AE 42 60 82.
    const Bytes framed = media::frame_store(Format::png, store_of(100));
    CHECK(as_text(ByteView(framed).subspan(4, 4)) == "caBX");
    CHECK(ByteReader(ByteView(framed).first(4)).u32() == 100);
    CHECK(media::is_embeddable(Format::png));
    CHECK(media::is_embeddable(Format::jpeg));
    CHECK_FALSE(media::is_embeddable(Format::manifest_store));
}

TEST_CASE("a plan tells what the signed file consists of and what its binding leaves out", "[media][embed]") {
    media::EmbedPlan plan;
    plan.copy(0, 10).literal({1, 2}).hole(5);
    plan.add({.kind = media::Piece::Kind::literal, .range = {}, .bytes = Bytes(3), .is_hashed = false});
    plan.add({.kind = media::Piece::Kind::literal, .range = {}, .bytes = Bytes(8), .is_written = false});
    plan.copy(12, 12).copy(12, 20);
    plan.add({.kind = media::Piece::Kind::copied, .range = {20, 4}, .bytes = {}, .is_hashed = false});
    CHECK(plan.size() == 10 + 2 + 5 + 3 + 8 + 4);
    CHECK(plan.hole_range() == media::ByteRange{12, 5});
    CHECK(plan.exclusions() == std::vector<media::ByteRange>{{12, 8}, {28, 4}});
    CHECK(plan.pieces().size() == 7);
}

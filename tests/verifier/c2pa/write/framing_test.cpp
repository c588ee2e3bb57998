// A store inside JPEG segments and a PNG chunk. Rules W20 and W21.
#include "verifier/c2pa/write/framing.hpp"

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

TEST_CASE("a framed store has the size foretold, and the container's reader joins it again", "[c2pa][write][framing]") {
    // W20: one byte below, at and above what one JPEG segment and then two of them hold.
    const std::size_t one = 65'515 + 8;
    const std::size_t size =
        GENERATE_COPY(values<std::size_t>({100, one - 1, one, one + 1, one + 65'515, one + 65'516, 300'000}));
    const Format format = GENERATE(Format::jpeg, Format::png);
    const Bytes store = store_of(size);
    const Bytes framed = c2pa::frame_store(format, store);
    CHECK(framed.size() == c2pa::framed_bytes(format, store.size()));

    Bytes file = format == Format::jpeg ? sample_jpeg() : sample_png();
    const auto at = media::read_container(media::MemoryByteSource(file)).value().insertion_offset;
    file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), framed.begin(), framed.end());
    const auto container = media::read_container(media::MemoryByteSource(file));
    REQUIRE(container.has_value());
    REQUIRE(container->presence == media::StorePresence::present);
    CHECK(container->store == store);
    CHECK(container->store_range == media::ByteRange{at, framed.size()});
}

TEST_CASE("a PNG chunk carries the CRC that PNG asks for", "[c2pa][write][framing]") {
    // W21. The CRC of the chunk type IEND alone is known from every PNG: AE 42 60 82.
    const Bytes framed = c2pa::frame_store(Format::png, store_of(100));
    CHECK(as_text(ByteView(framed).subspan(4, 4)) == "caBX");
    CHECK(ByteReader(ByteView(framed).first(4)).u32() == 100);
    CHECK(c2pa::is_framed(Format::png));
    CHECK(c2pa::is_framed(Format::jpeg));
    CHECK_FALSE(c2pa::is_framed(Format::webp));
}

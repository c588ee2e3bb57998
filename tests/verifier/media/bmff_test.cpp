// Where ISO base media files and JPEG XL keep a manifest store, and what hostile ones cost.
#include "verifier/media/bmff.hpp"

#include <catch2/catch.hpp>

#include "identity/base/limits.hpp"
#include "tests/verifier/bmff_file.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using namespace countersign::test;
using namespace countersign::verifier::media;
namespace media_errors = countersign::verifier::media::errors;

namespace {

/// A superbox of C2PA's type with `content` behind its description box.
Bytes fake_store(ByteView content) {
    constexpr std::uint8_t uuid[]{0x63, 0x32, 0x70, 0x61, 0, 0x11, 0, 0x10, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71};
    const Bytes description = bmff_box("jumd", ByteWriter().bytes(uuid).u8(3).bytes(as_bytes("c2pa")).u8(0).view());
    return bmff_box("jumb", joined({description, to_bytes(content)}));
}

Container read(const Bytes& file) {
    const auto container = read_container(MemoryByteSource(file));
    REQUIRE(container.has_value());
    return *container;
}

ErrorCode error_of(const Bytes& file) {
    const auto container = read_container(MemoryByteSource(file));
    REQUIRE(!container.has_value());
    return container.error().code;
}

const Bytes media_data = bmff_box("mdat", some_bytes(100));

}  // namespace

TEST_CASE("C61: the store of an ISO base media file is its uuid box of purpose manifest", "[media][bmff]") {
    const Bytes store = fake_store(some_bytes(50));
    const Bytes type = file_type(GENERATE("isom", "heic", "mif1", "avif", "M4A ", "qt  "));
    const Container plain = read(joined({type, media_data}));
    CHECK(plain.presence == StorePresence::absent);
    CHECK(plain.insertion_offset == type.size());
    CHECK(is_bmff(plain.format));

    const Bytes box = store_box("manifest", store);
    const Container found = read(joined({type, box, media_data}));
    CHECK(found.presence == StorePresence::present);
    CHECK(found.store == store);
    CHECK(found.store_range == ByteRange{type.size(), box.size()});
    CHECK_FALSE(found.is_damaged);
    // Sizes in 64 bits, and one that reaches to the end.
    Bytes large = ByteWriter().u32(1).bytes(as_bytes("mdat")).u64(20).u32(7).take();
    Bytes endless = media_data;
    std::fill(endless.begin(), endless.begin() + 4, std::uint8_t{0});
    const Container behind = read(joined({type, large, box, endless}));
    CHECK(behind.store == store);
    CHECK_FALSE(behind.is_damaged);
}

TEST_CASE("C61: an original store and its update are one store; two of a kind are none", "[media][bmff]") {
    const Bytes type = file_type("isom");
    const Bytes first = bmff_box("jumb", some_bytes(20, 1));
    const Bytes second = bmff_box("jumb", some_bytes(30, 2));
    const Bytes original = store_box("original", fake_store(first));
    const Bytes update = provenance_box("update", fake_store(second));
    const Container both = read(joined({type, original, media_data, update}));
    CHECK(both.presence == StorePresence::present);
    CHECK(both.store == fake_store(joined({first, second})));
    CHECK(both.store_ranges.size() == 2);

    const Bytes manifest = store_box("manifest", fake_store(first));
    CHECK(read(joined({type, manifest, manifest})).presence == StorePresence::multiple);
    CHECK(read(joined({type, manifest, original})).presence == StorePresence::multiple);
    CHECK(error_of(joined({type, original, media_data})) == media_errors::manifest_malformed);
    CHECK(error_of(joined({type, media_data, update})) == media_errors::manifest_malformed);
    CHECK(error_of(joined({type, manifest, update})) == media_errors::manifest_malformed);
    CHECK(error_of(joined({type, store_box("original", some_bytes(40)), update})) == media_errors::manifest_malformed);
}

TEST_CASE("C61: broken boxes of C2PA are told, others are passed over", "[media][bmff]") {
    const Bytes type = file_type("isom");
    Bytes versioned = store_box("manifest", fake_store({}));
    versioned[24] = 1;
    CHECK(error_of(joined({type, versioned})) == media_errors::manifest_malformed);
    CHECK(error_of(joined({type, provenance_box("manifest", some_bytes(3))})) == media_errors::manifest_malformed);
    CHECK(read(joined({type, provenance_box("other", some_bytes(40))})).presence == StorePresence::absent);
    CHECK(read(joined({type, provenance_box("merkle", some_bytes(40))})).presence == StorePresence::absent);
    CHECK(read(joined({type, bmff_box("uuid", some_bytes(40))})).presence == StorePresence::absent);
    // Cut, or followed by something else.
    Bytes cut = joined({type, store_box("manifest", fake_store({})), media_data});
    cut.resize(cut.size() - 10);
    CHECK(read(cut).is_damaged);
    CHECK(read(cut).presence == StorePresence::present);
    // A store of more than 32 MiB isn't read.
    const Bytes huge = store_box("manifest", Bytes(limits::manifest_store_bytes_max + 1));
    CHECK(error_of(joined({type, huge})) == media_errors::manifest_too_large);
}

TEST_CASE("C61: XMP in a uuid box names a remote manifest", "[media][bmff]") {
    constexpr std::uint8_t uuid[]{0xBE, 0x7A, 0xCF, 0xCB, 0x97, 0xA9, 0x42, 0xE8,
                                  0x9C, 0x71, 0x99, 0x94, 0x91, 0xE3, 0xAF, 0xAC};
    ByteWriter packet;
    packet.bytes(uuid).bytes(as_bytes("<x dcterms:provenance=\"https://a.example/m.c2pa\"/>"));
    CHECK(read(joined({file_type("isom"), bmff_box("uuid", packet.view())})).remote_url == "https://a.example/m.c2pa");
}

TEST_CASE("C62: the store of a JPEG XL file is a top-level jumb box", "[media][jpeg_xl]") {
    const Bytes head = joined({bmff_box("JXL ", Bytes{0x0D, 0x0A, 0x87, 0x0A}), file_type("jxl ")});
    const Bytes store = fake_store(some_bytes(10));
    const Bytes foreign = bmff_box("jumb", bmff_box("jumd", some_bytes(20)));
    const Bytes packed = bmff_box("brob", joined({to_bytes(as_bytes("jumb")), some_bytes(30)}));
    const Bytes image = bmff_box("jxlc", some_bytes(40));

    const Container plain = read(joined({head, packed, foreign, image}));
    CHECK(plain.format == Format::jpeg_xl);
    CHECK(plain.presence == StorePresence::absent);
    CHECK(plain.insertion_offset == head.size());
    const Bytes file = joined({head, store, foreign, packed, image});
    const Container found = read(file);
    CHECK(found.store == store);
    CHECK(found.store_range == ByteRange{head.size(), store.size()});
    const auto boxes = list_boxes(MemoryByteSource(file), found);
    REQUIRE(boxes.has_value());
    std::string names;
    for (const NamedBox& box : *boxes) {
        names += box.name + ' ';
    }
    CHECK(names == "JXL ftyp C2PA jumb brob jxlc ");
    CHECK(read(joined({head, store, store, image})).presence == StorePresence::multiple);
    CHECK(read(Bytes{0xFF, 0x0A, 0x00}).presence == StorePresence::absent);
    const Bytes level = bmff_box("jxll", Bytes{10});
    CHECK(read(joined({head, level, image})).insertion_offset == head.size() + level.size());
    const Bytes xmp = bmff_box("xml ", as_bytes("<x dcterms:provenance=\"https://a.example/m\"/>"));
    CHECK(read(joined({head, xmp, image})).remote_url == "https://a.example/m");
}

TEST_CASE("C61: boxes are bounded in number and sizes don't lie", "[media][bmff]") {
    const Bytes type = file_type("isom");
    Bytes many = type;
    for (std::size_t i = 0; i <= limits::container_parts_max; ++i) {
        append(many, ByteWriter().u32(8).bytes(as_bytes("free")).view());
    }
    CHECK(error_of(many) == media_errors::container_limit);
    for (const std::uint32_t size : {2U, 7U, 200U, 0xFFFFFFFFU}) {
        CHECK(read(joined({type, ByteWriter().u32(size).bytes(as_bytes("mdat")).u64(0).take()})).is_damaged);
    }
    for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{15}, ~std::uint64_t{0}}) {
        CHECK(read(joined({type, ByteWriter().u32(1).bytes(as_bytes("mdat")).u64(size).take()})).is_damaged);
    }
    CHECK(read(joined({type, Bytes{0, 0, 0, 1, 'm', 'd', 'a', 't'}})).is_damaged);
}

TEST_CASE("children are found in plain containers and in meta of both kinds", "[media][bmff]") {
    const auto children = [](const Bytes& box) {
        const MemoryByteSource source(box);
        HeaderReader reader(source);
        const auto parsed = read_bmff_box(reader, 0, box.size());
        REQUIRE(parsed.has_value());
        return find_children(reader, *parsed).value();
    };
    CHECK(children(bmff_box("moov", some_bytes(16))) == ByteRange{8, 16});
    CHECK(children(full_box("meta", 0, 0, bmff_box("hdlr", {}))) == ByteRange{12, 8});
    CHECK(children(bmff_box("meta", bmff_box("hdlr", {}))) == ByteRange{8, 8});
    CHECK_FALSE(children(bmff_box("meta", Bytes{1})).has_value());
    CHECK_FALSE(children(bmff_box("mdat", some_bytes(16))).has_value());
}

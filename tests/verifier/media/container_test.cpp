#include <sys/stat.h>
#include <catch2/catch.hpp>

#include "identity/base/errors.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/testdata.hpp"
#include "verifier/media/container.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using namespace countersign::verifier::media;
namespace media_errors = countersign::verifier::media::errors;

namespace {

Bytes jpeg_segment(std::uint8_t marker, ByteView content) {
    ByteWriter out;
    out.u8(0xFF).u8(marker).u16(static_cast<std::uint16_t>(content.size() + 2)).bytes(content);
    return out.take();
}

/// A manifest store's first bytes: superbox, description box with the type c2pa.
Bytes fake_store(std::size_t size_bytes) {
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(size_bytes)).bytes(as_bytes("jumb"));
    out.u32(30).bytes(as_bytes("jumdc2pa"));
    Bytes bytes = out.take();
    while (bytes.size() < size_bytes) {
        bytes.push_back(static_cast<std::uint8_t>(bytes.size() * 7));
    }
    return bytes;
}

Bytes app11(ByteView store, std::size_t from, std::size_t to, std::uint16_t instance, std::uint32_t packet) {
    ByteWriter out;
    out.u16(0x4A50).u16(instance).u32(packet);
    if (packet > 1) {
        out.bytes(store.first(8));
    }
    out.bytes(store.subspan(from, to - from));
    return jpeg_segment(0xEB, out.view());
}

Bytes jpeg(const std::vector<Bytes>& segments) {
    Bytes out{0xFF, 0xD8};
    append(out, jpeg_segment(0xE0, as_bytes("JFIF")));
    for (const Bytes& segment : segments) {
        append(out, segment);
    }
    append(out, jpeg_segment(0xDA, Bytes{1, 1, 0, 0, 63, 0}));
    append(out, Bytes{0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0xFF, 0xD9});
    return out;
}

Bytes png_chunk(std::string_view type, ByteView data) {
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(data.size())).bytes(as_bytes(type)).bytes(data).u32(0);
    return out.take();
}

Bytes png(const std::vector<Bytes>& chunks) {
    Bytes out{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    append(out, png_chunk("IHDR", Bytes(13)));
    for (const Bytes& chunk : chunks) {
        append(out, chunk);
    }
    append(out, png_chunk("IDAT", Bytes(100)));
    append(out, png_chunk("IEND", {}));
    return out;
}

Result<Container> read(const Bytes& bytes) { return read_container(MemoryByteSource(bytes)); }

/// Counts what is read of it.
class CountingSource final : public ByteSource {
  public:
    explicit CountingSource(ByteView bytes) : bytes_(bytes) {}
    [[nodiscard]] std::uint64_t size() const noexcept override { return bytes_.size(); }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        read_ += out.size();
        return MemoryByteSource(bytes_).read_at(offset, out);
    }
    [[nodiscard]] std::uint64_t bytes_read() const { return read_; }

  private:
    ByteView bytes_;
    mutable std::uint64_t read_ = 0;
};

}  // namespace

TEST_CASE("a source gives exactly the bytes asked for or an error", "[media][source]") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "content";
    REQUIRE(write_file(path, as_bytes("0123456789"), {}).has_value());
    const auto file = FileByteSource::open(path);
    REQUIRE(file.has_value());
    CHECK(file->size() == 10);
    CHECK(as_text(read_bytes(*file, 3, 4).value()) == "3456");
    CHECK(read_bytes(*file, 10, 0).has_value());
    CHECK(read_bytes(*file, 3, 8).error().code == media_errors::source_short);
    CHECK(read_bytes(*file, 11, 0).error().code == media_errors::source_short);
    CHECK(FileByteSource::open(folder.path() / "absent").error().code == countersign::errors::file_not_found);
    CHECK(FileByteSource::open(folder.path()).error().code == countersign::errors::file_unreadable);
    // Cut behind our back.
    REQUIRE(::truncate(path.c_str(), 4) == 0);
    CHECK(read_bytes(*file, 3, 4).error().code == media_errors::source_unreadable);
}

TEST_CASE("a file is what its bytes say", "[media][sniff]") {
    CHECK(sniff(Bytes{0xFF, 0xD8, 0xFF}) == Format::jpeg);
    CHECK(sniff(png({})) == Format::png);
    CHECK(sniff(as_bytes("GIF89a")) == Format::gif);
    CHECK(sniff(as_bytes("RIFF1234WEBPVP8 ")) == Format::webp);
    CHECK(sniff(as_bytes("RIFF1234WAVEfmt ")) == Format::wav);
    CHECK(sniff(as_bytes("....ftypheic....")) == Format::heic);
    CHECK(sniff(as_bytes("....ftypisom....")) == Format::mp4);
    CHECK(sniff(as_bytes("%PDF-1.7")) == Format::pdf);
    CHECK(sniff(as_bytes("<?xml version='1.0'?><svg/>")) == Format::svg);
    CHECK(sniff(as_bytes("hello")) == Format::text);
    CHECK(sniff({}) == Format::unknown);
    CHECK(read(Bytes{1, 2, 3, 4, 5, 6}).error().code == media_errors::container_unsupported);
}

TEST_CASE("a JPEG's store is joined from its segments, with its exact range", "[media][jpeg]") {
    const Bytes store = fake_store(300);
    const Bytes bytes = jpeg({app11(store, 0, 100, 7, 1), app11(store, 100, 250, 7, 2), app11(store, 250, 300, 7, 3)});
    const auto container = read(bytes);
    REQUIRE(container.has_value());
    CHECK(container->presence == StorePresence::present);
    CHECK(container->store == store);
    CHECK(container->insertion_offset == 10);
    CHECK(container->store_range.start == 10);
    CHECK(container->store_range.length == 300 + 3 * 12 + 2 * 8);
    CHECK(container->store_ranges.size() == 3);
    const auto boxes = list_boxes(MemoryByteSource(bytes), *container);
    REQUIRE(boxes.has_value());
    std::string names;
    std::uint64_t at = 0;
    for (const NamedBox& box : *boxes) {
        names += box.name + " ";
        CHECK(box.range.start == at);
        at = box.range.end();
    }
    CHECK(names == "SOI APP0 C2PA SOS RST0 EOI ");
    CHECK(at == bytes.size());
}

TEST_CASE("a JPEG without a store, with two, or with a broken one", "[media][jpeg]") {
    const Bytes store = fake_store(200);
    CHECK(read(jpeg({})).value().presence == StorePresence::absent);
    CHECK(read(jpeg({app11(store, 0, 200, 1, 1), app11(store, 0, 200, 2, 1)})).value().presence ==
          StorePresence::multiple);
    CHECK(read(jpeg({app11(store, 0, 100, 1, 1)})).error().code == media_errors::manifest_malformed);
    CHECK(read(jpeg({app11(store, 0, 100, 1, 1), app11(store, 100, 200, 1, 3)})).error().code ==
          media_errors::manifest_malformed);
    CHECK(
        read(jpeg({app11(store, 0, 100, 1, 1), jpeg_segment(0xFE, as_bytes("between")), app11(store, 100, 200, 1, 2)}))
            .error()
            .code == media_errors::manifest_malformed);
    // Another use of APP11 is not ours.
    CHECK(read(jpeg({jpeg_segment(0xEB, as_bytes("JP something else, long enough"))})).value().presence ==
          StorePresence::absent);
    Bytes cut = jpeg({});
    cut.resize(6);
    CHECK(read(cut).error().code == media_errors::container_malformed);
    CHECK(read(Bytes{0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x01}).error().code == media_errors::container_malformed);
}

TEST_CASE("a PNG's store is its caBX chunk, and only headers of the rest are read", "[media][png]") {
    const Bytes store = fake_store(200);
    const Bytes bytes = png({png_chunk("caBX", store), png_chunk("IDAT", Bytes(3'000'000))});
    const CountingSource source(bytes);
    const auto container = read_container(source);
    REQUIRE(container.has_value());
    CHECK(container->presence == StorePresence::present);
    CHECK(container->store == store);
    CHECK(container->store_range == ByteRange{33, 212});
    CHECK(container->insertion_offset == 33);
    CHECK(source.bytes_read() < 20'000);
    const auto boxes = list_boxes(source, *container);
    REQUIRE(boxes.has_value());
    CHECK(boxes->front().name == "PNGh");
    CHECK((*boxes)[2].name == "C2PA");
    CHECK(read(png({})).value().presence == StorePresence::absent);
    CHECK(read(png({png_chunk("caBX", store), png_chunk("caBX", store)})).value().presence == StorePresence::multiple);
    Bytes cut = png({});
    cut.resize(cut.size() - 5);
    CHECK(read(cut).error().code == media_errors::container_malformed);
    CHECK(read(png({png_chunk("1234", {})})).error().code == media_errors::container_malformed);
}

TEST_CASE("a store and a number of parts over their limits are refused", "[media][limits]") {
    const Bytes large(limits::manifest_store_bytes_max + 1);
    CHECK(read(png({png_chunk("caBX", large)})).error().code == media_errors::manifest_too_large);
    Bytes many = png({});
    const Bytes chunk = png_chunk("teSt", {});
    Bytes parts;
    parts.reserve((limits::container_parts_max + 1) * chunk.size());
    for (std::size_t i = 0; i <= limits::container_parts_max; ++i) {
        append(parts, chunk);
    }
    many.insert(many.begin() + 33, parts.begin(), parts.end());
    CHECK(read(many).error().code == media_errors::container_limit);
}

TEST_CASE("a remote manifest's address is found in XMP", "[media][xmp]") {
    CHECK(find_provenance("<rdf dcterms:provenance=\"https://a/b.c2pa\">") == "https://a/b.c2pa");
    CHECK(find_provenance("<dcterms:provenance>https://a</dcterms:provenance>") == "https://a");
    CHECK(find_provenance("dcterms:provenance").empty());
    CHECK(find_provenance("dcterms:provenance=\"open").empty());
    CHECK(find_provenance("").empty());
    Bytes packet = to_bytes(as_bytes(std::string_view("http://ns.adobe.com/xap/1.0/\0", 29)));
    append(packet, "<x dcterms:provenance='https://a'/>");
    CHECK(read(jpeg({jpeg_segment(0xE1, packet)})).value().remote_url == "https://a");
    Bytes text = to_bytes(as_bytes(std::string_view("XML:com.adobe.xmp\0\0\0\0\0", 22)));
    append(text, "<x dcterms:provenance='https://b'/>");
    CHECK(read(png({png_chunk("iTXt", text)})).value().remote_url == "https://b");
}

TEST_CASE("real files: stores and their ranges", "[media][testdata]") {
    const auto folder = testdata_folder("c2pa");
    if (!folder) {
        return;
    }
    const auto source = FileByteSource::open(*folder / "reference" / "C.jpg");
    REQUIRE(source.has_value());
    const auto container = read_container(*source);
    REQUIRE(container.has_value());
    CHECK(container->store.size() == 45'872);
    const auto cloud = FileByteSource::open(*folder / "reference" / "cloud.jpg");
    REQUIRE(cloud.has_value());
    CHECK(read_container(*cloud).value().presence == StorePresence::absent);
    CHECK(read_container(*cloud).value().remote_url.starts_with("https://"));
    const auto plain = FileByteSource::open(*folder / "carriers" / "no_manifest.jpg");
    REQUIRE(plain.has_value());
    CHECK(read_container(*plain).value().presence == StorePresence::absent);
}

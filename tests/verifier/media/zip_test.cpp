// ZIP archives: what is found in them, what they are, and what is refused. Rules C69 and C70.
#include "verifier/media/zip.hpp"

#include <catch2/catch.hpp>

#include <chrono>

#include "identity/base/limits.hpp"
#include "tests/zip_samples.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using namespace countersign::verifier::media;
namespace media_errors = countersign::verifier::media::errors;

namespace {

Result<Container> read(const Bytes& bytes) { return read_container(MemoryByteSource(bytes)); }
Format kind(const Bytes& bytes) { return sniff(MemoryByteSource(bytes)).value(); }

Bytes fake_store(std::size_t size_bytes = 200) {
    ByteWriter out;
    out.u32(static_cast<std::uint32_t>(size_bytes)).bytes(as_bytes("jumb")).u32(30).bytes(as_bytes("jumdc2pa"));
    return out.bytes(Bytes(size_bytes - out.view().size(), 7)).take();
}
ZipItem store_item() { return {.name = std::string(zip_store_name), .content = fake_store()}; }
const ZipItem text{.name = "a", .content = Bytes(50, 'a')};

std::vector<std::string> names_of(const Bytes& bytes) {
    const MemoryByteSource source(bytes);
    std::vector<std::string> out;
    const auto directory = find_zip_directory(source);
    REQUIRE(directory.has_value());
    REQUIRE(walk_zip_directory(source, *directory, [&](const ZipEntry& entry) -> Result<Done> {
                out.push_back(entry.name);
                const auto place = place_zip_entry(source, *directory, entry);
                return place ? Result<Done>(Done{}) : fail(place.error());
            }).has_value());
    return out;
}

}  // namespace

TEST_CASE("C69: a document is what stands in its archive", "[media][zip]") {
    CHECK(kind(sample_epub()) == Format::epub);
    CHECK(kind(sample_docx()) == Format::docx);
    CHECK(kind(sample_odt()) == Format::odt);
    CHECK(kind(sample_zip64()) == Format::zip);
    CHECK(media_type(kind(sample_epub())) == "application/epub+zip");
    const auto of_type = [](const std::string& type) {
        return kind(make_zip({{.name = "[Content_Types].xml", .content = zip_text("<Types>\"" + type + "\"")}}));
    };
    const std::string office = "application/vnd.openxmlformats-officedocument.";
    CHECK(of_type(office + "spreadsheetml.sheet.main+xml") == Format::xlsx);
    CHECK(of_type(office + "presentationml.presentation.main+xml") == Format::pptx);
    CHECK(of_type("application/vnd.ms-package.xps-fixeddocumentsequence+xml") == Format::oxps);
    CHECK(of_type("application/x-other") == Format::zip);
    const auto of_mimetype = [](const std::string& type) {
        return kind(
            make_zip({{.name = "mimetype", .content = zip_text("application/vnd.oasis.opendocument." + type)}}));
    };
    CHECK(of_mimetype("spreadsheet") == Format::ods);
    CHECK(of_mimetype("presentation") == Format::odp);
    CHECK(of_mimetype("text-and-more") == Format::zip);
    CHECK(kind(make_zip({{.name = "META-INF/container.xml",
                          .content = zip_text("urn:oasis:names:tc:opendocument:xmlns:container")}})) == Format::epub);
    // A name says nothing, and neither does what stands far behind.
    CHECK(kind(make_zip({{.name = "report.docx", .content = Bytes(9)}})) == Format::zip);
    std::vector<ZipItem> many(limits::zip_sniffed_entries_max, text);
    many.push_back({.name = "mimetype", .content = zip_text("application/epub+zip")});
    CHECK(kind(make_zip(many)) == Format::zip);
    CHECK(kind(zip_text("PK\x03\x04 and no more")) == Format::zip);
}

TEST_CASE("C69: the store is the stored entry of its name, found through the directory", "[media][zip]") {
    for (const bool zip64 : {false, true}) {
        const Bytes bytes = make_zip({text, store_item(), {.name = "z", .is_deflated = true}}, {.is_zip64 = zip64});
        const auto container = read(bytes);
        REQUIRE(container.has_value());
        CHECK(container->presence == StorePresence::present);
        CHECK(container->store == fake_store());
        CHECK(container->store_range == ByteRange{30 + 1 + 50, 30 + zip_store_name.size() + 200});
        CHECK_FALSE(container->is_damaged);
    }
    CHECK(read(sample_epub()).value().presence == StorePresence::absent);
    CHECK(read(make_zip({store_item(), text, store_item()})).value().presence == StorePresence::multiple);
    CHECK(read(make_zip({})).value().presence == StorePresence::absent);
    ZipItem hidden = store_item();
    hidden.is_deflated = true;
    CHECK(read(make_zip({hidden})).error().code == media_errors::manifest_malformed);
    hidden = store_item();
    hidden.flags = 1;  // encrypted
    CHECK(read(make_zip({hidden})).error().code == media_errors::manifest_malformed);
    hidden = store_item();
    hidden.local_name = "META-INF/content_credential.C2PA";
    CHECK(read(make_zip({hidden})).error().code == media_errors::manifest_malformed);
}

TEST_CASE("C69: ZIP64, data descriptors of both widths, stored and deflated entries are read", "[media][zip]") {
    CHECK(names_of(sample_zip64()) == std::vector<std::string>{"\xC3\xA4 100%.txt", "b", "c", "empty"});
    CHECK(names_of(sample_docx()).size() == 2);
    CHECK(names_of(sample_odt())[1] == "Pictures/");
    const MemoryByteSource none(Bytes{});
    CHECK(find_zip_directory(none).error().code == media_errors::container_malformed);
}

TEST_CASE("C70: an archive that says two things is damaged, whoever would read it how", "[media][zip]") {
    const auto is_damaged = [](const Bytes& bytes) { return read(bytes).value().is_damaged; };
    const Bytes sound = make_zip({text}, {.comment = "sound"});
    CHECK_FALSE(is_damaged(sound));
    // A comment with a second end record that fits.
    const Bytes end = make_zip({});
    CHECK(is_damaged(make_zip({text}, {.comment = std::string(as_text(end))})));
    // More or fewer entries than the end says, a directory elsewhere, bytes behind the end.
    for (const auto& [from_end, value] : {std::pair{17, 2}, {17, 0}, {15, 1}, {11, 1}}) {
        Bytes wrong = sound;
        wrong[wrong.size() - static_cast<std::size_t>(from_end)] = static_cast<std::uint8_t>(value);
        if (wrong != sound) {
            CHECK(is_damaged(wrong));
        }
    }
    Bytes longer = sound;
    longer.push_back(0);
    CHECK(is_damaged(longer));
    for (std::size_t size = 4; size < sound.size(); ++size) {
        CHECK(is_damaged(Bytes(sound.begin(), sound.begin() + static_cast<std::ptrdiff_t>(size))));
    }
    const auto place = [](const Bytes& bytes) {
        const MemoryByteSource source(bytes);
        const auto directory = find_zip_directory(source).value();
        Result<Done> out = Done{};
        REQUIRE(walk_zip_directory(source, directory, [&](const ZipEntry& entry) -> Result<Done> {
                    const auto found = place_zip_entry(source, directory, entry);
                    out = found ? Result<Done>(Done{}) : fail(found.error());
                    return Done{};
                }).has_value());
        return out;
    };
    CHECK(place(make_zip({{.name = "a", .local_name = "b"}})).error().code == media_errors::container_malformed);
    CHECK(place(make_zip({{.name = "a", .crc_mask = 1}})).error().code == media_errors::container_malformed);
    Bytes descriptor = make_zip({{.name = "a", .content = Bytes(10), .has_descriptor = true}});
    descriptor[30 + 1 + 10 + 4] ^= 1U;
    CHECK(place(descriptor).error().code == media_errors::container_malformed);
}

TEST_CASE("C70: lengths that lie, bombs and a million entries are bounded", "[media][zip][limits]") {
    // An entry that expands a thousand times, and says that it doesn't.
    const ZipItem bomb{.name = "[Content_Types].xml", .content = Bytes(64'000'000), .is_deflated = true};
    const Bytes packed = make_zip({bomb});
    CHECK(packed.size() < 100'000);
    const MemoryByteSource source(packed);
    const auto directory = find_zip_directory(source).value();
    REQUIRE(walk_zip_directory(source, directory, [&](const ZipEntry& entry) -> Result<Done> {
                CHECK(read_zip_entry(source, directory, entry, 1'000'000).error().code ==
                      media_errors::container_limit);
                CHECK(read_zip_entry(source, directory, entry, 10'000).error().code == media_errors::container_limit);
                return Done{};
            }).has_value());
    CHECK(kind(packed) == Format::zip);
    CHECK(make_zip({{.name = std::string(limits::zip_name_bytes_max, 'n')}}).size() > 0);
    CHECK(read(make_zip({{.name = std::string(limits::zip_name_bytes_max, 'n')}})).has_value());
    CHECK(read(make_zip({{.name = std::string(limits::zip_name_bytes_max + 1, 'n')}})).error().code ==
          media_errors::container_limit);
    // As many entries as there may be, all the same one, and one more.
    const auto many = [](std::uint64_t entries) {
        const Bytes one = make_zip({{.name = "a"}});
        const std::size_t local = 31;
        const Bytes header(one.begin() + local, one.end() - 22);
        Bytes out(one.begin(), one.begin() + local);
        out.reserve(local + entries * header.size() + 100);
        for (std::uint64_t i = 0; i < entries; ++i) {
            append(out, header);
        }
        const auto le = [](std::uint64_t value, std::size_t width) { return le_bytes(value, width); };
        const std::uint64_t end = out.size();
        append(out, ByteWriter().u32(0x504B0606).bytes(le(44, 8)).bytes(le(45, 2)).bytes(le(45, 2)).take());
        append(out, ByteWriter().bytes(le(0, 8)).bytes(le(entries, 8)).bytes(le(entries, 8)).take());
        append(out, ByteWriter().bytes(le(end - local, 8)).bytes(le(local, 8)).u32(0x504B0607).bytes(le(0, 4)).take());
        append(out, ByteWriter().bytes(le(end, 8)).bytes(le(1, 4)).u32(0x504B0506).bytes(Bytes(4)).take());
        append(out, Bytes(12, 0xFF));
        append(out, Bytes(2));
        return out;
    };
    const Bytes largest = many(limits::container_parts_max);
    const auto started = std::chrono::steady_clock::now();
    const auto container = read(largest);
    REQUIRE(container.has_value());
    CHECK(container->presence == StorePresence::absent);
    CHECK_FALSE(container->is_damaged);
    CHECK(std::chrono::steady_clock::now() - started < std::chrono::seconds(20));
    CHECK(read(many(limits::container_parts_max + 1)).error().code == media_errors::container_limit);
}

// Manifests in HTML and in text: found where they may stand, and nowhere else. Rules C81 to C84.
#include "verifier/media/text.hpp"

#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "tests/carrier_samples.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/text_normaliser.hpp"
#include "verifier/media/text_scan.hpp"

using namespace countersign;
using namespace countersign::verifier;
using media::ByteRange;
using media::Container;
using media::Format;
using media::StorePresence;

namespace {

Bytes bytes(std::string_view text) { return to_bytes(as_bytes(text)); }
Result<Container> read(std::string_view text) { return media::read_container(media::MemoryByteSource(as_bytes(text))); }
Format format_of(std::string_view text) { return media::sniff(as_bytes(text)); }
const Bytes store = sample_bytes(50);
const std::string base64 = to_base64(store);
std::string wrapper(ByteView content = store) { return std::string(as_text(media::frame_text(content))); }
std::string selectors(ByteView raw) {
    Bytes out;
    for (const std::uint8_t byte : raw) {
        media::append_variation_selector(byte, out);
    }
    return std::string(as_text(out));
}
const std::string begin = "-----BEGIN C2PA MANIFEST-----";
const std::string end = "-----END C2PA MANIFEST-----";
const std::string data = "data:application/c2pa;base64," + base64;

/// As many bytes of one text as wanted, one after the other.
class RepeatedSource final : public media::ByteSource {
  public:
    RepeatedSource(std::string part, std::uint64_t size) : part_(std::move(part)), size_(size) {}
    [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        largest_ = std::max(largest_, out.size());
        for (std::size_t i = 0; i < out.size(); ++i) {
            out[i] = static_cast<std::uint8_t>(part_[(offset + i) % part_.size()]);
        }
        return Done{};
    }
    mutable std::size_t largest_ = 0;

  private:
    std::string part_;
    std::uint64_t size_;
};

}  // namespace

TEST_CASE("C81: text is what is valid UTF-8 and none of the other formats", "[media][text]") {
    CHECK(format_of("Hello, world.") == Format::text);
    CHECK(format_of("{\"a\": 1}") == Format::text);
    CHECK(format_of("<p>a piece of markup</p>") == Format::text);
    CHECK(format_of("#!/bin/sh\n") == Format::structured_text);
    CHECK(format_of("---\ntitle: a\n---\n") == Format::structured_text);
    CHECK(format_of("<?xml version='1.0'?><feed/>") == Format::structured_text);
    CHECK(format_of("\xEF\xBB\xBF <!-- <svg> --> <!DOCTYPE HTML><svg>") == Format::html);
    CHECK(format_of("<html>") == Format::html);
    CHECK(format_of("<htmlish>") == Format::text);
    CHECK(format_of("<?xml version='1.0'?><svg/>") == Format::svg);
    CHECK(format_of(std::string_view("a\0b", 3)) == Format::unknown);
    CHECK(format_of("a\xC3") == Format::text);  // the rest of the character may follow
    CHECK(format_of("a\xC3(b, and more of it") == Format::unknown);
    CHECK(format_of("") == Format::unknown);
    CHECK(read(std::string(5'000, 'a') + "\xFF").error().code == media::errors::container_unsupported);
    CHECK(read("Hello").value().presence == StorePresence::absent);
    CHECK(read("Hello").value().remote_url.empty());
    CHECK(media::media_type(Format::html) == "text/html");
}

TEST_CASE("C82: a wrapper of variation selectors behind U+FEFF", "[media][text]") {
    const auto sound = read("Hello" + wrapper()).value();
    CHECK(sound.presence == StorePresence::present);
    CHECK(sound.store == store);
    CHECK(sound.is_normalised);
    CHECK(sound.store_range == ByteRange{5, wrapper().size()});
    CHECK(read(wrapper() + "and text behind it").value().store == store);
    // A.8.5: the length depends on the number of bytes alone.
    CHECK(wrapper(Bytes(50, 0x00)).size() == wrapper(Bytes(50, 0xFF)).size());
    CHECK(wrapper(Bytes(50, 0xFF)).size() == 3 + (13 + 50) * 4 + 6);
    CHECK(read("a" + wrapper() + "b" + wrapper()).value().presence == StorePresence::multiple);
    CHECK(read("a" + wrapper() + wrapper() + "b").value().store_ranges.size() == 2);

    const auto raw = [](std::uint8_t version, std::uint32_t length) {
        ByteWriter out;
        out.bytes(as_bytes("C2PATXT")).u8(0).u8(version).u32(length).bytes(store);
        return selectors(out.view());
    };
    const std::string mark = "\xEF\xBB\xBF";
    CHECK(read("a" + mark + raw(1, 50)).value().store == store);
    for (const std::string& broken :
         {mark + raw(2, 50), mark + raw(1, 51), mark + raw(1, 0xFFFFFFFF), raw(1, 50), mark + " " + raw(1, 50),
          mark + raw(1, 50).substr(0, 28), mark + "\xEF\xB8\x8F" + raw(1, 50), mark + selectors(bytes("C2PATXT"))}) {
        const auto container = read("text" + broken).value();
        CHECK(container.presence == StorePresence::absent);
        // What is no wrapper doesn't hide one that is.
        CHECK(read("text" + broken + "." + wrapper()).value().store == store);
    }
    // Split over the pieces that are read at a time, at any place.
    for (std::size_t shift = 0; shift < 12; ++shift) {
        const std::string long_text = std::string(256 * 1024 - 100 - shift, 'x') + wrapper();
        CHECK(read(long_text).value().store == store);
    }
    CHECK(read("a" + mark + raw(1, 0)).error().code == media::errors::manifest_too_large);
}

TEST_CASE("C83: a block in a comment or front matter", "[media][text]") {
    const auto check = [](const std::string& before, const std::string& after, ByteRange expected) {
        const std::string text = before + begin + " " + data + " " + end + after;
        const auto container = read(text).value();
        INFO(text);
        CHECK(container.store == store);
        CHECK(container.format == Format::structured_text);
        CHECK_FALSE(container.is_normalised);
        CHECK(container.store_range == expected);
    };
    const std::uint64_t block = begin.size() + end.size() + data.size() + 2;
    check("# ", "\nprint(1)\n", {0, block + 3});
    check("# ", "\r\nprint(1)\r\n", {0, block + 4});
    check("a\n// ", "", {1, block + 4});
    check("a\r\n// ", "", {1, block + 5});
    check("a\n/*! ", " */\nb", {2, block + 8});
    check("", "", {0, block});
    const auto lines = read("---\n" + begin + "\n" + data + "\n" + end + "\ntitle: a\n---\n").value();
    CHECK(lines.store == store);
    CHECK(lines.store_range == ByteRange{4, block + 1});
    // Code beside the block isn't a comment: the exclusion of that line would hide it.
    for (const char* const code : {"evil(); # ", "a ", "#include ", "/* */ x "}) {
        const auto container = read("x\n" + std::string(code) + begin + " " + data + " " + end + "\n").value();
        CHECK(container.store_range == ByteRange{2 + std::string_view(code).size(), block});
    }
    const std::string one = "# " + begin + " " + data + " " + end + "\n";
    CHECK(read(one + one).value().presence == StorePresence::multiple);
    CHECK(read(one + wrapper()).value().presence == StorePresence::multiple);
    for (const std::string& none :
         {begin + " " + data, data + " " + end, end + " " + data + " " + begin, begin + " " + end,
          begin + " data:text/plain;base64," + base64 + " " + end, begin + " some words " + end,
          begin + " ftp://a.example/ " + end, begin + " https://a.example/ b " + end,
          begin + " data:application/c2pa," + base64 + " " + end}) {
        INFO(none);
        const auto container = read("# " + none + "\n").value();
        CHECK(container.presence == StorePresence::absent);
        CHECK(container.remote_url.empty());
    }
    CHECK(read("# " + begin + " https://a.example/m.c2pa " + end + "\n").value().remote_url ==
          "https://a.example/m.c2pa");
    CHECK(read("# " + begin + " data:application/c2pa;base64,!!! " + end + "\n").error().code ==
          media::errors::manifest_malformed);
    for (std::size_t shift = 0; shift < 70; ++shift) {
        const std::string text = std::string(256 * 1024 - 32 - shift, 'x') + "\n# " + begin + " " + data + " " + end;
        CHECK(read(text).value().store == store);
    }
}

TEST_CASE("C84: a script or link in the head of an HTML document", "[media][text]") {
    const std::string script = "<script type=\"application/c2pa\">\n" + base64 + "\n</script>";
    const auto page = [](const std::string& head, const std::string& body = "") {
        return "<!DOCTYPE html><html><head><title>a</title>" + head + "</head><body>" + body + "</body></html>";
    };
    const auto sound = read(page(script)).value();
    CHECK(sound.format == Format::html);
    CHECK(sound.store == store);
    CHECK(sound.store_range == ByteRange{page("").find("</head>"), script.size()});
    CHECK(read(page("<script>a = \"</\" + '</scripts>';</script>" + script)).value().store == store);
    CHECK(read(page("<SCRIPT id=a TYPE = ' Application/C2PA '>" + base64 + "</SCRIPT >")).value().store == store);
    for (const std::string& none :
         {page("", script), page("<!-- " + script + " -->"), page("<template>" + script + "</template>"),
          page("<noscript>" + script + "</noscript>"), page("<p>" + script), page("<style>" + script + "</style>"),
          page("<script type='text/javascript' type='application/c2pa'>" + base64 + "</script>"),
          page("<script>'" + script.substr(0, script.size() - 9) + "'</script>"),
          page("<script data-type='application/c2pa'>" + base64 + "</script>"),
          page("<link rel='stylesheet' href='https://a.example/c2pa-manifest'>"),
          "<html><head>" + script.substr(0, script.size() - 3)}) {
        INFO(none);
        const auto container = read(none).value();
        CHECK(container.presence == StorePresence::absent);
        CHECK(container.remote_url.empty());
    }
    const std::string link = "<link href=https://a.example/m.c2pa rel=\"alternate C2PA-Manifest\">";
    CHECK(read(page(link)).value().remote_url == "https://a.example/m.c2pa");
    for (const std::string& twice : {script + script, script + link, link + link}) {
        CHECK(read(page(twice)).value().presence == StorePresence::multiple);
        CHECK(read(page(twice)).value().remote_url.empty());
    }
    CHECK(read(page("<script type='application/c2pa'>!</script>")).error().code == media::errors::manifest_malformed);
}

TEST_CASE("C82: text in any form has one hash, wherever it is cut", "[media][text]") {
    const std::string text =
        "e\xCC\x81t\xC3\xA9 \xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB a\xCC\xA7\xCC\x81 \xF0\x9F\x91\x8B.";
    const std::string composed = "\xC3\xA9t\xC3\xA9 \xED\x95\x9C \xC3\xA1\xCC\xA7 \xF0\x9F\x91\x8B.";
    const auto normalised = [](std::string_view all, std::size_t step) {
        std::string out;
        media::TextNormaliser normaliser([&](ByteView part) { out += as_text(part); });
        for (std::size_t at = 0; at < all.size(); at += step) {
            REQUIRE(normaliser.update(as_bytes(all.substr(at, step))).has_value());
        }
        normaliser.finish();
        return out;
    };
    const std::string whole = normalised(text, text.size());
    CHECK(whole.starts_with("\xC3\xA9t\xC3\xA9 \xED\x95\x9C "));
    CHECK(whole.size() == composed.size());
    for (std::size_t step = 1; step < text.size(); ++step) {
        CHECK(normalised(text, step) == whole);
    }
    media::TextNormaliser endless([](ByteView) {});
    std::string marks = "a";
    while (marks.size() + 4 <= limits::text_normalised_bytes_max) {
        marks += "\xCC\x81\xCC\xA7";
    }
    CHECK(endless.update(as_bytes(marks)).has_value());
    CHECK(endless.update(as_bytes(marks.substr(1))).error().code == media::errors::container_limit);
}

TEST_CASE("C81: a million wrappers, and text of any size in bounded memory", "[media][text]") {
    const std::string many = "\xEF\xBB\xBF" + selectors(Bytes{'C', '2', 'P', 'A', 'T', 'X', 'T', 0, 1, 0, 0, 0, 1, 7});
    const RepeatedSource wrappers(many, many.size() * (limits::container_parts_max + 10));
    CHECK(media::read_text(wrappers).error().code == media::errors::container_limit);
    const RepeatedSource prose("It was a dark and stormy night; \xE2\x80\x94 the rain fell.\n",
                               std::uint64_t{1} << 30U);
    const auto container = media::read_text(prose);
    REQUIRE(container.has_value());
    CHECK(container->presence == StorePresence::absent);
    CHECK(prose.largest_ <= 512 * 1024);
    const RepeatedSource dashes("-", std::uint64_t{64} << 20U);
    CHECK(media::read_text(dashes).has_value());
    const RepeatedSource unfinished("\xEF\xB8\x80", std::uint64_t{3} << 22U);
    CHECK(media::read_text(unfinished).value().presence == StorePresence::absent);
}

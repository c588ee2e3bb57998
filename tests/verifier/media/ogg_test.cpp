// Ogg and MIDI: where the store is, and what breaks. Rules C74 to C76.
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
Bytes joined(const std::vector<Bytes>& parts) {
    Bytes out;
    for (const Bytes& part : parts) {
        append(out, part);
    }
    return out;
}
Bytes marked(std::string_view text) {
    Bytes out = to_bytes(as_bytes(std::string_view("\0c2pa", 5)));
    append(out, text);
    return out;
}
const Bytes vorbis = ogg_page(1, 0, 2, as_bytes("\x01vorbis"));
const Bytes sound = ogg_page(1, 1, 4, sample_bytes(99));

Bytes midi_of(std::uint16_t format, const std::vector<Bytes>& tracks) {
    ByteWriter out;
    out.bytes(as_bytes("MThd")).u32(6).u16(format).u16(static_cast<std::uint16_t>(tracks.size())).u16(96);
    for (const Bytes& track : tracks) {
        out.bytes(midi_track(track));
    }
    return out.take();
}
Bytes store_event(std::string_view text) {
    Bytes out{0, 0xFF, 0x7F, static_cast<std::uint8_t>(3 + text.size()), 0, 'C', '2'};
    append(out, text);
    return out;
}
const Bytes end{0, 0xFF, 0x2F, 0};

}  // namespace

TEST_CASE("C74: an Ogg store is a stream of its own, over as many pages as it takes", "[media][ogg]") {
    const Bytes one = joined({vorbis, ogg_page(9, 0, 6, marked("the store")), sound});
    const auto container = read(one);
    REQUIRE(container.has_value());
    CHECK(container->presence == StorePresence::present);
    CHECK(as_text(container->store) == "the store");
    CHECK(container->store_range == ByteRange{vorbis.size(), 28 + 5 + 9});
    CHECK(container->insertion_offset == vorbis.size());
    // Pages of others may stand between its own.
    const auto scattered =
        read(joined({vorbis, ogg_page(9, 0, 2, marked("the ")), sound, ogg_page(9, 1, 5, as_bytes("store"))}));
    CHECK(as_text(scattered.value().store) == "the store");
    CHECK(scattered.value().store_ranges.size() == 2);
    CHECK(read(sample_ogg()).value().presence == StorePresence::absent);
    const Bytes two = joined({vorbis, ogg_page(9, 0, 6, marked("a")), ogg_page(8, 0, 6, marked("b")), sound});
    CHECK(read(two).value().presence == StorePresence::multiple);
    // Not the first packet of a stream, not ours.
    CHECK(read(joined({vorbis, ogg_page(9, 0, 0, marked("a"))})).value().presence == StorePresence::absent);
}

TEST_CASE("C74: pages of the store that are out of order or altered", "[media][ogg]") {
    const auto code = [](const std::vector<Bytes>& pages) { return read(joined(pages)).error().code; };
    CHECK(code({vorbis, ogg_page(9, 1, 6, marked("a"))}) == media_errors::manifest_malformed);
    CHECK(code({vorbis, ogg_page(9, 0, 2, marked("a")), ogg_page(9, 2, 5, as_bytes("b"))}) ==
          media_errors::manifest_malformed);
    CHECK(code({vorbis, ogg_page(9, 0, 6, marked("a")), ogg_page(9, 1, 5, as_bytes("b"))}) ==
          media_errors::manifest_malformed);
    const Bytes file = joined({vorbis, ogg_page(9, 0, 6, marked("the store")), sound});
    for (std::size_t at = vorbis.size(); at < file.size() - sound.size(); ++at) {
        Bytes altered = file;
        altered[at] ^= 0x40U;
        const auto found = read(altered);
        INFO(at);
        CHECK((!found || found->presence != StorePresence::present || found->is_damaged));
    }
    Bytes cut = file;
    cut.resize(cut.size() - 10);
    CHECK(read(cut).value().is_damaged);
    CHECK(read(cut).value().presence == StorePresence::present);
    CHECK(read(to_bytes(as_bytes("OggS"))).value().is_damaged);
}

TEST_CASE("C74: a million pages are bounded, and so is a store of them", "[media][ogg][limits]") {
    const Bytes page = ogg_page(1, 1, 0, {});
    Bytes many = vorbis;
    many.reserve(vorbis.size() + (limits::container_parts_max + 1) * page.size());
    for (std::size_t i = 0; i < limits::container_parts_max; ++i) {
        append(many, page);
    }
    CHECK(read(many).error().code == media_errors::container_limit);
    Bytes large = vorbis;
    Bytes content = marked("");
    content.resize(65'000);
    append(large, ogg_page(9, 0, 2, content));
    for (std::uint32_t i = 1; i <= limits::manifest_store_bytes_max / content.size() + 1; ++i) {
        append(large, ogg_page(9, i, 1, content));
    }
    CHECK(read(large).error().code == media_errors::manifest_too_large);
}

TEST_CASE("C75: each Ogg stream is one box, wherever its pages lie", "[media][ogg]") {
    const Bytes file = joined({vorbis, ogg_page(9, 0, 6, marked("the store")), sound});
    const auto boxes = list_boxes(MemoryByteSource(file), read(file).value());
    REQUIRE(boxes.has_value());
    REQUIRE(boxes->size() == 2);
    CHECK(boxes->front().name == "Stream-1");
    CHECK(boxes->front().pieces.size() == 2);
    CHECK(boxes->back().name == "C2PA");
    const Bytes plain = sample_ogg();
    const auto streams = list_boxes(MemoryByteSource(plain), read(plain).value());
    CHECK(streams.value().back().name == "Stream-4000000000");
}

TEST_CASE("C76: a MIDI store is the event before the end of its track", "[media][midi]") {
    const Bytes other = end;
    const Bytes ours = joined({{0, 0x90, 1, 2, 3, 4, 5}, store_event("the store"), end});
    const auto in_last = read(midi_of(1, {other, ours}));
    REQUIRE(in_last.has_value());
    CHECK(in_last->presence == StorePresence::present);
    CHECK(as_text(in_last->store) == "the store");
    CHECK(in_last->store_range.length == 9);
    CHECK(read(midi_of(1, {ours, other})).value().presence == StorePresence::absent);
    CHECK(read(midi_of(2, {ours, other})).value().presence == StorePresence::present);
    CHECK(read(midi_of(0, {ours})).value().presence == StorePresence::present);
    const Bytes twice = joined({store_event("a"), store_event("b"), end});
    CHECK(read(midi_of(0, {twice})).value().presence == StorePresence::multiple);
    CHECK(read(sample_midi()).value().presence == StorePresence::absent);
    CHECK_FALSE(read(sample_midi()).value().is_damaged);
    // What comes behind the end of the track is nothing.
    CHECK(read(midi_of(0, {joined({end, store_event("a")})})).value().presence == StorePresence::absent);
}

TEST_CASE("C76: broken tracks are read as far as they go", "[media][midi]") {
    const auto damaged = [](const Bytes& bytes) { return read(bytes).value().is_damaged; };
    CHECK(damaged(midi_of(0, {})));
    CHECK(damaged(midi_of(0, {Bytes{}})));
    CHECK(damaged(midi_of(0, {{0, 60, 64}})));                     // a data byte without a status before
    CHECK(damaged(midi_of(0, {{0, 0xFF, 1, 100, 'x'}})));          // longer than the track
    CHECK(damaged(midi_of(0, {{0xFF, 0xFF, 0xFF, 0xFF, 0x7F}})));  // a number of five bytes
    CHECK(damaged(midi_of(0, {{0, 0xF4}})));
    Bytes cut = sample_midi();
    cut.resize(40);
    CHECK(damaged(cut));
    const auto store_then_broken = read(midi_of(0, {joined({store_event("a"), {0, 60}})}));
    CHECK(store_then_broken.value().is_damaged);
    CHECK(store_then_broken.value().presence == StorePresence::present);
}

// Fonts, signed and signed again: the checksums that a font needs are right, and all but them is bound. Rule W63.
#include <catch2/catch.hpp>

#include "tests/carrier_samples.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"
#include "verifier/media/container.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using c2pa::State;

namespace {

std::uint32_t sum_words(ByteView bytes) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        sum += std::uint32_t{bytes[i]} << (24U - 8U * (i % 4));
    }
    return sum;
}

/// The whole file is summed with the adjustment in it, each table as its directory says.
void check_font(const Bytes& font) {
    CHECK(sum_words(font) == 0xB1B0AFBA);
    ByteReader head(ByteView(font).subspan(4));
    const std::size_t count = head.u16();
    std::string before;
    for (std::size_t i = 0; i < count; ++i) {
        ByteReader record(ByteView(font).subspan(12 + 16 * i));
        const std::string tag(as_text(record.read(4)));
        const std::uint32_t checksum = record.u32();
        const std::uint32_t offset = record.u32();
        Bytes table = to_bytes(ByteView(font).subspan(offset, record.u32()));
        if (tag == "head") {
            std::fill_n(table.begin() + 8, 4, std::uint8_t{0});
        }
        INFO(tag);
        CHECK(offset % 4 == 0);
        CHECK(sum_words(table) == checksum);
        CHECK(before < tag);
        before = tag;
    }
}

}  // namespace

TEST_CASE("W63: a font is signed, again with its history, and stays a font", "[c2pa][write][fonts]") {
    for (const bool is_otf : {false, true}) {
        Desk desk(65);
        const auto first = desk.sign(sample_font(is_otf), desk.signer(KeyType::ed25519), created());
        REQUIRE(first.has_value());
        const auto report = desk.judge(*first);
        CHECK(codes(report) == "trusted");
        CHECK(report.active.has(c2pa::status::data_hash_match));
        CHECK(report.active.has(c2pa::status::data_hash_exclusions));
        CHECK(report.asset.media_type == (is_otf ? "font/otf" : "font/ttf"));
        check_font(*first);
        const auto second = desk.sign(*first, desk.signer(KeyType::p256), {});
        REQUIRE(second.has_value());
        CHECK(codes(desk.judge(*second)) == "trusted");
        CHECK(desk.judge(*second).manifests.size() == 2);
        check_font(*second);

        Bytes file = *first;
        const auto store = media::read_container(media::MemoryByteSource(file)).value().store_range;
        std::size_t unnoticed = 0;
        for (std::size_t at = 0; at < file.size(); ++at) {
            if (at >= store.start && at < store.end()) {
                continue;
            }
            file[at] ^= 0x11U;
            const auto state = desk.judge(file).state;
            file[at] ^= 0x11U;
            unnoticed += state == State::valid || state == State::trusted ? 1U : 0U;
        }
        CHECK(unnoticed == 8);  // the two checksums
    }
}

TEST_CASE("W63: a font that can't be kept whole is refused", "[c2pa][write][fonts]") {
    Desk desk(66);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto refusal = [&](const Bytes& file) {
        return std::string(desk.sign(file, signer, created()).error().code.name);
    };
    Bytes headless = sample_font();
    headless[28] = 'H';
    CHECK(refusal(headless) == "media.embedding_refused");
    Bytes overlapping = sample_font();
    std::copy_n(overlapping.begin() + 20, 4, overlapping.begin() + 36);  // head where cvt is
    CHECK(refusal(overlapping) == "media.embedding_refused");
    Bytes cut = sample_font();
    cut.resize(100);
    CHECK(refusal(cut) == "media.container_malformed");
}

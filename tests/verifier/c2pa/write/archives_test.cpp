// Archives, signed and signed again: every entry bound, the document still what it was. Rules W60 to W62.
#include <catch2/catch.hpp>

#include "tests/verifier/c2pa/write/desk.hpp"
#include "tests/zip_samples.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/zip.hpp"

using namespace countersign;
using c2pa::State;

namespace {

struct Member {
    media::ZipEntry entry;
    Bytes content;
};

std::vector<Member> members_of(const Bytes& file) {
    const media::MemoryByteSource source(file);
    const auto directory = media::find_zip_directory(source).value();
    std::vector<Member> out;
    const auto walked = media::walk_zip_directory(source, directory, [&](const media::ZipEntry& entry) -> Result<Done> {
        auto content = media::read_zip_entry(source, directory, entry, 1'000'000);
        out.push_back({entry, content.value()});
        return Done{};
    });
    REQUIRE(walked.has_value());
    return out;
}

}  // namespace

TEST_CASE("W60: an archive is signed, again with its history, and afresh", "[c2pa][write][archives]") {
    for (const Bytes& sample : zip_samples()) {
        Desk desk(61);
        const auto signer = desk.signer(KeyType::ed25519);
        const auto first = desk.sign(sample, signer, created());
        REQUIRE(first.has_value());
        const auto report = desk.judge(*first);
        CHECK(codes(report) == "trusted");
        CHECK(report.active.has(c2pa::status::collection_hash_match));
        CHECK(desk.last->bytes == first->size());
        const auto before = members_of(sample);
        const auto after = members_of(*first);
        REQUIRE(after.size() == before.size() + 1);
        for (std::size_t i = 0; i < before.size(); ++i) {
            CHECK(after[i].entry.name == before[i].entry.name);
            const bool is_types = before[i].entry.name == "[Content_Types].xml";
            CHECK((after[i].content == before[i].content) == !is_types);
        }
        // W61: stored, no flags, and with the crc-32 that unpackers look at.
        const Member& store = after.back();
        CHECK(store.entry.name == media::zip_store_name);
        CHECK(store.entry.method == 0);
        CHECK(store.entry.flags == 0);
        CHECK(store.entry.crc == ::crc32_z(0, store.content.data(), store.content.size()));
        CHECK(media::sniff(media::MemoryByteSource(*first)).value() ==
              media::sniff(media::MemoryByteSource(sample)).value());

        const auto second = desk.sign(*first, desk.signer(KeyType::p256), {});
        REQUIRE(second.has_value());
        CHECK(codes(desk.judge(*second)) == "trusted");
        CHECK(desk.judge(*second).manifests.size() == 2);
        CHECK(members_of(*second).size() == after.size());
        c2pa::SignOptions drop = created();
        drop.drop_existing_manifest = true;
        const auto afresh = desk.sign(*second, signer, drop);
        REQUIRE(afresh.has_value());
        CHECK(codes(desk.judge(*afresh)) == "trusted");
        CHECK(afresh->size() < second->size());
    }
}

TEST_CASE("W60: whatever byte of a signed archive is changed is noticed", "[c2pa][write][archives]") {
    const auto samples = zip_samples();
    for (const Bytes& sample : samples) {
        Desk desk(62);
        Bytes file = desk.sign(sample, desk.signer(KeyType::ed25519), created()).value();
        const auto store = media::read_container(media::MemoryByteSource(file)).value().store_range;
        std::size_t unnoticed = 0;
        for (std::size_t at = 0; at < file.size(); ++at) {
            if (at >= store.start + 30 && at < store.end()) {
                continue;  // the store: the same in every format
            }
            file[at] ^= 0x21U;
            const auto state = desk.judge(file).state;
            file[at] ^= 0x21U;
            unnoticed += state == State::valid || state == State::trusted ? 1U : 0U;
        }
        // The two versions in ZIP64's record.
        CHECK(unnoticed == (&sample == &samples.back() ? 4U : 0U));
    }
}

TEST_CASE("W62: an OPC package declares the type of the store", "[c2pa][write][archives]") {
    Desk desk(63);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto types_of = [](const Bytes& file) { return std::string(as_text(members_of(file).front().content)); };
    const Bytes signed_file = desk.sign(sample_docx(), signer, created()).value();
    const std::string types = types_of(signed_file);
    const std::string_view declaration = "<Default Extension=\"c2pa\" ContentType=\"application/c2pa\"/>";
    CHECK(types.find(declaration) != std::string::npos);
    CHECK(types.size() == types_of(sample_docx()).size() + declaration.size());
    // Once is enough.
    CHECK(types_of(desk.sign(signed_file, signer, {}).value()) == types);
    const auto refusal = [&](const Bytes& file) {
        return std::string(desk.sign(file, signer, created()).error().code.name);
    };
    CHECK(refusal(make_zip({{.name = "[Content_Types].xml", .content = zip_text("no types")}})) ==
          "media.embedding_refused");
    CHECK(refusal(make_zip({{.name = "[Content_Types].xml", .flags = 1}})) == "media.embedding_refused");
}

TEST_CASE("W61: an archive that can't be bound whole is refused", "[c2pa][write][archives]") {
    Desk desk(64);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto refusal = [&](const Bytes& file) {
        return std::string(desk.sign(file, signer, created()).error().code.name);
    };
    const ZipItem item{.name = "a", .content = Bytes(5)};
    CHECK(refusal(make_zip({item}, {.before = Bytes(3)})) == "media.embedding_refused");
    CHECK(refusal(make_zip({item, item})) == "media.embedding_refused");
    CHECK(refusal(make_zip({})) == "media.embedding_refused");
    CHECK(refusal(make_zip({{.name = "../a"}})) == "media.embedding_refused");
    CHECK(refusal(make_zip({{.name = "/a"}})) == "media.embedding_refused");
    CHECK(refusal(make_zip({{.name = "a", .local_name = "b"}})) == "media.container_malformed");
    CHECK(refusal(zip_text("PK\x03\x04")) == "media.container_malformed");
    std::vector<ZipItem> many;
    for (int i = 0; i <= 32'768; ++i) {
        many.push_back({.name = std::to_string(i)});
    }
    CHECK(refusal(make_zip(many)) == "media.container_limit");
    many.resize(2'000);
    CHECK(codes(desk.judge(desk.sign(make_zip(many), signer, created()).value())) == "trusted");
}

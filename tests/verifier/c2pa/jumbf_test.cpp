#include "verifier/c2pa/jumbf.hpp"

#include <brotli/encode.h>

#include <catch2/catch.hpp>

#include "identity/base/limits.hpp"
#include "tests/testdata.hpp"
#include "verifier/c2pa/compression.hpp"
#include "verifier/c2pa/errors.hpp"
#include "verifier/c2pa/status.hpp"
#include "verifier/media/container.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
namespace c2pa_errors = countersign::verifier::c2pa::errors;

TEST_CASE("a written superbox is read back, with what a hashed URI covers", "[c2pa][jumbf]") {
    const Bytes salt(16, 9);
    const Bytes inner = encode_superbox(box::cbor_content, "inner", {encode_box("cbor", Bytes{0xA0})}, {.salt = salt});
    const Bytes outer = encode_superbox(box::manifest_store, "c2pa", {inner});
    const auto parsed = parse_jumbf(outer);
    REQUIRE(parsed.has_value());
    CHECK(parsed->uuid == box::manifest_store);
    CHECK(parsed->label == "c2pa");
    CHECK(equal(parsed->hashed, ByteView(outer).subspan(8)));
    REQUIRE(parsed->find("inner") != nullptr);
    CHECK(equal(parsed->find("inner")->hashed, ByteView(inner).subspan(8)));
    CHECK(equal(parsed->find("inner")->content("cbor"), Bytes{0xA0}));
    CHECK(parsed->find("inner")->content("json").empty());
    CHECK(parsed->find("other") == nullptr);
    // Two of one name: the name says nothing.
    const Bytes twice = encode_superbox(box::manifest_store, "c2pa", {inner, inner});
    CHECK(parse_jumbf(twice)->find("inner") == nullptr);
    // Zero padding behind is fine, anything else is not.
    Bytes padded = outer;
    padded.push_back(0);
    CHECK(parse_jumbf(padded).has_value());
    padded.push_back(1);
    CHECK(parse_jumbf(padded).error().code == c2pa_errors::jumbf_malformed);
}

TEST_CASE("a 64-bit length is read", "[c2pa][jumbf]") {
    const Bytes plain = encode_superbox(box::manifest_store, "c2pa", {});
    ByteWriter large;
    large.u32(1).bytes(as_bytes("jumb")).u64(plain.size() + 8).bytes(ByteView(plain).subspan(8));
    const auto parsed = parse_jumbf(large.view());
    REQUIRE(parsed.has_value());
    CHECK(equal(parsed->hashed, ByteView(plain).subspan(8)));
}

TEST_CASE("what isn't JUMBF is refused", "[c2pa][jumbf]") {
    const Bytes good = encode_superbox(box::manifest_store, "c2pa", {});
    for (std::size_t cut = 0; cut < good.size(); ++cut) {
        CHECK(parse_jumbf(ByteView(good).first(cut)).error().code == c2pa_errors::jumbf_malformed);
    }
    const auto changed = [&](std::size_t at, std::uint8_t value) {
        Bytes bytes = good;
        bytes[at] = value;
        return parse_jumbf(bytes);
    };
    CHECK(changed(4, 'x').error().code == c2pa_errors::jumbf_malformed);
    CHECK(changed(12, 'x').error().code == c2pa_errors::jumbf_malformed);
    CHECK(changed(32, 0x01).error().code == c2pa_errors::jumbf_malformed);
    CHECK(changed(32, 0x13).error().code == c2pa_errors::jumbf_malformed);
    CHECK(changed(33, '/').error().code == c2pa_errors::jumbf_malformed);
    CHECK(changed(33, 0x01).error().code == c2pa_errors::jumbf_malformed);
    Bytes deep = encode_superbox(box::manifest_store, "c2pa", {});
    for (std::size_t i = 0; i <= limits::jumbf_depth_max; ++i) {
        deep = encode_superbox(box::manifest_store, "c2pa", {deep});
    }
    CHECK(parse_jumbf(deep).error().code == c2pa_errors::jumbf_too_deep);
    const std::vector<Bytes> many(limits::jumbf_boxes_max + 1, encode_box("free", {}));
    CHECK(parse_jumbf(encode_superbox(box::manifest_store, "c2pa", many)).error().code == c2pa_errors::jumbf_too_large);
}

TEST_CASE("labels", "[c2pa][jumbf]") {
    CHECK(is_jumbf_label("urn:c2pa:3fad1ead-8ed5-44d0-873b-ea5f58adea82:acme"));
    for (const std::string_view label :
         {"", "a/b", "a;b", "a?b", "a#b", "a\tb", "a\x7F", "\xC2\x85", "\xFF", "\xEF\xBB\xBFx"}) {
        CHECK_FALSE(is_jumbf_label(label));
    }
}

TEST_CASE("a real store has the boxes that the sheet describes", "[c2pa][jumbf][testdata]") {
    const auto folder = testdata_folder("c2pa");
    if (!folder) {
        return;
    }
    const auto source = verifier::media::FileByteSource::open(*folder / "reference" / "C.jpg");
    REQUIRE(source.has_value());
    const auto container = verifier::media::read_container(*source);
    REQUIRE(container.has_value());
    const auto store = parse_jumbf(container->store);
    REQUIRE(store.has_value());
    CHECK(store->uuid == box::manifest_store);
    REQUIRE(store->children.size() == 1);
    const Superbox& manifest = store->children.front();
    CHECK(manifest.uuid == box::standard_manifest);
    REQUIRE(manifest.find("c2pa.claim") != nullptr);
    REQUIRE(manifest.find("c2pa.signature") != nullptr);
    REQUIRE(manifest.find("c2pa.assertions") != nullptr);
    CHECK(manifest.find("c2pa.assertions")->children.size() == 4);
}

TEST_CASE("C3: labels and findings have a bound", "[c2pa][jumbf]") {
    CHECK(is_jumbf_label(std::string(limits::jumbf_label_bytes_max, 'a')));
    CHECK_FALSE(is_jumbf_label(std::string(limits::jumbf_label_bytes_max + 1, 'a')));
    StatusLists lists;
    for (std::size_t i = 0; i < limits::statuses_max + 100; ++i) {
        lists.add(status::action_malformed, "self#jumbf=/c2pa/x", "what");
    }
    CHECK(lists.failure.size() == limits::statuses_max + 1);
    CHECK(lists.failure.back().code == "general.error");
    StatusLists cut;
    cut.add(status::general_error, {}, "a" + std::string(2'000, '\xc3') /* no whole character */);
    CHECK(cut.failure.front().explanation.size() <= limits::status_text_bytes_max);
}

TEST_CASE("C3: a Brotli stream that fails late has cost what it made", "[c2pa][jumbf]") {
    const Bytes plain(100'000, 7);
    Bytes packed(plain.size());
    std::size_t size = packed.size();
    REQUIRE(BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, plain.size(), plain.data(), &size, packed.data()) ==
            BROTLI_TRUE);
    packed.resize(size);
    std::size_t left = 150'000;
    CHECK(decompress_brotli(packed, left) == plain);
    CHECK(left == 50'000);
    CHECK_FALSE(decompress_brotli(packed, left).has_value());
    CHECK(left == 0);
    packed.push_back(0);
    left = 150'000;
    CHECK_FALSE(decompress_brotli(packed, left).has_value());
    CHECK(left <= 50'000);
}

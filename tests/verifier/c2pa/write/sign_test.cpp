// Signing, judged by our own validator. Rules W7 to W23. What the reference implementation says:
// tests/interop/sign.mjs.
#include "verifier/c2pa/write/sign.hpp"

#include <brotli/encode.h>
#include <catch2/catch.hpp>

#include "identity/base/errors.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/testdata.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/media/container.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using c2pa::State;
namespace codes_of = countersign::verifier::c2pa::errors;

namespace {

media::Container container_of(ByteView file) { return media::read_container(media::MemoryByteSource(file)).value(); }

Bytes without_store(const Bytes& file) {
    const auto range = container_of(file).store_range;
    Bytes out(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(range.start));
    append(out, ByteView(file).subspan(range.end()));
    return out;
}

}  // namespace

TEST_CASE("what is signed is trusted, says what it should, and leaves the picture as it was", "[c2pa][write][sign]") {
    const KeyType type = GENERATE(KeyType::p256, KeyType::ed25519);
    const bool jpeg = GENERATE(true, false);
    const Bytes picture = jpeg ? sample_jpeg() : sample_png();
    Desk desk(1);
    SeededEntropy entropy(2);
    const auto identity = PrivateKey::generate(type, entropy);  // W1: the key that the registry lists
    const auto file = desk.sign(picture, desk.signer(identity), created());
    REQUIRE(file.has_value());
    CHECK(without_store(*file) == picture);  // W22
    CHECK(desk.last->bytes == file->size());
    CHECK(desk.last->content_hash == sha256(picture));

    const auto report = desk.judge(*file);
    CHECK(codes(report) == "trusted");
    REQUIRE(report.manifests.size() == 1);
    const auto& manifest = report.manifests.front();
    CHECK(manifest.label == desk.last->manifest_label);
    CHECK(manifest.claim_version == 2);  // W10
    CHECK(manifest.title == "A landscape");
    REQUIRE(manifest.signer.has_value());
    CHECK(manifest.signer->public_key == to_spki_der(identity.public_key()));
    CHECK(manifest.signer->organisation == "Sample Organisation");
    CHECK(manifest.signer->algorithm == (type == KeyType::ed25519 ? "ed25519" : "es256"));  // W7
    REQUIRE(manifest.actions.size() == 1);
    CHECK(manifest.actions.front().name == "c2pa.created");
    CHECK(manifest.actions.front().digital_source_type ==
          "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation");
    CHECK(manifest.ingredients.empty());
}

TEST_CASE("claim, binding and signature have the form that C2PA 2.5 asks for", "[c2pa][write][sign]") {
    const bool jpeg = GENERATE(true, false);
    Desk desk(13);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto file = desk.sign(jpeg ? sample_jpeg() : sample_png(), signer, created()).value();
    const auto container = container_of(file);
    const auto store = c2pa::parse_jumbf(container.store).value();
    const auto& manifest = store.children.at(0);
    const auto cbor_of = [](const c2pa::Superbox& box) { return c2pa::parse_cbor(box.content("cbor")).value(); };

    // W8: two protected headers, an empty unprotected one, no payload.
    const auto cose = cbor_of(*manifest.find("c2pa.signature"));
    REQUIRE(cose.tag() == 18);
    const auto& parts = cose.tagged_item().as_array();
    const auto header = c2pa::parse_cbor(parts.at(0).as_bytes()).value();
    REQUIRE(header.as_map().size() == 2);
    CHECK(header.find(std::int64_t{1})->as_int64() == -8);
    CHECK(header.find(std::int64_t{33})->as_bytes() == signer.certificates.front());
    CHECK(parts.at(1).as_map().empty());
    CHECK(parts.at(2).is_null());
    CHECK(parts.at(3).as_bytes().size() == 64);

    // W11
    const auto claim = cbor_of(*manifest.find("c2pa.claim.v2"));
    CHECK(*claim.find_text("signature") == "self#jumbf=/c2pa/" + desk.last->manifest_label + "/c2pa.signature");
    for (const auto& reference : *claim.find_array("created_assertions")) {
        CHECK(reference.find_text("url")->starts_with("self#jumbf=c2pa.assertions/"));
        CHECK(*reference.find_text("alg") == "sha256");
    }

    // W15, W16
    const auto& assertions = *manifest.find("c2pa.assertions");
    CHECK_FALSE(cbor_of(*assertions.find("c2pa.actions.v2")).find("allActionsIncluded")->as_bool());
    const auto binding = cbor_of(*assertions.find("c2pa.hash.data"));
    const auto& exclusions = *binding.find_array("exclusions");
    REQUIRE(exclusions.size() == 1);
    CHECK(exclusions.front().find("start")->as_unsigned() == container.store_range.start);
    CHECK(exclusions.front().find("length")->as_unsigned() == container.store_range.length);
    CHECK(*binding.find_bytes("hash") == to_bytes(view(desk.last->content_hash)));
}

TEST_CASE("signing again keeps the history inside", "[c2pa][write][sign]") {
    const bool jpeg = GENERATE(true, false);
    Desk desk(3);
    const auto first = desk.sign(jpeg ? sample_jpeg() : sample_png(), desk.signer(KeyType::p256), created()).value();
    const std::string first_label = desk.last->manifest_label;
    c2pa::SignOptions options;
    options.actions = {{"c2pa.edited", "nothing was changed", ""}};
    const auto second = desk.sign(first, desk.signer(KeyType::ed25519), options).value();
    CHECK(desk.last->parent_label == first_label);
    const auto third = desk.sign(second, desk.signer(KeyType::p256), {}).value();

    const auto report = desk.judge(third);
    CHECK(codes(report) == "trusted");
    for (const auto& delta : report.ingredient_deltas) {
        CHECK(delta.statuses.failure.empty());
    }
    REQUIRE(report.manifests.size() == 3);
    CHECK(report.manifests[0].ingredients.at(0).relationship == "parentOf");
    CHECK(report.manifests[0].actions.at(0).name == "c2pa.opened");
    CHECK(without_store(third) == without_store(first));

    // W18: the old manifest is carried to the byte.
    const auto old_store = container_of(first).store;
    const auto new_store = container_of(third).store;
    const auto old_manifest = c2pa::parse_jumbf(old_store).value().children.at(0).whole;
    CHECK(std::search(new_store.begin(), new_store.end(), old_manifest.begin(), old_manifest.end()) != new_store.end());
}

TEST_CASE("W18: a compressed manifest is carried along as a parent, compressed", "[c2pa][write][sign]") {
    Desk desk(14);
    Bytes first = desk.sign(sample_png(), desk.signer(KeyType::p256), created()).value();
    const Bytes store = container_of(first).store;
    const auto root = c2pa::parse_jumbf(store).value();
    const c2pa::Superbox& manifest = root.children.at(0);
    Bytes brotli(manifest.whole.size() + 1'000);
    std::size_t size = brotli.size();
    REQUIRE(BrotliEncoderCompress(9, 22, BROTLI_MODE_GENERIC, manifest.whole.size(), manifest.whole.data(), &size,
                                  brotli.data()) == BROTLI_TRUE);
    brotli.resize(size);
    // Evened out to the old length, so that the binding stays right.
    const auto compressed = [&](std::size_t fill) {
        return c2pa::encode_superbox(
            c2pa::box::manifest_store, "c2pa",
            {c2pa::encode_superbox(c2pa::box::compressed_manifest, manifest.label,
                                   {c2pa::encode_box("brob", brotli), c2pa::encode_box("free", Bytes(fill))})});
    };
    const Bytes packed = compressed(store.size() - compressed(0).size());
    REQUIRE(packed.size() == store.size());
    const auto at = std::search(first.begin(), first.end(), store.begin(), store.end());
    std::copy(packed.begin(), packed.end(), at);
    REQUIRE(codes(desk.judge(first)) == "trusted");

    const auto second = desk.sign(first, desk.signer(KeyType::p256), {}).value();
    const auto report = desk.judge(second);
    CHECK(codes(report) == "trusted");
    REQUIRE(report.manifests.size() == 2);
    for (const auto& delta : report.ingredient_deltas) {
        CHECK(delta.statuses.failure.empty());
        CHECK(delta.statuses.has(c2pa::status::ingredient_signature_validated));
    }
    const auto carried = container_of(second).store;
    CHECK(std::search(carried.begin(), carried.end(), brotli.begin(), brotli.end()) != carried.end());
}

TEST_CASE("a broken parent is recorded as broken, and the new signature holds", "[c2pa][write][sign]") {
    // W19: c2pa.opened says what was found; it doesn't wash it clean.
    Desk desk(4);
    auto first = desk.sign(sample_png(), desk.signer(KeyType::p256), created()).value();
    first[first.size() - 20] ^= 1U;
    CHECK(codes(desk.judge(first)) == "invalid assertion.dataHash.mismatch");
    const auto second = desk.sign(first, desk.signer(KeyType::p256), {}).value();
    CHECK(codes(desk.judge(second)) == "trusted");
    const auto store = container_of(second).store;
    CHECK(as_text(store).find("assertion.dataHash.mismatch") != std::string_view::npos);
}

TEST_CASE("a manifest in the file is neither overwritten nor dropped unasked", "[c2pa][write][sign]") {
    Desk desk(5);
    const auto signer = desk.signer(KeyType::p256);
    const auto first = desk.sign(sample_jpeg(), signer, created()).value();
    CHECK(desk.sign(first, signer, created()).error().code == codes_of::sign_created_over_manifest);  // W17

    Bytes unreadable = first;
    const auto store = container_of(first).store_range.start;
    unreadable[store + 40] ^= 0xFFU;  // inside the store's description box
    CHECK(desk.sign(unreadable, signer, {}).error().code == codes_of::sign_manifest_unreadable);

    const auto framed = ByteView(first).subspan(store, container_of(first).store_range.length);
    Bytes twice = first;
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(store), framed.begin(), framed.end());
    const bool refused = !desk.sign(twice, signer, {}).has_value();
    CHECK(refused);

    c2pa::SignOptions drop = created();
    drop.drop_existing_manifest = true;
    for (const Bytes& file : {first, unreadable, twice}) {
        const auto again = desk.sign(file, signer, drop);
        REQUIRE(again.has_value());
        CHECK(codes(desk.judge(*again)) == "trusted");
        CHECK(without_store(*again) == sample_jpeg());
        CHECK(desk.judge(*again).manifests.size() == 1);
    }
}

TEST_CASE("further statements are signed, or only gathered", "[c2pa][write][sign]") {
    Desk desk(6);
    c2pa::SignOptions options = created();
    const auto json = to_bytes(as_bytes(R"({"about":"this picture"})"));
    options.assertions = {{"com.example.note", c2pa::AssertionContent::json, json},
                          {"com.example.note", c2pa::AssertionContent::json, json},
                          {"com.example.heard", c2pa::AssertionContent::cbor, Bytes{0xA0}, false}};
    const bool jpeg = GENERATE(true, false);
    // W20: more than one JPEG segment holds.
    options.assertions.push_back(
        {"com.example.long", c2pa::AssertionContent::cbor, c2pa::encode_cbor(c2pa::Cbor(Bytes(200'000, 5)))});
    const auto file = desk.sign(jpeg ? sample_jpeg() : sample_png(), desk.signer(KeyType::p256), options).value();
    const auto report = desk.judge(file);
    CHECK(codes(report) == "trusted");
    const auto& labels = report.manifests.front().assertions;
    for (const char* const label : {"com.example.note", "com.example.note__1", "com.example.heard"}) {
        CHECK(std::find(labels.begin(), labels.end(), label) != labels.end());
    }

    options.assertions.back().data = c2pa::encode_cbor(c2pa::Cbor(Bytes(limits::manifest_store_bytes_max, 5)));
    CHECK(desk.sign(sample_png(), desk.signer(KeyType::p256), options).error().code == codes_of::sign_too_large);
}

TEST_CASE("every byte changed in a signed file is noticed", "[c2pa][write][sign]") {
    const bool jpeg = GENERATE(true, false);
    const KeyType type = GENERATE(KeyType::p256, KeyType::ed25519);
    Desk desk(7);
    Bytes file = desk.sign(jpeg ? sample_jpeg() : sample_png(), desk.signer(type), created()).value();
    SeededEntropy entropy(11);  // the seed of the masks
    const auto store = container_of(file).store_range;
    std::size_t unnoticed = 0;
    for (std::size_t at = 0; at < file.size(); ++at) {
        const auto mask = static_cast<std::uint8_t>(1 + entropy.below(255));
        file[at] ^= mask;
        const auto report = desk.judge(file);
        file[at] ^= mask;
        if (report.state == State::valid || report.state == State::trusted) {
            INFO("byte " << at << " mask " << unsigned{mask});
            CHECK((at >= store.start && at < store.end()));
            ++unnoticed;
        }
    }
    // Framing, and headers of boxes that nothing refers to, hold nothing that is said of the picture.
    WARN(file.size() << " bytes, " << unnoticed << " changes of framing and box headers without effect");
    CHECK(unnoticed < 60);
    CHECK(codes(desk.judge(file)) == "trusted");
}

TEST_CASE("what can't be signed leaves an error and no file", "[c2pa][write][sign]") {
    Desk desk(8);
    const auto signer = desk.signer(KeyType::p256);
    CHECK(desk.sign(as_bytes("GIF89a and so on"), signer, created()).error().code ==
          media::errors::container_malformed);
    CHECK(desk.sign(Bytes{1, 2, 3, 0xFF}, signer, created()).error().code == codes_of::sign_format);
    CHECK(desk.sign(Bytes{}, signer, created()).error().code == codes_of::sign_format);
    const Bytes picture = sample_jpeg();
    CHECK(desk.sign(ByteView(picture).first(60), signer, created()).error().code == media::errors::container_malformed);

    // W9: a signer that gives something else than its certificate's signature.
    c2pa::ClaimSigner liar = signer;
    liar.sign = [](ByteView) -> Result<Bytes> { return Bytes(64); };
    CHECK(desk.sign(picture, liar, created()).error().code == codes_of::sign_signer);
    c2pa::ClaimSigner silent = signer;
    silent.sign = [](ByteView) -> Result<Bytes> { return fail(codes_of::sign_signer, "no answer"); };
    CHECK(desk.sign(picture, silent, created()).error().detail == "no answer");

    // W23
    const TemporaryFolder folder;
    const auto from = folder.path() / "from.jpg";
    const auto to = folder.path() / "to.jpg";
    REQUIRE(write_file(from, picture, {}).has_value());
    const auto entries = [&] { return std::distance(std::filesystem::directory_iterator(folder.path()), {}); };
    CHECK(c2pa::sign_file(from, to, desk.context(liar), created()).error().code == codes_of::sign_signer);
    CHECK(c2pa::sign_file(from, from, desk.context(liar), created(), Overwrite::yes).error().code ==
          codes_of::sign_signer);
    CHECK(entries() == 1);
    CHECK(read_file(from, 100'000).value() == picture);
    CHECK(c2pa::sign_file(from, from, desk.context(signer), created()).error().code ==
          countersign::errors::file_exists);
    REQUIRE(c2pa::sign_file(from, to, desk.context(signer), created()).has_value());
    REQUIRE(c2pa::sign_file(from, from, desk.context(signer), created(), Overwrite::yes).has_value());
    CHECK(entries() == 2);
    CHECK(codes(desk.judge(read_file(to, 100'000).value())) == "trusted");
    CHECK(codes(desk.judge(read_file(from, 100'000).value())) == "trusted");
}

namespace {

/// Remembers how it was read, and fails from some place on.
class WatchedSource final : public media::ByteSource {
  public:
    WatchedSource(ByteView bytes, std::uint64_t fails_at) : inside_(bytes), fails_at_(fails_at) {}
    [[nodiscard]] std::uint64_t size() const noexcept override { return inside_.size(); }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override {
        largest = std::max(largest, out.size());
        total += out.size();
        return offset + out.size() > fails_at_ ? fail(media::errors::source_unreadable) : inside_.read_at(offset, out);
    }
    mutable std::size_t largest = 0;
    mutable std::uint64_t total = 0;

  private:
    media::MemoryByteSource inside_;
    std::uint64_t fails_at_;
};

}  // namespace

TEST_CASE("a large file is read about once, in pieces", "[c2pa][write][sign]") {
    // W22
    Bytes large = sample_png();
    large.resize(large.size() + std::size_t{20} * 1024 * 1024, 9);
    Desk desk(10);
    const auto signer = desk.signer(KeyType::p256);
    const WatchedSource source(large, large.size());
    c2pa::MemoryOutput output;
    REQUIRE(c2pa::sign(source, desk.context(signer), created(), output).has_value());
    CHECK(source.largest <= limits::hash_block_bytes);
    CHECK(source.total < large.size() + 100'000);
    CHECK(codes(desk.judge(output.take())) == "trusted");

    const WatchedSource failing(large, large.size() / 2);
    c2pa::MemoryOutput ignored;
    CHECK(c2pa::sign(failing, desk.context(signer), created(), ignored).error().code ==
          media::errors::source_unreadable);
}

TEST_CASE("real files that carry manifests of others are signed again", "[c2pa][write][sign]") {
    const auto folder = testdata_folder("c2pa");
    if (!folder) {
        return;
    }
    Desk desk(12);
    const auto signer = desk.signer(KeyType::ed25519);
    std::size_t count = 0;
    for (const char* const part : {"reference", "public", "cawg", "carriers"}) {
        for (const auto& entry : std::filesystem::directory_iterator(*folder / part)) {
            const auto extension = entry.path().extension();
            if (extension != ".jpg" && extension != ".png") {
                continue;
            }
            INFO(entry.path());
            const auto file = read_file(entry.path(), 10'000'000).value();
            const auto again = desk.sign(file, signer, {});
            if (!again) {
                CHECK(again.error().code == codes_of::sign_manifest_unreadable);
                continue;
            }
            ++count;
            CHECK(codes(desk.judge(*again)) == "trusted");
        }
    }
    CHECK(count > 30);
}

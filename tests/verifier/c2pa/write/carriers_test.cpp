// Every format but JPEG and PNG: signed, signed again, changed, refused. Rules W16, W22, W26 to W31, W34.
#include <catch2/catch.hpp>

#include "identity/base/file.hpp"
#include "identity/base/hash.hpp"
#include "tests/carrier_samples.hpp"
#include "tests/testdata.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/media/embed.hpp"
#include "verifier/media/errors.hpp"

using namespace countersign;
using c2pa::State;

namespace {

media::Container container_of(ByteView file) { return media::read_container(media::MemoryByteSource(file)).value(); }

Bytes without_store(const Bytes& file) {
    const auto range = container_of(file).store_range;
    Bytes out(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(range.start));
    append(out, ByteView(file).subspan(range.end()));
    return out;
}

bool contains(ByteView whole, ByteView part) {
    return std::search(whole.begin(), whole.end(), part.begin(), part.end()) != whole.end();
}

}  // namespace

TEST_CASE("W26: every format is signed, again with its history, and afresh", "[c2pa][write][carriers]") {
    for (const CarrierSample& sample : carrier_samples()) {
        INFO(sample.extension << " of " << sample.content.size() << " bytes");
        Desk desk(21);
        const auto signer = desk.signer(KeyType::ed25519);
        const auto first = desk.sign(sample.content, signer, created());
        REQUIRE(first.has_value());
        CHECK(codes(desk.judge(*first)) == "trusted");
        CHECK_FALSE(desk.judge(*first).active.has(c2pa::status::data_hash_exclusions));
        CHECK(desk.last->bytes == first->size());
        // W16: one exclusion, the store's place.
        CHECK(desk.last->content_hash == sha256(without_store(*first)));
        CHECK(desk.sign(*first, signer, created()).error().code == c2pa::errors::sign_created_over_manifest);

        const std::string label = desk.judge(*first).active_manifest;
        const auto second = desk.sign(*first, desk.signer(KeyType::p256), {});
        REQUIRE(second.has_value());
        CHECK(desk.last->parent_label == label);
        const auto third = desk.sign(*second, signer, {});
        REQUIRE(third.has_value());
        const auto report = desk.judge(*third);
        CHECK(codes(report) == "trusted");
        CHECK(report.manifests.size() == 3);
        // The old store is replaced, not left beside the new one.
        const auto rest = [&](const Bytes& file) { return file.size() - container_of(file).store_range.length; };
        const bool is_pdf = std::string_view(sample.extension) == "pdf";  // W30: earlier revisions stay
        CHECK((is_pdf || rest(*third) <= rest(*second) + 1));             // RIFF pads to even

        c2pa::SignOptions drop = created();
        drop.drop_existing_manifest = true;
        const auto afresh = desk.sign(*third, signer, drop);
        REQUIRE(afresh.has_value());
        CHECK(codes(desk.judge(*afresh)) == "trusted");
        CHECK(contains(*afresh, as_bytes(label)) == is_pdf);
    }
}

TEST_CASE("W27: whatever byte of any format is changed is noticed", "[c2pa][write][carriers]") {
    for (const CarrierSample& sample : carrier_samples()) {
        Desk desk(22);
        Bytes file = desk.sign(sample.content, desk.signer(KeyType::ed25519), created()).value();
        SeededEntropy entropy(12);
        const auto store = container_of(file).store_range;
        std::size_t unnoticed = 0;
        // All of the content, and a sample of the store, which is the same in every format.
        for (std::size_t at = 0; at < file.size();
             at += at >= store.start && at < store.end() ? 1 + entropy.below(9) : 1) {
            const auto mask = static_cast<std::uint8_t>(1 + entropy.below(255));
            file[at] ^= mask;
            const auto report = desk.judge(file);
            file[at] ^= mask;
            if (report.state == State::valid || report.state == State::trusted) {
                INFO(sample.extension << " byte " << at << " mask " << unsigned{mask});
                CHECK((at >= store.start && at < store.end()));
                ++unnoticed;
            }
        }
        CHECK(unnoticed < 60);
    }
}

TEST_CASE("W28: what can't be kept whole is refused", "[c2pa][write][carriers]") {
    Desk desk(23);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto refusal = [&](ByteView file) {
        return std::string(desk.sign(file, signer, created()).error().code.name);
    };
    Bytes avi = sample_avi();
    append(avi, riff_form("AVIX", {riff_chunk("movi", sample_bytes(8))}));
    CHECK(refusal(avi) == "media.embedding_refused");
    Bytes unsynchronised = sample_mp3();
    unsynchronised[5] = 0x80;
    CHECK(refusal(unsynchronised) == "media.embedding_refused");
    CHECK(refusal(as_bytes("<svg xmlns='http://www.w3.org/2000/svg'/>")) == "media.container_malformed");
    for (const CarrierSample& sample : carrier_samples()) {
        INFO(sample.extension);
        const Bytes cut(sample.content.begin(), sample.content.begin() + 30);
        const auto format = media::sniff(media::MemoryByteSource(cut)).value();
        const bool is_text = format == media::Format::text || format == media::Format::structured_text;
        if (sample.content[0] == 0xFF || sample.content[0] == 'f' || is_text) {
            continue;  // bare MP3 and FLAC frames, text: nothing of them needs to be understood
        }
        const std::string code = refusal(cut);
        CHECK((code == "media.container_malformed" || code == "sign.format" || code == "media.embedding_refused"));
    }
    CHECK(refusal(as_bytes("{\"a\": 1}\n")) == "media.embedding_refused");
    CHECK(refusal(as_bytes("a line\n-----BEGIN C2PA CHECKPOINT----- x -----END C2PA CHECKPOINT-----\n")) ==
          "media.embedding_refused");
    CHECK(refusal(as_bytes("<!doctype html><p>without a head")) == "media.embedding_refused");
    CHECK(refusal(as_bytes("<?xml ")) == "media.embedding_refused");
}

TEST_CASE("W70: text that isn't normalised is signed as it is, and means the same in another form",
          "[c2pa][write][carriers][text]") {
    Desk desk(27);
    const auto signer = desk.signer(KeyType::ed25519);
    // "Grüße" with the marks apart, and Korean in single letters.
    const std::string apart =
        "Gru\xCC\x88\xC3\x9F"
        "e \xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB\n";
    const std::string composed =
        "Gr\xC3\xBC\xC3\x9F"
        "e \xED\x95\x9C\n";
    const Bytes file = desk.sign(as_bytes(apart), signer, created()).value();
    CHECK(codes(desk.judge(file)) == "trusted");
    CHECK(desk.last->content_hash == sha256(as_bytes(composed)));
    CHECK(equal(ByteView(file).first(apart.size()), as_bytes(apart)));
    // Of another length, the text has the wrapper at another place: the exclusion doesn't fit any more.
    Bytes moved = to_bytes(as_bytes(composed));
    append(moved, ByteView(file).subspan(apart.size()));
    CHECK(codes(desk.judge(moved)) == "invalid assertion.dataHash.malformed");
}

TEST_CASE("W71: a block goes where its kind of text wants it", "[c2pa][write][carriers][text]") {
    Desk desk(28);
    const auto signer = desk.signer(KeyType::ed25519);
    const auto around = [&](const Bytes& content) {
        const Bytes file = desk.sign(content, signer, created()).value();
        const std::string text(as_text(file));
        const std::size_t start = text.find("data:application/c2pa;base64,");
        const std::size_t end = text.find_first_of(" \n", start);
        return text.substr(0, start) + "DATA" + text.substr(end);
    };
    CHECK(around(sample_script()) ==
          "#!/bin/sh\n# says hello\necho hello\n\n# -----BEGIN C2PA MANIFEST----- DATA "
          "-----END C2PA MANIFEST-----");
    CHECK(around(sample_feed())
              .starts_with("<?xml version=\"1.0\"?>\n<!-- -----BEGIN C2PA MANIFEST----- DATA -----END "
                           "C2PA MANIFEST----- -->\n<rss"));
    CHECK(around(to_bytes(as_bytes("<?xml version=\"1.0\"?><feed/>"))) ==
          "<?xml version=\"1.0\"?>\n<!-- -----BEGIN C2PA MANIFEST----- DATA -----END C2PA MANIFEST----- -->\n<feed/>");
    CHECK(around(sample_subtitles())
              .starts_with("WEBVTT\n\nNOTE -----BEGIN C2PA MANIFEST----- DATA -----END C2PA "
                           "MANIFEST-----\n\n00:00"));
    CHECK(around(sample_markdown()) ==
          "---\n-----BEGIN C2PA MANIFEST-----\nDATA\n-----END C2PA MANIFEST-----\n"
          "title: My document\n---\n# Heading\n\nText.\n");
    const std::string html(as_text(desk.sign(sample_html(), signer, created()).value()));
    CHECK(html.find("</script>\n<script type=\"application/c2pa\">") != std::string::npos);
    CHECK(html.find("</script></head>") != std::string::npos);
}

TEST_CASE("W30: a PDF is only added to, and its embedded files and encryption are left alone",
          "[c2pa][write][carriers]") {
    Desk desk(26);
    const auto signer = desk.signer(KeyType::ed25519);
    for (const bool streams : {false, true}) {
        const Bytes pdf = sample_pdf(streams);
        const Bytes file = desk.sign(pdf, signer, created()).value();
        CHECK(equal(ByteView(file).first(pdf.size()), pdf));
    }
    const auto with = [](std::string_view from, std::string_view to) {
        std::string text(as_text(sample_pdf()));
        return to_bytes(as_bytes(text.replace(text.find(from), from.size(), to)));
    };
    // Nothing before the table moves: the trailer is behind it, and the catalog keeps its length.
    CHECK(desk.sign(with("/Root", "/Encrypt 9 0 R/Root"), signer, created()).error().code ==
          media::errors::embedding_refused);
    CHECK(desk.sign(with("/Lang(e\\(n)", "/Names 3 0 R"), signer, created()).has_value());
    CHECK(desk.sign(with("/Size 4", "/Size 4/Prev 9"), signer, created()).error().code ==
          media::errors::container_malformed);
    const auto loop = with(
        "/Size 4",
        "/Size 4/Prev " + std::string(as_text(sample_pdf())).substr(as_text(sample_pdf()).rfind("startxref") + 10, 3));
    CHECK(desk.sign(loop, signer, created()).has_value());
}

TEST_CASE("W29: a store beside the file binds all of it, whatever it is", "[c2pa][write][carriers]") {
    Desk desk(24);
    const auto signer = desk.signer(KeyType::p256);
    std::vector<CarrierSample> samples = carrier_samples();
    samples.push_back({"bin", sample_bytes(500)});
    samples.push_back({"jpg", sample_jpeg()});
    samples.push_back({"empty", {}});
    const auto validator =
        desk.context(signer).validator.validate_detached(media::MemoryByteSource({}), {}, sample_now);
    CHECK(validator.value().state == State::inaccessible);
    for (CarrierSample& sample : samples) {
        INFO(sample.extension);
        const auto store =
            c2pa::sign_detached(media::MemoryByteSource(sample.content), desk.context(signer), created());
        REQUIRE(store.has_value());
        const auto judge = [&] {
            return codes(desk.context(signer)
                             .validator.validate_detached(media::MemoryByteSource(sample.content), *store, sample_now)
                             .value());
        };
        CHECK(judge() == "trusted");
        sample.content.push_back(1);
        CHECK(judge() == "invalid assertion.dataHash.mismatch");
    }
}

TEST_CASE("W26: real files of each format are signed and signed again", "[c2pa][write][carriers]") {
    const auto folder = testdata_folder("c2pa/carriers");
    if (!folder) {
        return;
    }
    Desk desk(25);
    const auto signer = desk.signer(KeyType::ed25519);
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
        INFO(entry.path());
        const auto file = read_file(entry.path(), 10'000'000).value();
        const auto format = media::sniff(media::MemoryByteSource(file)).value();
        if (!media::is_embeddable(format) || entry.path().filename() == "basic-password.pdf") {
            continue;
        }
        const auto first = desk.sign(file, signer, {});
        REQUIRE(first.has_value());
        CHECK(codes(desk.judge(*first)) == "trusted");
        const auto second = desk.sign(*first, signer, {});
        REQUIRE(second.has_value());
        CHECK(codes(desk.judge(*second)) == "trusted");
        ++count;
    }
    CHECK(count >= 12);
}

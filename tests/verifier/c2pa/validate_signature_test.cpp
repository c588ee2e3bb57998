// The store, the claim and its signature: sound ones, and each code of 14.5 to 14.9 provoked.
#include <brotli/encode.h>
#include <catch2/catch.hpp>

#include <algorithm>

#include "identity/base/clock.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"
#include "verifier/c2pa/store.hpp"
#include "verifier/media/byte_source.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

namespace {

using Codes = std::vector<std::string>;

Report check(const TestManifest& spec) { return world().check(make_signed_png(spec)); }

/// A signer of the world's middle authority whose certificate differs in one way.
Report check_certificate(const CertificateOptions& options) {
    const Identity signer = Identity::make(options, &world().middle);
    TestManifest spec;
    spec.signer = &signer;
    spec.others = {&world().middle};
    return check(spec);
}

}  // namespace

TEST_CASE("C1: a sound manifest is trusted, in a PNG and in a JPEG", "[c2pa][validate]") {
    const Report report = check({});
    CHECK(failures(report) == Codes{});
    CHECK(report.state == State::trusted);
    for (const StatusCode& code : {status::signature_validated, status::inside_validity, status::credential_trusted,
                                   status::hashed_uri_match, status::data_hash_match}) {
        INFO(code.name);
        CHECK(report.active.has(code));
    }
    CHECK(report.active.has(status::ocsp_skipped));
    REQUIRE(report.manifests.size() == 1);
    const ManifestSummary& manifest = report.manifests.front();
    CHECK(manifest.claim_version == 2);
    CHECK(manifest.generator == "Countersign 1");
    CHECK(manifest.title == "test");
    REQUIRE(manifest.signer.has_value());
    CHECK(manifest.signer->organisation == "Countersign Test");
    CHECK(manifest.signer->algorithm == "es256");
    CHECK(manifest.signer->public_key == world().signer.public_key_der());
    REQUIRE(manifest.actions.size() == 1);
    CHECK(manifest.actions.front().name == "c2pa.created");
    CHECK(manifest.actions.front().digital_source_type == "http://c2pa.org/digitalsourcetype/empty");
    CHECK(report.asset.media_type == "image/png");
    CHECK(parse_json(to_json_text(to_json(report))).has_value());

    const Bytes jpeg = make_bound_jpeg([](const TestAssertion& binding) {
        return make_store({world().manifest({.assertions = {created_action(), binding}})});
    });
    const Report in_jpeg = world().check(jpeg);
    CHECK(failures(in_jpeg) == Codes{});
    CHECK(in_jpeg.state == State::trusted);
}

TEST_CASE("C1: any flipped byte of a signed file is seen", "[c2pa][validate]") {
    const Bytes good = make_signed_png({});
    const Bytes store = make_store({});
    std::size_t unseen = 0;
    for (std::size_t at = 0; at < good.size(); at += 7) {
        Bytes bad = good;
        bad[at] ^= 0x20U;
        const Report report = world().check(bad);
        // The chunk's CRC and the signature's zero padding are covered by nothing.
        const bool padding = report.active.failure.empty() && report.state == State::trusted;
        unseen += padding ? 1 : 0;
        CHECK((padding || report.state != State::trusted));
    }
    // The padding is 6,000 bytes less what certificates and signature need.
    CHECK(unseen < 6'000 / 7);
}

TEST_CASE("C2: an asset without a store is absent, with two as well", "[c2pa][validate]") {
    const Bytes png = make_png(make_store({}));
    Bytes none = png;
    const auto at = std::search(none.begin(), none.end(), std::begin("caBX"), std::begin("caBX") + 4);
    std::copy_n("teSt", 4, at);
    CHECK(world().check(none).state == State::absent);
    CHECK(failures(world().check(none)) == Codes{});
    Bytes two(png.begin(), png.begin() + 33);
    const std::size_t chunk_bytes = make_store({}).size() + 12;
    append(two, ByteView(png).subspan(33, chunk_bytes));
    append(two, ByteView(png).subspan(33));
    CHECK(world().check(two).state == State::absent);
    const Bytes text = to_bytes(as_bytes("just text"));
    CHECK(world().check(text).state == State::absent);
    CHECK(world().check({}).state == State::absent);
    const Bytes broken{0xFF, 0xD8, 0xFF, 0xE0, 0xFF, 0xFF};
    CHECK(failures(world().check(broken)) == Codes{"general.error"});
}

TEST_CASE("C2: a store that can't be read is inaccessible", "[c2pa][validate]") {
    const Report empty = world().check(make_png(make_store({})));
    CHECK(empty.state == State::inaccessible);
    CHECK(failures(empty) == Codes{"manifest.inaccessible.malformed"});
    CHECK(failures(world().check(make_png(Bytes(100, 1)))) == Codes{"manifest.inaccessible.malformed"});
    const Bytes manifest = world().manifest({.assertions = {created_action()}});
    CHECK(failures(world().check(make_png(make_store({manifest, manifest})))) ==
          Codes{"manifest.inaccessible.malformed"});
    Bytes remote = {0xFF, 0xD8};
    Bytes packet = to_bytes(as_bytes(std::string_view("http://ns.adobe.com/xap/1.0/\0", 29)));
    append(packet, "<x dcterms:provenance='https://example.com/a.c2pa'/>");
    ByteWriter segment;
    segment.u16(0xFFE1).u16(static_cast<std::uint16_t>(packet.size() + 2)).bytes(packet).u16(0xFFD9);
    append(remote, segment.view());
    const Report report = world().check(remote);
    CHECK(report.state == State::inaccessible);
    CHECK(report.remote_url == "https://example.com/a.c2pa");
    CHECK(failures(report) == Codes{"manifest.inaccessible"});
}

TEST_CASE("C3: a compressed manifest is read, and a broken one is refused", "[c2pa][validate]") {
    const auto compressed = [](bool good) {
        return make_bound_png([&](const TestAssertion& binding) {
            TestManifest spec{.assertions = {created_action(), binding}};
            const Bytes plain = world().manifest(spec);
            Bytes brotli(plain.size() + 1'000);
            std::size_t size = brotli.size();
            REQUIRE(BrotliEncoderCompress(5, 22, BROTLI_MODE_GENERIC, plain.size(), plain.data(), &size,
                                          brotli.data()) == BROTLI_TRUE);
            brotli.resize(good ? size : size - 3);
            // The compressed size varies with the signature: an unknown box evens it out.
            const Bytes fill(8'000 - brotli.size());
            return make_store({encode_superbox(box::compressed_manifest, spec.label,
                                               {encode_box("brob", brotli), encode_box("free", fill)})});
        });
    };
    const Report report = world().check(compressed(true));
    CHECK(failures(report) == Codes{});
    CHECK(report.state == State::trusted);
    const Report broken = world().check(compressed(false));
    CHECK(failures(broken) == Codes{"manifest.compressed.invalid"});
    CHECK(broken.state == State::invalid);
}

TEST_CASE("C4: exactly one claim, well-formed, with its fields", "[c2pa][validate]") {
    const auto edited = [](auto edit) {
        TestManifest spec;
        spec.edit_boxes = edit;
        return failures(check(spec));
    };
    CHECK(edited([](std::vector<Bytes>& boxes) { boxes.erase(boxes.begin() + 1); }) == Codes{"claim.missing"});
    CHECK(edited([](std::vector<Bytes>& boxes) { boxes.push_back(boxes[1]); }) == Codes{"claim.multiple"});
    CHECK(edited([](std::vector<Bytes>& boxes) {
              boxes[1] = encode_superbox(box::claim, "c2pa.claim.v2", {encode_box("cbor", Bytes{0xA1, 0x01})});
          }) == Codes{"claim.cbor.invalid"});
    for (const std::string field : {"instanceID", "created_assertions", "claim_generator_info"}) {
        TestManifest spec;
        spec.edit_claim = [&](Cbor& claim) { claim.set(field, nullptr); };
        INFO(field);
        CHECK(failures(check(spec)) == Codes{"claim.malformed"});
    }
    TestManifest nameless;
    nameless.edit_claim = [](Cbor& claim) { claim.set("claim_generator_info", Cbor::map({{"version", "1"}})); };
    CHECK(failures(check(nameless)) == Codes{"claim.malformed"});
    CHECK(check({.version = 1}).state == State::trusted);
}

TEST_CASE("C5: the signature is the claim's own and of this manifest", "[c2pa][validate]") {
    for (const std::string url : {"self#jumbf=/c2pa/other/c2pa.signature", "https://example.com", "",
                                  "self#jumbf=c2pa.assertions/c2pa.actions.v2"}) {
        TestManifest spec;
        spec.edit_claim = [&](Cbor& claim) { claim.set("signature", url); };
        INFO(url);
        CHECK(failures(check(spec)) == Codes{"claimSignature.missing"});
    }
    TestManifest broken;
    broken.edit_signature = [](CoseSign1& sign1) { sign1.signature[10] ^= 1U; };
    const Report report = check(broken);
    CHECK(failures(report) == Codes{"claimSignature.mismatch"});
    CHECK(report.state == State::invalid);
    TestManifest attached;
    attached.edit_signature = [](CoseSign1& sign1) { sign1.payload = Bytes{0xA0}; };
    CHECK(failures(check(attached)) == Codes{"claimSignature.mismatch"});
    TestManifest garbage;
    garbage.edit_boxes = [](std::vector<Bytes>& boxes) {
        boxes[2] = encode_superbox(box::claim_signature, "c2pa.signature", {encode_box("cbor", Bytes{0x01})});
    };
    CHECK(failures(check(garbage)) == Codes{"claimSignature.mismatch"});
}

TEST_CASE("C6: only the allowed algorithms sign", "[c2pa][validate]") {
    TestManifest spec;
    for (const std::int64_t number : {-257, -47, -48}) {
        spec.edit_headers = [&](Cbor& headers) { headers = Cbor::map({{1, number}, {33, *headers.find(33)}}); };
        CHECK(failures(check(spec)) == Codes{"algorithm.unsupported"});
    }
    struct Row {
        std::string key;
        SignatureAlgorithm algorithm;
    };
    for (const Row& row : {Row{"P-384", SignatureAlgorithm::es384}, Row{"P-521", SignatureAlgorithm::es512},
                           Row{"RSA-2048", SignatureAlgorithm::ps256}, Row{"RSA-2048", SignatureAlgorithm::ps512},
                           Row{"ED25519", SignatureAlgorithm::ed25519}, Row{"P-384", SignatureAlgorithm::esp384}}) {
        const Identity signer = Identity::make({.key = row.key}, &world().middle);
        TestManifest good;
        good.signer = &signer;
        good.others = {&world().middle};
        good.algorithm = row.algorithm;
        INFO(row.key);
        CHECK(check(good).state == State::trusted);
    }
}

TEST_CASE("C7: a signer's certificate keeps the profile", "[c2pa][validate]") {
    const auto refused = [](const CertificateOptions& options) {
        const Report report = check_certificate(options);
        return report.state == State::invalid && failures(report) == Codes{"signingCredential.invalid"};
    };
    CHECK(check_certificate({}).state == State::trusted);
    CHECK(refused({.is_version_1 = true}));
    CHECK(refused({.basic_constraints = "critical,CA:TRUE"}));
    CHECK(refused({.key_usage = ""}));
    CHECK(refused({.key_usage = "critical,keyEncipherment"}));
    CHECK(refused({.key_usage = "critical,digitalSignature,keyCertSign"}));
    CHECK(refused({.extended_key_usage = ""}));
    CHECK(refused({.extended_key_usage = "anyExtendedKeyUsage"}));
    CHECK(refused({.extended_key_usage = "emailProtection,timeStamping"}));
    CHECK(refused({.extended_key_usage = "OCSPSigning"}));
    CHECK(refused({.has_authority_key_id = false}));
    CHECK(refused({.hash = "SHA1"}));
    TestManifest none;
    none.edit_headers = [](Cbor& headers) { headers = Cbor::map({{1, -7}}); };
    CHECK(failures(check(none)) == Codes{"signingCredential.invalid"});
    TestManifest broken;
    broken.edit_headers = [](Cbor& headers) { headers = Cbor::map({{1, -7}, {33, Bytes{1, 2}}}); };
    CHECK(failures(check(broken)) == Codes{"signingCredential.invalid"});
    const Identity weak = Identity::make({.key = "RSA-1024"}, &world().middle);
    TestManifest small;
    small.signer = &weak;
    small.others = {&world().middle};
    small.algorithm = SignatureAlgorithm::ps256;
    CHECK(failures(check(small)) == Codes{"signingCredential.invalid"});
}

TEST_CASE("C8: trust needs a chain to a signer anchor and an accepted purpose", "[c2pa][validate]") {
    const auto untrusted = [](const Report& report) {
        return report.state == State::valid && failures(report) == Codes{"signingCredential.untrusted"};
    };
    const Identity alone = Identity::make({});
    TestManifest self_signed;
    self_signed.signer = &alone;
    CHECK(untrusted(check(self_signed)));
    // The chain's middle isn't there.
    const Identity orphan = Identity::make({}, &world().middle);
    TestManifest cut;
    cut.signer = &orphan;
    CHECK(untrusted(check(cut)));
    // An authority that is trusted for time stamps alone.
    const Identity clocked = Identity::make({}, &world().clock_root);
    TestManifest wrong_list;
    wrong_list.signer = &clocked;
    CHECK(untrusted(check(wrong_list)));
    CHECK(untrusted(check_certificate({.extended_key_usage = "serverAuth"})));
    // A leaf that plays authority.
    const Identity leaf = Identity::make({}, &world().middle);
    const Identity below = Identity::make({}, &leaf);
    TestManifest deeper;
    deeper.signer = &below;
    deeper.others = {&leaf, &world().middle};
    CHECK(untrusted(check(deeper)));
}

TEST_CASE("C9: without a stamp the signer must be valid now, with one at the stamped time", "[c2pa][validate]") {
    const CertificateOptions expired{.not_after = now.value - day.value};
    const Identity signer = Identity::make(expired, &world().middle);
    TestManifest spec;
    spec.signer = &signer;
    spec.others = {&world().middle};
    const Report today = check(spec);
    CHECK(failures(today) == Codes{"claimSignature.outsideValidity"});
    CHECK(today.state == State::invalid);
    spec.time_stamper = &world().clock;
    for (const StampKind kind : {StampKind::v1, StampKind::v2}) {
        spec.stamp_kind = kind;
        const Report stamped = check(spec);
        CHECK(failures(stamped) == Codes{});
        CHECK(stamped.state == State::trusted);
        CHECK(stamped.active.has(status::time_stamp_validated));
        CHECK(stamped.active.has(status::time_stamp_trusted));
        REQUIRE(stamped.manifests.front().time_stamp.has_value());
        CHECK(stamped.manifests.front().time_stamp->time == spec.stamp.time);
    }
    // Stamped after it expired, and before it began.
    spec.stamp.time = UnixSeconds{now.value - day.value / 2};
    CHECK(failures(check(spec)) == Codes{"claimSignature.outsideValidity"});
    CHECK(failures(check_certificate({.not_before = now.value + day.value})) ==
          Codes{"claimSignature.outsideValidity"});
}

TEST_CASE("C10: a bad stamp is told and then ignored", "[c2pa][validate]") {
    const auto stamped = [](const Identity& clock, auto edit) {
        TestManifest spec;
        spec.time_stamper = &clock;
        edit(spec);
        return check(spec);
    };
    const auto nothing = [](TestManifest&) {};
    const auto told = [](const Report& report, const StatusCode& code) {
        return report.state == State::trusted && report.active.has(code) &&
               !report.active.has(status::time_stamp_trusted) && !report.manifests.front().time_stamp;
    };
    CHECK(stamped(world().clock, nothing).active.has(status::time_stamp_trusted));
    const Identity stranger = Identity::make(Identity::time_stamper());
    CHECK(told(stamped(stranger, nothing), status::time_stamp_untrusted));
    // An authority on the signers' list alone.
    const Identity wrong_list = Identity::make(Identity::time_stamper(), &world().root);
    CHECK(told(stamped(wrong_list, nothing), status::time_stamp_untrusted));
    CertificateOptions options = Identity::time_stamper();
    options.extended_key_usage = "timeStamping,emailProtection";
    const Identity two_purposes = Identity::make(options, &world().clock_root);
    CHECK(told(stamped(two_purposes, nothing), status::time_stamp_credential));
    CHECK(told(stamped(world().clock, [](TestManifest& spec) { spec.stamp.time = {now.value - 200 * day.value}; }),
               status::time_stamp_outside));
    CHECK(told(stamped(world().clock, [](TestManifest& spec) { spec.stamp.imprint_hash = "SHA1"; }),
               status::time_stamp_untrusted));
    CHECK(told(stamped(world().clock, [](TestManifest& spec) { spec.stamp.includes_certificate = false; }),
               status::time_stamp_untrusted));
    CHECK(told(stamped(world().clock,
                       [](TestManifest& spec) {
                           spec.stamp_kind = StampKind::v1;
                           spec.stamp_status = 2;
                       }),
               status::time_stamp_malformed));
    const auto replaced = [](Bytes token) {
        return [token](TestManifest& spec) {
            spec.edit_signature = [token](CoseSign1& sign1) {
                sign1.unprotected_headers =
                    Cbor::map({{"sigTst2", Cbor::map({{"tstTokens", Cbor::array({Cbor::map({{"val", token}})})}})}});
            };
        };
    };
    CHECK(told(stamped(world().clock, replaced(Bytes{1, 2, 3})), status::time_stamp_malformed));
    CHECK(
        told(stamped(world().clock, replaced(make_time_stamp(world().clock, Bytes{1}))), status::time_stamp_mismatch));
    CHECK(
        told(stamped(world().clock,
                     [](TestManifest& spec) {
                         spec.edit_signature = [](CoseSign1& sign1) {
                             Cbor token = sign1.unprotected_headers.find("sigTst2")->find_array("tstTokens")->front();
                             Bytes bytes = *token.find_bytes("val");
                             bytes[bytes.size() - 5] ^= 1U;
                             token.set("val", bytes);
                             sign1.unprotected_headers.set("sigTst2", Cbor::map({{"tstTokens", Cbor::array({token})}}));
                         };
                     }),
             status::time_stamp_mismatch));
    CHECK(told(stamped(world().clock,
                       [](TestManifest& spec) {
                           spec.edit_signature = [](CoseSign1& sign1) {
                               sign1.unprotected_headers.set("sigTst2", Cbor::map({{"tstTokens", Cbor::array()}}));
                           };
                       }),
               status::time_stamp_malformed));
}

TEST_CASE("C11: the claimed time of signing is only information", "[c2pa][validate]") {
    const auto at = [](std::uint64_t time) {
        TestManifest spec;
        spec.edit_headers = [time](Cbor& headers) { headers.set("iat", time); };
        return check(spec);
    };
    CHECK(at(now.value - day.value).active.has(status::signing_time_inside));
    CHECK(at(now.value + 500 * day.value).active.has(status::signing_time_outside));
    CHECK(at(0).state == State::trusted);
}

TEST_CASE("C12: a stapled OCSP response counts with a trusted stamp and an authorised responder", "[c2pa][validate]") {
    const auto stapled = [](const Bytes& response, bool stamp) {
        TestManifest spec;
        spec.time_stamper = stamp ? &world().clock : nullptr;
        spec.edit_signature = [&](CoseSign1& sign1) {
            sign1.unprotected_headers.set("rVals", Cbor::map({{"ocspVals", Cbor::array({Cbor(response)})}}));
        };
        return check(spec);
    };
    const World& w = world();
    const Bytes good = make_ocsp_response(w.middle, w.middle, w.signer);
    const Bytes revoked = make_ocsp_response(w.middle, w.middle, w.signer, {.is_revoked = true, .reason = 1});
    CHECK(stapled(good, true).active.has(status::ocsp_not_revoked));
    CHECK(stapled(good, false).active.has(status::ocsp_skipped));
    const Report report = stapled(revoked, true);
    CHECK(failures(report) == Codes{"signingCredential.ocsp.revoked"});
    CHECK(report.state == State::invalid);
    CHECK(stapled(revoked, false).state == State::trusted);
    // removeFromCRL (8) excuses only in an answer that was asked for online.
    CHECK(failures(stapled(make_ocsp_response(w.middle, w.middle, w.signer, {.is_revoked = true, .reason = 8}),
                           true)) == Codes{"signingCredential.ocsp.revoked"});
    CHECK(stapled(make_ocsp_response(w.middle, w.middle, w.signer, {.is_unknown = true}), true)
              .active.has(status::ocsp_skipped));
    // Another responder, another certificate, from the future, long before the stamp.
    CHECK(stapled(make_ocsp_response(w.root, w.middle, w.signer, {.is_revoked = true}), true).state == State::trusted);
    CHECK(stapled(make_ocsp_response(w.middle, w.middle, w.clock, {.is_revoked = true}), true).state == State::trusted);
    CHECK(stapled(make_ocsp_response(
                      w.middle, w.middle, w.signer,
                      {.this_update = {now.value + day.value}, .next_update = UnixSeconds{now.value + 2 * day.value}}),
                  true)
              .active.has(status::ocsp_skipped));
    CHECK(stapled(make_ocsp_response(w.middle, w.middle, w.signer,
                                     {.this_update = {now.value - 50 * day.value},
                                      .next_update = UnixSeconds{now.value - 40 * day.value}}),
                  true)
              .active.has(status::ocsp_skipped));
    CHECK(stapled(Bytes{1, 2, 3}, true).active.has(status::ocsp_skipped));
    CertificateOptions delegate{.extended_key_usage = "OCSPSigning"};
    const Identity responder = Identity::make(delegate, &w.middle);
    CHECK(stapled(make_ocsp_response(responder, w.middle, w.signer), true).active.has(status::ocsp_not_revoked));
}

TEST_CASE("C12: of several responses one that says good is enough", "[c2pa][validate]") {
    const World& w = world();
    const Bytes good = make_ocsp_response(w.middle, w.middle, w.signer);
    const Bytes revoked = make_ocsp_response(w.middle, w.middle, w.signer, {.is_revoked = true});
    for (const bool good_first : {true, false}) {
        TestManifest spec;
        spec.time_stamper = &w.clock;
        spec.edit_signature = [&](CoseSign1& sign1) {
            sign1.unprotected_headers.set("rVals",
                                          Cbor::map({{"ocspVals", Cbor::array({Cbor(good_first ? good : revoked),
                                                                               Cbor(good_first ? revoked : good)})}}));
        };
        CHECK(failures(check(spec)) == Codes{});
    }
}

TEST_CASE("C34: a revoked authority of the chain vouches for nobody", "[c2pa][validate]") {
    const World& w = world();
    const auto stapled = [&](const Bytes& response, bool stamp) {
        TestManifest spec;
        spec.time_stamper = stamp ? &w.clock : nullptr;
        spec.edit_signature = [&](CoseSign1& sign1) {
            sign1.unprotected_headers.set("rVals", Cbor::map({{"ocspVals", Cbor::array({Cbor(response)})}}));
        };
        return check(spec);
    };
    const Bytes revoked = make_ocsp_response(w.root, w.root, w.middle, {.is_revoked = true});
    for (const bool stamp : {true, false}) {
        const Report report = stapled(revoked, stamp);
        CHECK(failures(report) == Codes{"signingCredential.untrusted"});
        CHECK(report.state == State::valid);
    }
    CHECK(stapled(make_ocsp_response(w.root, w.root, w.middle), true).state == State::trusted);
}

TEST_CASE("C35: an anchor vouches only within its window of the trust list", "[c2pa][validate]") {
    const World& w = world();
    const auto with_window = [&](const std::string& lines, bool stamp) {
        const auto validator = Validator::create({.signer_anchors_pem = "A root\n" + lines + w.root.pem(),
                                                  .tsa_anchors_pem = w.clock_root.pem(),
                                                  .allowed_ekus = {}});
        REQUIRE(validator.has_value());
        TestManifest spec;
        spec.time_stamper = stamp ? &w.clock : nullptr;
        const Bytes file = make_signed_png(spec);
        return validator->validate(media::MemoryByteSource(file), now)->state;
    };
    const std::string yesterday = to_rfc3339({now.value - day.value});
    const std::string tomorrow = to_rfc3339({now.value + day.value});
    CHECK(with_window("Not-After: " + tomorrow + "\r\n", false) == State::trusted);
    CHECK(with_window("Not-Before: " + tomorrow + "\n", false) == State::valid);
    CHECK(with_window("Not-After: " + yesterday + "\n", false) == State::valid);
    // Stamped ten days ago.
    CHECK(with_window("Not-After: " + yesterday + "\n", true) == State::trusted);
    CHECK(with_window("Not-Before: " + yesterday + "\n", true) == State::valid);
    CHECK_FALSE(
        Validator::create(
            {.signer_anchors_pem = "Not-After: soon\n" + w.root.pem(), .tsa_anchors_pem = {}, .allowed_ekus = {}})
            .has_value());
}

TEST_CASE("C3: bombs in many compressed manifests don't add up", "[c2pa][validate]") {
    const Bytes zeros(24U * 1024 * 1024);
    Bytes bomb(64U * 1024);
    std::size_t size = bomb.size();
    REQUIRE(BrotliEncoderCompress(9, 24, BROTLI_MODE_GENERIC, zeros.size(), zeros.data(), &size, bomb.data()) ==
            BROTLI_TRUE);
    bomb.resize(size);
    std::vector<Bytes> manifests;
    for (int i = 0; i < 200; ++i) {
        manifests.push_back(
            encode_superbox(box::compressed_manifest, "urn:c2pa:" + std::to_string(i), {encode_box("brob", bomb)}));
    }
    const Report report = world().check(make_png(make_store(manifests)));
    CHECK(failures(report) == Codes{"manifest.compressed.invalid"});
    const auto store = Store::parse(make_store(manifests));
    REQUIRE(store.has_value());
    CHECK(store->manifests().size() == 200);
}

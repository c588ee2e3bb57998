// From a picture to a verdict and a proof, with nothing made up: signed with a listed key, registered, read back,
// judged, proven, checked offline.
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/verifier/bundle/example.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/c2pa/write/sign.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/evidence/ledger_view.hpp"
#include "verifier/media/container.hpp"
#include "verifier/media/sample_image.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::bundle {

namespace {

namespace c2pa = verifier::c2pa;
namespace media = verifier::media;

struct Studio {
    Home home;
    evidence::NameBook names{*home.ledger};
    Actor alice = home.actor(1, KeyType::p256);
    ledger_test::SeededEntropy entropy{5};
    c2pa::Authority root = c2pa::make_root({"Example Root", "Example Root", ""}, validity(),
                                           PrivateKey::generate(KeyType::p256, entropy), entropy)
                               .value();
    c2pa::Validator validator =
        c2pa::Validator::create(
            {.signer_anchors_pem = "", .tsa_anchors_pem = "", .allowed_ekus = c2pa::default_allowed_ekus()})
            .value();
    verdict::Policy policy = verdict::default_policy();

    Studio() {
        home.send(alice.claim("alice-news"));
        policy.trust_roots = {alice.id()};
        verdict::seal(policy);
    }
    static c2pa::Validity validity() {
        return {UnixSeconds{ledger_test::start_time.value - 86'400},
                UnixSeconds{ledger_test::start_time.value + 86'400 * 365}};
    }
    Bytes sign(const Bytes& picture, c2pa::SignOptions options = {}) {
        const auto certificate = c2pa::make_signer_certificate(root, {"Alice News", "Alice", ""}, validity(),
                                                               to_spki_der(alice.key().public_key()), entropy)
                                     .value();
        const auto signer = c2pa::make_claim_signer(alice.key(), {certificate}).value();
        c2pa::MemoryOutput output;
        const auto done = c2pa::sign(
            media::MemoryByteSource(picture),
            {.signer = signer, .validator = validator, .clock = home.clock, .entropy = entropy}, options, output);
        REQUIRE(done);
        return output.take();
    }
    void record(const Bytes& file, rules::AiDisclosure ai = rules::AiDisclosure::undeclared) {
        c2pa::ContentFacts facts{};
        facts.content = sha256(file);
        facts.ai = ai;
        home.send(
            alice.commit(rules::LeafKind::content, {c2pa::content_leaf_bytes(c2pa::make_content_leaf(facts, 0))}));
    }
    c2pa::Report read(const Bytes& file) {
        return validator.validate(media::MemoryByteSource(file), home.clock.now()).value();
    }
    verdict::Verdict judge(const Bytes& file) {
        const evidence::LedgerView view({.ledger = *home.ledger,
                                         .names = names,
                                         .reputation = nullptr,
                                         .did_of = [](const rules::IdentityId&) { return std::string("did:test:1"); },
                                         .credentials_about = {}});
        return verdict::decide(
            evidence::gather(read(file), &view, {.store = evidence::StoreSource::embedded, .now = home.clock.now()}),
            policy);
    }
    std::string prove(const Bytes& file) {
        return home.make({.asset = sha256(file), .claim_key = alice.key().public_key(), .identity = {}});
    }
    Outcome check(const std::string& text, const Bytes& file) {
        const auto report = read(file);
        return bundle::check(text, {.asset = sha256(file), .report = &report, .log_keys = home.keys});
    }
};

// Framing around the store that no hash covers and that no reader needs: the number that a JPEG gives to a box of
// several segments, and the checksum of PNG's chunk.
bool is_free(const media::Container& container, std::size_t i) {
    if (container.format == media::Format::jpeg) {
        const std::size_t number = container.store_range.start + 6;  // behind marker, length and "JP"
        return i == number || i == number + 1;
    }
    return i >= container.store_range.end() - 4 && i < container.store_range.end();
}

TEST_CASE("a signed and registered picture, from its bytes to an offline proof", "[verifier][bundle]") {
    Studio studio;
    const auto picture = media::paint_landscape(3, 60, 40);
    const Bytes file = GENERATE_REF(as<bool>(), true, false) ? studio.sign(media::to_png(picture))
                                                             : studio.sign(media::to_jpeg(picture));
    const auto unregistered = studio.judge(file);
    CHECK(unregistered.integrity == verdict::Integrity::intact);
    CHECK(unregistered.origin.status == verdict::OriginStatus::identified);
    CHECK(unregistered.summary == "Signed by alice-news, a person, at a time nobody else confirms. Unchanged since.");
    studio.record(file);
    const auto verdict = studio.judge(file);
    CHECK(verdict.summary == "Signed by alice-news, a person, on 28 May 2026. Unchanged since.");
    CHECK(verdict::exit_status(verdict) == 0);
    const auto text = studio.prove(file);
    const auto outcome = studio.check(text, file);
    INFO(code_of(outcome));
    CHECK(outcome.status == CheckStatus::holds);
    CHECK(outcome.names == std::vector<std::string>{"alice-news"});

    // Whichever byte is changed, the answer is "altered" or "can't be told", and never that all is well.
    Bytes changed = file;
    std::vector<std::size_t> believed;
    const auto container = media::read_container(media::MemoryByteSource(file)).value();
    for (std::size_t i = 0; i < file.size(); ++i) {
        changed[i] ^= 0x10U;
        const auto judged = studio.judge(changed);
        if (!is_free(container, i) &&
            (judged.integrity == verdict::Integrity::intact || verdict::exit_status(judged) == 0)) {
            believed.push_back(i);
        }
        changed[i] = file[i];
    }
    CHECK(believed == std::vector<std::size_t>());
    changed[file.size() / 2] ^= 1U;
    CHECK(studio.check(text, changed).failure->code == errors::bundle_asset);
}

TEST_CASE("a proof of the signing key alone, for a picture that was never registered", "[verifier][bundle]") {
    Studio studio;
    const Bytes file = studio.sign(media::to_png(media::paint_landscape(4, 60, 40)));
    const auto outcome = studio.check(studio.prove(file), file);
    INFO(code_of(outcome));
    CHECK(outcome.status == CheckStatus::holds);
    CHECK(outcome.registered_at.value == 0);
}

TEST_CASE("what the manifest says of AI is said first", "[verifier][bundle]") {
    Studio studio;
    const Bytes file = studio.sign(media::to_png(media::paint_landscape(5, 60, 40)),
                                   c2pa::options_for(rules::AiDisclosure::generated));
    CHECK(studio.judge(file).summary.starts_with("Made with generative AI, says its signer alice-news. "));
}

TEST_CASE("a file without a manifest speaks through its record", "[verifier][bundle]") {
    Studio studio;
    const Bytes file = media::to_png(media::paint_landscape(6, 60, 40));
    CHECK(verdict::exit_status(studio.judge(file)) == 2);
    studio.record(file, rules::AiDisclosure::captured);
    const auto verdict = studio.judge(file);
    CHECK(verdict.provenance.source == evidence::StoreSource::registry);
    CHECK(verdict.summary == "Registered by alice-news, a person, on 28 May 2026. Unchanged since.");
    CHECK(verdict.disclosure.ai == rules::AiDisclosure::captured);
    CHECK(studio.home.check(studio.home.make({.asset = sha256(file), .claim_key = {}, .identity = {}}), sha256(file))
              .status == CheckStatus::holds);
}

}  // namespace

}  // namespace countersign::bundle

// Signs pictures that carry the receipt of a real ledger, and judges them.
#pragma once

#include <catch2/catch.hpp>

#include "identity/keys/key_encoding.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/c2pa/write/sign.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/evidence/ledger_view.hpp"
#include "verifier/media/sample_image.hpp"
#include "verifier/receipt/check.hpp"
#include "verifier/receipt/receipt.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::receipt_test {

namespace c2pa = verifier::c2pa;
namespace media = verifier::media;
namespace receipt = verifier::receipt;
using ledger_test::Actor;

inline Bytes sample_jpeg() { return media::to_jpeg(media::paint_landscape(3, 60, 40)); }
inline Bytes sample_png() { return media::to_png(media::paint_landscape(3, 60, 40)); }

class Press {
  public:
    FakeClock clock{ledger_test::start_time};
    std::unique_ptr<ledger::Ledger> ledger = ledger_test::memory_ledger(clock);
    ledger_test::SeededEntropy entropy{5};
    evidence::NameBook names{*ledger};
    std::vector<log::VerifierKey> keys{*ledger->verifier_key()};
    c2pa::Authority root = c2pa::make_root({"Example Root", "Example Root", ""}, validity(),
                                           PrivateKey::generate(KeyType::p256, entropy), entropy)
                               .value();
    c2pa::Validator validator = c2pa::Validator::create({.signer_anchors_pem = c2pa::to_pem({root.certificate}),
                                                         .tsa_anchors_pem = "",
                                                         .allowed_ekus = c2pa::default_allowed_ekus()})
                                    .value();
    Actor alice = actor(1);
    Actor mallory = actor(2);
    /// Of the last record made.
    ledger::LeafPlace place;

    Actor actor(std::uint64_t number, KeyType type = KeyType::p256) {
        Actor out(number, ledger->domain(), type);
        send(out.create());
        return out;
    }
    ledger::Receipt send(ledger::Submission submission) {
        const auto done = ledger->submit(std::move(submission));
        INFO((done ? "" : std::string(done.error().code.name)));
        REQUIRE(done);
        clock.advance(10);
        return *done;
    }
    /// A record of that manifest among `count` others, and its receipt as the service makes it.
    receipt::Receipt register_manifest(Actor& who, const Sha256Digest& manifest, std::uint32_t count = 1) {
        std::vector<Bytes> leaves;
        for (std::uint32_t i = 0; i < count; ++i) {
            c2pa::ContentFacts facts{};
            facts.content = i + 1 == count ? manifest : Actor::content_hash(i);
            facts.manifest = i + 1 == count ? manifest : Sha256Digest{};
            facts.claimed_at = clock.now();
            leaves.push_back(c2pa::content_leaf_bytes(c2pa::make_content_leaf(facts, i)));
        }
        const rules::Commit body = Actor::commit_body(rules::LeafKind::content, leaves);
        const auto done = send(who.act(body, leaves));
        place = {rules::batch_id(who.id(), body, ledger::host_crypto()), count - 1, done.index};
        const auto leaf = ledger->prove_leaf(place.batch, place.index).value();
        REQUIRE(ledger->publish());
        return {.repository = "https://" + ledger->origin(),
                .manifest_id = receipt::to_manifest_id(manifest),
                .anchor = "https://log.example/v1/content/x/receipt",
                .leaf = leaf.leaf,
                .leaf_path = leaf.path,
                .entry = ledger->entry(done.index).value().bytes,
                .tlog_proof = log::to_text(ledger->prove_entry(done.index).value())};
    }
    using Edit = std::function<void(receipt::Receipt&)>;
    /// Alice signs; `registrar` registers, by default Alice; `edit` changes the receipt before it is put in.
    Bytes sign(const Bytes& picture, const Edit& edit = {}, Actor* registrar = nullptr, std::uint32_t count = 1) {
        const c2pa::ReceiptSource receipts{[&, this](const c2pa::SealedManifest& manifest) -> Result<Bytes> {
            auto made = register_manifest(registrar == nullptr ? alice : *registrar, manifest.sha256, count);
            if (edit) {
                edit(made);
            }
            return to_bytes(as_bytes(to_json_text(receipt::to_json(made))));
        }};
        return sign_with(picture, &receipts);
    }
    Bytes sign_with(const Bytes& picture, const c2pa::ReceiptSource* receipts, c2pa::SignOptions options = {}) {
        const auto certificate = c2pa::make_signer_certificate(root, {"Alice News", "Alice", ""}, validity(),
                                                               to_spki_der(alice.key().public_key()), entropy)
                                     .value();
        const auto signer = c2pa::make_claim_signer(alice.key(), {certificate}).value();
        c2pa::MemoryOutput output;
        const auto done = c2pa::sign(media::MemoryByteSource(picture),
                                     {signer, validator, clock, entropy, nullptr, {}, receipts}, options, output);
        last = done ? Result<c2pa::Signed>(*done) : fail(done.error());
        return done ? output.take() : Bytes{};
    }
    [[nodiscard]] c2pa::Report read(const Bytes& file) const {
        return validator.validate(media::MemoryByteSource(file), clock.now()).value();
    }
    [[nodiscard]] receipt::Report check(const Bytes& file) const { return receipt::check_receipts(read(file), keys); }
    /// With the registry.
    [[nodiscard]] evidence::Evidence gather(const Bytes& file) {
        const evidence::LedgerView view({.ledger = *ledger,
                                         .names = names,
                                         .reputation = nullptr,
                                         .did_of = [](const rules::IdentityId&) { return std::string("did:test:1"); },
                                         .credentials_about = {}});
        return evidence::gather(
            read(file), &view,
            {.store = evidence::StoreSource::embedded, .now = clock.now(), .cawg = {}, .receipts = check(file)});
    }

    Result<c2pa::Signed> last = fail(countersign::errors::signature_invalid);

  private:
    static c2pa::Validity validity() {
        return {UnixSeconds{ledger_test::start_time.value - 86'400},
                UnixSeconds{ledger_test::start_time.value + 86'400 * 365}};
    }
};

/// The state, then every code but the successes.
inline std::string codes(const receipt::Report& report) {
    std::string out(receipt::to_text(report.state));
    for (const receipt::ReceiptFinding& finding : report.receipts) {
        for (const auto* list : {&finding.codes.informational, &finding.codes.failure}) {
            for (const auto& entry : *list) {
                out += " " + entry.code;
            }
        }
    }
    return out;
}

}  // namespace countersign::receipt_test

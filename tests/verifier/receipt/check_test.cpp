// Receipts checked back to the log by the file and the log's key alone. Rules Y5 to Y12, W80 to W83.
#include "identity/base/encoding.hpp"
#include "tests/verifier/receipt/press.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/c2pa/write/manifest_builder.hpp"

using namespace countersign;
using namespace countersign::receipt_test;

TEST_CASE("W80: a signed file carries the proof that its manifest is registered, in one pass", "[receipt][sign]") {
    Press press;
    const bool jpeg = GENERATE(true, false);
    const Bytes file = press.sign(jpeg ? sample_jpeg() : sample_png(), {}, nullptr, GENERATE(1U, 5U));
    REQUIRE(press.last.has_value());
    const c2pa::Report report = press.read(file);
    INFO((report.active.failure.empty() ? "" : report.active.failure.front().code));
    CHECK(report.state == c2pa::State::trusted);
    for (const c2pa::IngredientDelta& delta : report.ingredient_deltas) {
        CHECK(delta.statuses.failure.empty());
    }
    REQUIRE(report.manifests.size() == 2);
    CHECK(report.manifests[0].is_update);
    CHECK(report.manifests[0].sha256 == press.last->manifest_sha256);
    CHECK(report.manifests[1].label == press.last->manifest_label);

    const receipt::Report found = press.check(file);
    CHECK(codes(found) == "trusted");
    REQUIRE(found.receipts.size() == 1);
    const receipt::ReceiptFinding& finding = found.receipts.front();
    CHECK(finding.manifest == press.last->manifest_label);
    CHECK(finding.origin == ledger_test::origin);
    CHECK(finding.identity == press.alice.id());
    CHECK(finding.index == press.place.entry.value);
    CHECK(finding.registered_at == UnixSeconds{ledger_test::start_time.value + 20});
    CHECK(finding.leaf.manifest == report.manifests[1].sha256);
    // Y10: without the key it is one log among all that anybody could make.
    press.keys.clear();
    CHECK(codes(press.check(file)) == "valid receipt.log.unknown");
}

TEST_CASE("W82: what is said in the manifest doesn't change how the receipt fits, and one too large is told",
          "[receipt][sign]") {
    Press press;
    c2pa::SignOptions options;
    for (std::size_t more = 0; more < 40; ++more) {
        options.title = std::string(more, 'x');
        const c2pa::ReceiptSource receipts{[&](const c2pa::SealedManifest& manifest) -> Result<Bytes> {
            auto made = press.register_manifest(press.alice, manifest.sha256);
            made.anchor += std::string(more * 7, 'y');
            return to_bytes(as_bytes(to_json_text(receipt::to_json(made))));
        }};
        const Bytes file = press.sign_with(sample_png(), &receipts, options);
        REQUIRE(press.last.has_value());
        REQUIRE(codes(press.check(file)) == "trusted");
        REQUIRE(press.read(file).state == c2pa::State::trusted);
    }
    static_cast<void>(press.sign(
        sample_png(), [](receipt::Receipt& made) { made.anchor += std::string(c2pa::receipt_room_bytes * 3, 'y'); }));
    CHECK(press.last.error().code == c2pa::errors::sign_receipt_room);
}

TEST_CASE("W83: a registration that fails leaves no file", "[receipt][sign]") {
    Press press;
    const c2pa::ReceiptSource receipts{
        [](const c2pa::SealedManifest&) -> Result<Bytes> { return fail(countersign::errors::ledger_busy); }};
    CHECK(press.sign_with(sample_jpeg(), &receipts).empty());
    CHECK(press.last.error().code == countersign::errors::ledger_busy);
}

TEST_CASE("W81: a file with a history keeps it, and its receipt is of the newest manifest", "[receipt][sign]") {
    Press press;
    const Bytes first = press.sign(sample_jpeg());
    const Bytes second = press.sign(first);
    const c2pa::Report report = press.read(second);
    CHECK(report.state == c2pa::State::trusted);
    CHECK(report.manifests.size() == 4);
    const receipt::Report found = press.check(second);
    CHECK(codes(found) == "trusted");
    REQUIRE(found.receipts.size() == 1);
    CHECK(found.receipts.front().manifest == press.last->manifest_label);
}

TEST_CASE("Y6, Y7, Y8, Y10, Y11, Y12: a false receipt never counts, and each lie has its own code", "[receipt]") {
    Press press;
    const auto failing = [&press](const Press::Edit& edit) {
        return codes(press.check(press.sign(sample_png(), edit)));
    };
    CHECK(failing([](receipt::Receipt& made) { made.manifest_id.back() ^= 1; }) == "invalid receipt.manifest.mismatch");
    const auto other = press.register_manifest(press.alice, Actor::content_hash(99));
    CHECK(failing([&other](receipt::Receipt& made) { made = other; }) == "invalid receipt.manifest.mismatch");
    CHECK(failing([&other](receipt::Receipt& made) { made.leaf = other.leaf; }) == "invalid receipt.manifest.mismatch");
    CHECK(failing([](receipt::Receipt& made) { made.leaf.pop_back(); }) == "invalid receipt.malformed");
    CHECK(failing([](receipt::Receipt& made) { made.leaf_path.emplace_back(); }) == "invalid receipt.leaf.mismatch");
    CHECK(failing([](receipt::Receipt& made) { made.leaf.back() ^= 1; }) == "invalid receipt.leaf.mismatch");
    CHECK(failing([&other](receipt::Receipt& made) { made.entry = other.entry; }) == "invalid receipt.leaf.mismatch");
    CHECK(failing([&press](receipt::Receipt& made) { made.entry = press.ledger->entry(LogIndex{1}).value().bytes; }) ==
          "invalid receipt.entry.invalid");
    CHECK(failing([&press](receipt::Receipt& made) { made.entry = press.ledger->entry(LogIndex{0}).value().bytes; }) ==
          "invalid receipt.entry.invalid");
    CHECK(failing([](receipt::Receipt& made) { made.entry.back() ^= 1; }) == "invalid receipt.entry.invalid");
    // The time of acceptance isn't what was signed, but it is in the log.
    CHECK(failing([](receipt::Receipt& made) { made.entry[9] ^= 1; }) == "invalid receipt.inclusion.mismatch");
    CHECK(failing([&other](receipt::Receipt& made) { made.tlog_proof = other.tlog_proof; }) ==
          "invalid receipt.inclusion.mismatch");
    CHECK(failing([](receipt::Receipt& made) { made.tlog_proof = "x"; }) == "invalid receipt.checkpoint.invalid");
    CHECK(failing([](receipt::Receipt& made) { made.repository = "https://other.example/"; }) ==
          "invalid receipt.repository.mismatch");
}

TEST_CASE("Y9: a checkpoint by another key, of another log or altered doesn't count", "[receipt]") {
    Press press;
    const auto resign = [&press](const log::NoteSigner& signer) {
        return [&press, &signer](receipt::Receipt& made) {
            auto proof = log::parse_tlog_proof(made.tlog_proof).value();
            proof.checkpoint = log::sign_checkpoint(press.ledger->checkpoint()->head, signer);
            made.tlog_proof = log::to_text(proof);
        };
    };
    const auto thief = ledger_test::checkpoint_signer(9);
    CHECK(codes(press.check(press.sign(sample_png(), resign(thief)))) == "invalid receipt.checkpoint.invalid");
    const auto foreign = ledger_test::checkpoint_signer(9, "other.example/log");
    CHECK(codes(press.check(press.sign(sample_png(), resign(foreign)))) == "invalid receipt.repository.mismatch");
}

TEST_CASE("Y5: a receipt outside an update manifest says nothing", "[receipt]") {
    Press press;
    const auto made = press.register_manifest(press.alice, Actor::content_hash(1));
    c2pa::SignOptions options;
    options.assertions.push_back({.label = std::string(receipt::assertion_label),
                                  .content = c2pa::AssertionContent::json,
                                  .data = to_bytes(as_bytes(to_json_text(receipt::to_json(made))))});
    const Bytes file = press.sign_with(sample_png(), nullptr, options);
    REQUIRE(press.last.has_value());
    CHECK(codes(press.check(file)) == "invalid receipt.misplaced");
    CHECK(press.read(file).state == c2pa::State::trusted);
    CHECK(codes(press.check(press.sign_with(sample_png(), nullptr))) == "absent");
}

TEST_CASE("Y12: a record that another key signed is somebody's, and nobody says whose", "[receipt]") {
    Press press;
    const Bytes file = press.sign(sample_png(), {}, &press.mallory);
    CHECK(codes(press.check(file)) == "trusted receipt.signer.unconfirmed");
    CHECK(press.check(file).receipts.front().identity == press.mallory.id());
}

TEST_CASE("whichever byte of a file with a receipt is changed, the receipt isn't trusted with another content",
          "[receipt]") {
    Press press;
    const Bytes file = press.sign(sample_png());
    const receipt::ReceiptFinding whole = press.check(file).receipts.front();
    ledger_test::SeededEntropy entropy(3);
    std::size_t survived = 0;
    for (std::size_t at = 0; at < file.size(); at += 3) {
        Bytes changed = file;
        changed[at] ^= static_cast<std::uint8_t>(1U << (at % 8));
        const c2pa::Report report = press.read(changed);
        const receipt::Report found = receipt::check_receipts(report, press.keys);
        const bool is_sound = report.state == c2pa::State::valid || report.state == c2pa::State::trusted;
        if (is_sound && found.state == receipt::State::trusted) {
            ++survived;
            REQUIRE(found.receipts.front().registered_at == whole.registered_at);
            REQUIRE(found.receipts.front().identity == whole.identity);
            REQUIRE(found.receipts.front().leaf.manifest == whole.leaf.manifest);
        }
    }
    // Framing, names of boxes that nothing refers to, and padding of the signature.
    CHECK(survived < 2 * c2pa::receipt_room_bytes / 3);
}

// What the registry adds to a receipt, and how a verdict tells it. Rules Y13 to Y16, V16.
#include "tests/verifier/receipt/press.hpp"
#include "verifier/evidence/receipts.hpp"

using namespace countersign;
using namespace countersign::receipt_test;

namespace {

void set_status(Press& press, Actor& issuer, rules::Status status) {
    rules::SetStatus body{};
    body.batch = press.place.batch;
    REQUIRE(body.indices.push(press.place.index));
    body.status = status;
    press.send(issuer.act(body));
}

}  // namespace

TEST_CASE("Y13: the registry says whose key signed the claim, where another one registered it", "[receipt]") {
    Press press;
    CHECK(codes(press.gather(press.sign(sample_png())).receipts) == "trusted");
    const Bytes theirs = press.sign(sample_png(), {}, &press.mallory);
    CHECK(codes(press.gather(theirs).receipts) == "invalid receipt.signer.mismatch");
}

TEST_CASE("Y14: a checkpoint that the log never had is a fork's, signed or not", "[receipt]") {
    Press press;
    // The same log with another history, by whoever holds its key.
    Press fork;
    static_cast<void>(fork.actor(3));
    const Bytes file = fork.sign(sample_png());
    CHECK(codes(fork.check(file)) == "trusted");
    const receipt::Report alone = receipt::check_receipts(fork.read(file), press.keys);
    CHECK(alone.state == receipt::State::trusted);
    receipt::Report found = alone;
    const evidence::LedgerView view({.ledger = *press.ledger,
                                     .names = press.names,
                                     .reputation = nullptr,
                                     .did_of = [](const rules::IdentityId&) { return std::string("did:test:1"); },
                                     .credentials_about = {}});
    evidence::confirm_receipts(view, found);
    CHECK(codes(found) == "invalid receipt.log.forked");
}

TEST_CASE("Y15: a record that its signer withdrew isn't shown as standing", "[receipt]") {
    Press press;
    const Bytes file = press.sign(sample_png());
    const auto standing = press.gather(file).receipts;
    REQUIRE(standing.receipts.size() == 1);
    CHECK(standing.receipts.front().codes.success.back().code == "receipt.registry.match");
    set_status(press, press.alice, rules::Status::revoked);
    CHECK(codes(press.gather(file).receipts) == "invalid receipt.withdrawn");
    // Offline nobody knows: a proof shows what happened, and not that nothing happened since.
    CHECK(codes(press.check(file)) == "trusted");
}

TEST_CASE("Y16: a receipt's time doesn't make the file's signature older", "[receipt]") {
    Press press;
    const auto facts = press.gather(press.sign(sample_png()));
    CHECK(facts.receipts.state == receipt::State::trusted);
    CHECK(facts.signing_time.source == evidence::TimeSource::none);
}

TEST_CASE("V16: the verdict tells receipts beside the answer, by their own codes", "[verdict][receipt]") {
    Press press;
    const auto tell = [&press](const Bytes& file, bool with_key) {
        auto report = press.read(file);
        auto receipts = receipt::check_receipts(
            report, with_key ? std::span<const log::VerifierKey>(press.keys) : std::span<const log::VerifierKey>());
        return verdict::decide(evidence::gather(std::move(report), nullptr,
                                                {.store = evidence::StoreSource::embedded,
                                                 .now = press.clock.now(),
                                                 .cawg = {},
                                                 .receipts = std::move(receipts)}),
                               verdict::default_policy());
    };
    const Bytes good = press.sign(sample_png());
    const auto trusted = tell(good, true);
    CHECK(trusted.has_reason("receipt.trusted"));
    CHECK(tell(good, false).has_reason("receipt.valid"));
    const Bytes bad = press.sign(sample_png(), [](receipt::Receipt& made) { made.manifest_id += "0"; });
    const auto invalid = tell(bad, true);
    CHECK(invalid.has_reason("receipt.invalid"));
    CHECK(invalid.provenance.state == trusted.provenance.state);
    CHECK(verdict::exit_status(invalid) == verdict::exit_status(trusted));
    const Bytes foreign = press.sign_with(sample_png(), nullptr);
    CHECK_FALSE(tell(foreign, true).has_reason("receipt.not_assessed"));

    const Json json = verdict::to_json(trusted);
    const Json& told = *json.find("provenance")->find("receipts");
    CHECK(get_string(told, "state").value() == "trusted");
    const Json& one = told.find("receipts")->as_array().front();
    CHECK(get_string(one, "origin").value() == ledger_test::origin);
    CHECK(get_unsigned(one, "index").value() == press.place.entry.value - 1);
}

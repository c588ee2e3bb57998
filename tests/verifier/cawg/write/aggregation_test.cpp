// An aggregator's credential in a signed file, judged by our own validator. Rules W50, W53 to W56.
#include <catch2/catch.hpp>

#include "tests/verifier/cawg/write/identity_desk.hpp"

using namespace countersign;

TEST_CASE("W53: a file says who stands behind it, by the aggregator's DID document alone", "[cawg][write]") {
    const KeyType type = GENERATE(KeyType::ed25519, KeyType::p256);
    const bool jpeg = GENERATE(true, false);
    Desk desk(1);
    const SampleAggregator aggregator(2, type);
    const auto file =
        sign_with(desk, jpeg ? sample_jpeg() : sample_png(), desk.signer(KeyType::p256),
                  {cawg::make_aggregation_assertion(aggregator.issuer(), sample_aggregation(), {"cawg.creator"})});
    REQUIRE(file.has_value());
    const auto report = desk.judge(*file);
    CHECK(codes(report) == "trusted");

    const cawg::Report found = judge_identities(report, aggregator.document(), true);
    CHECK(codes(found) == "trusted");
    REQUIRE(found.identities.size() == 1);
    const cawg::Identity& identity = found.identities.front();
    CHECK(identity.issuer == sample_aggregator_did);
    CHECK(identity.roles == std::vector<std::string>{"cawg.creator"});
    REQUIRE(identity.verified.size() == 1);
    CHECK(identity.verified.front().type == "cawg.crypto_wallet");
    CHECK(identity.verified.front().address == "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    CHECK(identity.verified.front().name == "Ada");

    CHECK(codes(judge_identities(report, aggregator.document(), false)) == "valid cawg.ica.untrusted_issuer");
    CHECK(codes(judge_identities(report, "{}", true)) == "invalid cawg.ica.did_unavailable");
    CHECK(codes(judge_identities(report, SampleAggregator(3, type).document(), true)) ==
          "invalid cawg.ica.signature_mismatch");
}

TEST_CASE("W50: identities refer to what was made before them: binding, actions, and one another", "[cawg][write]") {
    Desk desk(4);
    const SampleAggregator aggregator(5);
    const auto one = cawg::make_aggregation_assertion(aggregator.issuer(), sample_aggregation(), {});
    const auto file = sign_with(desk, sample_jpeg(), desk.signer(KeyType::ed25519), {one, one});
    REQUIRE(file.has_value());
    const auto report = desk.judge(*file);
    const auto found = judge_identities(report, aggregator.document(), true);
    CHECK(codes(found) == "trusted");
    REQUIRE(found.identities.size() == 2);
    CHECK(found.identities[1].url.ends_with("cawg.identity__1"));
}

TEST_CASE("W54: whichever byte of an identity is changed, it isn't valid any more", "[cawg][write]") {
    Desk desk(6);
    const SampleAggregator aggregator(7);
    const auto file = sign_with(desk, sample_png(), desk.signer(KeyType::p256),
                                {cawg::make_aggregation_assertion(aggregator.issuer(), sample_aggregation(), {})});
    REQUIRE(file.has_value());
    c2pa::Report report = desk.judge(*file);
    Bytes& content = report.manifests.front().identities.front().content;
    REQUIRE(judge_identities(report, aggregator.document(), true).state == cawg::State::trusted);
    SeededEntropy choice(8);
    for (std::size_t at = 0; at < content.size(); ++at) {
        const auto mask = static_cast<std::uint8_t>(1U + choice.below(255));
        content[at] ^= mask;
        const auto found = judge_identities(report, aggregator.document(), true);
        INFO("byte " << at << " of " << content.size());
        REQUIRE(found.state == cawg::State::invalid);
        REQUIRE_FALSE(found.codes.failure.empty());
        content[at] ^= mask;
    }
}

TEST_CASE("W55: the credential is for this asset: moved to another file it is refused", "[cawg][write]") {
    Desk desk(9);
    const SampleAggregator aggregator(10);
    const auto identity = cawg::make_aggregation_assertion(aggregator.issuer(), sample_aggregation(), {});
    const auto signer = desk.signer(KeyType::p256);
    const c2pa::Report first = desk.judge(sign_with(desk, sample_jpeg(1), signer, {identity}).value());
    c2pa::Report second = desk.judge(sign_with(desk, sample_jpeg(2), signer, {identity}).value());
    second.manifests.front().identities.front().content = first.manifests.front().identities.front().content;
    CHECK(codes(judge_identities(second, aggregator.document(), true)) == "invalid cawg.identity.assertion.mismatch");
}

TEST_CASE("W56: an aggregator that fails leaves no file", "[cawg][write]") {
    Desk desk(11);
    cawg::Aggregator broken = SampleAggregator(12).issuer();
    broken.sign = [](ByteView) -> Result<Signature64> { return fail(countersign::errors::signature_invalid); };
    const auto file = sign_with(desk, sample_jpeg(), desk.signer(KeyType::p256),
                                {cawg::make_aggregation_assertion(broken, sample_aggregation(), {})});
    REQUIRE_FALSE(file.has_value());
    CHECK(file.error().code == countersign::errors::signature_invalid);
}

// The answer's shape is that of the contract (api/openapi.yaml, Verdict).
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <random>
#include <set>

#include "tests/verifier/verdict/example.hpp"

namespace countersign::verdict {

namespace {

std::set<std::string> keys_of(const Json& object) {
    std::set<std::string> keys;
    for (const auto& member : object.as_object()) {
        keys.insert(member.key);
    }
    return keys;
}

TEST_CASE("the answer has exactly the members of the contract", "[verifier][verdict]") {
    const Json json = to_json(decide(good_evidence(), policy()));
    CHECK(keys_of(json) == std::set<std::string>{"version", "checkedAt", "policy", "checkpoint", "asset", "integrity",
                                                 "provenance", "origin", "disclosure", "standing", "candidates",
                                                 "truth", "summary", "reasons"});
    CHECK(keys_of(*json.find("policy")) == std::set<std::string>{"id", "sha256"});
    CHECK(keys_of(*json.find("checkpoint")) == std::set<std::string>{"origin", "size", "rootHash"});
    CHECK(keys_of(*json.find("asset")) == std::set<std::string>{"sha256", "bytes", "mediaType"});
    CHECK(keys_of(*json.find("provenance")) ==
          std::set<std::string>{"source", "state", "codes", "cawg", "ingredientFailures", "manifests", "receipts"});
    CHECK(keys_of(*json.find("provenance")->find("codes")) ==
          std::set<std::string>{"success", "informational", "failure"});
    CHECK(keys_of(*json.find("origin")) == std::set<std::string>{"status", "identities", "key", "signedAt", "asOf"});
    CHECK(keys_of(json.find("origin")->find("identities")->as_array().at(0)) ==
          std::set<std::string>{"id", "did", "name", "kind", "custody"});
    CHECK(keys_of(*json.find("disclosure")) == std::set<std::string>{"ai", "digitalSourceType", "models", "uses"});
    CHECK(keys_of(*json.find("standing")) == std::set<std::string>{"credentials", "reputation", "disputes"});
    CHECK(json.find("truth")->as_string() == "not-assessed");
    CHECK(json.find("checkedAt")->as_string() == "2026-06-01T12:00:00Z");
    CHECK(json.find("origin")->find("signedAt")->as_string() == "2026-05-03T12:00:00Z");
    CHECK(json.find("origin")->find("identities")->as_array()[0].find("custody")->as_string() == "own");
}

TEST_CASE("every part of the answer can be written", "[verifier][verdict]") {
    auto evidence = good_evidence();
    auto& manifest = evidence.report.manifests[0];
    manifest.actions = {{"c2pa.created", "x/digitalCapture", "Camera 1", "2026-05-03"}};
    manifest.ingredients = {{"u", "parentOf", "t", "f", "i", "m", false}};
    manifest.assertions = {"c2pa.actions"};
    evidence.cawg.state = verifier::cawg::State::not_assessed;
    evidence.disputes = {dispute()};
    evidence.reputation = {{"general", {}}};
    evidence.reputation[0].explanation.contributions = {{}};
    evidence.reputation[0].explanation.paths = {{reputation::Party{}, reputation::Party{}}};
    evidence.candidates = {{"near", 4, record_by(signer_id), signer_identity()}};
    evidence.credentials[0].accredited_by = {stranger_id};
    const Json json = to_json(decide(evidence, policy()));
    CHECK(json.find("provenance")->find("cawg")->find("state")->as_string() == "not-assessed");
    CHECK(json.find("standing")->find("disputes")->as_array().at(0).find("ground")->as_string() == "false_attribution");
    CHECK(json.find("standing")->find("reputation")->as_array().at(0).find("scorePpm")->as_integer() == 0);
    CHECK(json.find("candidates")->as_array().at(0).find("distance")->as_integer() == 4);
    CHECK(parse_json(to_canonical_json(json)));
    evidence = {};
    CHECK(to_json(decide(evidence, default_policy())).find("checkpoint")->is_null());
}

TEST_CASE("a decision is total and always the same (V4)", "[verifier][verdict]") {
    using verifier::c2pa::State;
    static const std::vector<std::string> codes = {
        "claimSignature.validated",    "claimSignature.mismatch",     "assertion.dataHash.match", "claim.missing",
        "signingCredential.untrusted", "assertion.dataHash.mismatch", "hashedURI.missing",        "timeStamp.mismatch"};
    rc::prop("whatever the evidence", [](std::uint32_t number) {
        std::mt19937 random(number);
        const auto coin = [&random](unsigned n) { return random() % n == 0; };
        auto evidence = coin(3) ? registered_evidence() : good_evidence();
        if (evidence.store != evidence::StoreSource::registry) {
            evidence.report.state = static_cast<State>(random() % 5);
            evidence.report.active = {};
            for (const auto& code : codes) {
                (coin(2) ? evidence.report.active.failure : evidence.report.active.success).push_back(entry(code));
            }
            if (evidence.report.state == State::absent) {
                evidence.store = evidence::StoreSource::none;
                evidence.signer.reset();
            }
        }
        if (evidence.signer && coin(3)) {
            evidence.signer->tenure.reset();
        }
        if (evidence.signer && coin(3)) {
            evidence.signer->identity.reset();
            evidence.signer->tenure.reset();
        }
        if (coin(2)) {
            evidence.disputes = {dispute()};
            evidence.disputes[0].answer = static_cast<rules::DisputeAnswer>(random() % 3);
            evidence.disputes[0].ruling = static_cast<rules::Ruling>(random() % 3);
        }
        const auto verdict = decide(evidence, policy());
        RC_ASSERT(!verdict.summary.empty());
        RC_ASSERT(verdict.summary.ends_with("."));
        RC_ASSERT(!verdict.reasons.empty());
        RC_ASSERT(exit_status(verdict) >= 0 && exit_status(verdict) <= 3);
        const std::string text = to_canonical_json(to_json(verdict));
        RC_ASSERT(text == to_canonical_json(to_json(decide(evidence, policy()))));
        for (const auto* word : {"authentic", "genuine", "is fake", "is real", "verified"}) {
            RC_ASSERT(verdict.summary.find(word) == std::string::npos);
        }
        // A broken binding or signature is never called intact.
        for (const auto& status : evidence.report.active.failure) {
            RC_ASSERT(!status.code.ends_with("ismatch") || status.code.starts_with("timeStamp") ||
                      verdict.integrity != Integrity::intact || evidence.store == evidence::StoreSource::registry);
        }
    });
}

}  // namespace

}  // namespace countersign::verdict

#include "verifier/verdict/policy.hpp"

#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "tests/testdata.hpp"
#include "verifier/verdict/errors.hpp"

namespace countersign::verdict {

namespace {

const std::string id_a(64, 'a');
const std::string id_b(64, 'b');
constexpr std::string_view vkey = "log.example/countersign+2b4e9379+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";

Json full_policy() {
    Json json = to_json(default_policy());
    json.set("id", "mine");
    json.set("trustRoots", Json::array({id_a, id_b}));
    json.set("arbiters", Json::array({id_b}));
    json.set("logKeys", Json::array({vkey}));
    Json reputation = *json.find("reputation");
    reputation.set("minimumPpm", 5);
    reputation.set("seeds", Json::array({Json::object({{"identity", id_a}, {"weightPpm", 1}})}));
    json.set("reputation", reputation);
    return json;
}

ErrorCode code_of(const Json& json) {
    const auto policy = parse_policy(to_json_text(json));
    return policy ? ErrorCode{} : policy.error().code;
}

TEST_CASE("a policy is read and written back (V1)", "[verifier][policy]") {
    const auto policy = parse_policy(to_pretty_json(full_policy()));
    REQUIRE(policy);
    CHECK(policy->id == "mine");
    CHECK(policy->trust_roots.size() == 2);
    CHECK(policy->arbiters.size() == 1);
    CHECK(policy->seeds.size() == 1);
    CHECK(policy->score_min == ScorePpm{5});
    CHECK(policy->log_keys.size() == 1);
    const auto again = parse_policy(to_json_text(to_json(*policy)));
    REQUIRE(again);
    CHECK(again->sha256 == policy->sha256);
}

TEST_CASE("a policy is known by the hash of its canonical text (V2)", "[verifier][policy]") {
    const auto pretty = parse_policy(to_pretty_json(full_policy()));
    CHECK(pretty->sha256 == sha256(as_bytes(to_canonical_json(full_policy()))));
    Policy changed = *pretty;
    changed.c2pa_trust_list = false;
    seal(changed);
    CHECK_FALSE(changed.sha256 == pretty->sha256);
    CHECK(parse_policy(to_json_text(to_json(changed)))->sha256 == changed.sha256);
}

TEST_CASE("the compiled-in policy is the file's (V3)", "[verifier][policy]") {
    const auto file = read_file(source_folder() / "verifier/verdict/default_policy.json", limits::policy_bytes_max);
    REQUIRE(file);
    CHECK(parse_policy(as_text(*file))->sha256 == default_policy().sha256);
    CHECK(default_policy().trust_roots.empty());
    CHECK(default_policy().c2pa_trust_list);
    CHECK(default_policy().id == "default");
}

TEST_CASE("a policy's schema is closed (V1)", "[verifier][policy]") {
    CHECK(code_of(full_policy()) == ErrorCode{});
    for (const auto* key : {"arbiters", "c2pa", "id", "logKeys", "reputation", "trustRoots", "version"}) {
        Json json = full_policy();
        json.erase(key);
        INFO(key);
        CHECK(code_of(json) == errors::policy_malformed);
        json = full_policy();
        json.set(key, Json());
        CHECK(code_of(json) == errors::policy_malformed);
    }
    Json json = full_policy();
    json.set("minimalScore", 3);
    CHECK(code_of(json) == errors::policy_malformed);
    for (const auto* key : {"budgetPpm", "dampingPpm", "iterations", "kappaPpm", "minimumPpm", "seeds"}) {
        Json changed = full_policy();
        Json reputation = *changed.find("reputation");
        reputation.erase(key);
        changed.set("reputation", reputation);
        INFO(key);
        CHECK(code_of(changed) == errors::policy_malformed);
    }
}

TEST_CASE("a policy's values are checked (V1)", "[verifier][policy]") {
    const auto with = [](std::string_view key, Json value) {
        Json json = full_policy();
        json.set(key, std::move(value));
        return code_of(json);
    };
    CHECK(with("version", 2) == errors::policy_version);
    CHECK(with("id", "") == errors::policy_malformed);
    CHECK(with("id", std::string(64, 'x')) == ErrorCode{});
    CHECK(with("id", std::string(65, 'x')) == errors::policy_malformed);
    CHECK(with("trustRoots", Json::array({id_a, id_a})) == errors::policy_malformed);
    CHECK(with("trustRoots", Json::array({"abc"})) == errors::policy_malformed);
    CHECK(with("trustRoots", Json::array({std::string(64, '0')})) == errors::policy_malformed);
    CHECK(with("trustRoots", Json::array({7})) == errors::policy_malformed);
    CHECK(with("logKeys", Json::array({"nonsense"})) == errors::policy_malformed);
    CHECK(with("logKeys", Json::array({7})) == errors::policy_malformed);
    CHECK(with("logKeys", Json::array({"witness.example/w1+fea3b187+BBOY9ixtGkV8UbpqS189vS9p/KkyFiGNyJl+QWvRfZPK"})) ==
          errors::policy_malformed);  // a witness's key is no log's
    CHECK(with("c2pa", Json::object({{"trustList", "yes"}})) == errors::policy_malformed);
    CHECK(with("c2pa", Json::object({{"trustList", true}, {"more", true}})) == errors::policy_malformed);
    const auto with_reputation = [](std::string_view key, Json value) {
        Json json = full_policy();
        Json reputation = *json.find("reputation");
        reputation.set(key, std::move(value));
        json.set("reputation", reputation);
        return code_of(json);
    };
    CHECK(with_reputation("dampingPpm", 1'000'000) == errors::policy_malformed);
    CHECK(with_reputation("kappaPpm", -1) == errors::policy_malformed);
    CHECK(with_reputation("minimumPpm", 1'000'001) == errors::policy_malformed);
    CHECK(with_reputation("seeds", Json::array({Json::object({{"identity", id_a}, {"weightPpm", 0}})})) ==
          errors::policy_malformed);
    CHECK(with_reputation("seeds", Json::array({id_a})) == errors::policy_malformed);
    CHECK(parse_policy("{").error().code == errors::policy_malformed);
    CHECK(parse_policy("[]").error().code == errors::policy_malformed);
    CHECK(parse_policy(std::string(limits::policy_bytes_max + 1, ' ')).error().code == errors::policy_malformed);
}

}  // namespace

}  // namespace countersign::verdict

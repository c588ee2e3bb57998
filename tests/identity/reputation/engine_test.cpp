#include <catch2/catch.hpp>

#include <numeric>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "identity/reputation/errors.hpp"
#include "tests/identity/reputation/parties.hpp"

namespace countersign::reputation {

namespace {

constexpr std::int32_t full = static_cast<std::int32_t>(ppm_one);

Reputation run(const std::vector<Evidence>& evidence, const std::vector<Seed>& seeds,
               const Parameters& parameters = {}) {
    auto result = Reputation::compute(evidence, seeds, parameters);
    REQUIRE(result);
    return std::move(*result);
}

TEST_CASE("trust spreads from the seeds and adds up to one (S4, S6)", "[identity][reputation]") {
    const auto result = run({says(1, 2, full), says(2, 3, full), says(9, 8, full)}, {seed(1)});
    const auto sum = std::accumulate(result.trust().begin(), result.trust().end(), std::uint64_t{0});
    CHECK(sum <= trust_one);
    CHECK(trust_one - sum < 4);
    CHECK(result.score(party(1)).trust > result.score(party(2)).trust);
    CHECK(result.score(party(2)).trust > result.score(party(3)).trust);
    CHECK(result.score(party(9)).trust == 0);
    CHECK(result.score(party(8)).score == ScorePpm{0});
}

TEST_CASE("a party that vouches for little passes on little (S5)", "[identity][reputation]") {
    const auto little = run({says(1, 2, full / 10)}, {seed(1)});
    const auto much = run({says(1, 2, full)}, {seed(1)});
    CHECK(little.score(party(2)).trust * 5 < much.score(party(2)).trust);
    // And one who vouches for many shares what it has.
    const auto shared = run({says(1, 2, full), says(1, 3, full), says(1, 4, full)}, {seed(1)});
    CHECK(shared.score(party(2)).trust * 2 < much.score(party(2)).trust);
}

TEST_CASE("the score is inflow over inflow and the prior (S7)", "[identity][reputation]") {
    const auto result = run({says(1, 2, full)}, {seed(1)});
    const Score score = result.score(party(2));
    const std::uint64_t kappa = trust_one / 1000 * 3;
    CHECK(score.support == result.score(party(1)).trust);
    CHECK(score.doubt == 0);
    const double expected = static_cast<double>(score.support) / static_cast<double>(score.support + kappa);
    CHECK(score.score.value == Approx(expected * 1e6).margin(2));
    CHECK(score.net_ppm == static_cast<std::int32_t>(score.score.value));
}

TEST_CASE("doubt counts by the doubter's trust only (S7)", "[identity][reputation]") {
    std::vector<Evidence> evidence{says(1, 2, full), says(1, 3, full)};
    const auto before = run(evidence, {seed(1)}).score(party(3));
    for (std::uint32_t sybil = 100; sybil < 200; ++sybil) {
        evidence.push_back(says(sybil, 3, -full));
    }
    CHECK(run(evidence, {seed(1)}).score(party(3)).net_ppm == before.net_ppm);
    evidence.push_back(says(2, 3, -full));
    const auto doubted = run(evidence, {seed(1)}).score(party(3));
    CHECK(doubted.net_ppm < before.net_ppm);
    evidence.push_back(says(1, 3, -full));
    evidence.push_back(says(1, 3, -full));
    const auto distrusted = run(evidence, {seed(1)}).score(party(3));
    CHECK(distrusted.net_ppm < 0);
    CHECK(distrusted.score == ScorePpm{0});
}

TEST_CASE("a larger prior holds every score down (S8)", "[identity][reputation]") {
    std::uint32_t before = ppm_one;
    for (const std::uint32_t kappa : {10U, 1000U, 10'000U, 100'000U, ppm_one}) {
        const auto score = run({says(1, 2, full)}, {seed(1)}, {.kappa_ppm = kappa}).score(party(2)).score.value;
        CHECK(score < before);
        before = score;
    }
}

TEST_CASE("evidence about oneself is left out (S1)", "[identity][reputation]") {
    const auto with = run({says(1, 2, full), says(2, 2, full), says(1, 1, full)}, {seed(1)});
    const auto without = run({says(1, 2, full)}, {seed(1)});
    CHECK(with.trust() == without.trust());
    CHECK(with.score(party(2)) == without.score(party(2)));
}

TEST_CASE("what is said several times is one number (S2)", "[identity][reputation]") {
    const auto split = run({says(1, 2, 400'000), says(1, 2, 300'000), says(1, 3, full), says(1, 3, full)}, {seed(1)});
    const auto whole = run({says(1, 2, 700'000), says(1, 3, full)}, {seed(1)});
    CHECK(split.trust() == whole.trust());
    CHECK(hash(split.graph()) == hash(whole.graph()));
    const auto nothing = run({says(1, 2, 400'000), says(1, 2, -400'000)}, {seed(1)});
    CHECK(nothing.graph().edges.empty());
}

TEST_CASE("the reasons add up to the score and name the paths (S9, S10)", "[identity][reputation]") {
    const auto result = run({says(1, 2, full), says(2, 5, full), says(1, 3, full / 2), says(3, 5, full / 3),
                             says(3, 4, full), says(4, 5, full), says(2, 4, -full / 4), says(7, 5, full)},
                            {seed(1)});
    const auto explanation = result.explain(party(5), {.contributions_max = 2, .paths_max = 2});
    REQUIRE(explanation.contributions.size() == 2);
    CHECK(explanation.contributions[0].from == party(2));
    CHECK(explanation.others_count == 1);  // 7 has no trust and is no reason
    CHECK(explanation.contributions[0].amount_ppm + explanation.contributions[1].amount_ppm +
              explanation.others_amount_ppm ==
          explanation.score.net_ppm);
    REQUIRE(explanation.paths.size() == 2);
    CHECK(explanation.paths[0] == TrustPath{party(1), party(2), party(5)});
    CHECK(explanation.paths[1] == TrustPath{party(1), party(3), party(5)});
    CHECK(result.explain(party(5), {.contributions_max = 0, .paths_max = 0}).others_amount_ppm ==
          explanation.score.net_ppm);
    CHECK(result.explain(party(12)) == Explanation{});
}

TEST_CASE("a seed says so in its reasons (S9)", "[identity][reputation]") {
    const auto result = run({says(1, 2, full), says(2, 1, full)}, {seed(1), seed(3, ppm_one / 2)});
    const auto explanation = result.explain(party(1));
    REQUIRE(explanation.contributions.size() == 2);
    CHECK((explanation.contributions[0].is_seed || explanation.contributions[1].is_seed));
    CHECK(explanation.paths.front() == TrustPath{party(1)});
    const auto alone = result.explain(party(3));
    REQUIRE(alone.contributions.size() == 1);
    CHECK(alone.contributions[0].is_seed);
    CHECK(alone.contributions[0].amount_ppm == alone.score.net_ppm);
    // The path through the other never runs in a circle.
    for (const auto& path : explanation.paths) {
        CHECK(path.back() == party(1));
        CHECK(std::count(path.begin(), path.end(), party(1)) == 1);
    }
}

TEST_CASE("seeds must be named, once, with a weight (S3)", "[identity][reputation]") {
    const std::vector<Evidence> evidence{says(1, 2, full)};
    const auto code = [&evidence](const std::vector<Seed>& seeds) {
        const auto result = Reputation::compute(evidence, seeds, {});
        return result ? ErrorCode{} : result.error().code;
    };
    CHECK(code({}) == errors::reputation_seeds);
    CHECK(code({seed(1, 0)}) == errors::reputation_seeds);
    CHECK(code({seed(1, ppm_one + 1)}) == errors::reputation_seeds);
    CHECK(code({seed(1), seed(1)}) == errors::reputation_seeds);
    CHECK(code({seed(77)}) == ErrorCode{});
    std::vector<Seed> many;
    for (std::uint32_t i = 0; i <= limits::reputation_seeds_max; ++i) {
        many.push_back(seed(i));
    }
    CHECK(code(many) == errors::reputation_seeds);
    many.pop_back();
    CHECK(code(many) == ErrorCode{});
}

TEST_CASE("weights and parameters have bounds (S2, S3)", "[identity][reputation]") {
    const auto code = [](std::int32_t weight, const Parameters& parameters) {
        const auto result = Reputation::compute(std::vector{says(1, 2, weight)}, std::vector{seed(1)}, parameters);
        return result ? ErrorCode{} : result.error().code;
    };
    CHECK(code(full, {}) == ErrorCode{});
    CHECK(code(-full, {}) == ErrorCode{});
    CHECK(code(0, {}) == ErrorCode{});
    CHECK(code(full + 1, {}) == errors::reputation_weight);
    CHECK(code(-full - 1, {}) == errors::reputation_weight);
    CHECK(code(full, {.damping_ppm = 0}) == ErrorCode{});
    CHECK(code(full, {.damping_ppm = ppm_one}) == errors::reputation_parameters);
    CHECK(code(full, {.iterations = 0}) == errors::reputation_parameters);
    CHECK(code(full, {.iterations = limits::reputation_iterations_max}) == ErrorCode{});
    CHECK(code(full, {.iterations = limits::reputation_iterations_max + 1}) == errors::reputation_parameters);
    CHECK(code(full, {.kappa_ppm = 0}) == errors::reputation_parameters);
    CHECK(code(full, {.kappa_ppm = ppm_one + 1}) == errors::reputation_parameters);
    CHECK(code(full, {.budget_ppm = 0}) == errors::reputation_parameters);
    CHECK(code(full, {.budget_ppm = ppm_one + 1}) == errors::reputation_parameters);
}

TEST_CASE("too much evidence is refused before anything is built", "[identity][reputation]") {
    const std::vector<Evidence> evidence(limits::reputation_evidence_max + 1);
    CHECK(Reputation::compute(evidence, std::vector{seed(1)}, {}).error().code == errors::reputation_too_large);
}

TEST_CASE("parameters and evidence have hashes that never change (S11, S12)", "[identity][reputation]") {
    CHECK(to_hex(canonical_bytes({})) ==
          "636f756e7465727369676e2f72657075746174696f6e2f76310a000cf8500000003200000bb8000f4240");
    const auto result = run({says(1, 2, full), says(2, 3, -500'000), says(3, 1, 1)}, {seed(1), seed(2, 3)});
    ByteWriter trust;
    for (const std::uint64_t value : result.trust()) {
        trust.u64(value);
    }
    CHECK(to_hex(view(hash(Parameters{}))) == "33f74ea307fb9a604dd12d5558e11aa27f700473374a74fc6cc94d52294ad218");
    CHECK(to_hex(view(hash(result.graph()))) == "7ed2e7ffb959c062707fd59747d658ebec765d4d77043a3c08254e1292e3a0ed");
    CHECK(to_hex(view(sha256(trust.view()))) == "557d4181ea5eede7182c0393acce90493b0db1d6cae80793b0b998bdde4036fe");
}

}  // namespace

}  // namespace countersign::reputation

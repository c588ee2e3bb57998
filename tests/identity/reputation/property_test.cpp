// What must hold for any evidence (docs/spec/reputation.md).
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>
#include <random>

#include "tests/identity/reputation/parties.hpp"

namespace countersign::reputation {

namespace {

std::vector<Evidence> random_evidence(std::mt19937& random, std::uint32_t first, std::uint32_t count,
                                      std::size_t items) {
    std::vector<Evidence> evidence;
    std::uniform_int_distribution<std::uint32_t> node(first, first + count - 1);
    std::uniform_int_distribution<std::int32_t> weight(-400'000, 1'000'000);
    for (std::size_t i = 0; i < items; ++i) {
        evidence.push_back(says(node(random), node(random), weight(random)));
    }
    return evidence;
}

std::uint64_t mass_from(const Reputation& run, std::uint32_t first) {
    std::uint64_t sum = 0;
    for (std::size_t v = 0; v < run.graph().parties.size(); ++v) {
        sum += run.graph().parties[v] < party(first) ? 0 : run.trust()[v];
    }
    return sum;
}

}  // namespace

TEST_CASE("reputation properties", "[identity][reputation]") {
    rc::prop("the order of evidence and seeds changes nothing (S12)", [](std::uint32_t number) {
        std::mt19937 random(number);
        auto evidence = random_evidence(random, 0, 20, 60);
        std::vector<Seed> seeds{seed(0), seed(3, 7), seed(5, 500'000)};
        const auto first = Reputation::compute(evidence, seeds, {});
        std::shuffle(evidence.begin(), evidence.end(), random);
        std::shuffle(seeds.begin(), seeds.end(), random);
        const auto second = Reputation::compute(evidence, seeds, {});
        RC_ASSERT(first->trust() == second->trust());
        RC_ASSERT(hash(first->graph()) == hash(second->graph()));
        for (std::uint32_t v = 0; v < 20; ++v) {
            RC_ASSERT(first->explain(party(v)) == second->explain(party(v)));
        }
    });
    rc::prop("trust is conserved and never invented (S6)", [](std::uint32_t number) {
        std::mt19937 random(number);
        const std::vector<Seed> seeds{seed(0), seed(1, 333'333)};
        const auto run = Reputation::compute(random_evidence(random, 0, 30, 90), seeds, {});
        const auto sum = std::accumulate(run->trust().begin(), run->trust().end(), std::uint64_t{0});
        RC_ASSERT(sum <= trust_one);
        RC_ASSERT(trust_one - sum < seeds.size());
    });
    rc::prop("the reasons add up to the score, whatever is told of them (S9)", [](std::uint32_t number) {
        std::mt19937 random(number);
        const auto run = Reputation::compute(random_evidence(random, 0, 15, 80), std::vector{seed(0), seed(1)}, {});
        for (std::uint32_t v = 0; v < 15; ++v) {
            const auto told = run->explain(party(v), {.contributions_max = number % 7, .paths_max = 3});
            std::int64_t sum = told.others_amount_ppm;
            for (const auto& item : told.contributions) {
                sum += item.amount_ppm;
                RC_ASSERT((item.weight_ppm < 0 ? item.amount_ppm <= 0 : item.amount_ppm >= 0));
            }
            RC_ASSERT(sum == told.score.net_ppm);
            RC_ASSERT(told.score == run->score(party(v)));
            RC_ASSERT(told.score.score.value < ppm_one);
        }
    });
    rc::prop("paths start at a seed and follow positive evidence (S10)", [](std::uint32_t number) {
        std::mt19937 random(number);
        const auto evidence = random_evidence(random, 0, 12, 30);
        const auto run = Reputation::compute(evidence, std::vector{seed(0)}, {});
        for (std::uint32_t v = 0; v < 12; ++v) {
            std::size_t length = 0;
            for (const auto& path : run->explain(party(v)).paths) {
                RC_ASSERT(path.front() == party(0));
                RC_ASSERT(path.back() == party(v));
                RC_ASSERT(path.size() >= length);
                length = path.size();
                for (std::size_t i = 1; i < path.size(); ++i) {
                    const auto in = run->graph().edges_to(*run->graph().find(path[i]));
                    RC_ASSERT(std::any_of(in.begin(), in.end(), [&](const Edge& edge) {
                        return edge.weight_ppm > 0 && run->graph().parties[edge.from] == path[i - 1];
                    }));
                }
            }
        }
    });
}

TEST_CASE("a sybil region gets no more than its attack edges carry (S13)", "[identity][reputation]") {
    constexpr std::uint32_t sybils_from = 1000;
    const std::uint32_t size = GENERATE(1U, 10U, 300U);
    const std::uint32_t attack_edges = GENERATE(0U, 1U, 5U);
    std::mt19937 random(size * 10 + attack_edges);
    auto evidence = random_evidence(random, 0, 50, 300);
    for (std::uint32_t i = 0; i < size; ++i) {
        for (std::uint32_t j = 1; j <= 3; ++j) {
            evidence.push_back(says(sybils_from + i, sybils_from + (i + j) % size, 1'000'000));
        }
    }
    for (std::uint32_t i = 0; i < attack_edges; ++i) {
        evidence.push_back(says(7 + i, sybils_from + i % size, 300'000));
    }
    // In each step the region gains at most what flows over the attack edges, and keeps the damped part.
    std::uint64_t flow_max = 0;
    Parameters parameters;
    for (std::uint32_t steps = 1; steps < parameters.iterations; ++steps) {
        const auto run = Reputation::compute(evidence, std::vector{seed(0)}, {.iterations = steps});
        std::uint64_t flow = 0;
        for (std::uint32_t i = 0; i < attack_edges; ++i) {
            std::uint64_t row = 0;
            for (const Edge& edge : run->graph().edges) {
                const bool own = run->graph().parties[edge.from] == party(7 + i) && edge.weight_ppm > 0;
                row += own ? static_cast<std::uint64_t>(edge.weight_ppm) : 0;
            }
            flow += run->score(party(7 + i)).trust / std::max<std::uint64_t>(row, ppm_one) * 300'000;
        }
        flow_max = std::max(flow_max, flow);
    }
    const auto run = Reputation::compute(evidence, std::vector{seed(0)}, parameters);
    const std::uint64_t mass = mass_from(*run, sybils_from);
    CHECK(mass <= flow_max / 15 * 85 + trust_one / 1'000'000'000);
    if (attack_edges == 0) {
        CHECK(mass == 0);
    }
}

}  // namespace countersign::reputation

// Real ratings (Bitcoin-OTC): fraud is ranked below honest trade before the trusted circle has judged either. The
// protocol drops every edge at or after that judgement for each labelled user; see docs/spec/reputation.md, S14.
#include <catch2/catch.hpp>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "tests/identity/reputation/parties.hpp"
#include "tests/testdata.hpp"

namespace countersign::reputation {

namespace {

struct Rating {
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::int32_t value = 0;
    double time = 0;
};

std::vector<Rating> read_ratings(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::vector<Rating> ratings;
    char comma = 0;
    for (Rating r; file >> r.from >> comma >> r.to >> comma >> r.value >> comma >> r.time;) {
        ratings.push_back(r);
    }
    return ratings;
}

std::map<std::uint32_t, int> read_labels(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::map<std::uint32_t, int> labels;
    std::string line;
    while (std::getline(file, line)) {
        const auto comma = line.find(',');
        labels[static_cast<std::uint32_t>(std::stoul(line.substr(0, comma)))] = std::stoi(line.substr(comma + 1));
    }
    return labels;
}

constexpr std::uint32_t founder = 1;

// Symmetric early warning: nothing that happened once somebody of the founder's circle had judged a labelled user.
std::vector<Rating> before_judgement(const std::vector<Rating>& ratings, const std::map<std::uint32_t, int>& labels) {
    std::set<std::uint32_t> circle{founder};
    for (const Rating& r : ratings) {
        if (r.from == founder && r.value >= 5) {
            circle.insert(r.to);
        }
    }
    std::map<std::uint32_t, double> judged;
    for (const Rating& r : ratings) {
        if (circle.contains(r.from) && std::abs(r.value) >= 5 && r.to != founder && labels.contains(r.to)) {
            const auto [at, fresh] = judged.emplace(r.to, r.time);
            at->second = std::min(at->second, r.time);
        }
    }
    std::vector<Rating> kept;
    for (const Rating& r : ratings) {
        const auto late = [&](std::uint32_t user) { return judged.contains(user) && r.time >= judged.at(user); };
        if (!late(r.from) && !late(r.to)) {
            kept.push_back(r);
        }
    }
    return kept;
}

double area_under_curve(const std::vector<std::int32_t>& benign, const std::vector<std::int32_t>& fraud) {
    double wins = 0;
    for (const auto b : benign) {
        for (const auto f : fraud) {
            wins += b > f ? 1 : b == f ? 0.5 : 0;
        }
    }
    return wins / (static_cast<double>(benign.size()) * static_cast<double>(fraud.size()));
}

}  // namespace

TEST_CASE("fraud is ranked below honest trade before it is judged (S14)", "[identity][reputation]") {
    const auto folder = testdata_folder("trust/bitcoin-otc");
    if (!folder) {
        return;
    }
    const auto all = read_ratings(*folder / "otc_network.csv");
    const auto labels = read_labels(*folder / "otc_gt.csv");
    REQUIRE(all.size() == 35'592);
    REQUIRE(labels.size() == 316);
    const auto ratings = before_judgement(all, labels);
    REQUIRE(ratings.size() == 27'376);
    std::vector<Evidence> evidence;
    std::set<std::uint32_t> present;
    for (const Rating& r : ratings) {
        evidence.push_back(says(r.from, r.to, r.value * 100'000));
        present.insert({r.from, r.to});
    }
    const auto run = Reputation::compute(evidence, std::vector{seed(founder)}, {});
    REQUIRE(run);
    std::vector<std::int32_t> benign;
    std::vector<std::int32_t> fraud;
    for (const auto& [user, label] : labels) {
        if (user != founder && present.contains(user)) {
            (label > 0 ? benign : fraud).push_back(run->score(party(user)).net_ppm);
        }
    }
    CHECK(benign.size() == 103);
    CHECK(fraud.size() == 126);
    const double area = area_under_curve(benign, fraud);
    WARN("area under the curve " << area);
    CHECK(area > 0.93);
}

}  // namespace countersign::reputation

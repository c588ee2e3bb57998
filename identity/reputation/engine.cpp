#include "identity/reputation/engine.hpp"

#include <algorithm>
#include <limits>

#include "identity/reputation/fixed_point.hpp"
#include "identity/reputation/spread.hpp"

namespace countersign::reputation {

namespace {

std::uint64_t mass(const Contribution& item) {
    const auto weight = static_cast<std::uint64_t>(item.weight_ppm < 0 ? -item.weight_ppm : item.weight_ppm);
    return detail::multiply_divide(item.trust, weight, ppm_one);
}

// S7: an absolute prior, so that a little trust can't make a high score, however one-sided it is.
Score weigh(const std::vector<Contribution>& contributions, std::uint64_t trust) {
    Score score;
    score.trust = trust;
    for (const Contribution& item : contributions) {
        (item.weight_ppm < 0 ? score.doubt : score.support) += mass(item);
    }
    return score;
}

detail::WideSigned denominator(const Score& score, const Parameters& parameters) {
    const std::uint64_t kappa = detail::multiply_divide(trust_one, parameters.kappa_ppm, ppm_one);
    return detail::WideSigned{score.support} + score.doubt + kappa;
}

// S9: shares of the score by differences of rounded running sums, so that they add up to it exactly.
void divide_score(Score& score, std::vector<Contribution>& contributions, const Parameters& parameters) {
    const detail::WideSigned below = denominator(score, parameters);
    detail::WideSigned running = 0;
    std::int64_t before = 0;
    for (Contribution& item : contributions) {
        running += item.weight_ppm < 0 ? -detail::WideSigned{mass(item)} : detail::WideSigned{mass(item)};
        const std::int64_t after = detail::floor_divide(running * ppm_one, below);
        item.amount_ppm = static_cast<std::int32_t>(after - before);
        before = after;
    }
    score.net_ppm = static_cast<std::int32_t>(before);
    score.score = ScorePpm{before > 0 ? static_cast<std::uint32_t>(before) : 0};
}

constexpr std::uint32_t unreachable = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Result<Reputation> Reputation::compute(std::span<const Evidence> evidence, std::span<const Seed> seeds,
                                       const Parameters& parameters) {
    if (const auto checked = check_parameters(parameters); !checked) {
        return fail(checked.error());
    }
    auto graph = build_graph(evidence, seeds);
    if (!graph) {
        return fail(graph.error());
    }
    Reputation run;
    run.graph_ = std::move(*graph);
    run.parameters_ = parameters;
    run.trust_ = detail::spread_trust(run.graph_, parameters);
    run.find_nearest_vouchers();
    return run;
}

std::vector<Contribution> Reputation::contributions_to(Node node) const {
    std::vector<Contribution> contributions;
    if (graph_.seed_weight_ppm[node] != 0) {
        // A seed is vouched for by whoever named it, with the trust that comes from no one else.
        std::uint64_t total = 0;
        for (const std::uint32_t weight : graph_.seed_weight_ppm) {
            total += weight;
        }
        const std::uint64_t given = detail::multiply_divide(trust_one, ppm_one - parameters_.damping_ppm, ppm_one);
        contributions.push_back({.from = graph_.parties[node],
                                 .is_seed = true,
                                 .weight_ppm = static_cast<std::int32_t>(ppm_one),
                                 .trust = detail::multiply_divide(given, graph_.seed_weight_ppm[node], total),
                                 .amount_ppm = 0});
    }
    for (const Edge& edge : graph_.edges_to(node)) {
        if (trust_[edge.from] != 0) {
            contributions.push_back({graph_.parties[edge.from], false, edge.weight_ppm, trust_[edge.from], 0});
        }
    }
    return contributions;
}

Score Reputation::score(const Party& party) const {
    const auto node = graph_.find(party);
    if (!node) {
        return {};
    }
    auto contributions = contributions_to(*node);
    Score score = weigh(contributions, trust_[*node]);
    divide_score(score, contributions, parameters_);
    return score;
}

Explanation Reputation::explain(const Party& party, const ExplainOptions& options) const {
    Explanation explanation;
    const auto node = graph_.find(party);
    if (!node) {
        return explanation;
    }
    auto contributions = contributions_to(*node);
    explanation.score = weigh(contributions, trust_[*node]);
    divide_score(explanation.score, contributions, parameters_);
    std::stable_sort(contributions.begin(), contributions.end(),
                     [](const Contribution& a, const Contribution& b) { return mass(a) > mass(b); });
    const std::size_t told = std::min(options.contributions_max, contributions.size());
    for (std::size_t i = told; i < contributions.size(); ++i) {
        explanation.others_amount_ppm += contributions[i].amount_ppm;
    }
    explanation.others_count = contributions.size() - told;
    contributions.resize(told);
    explanation.contributions = std::move(contributions);
    explanation.paths = paths_to(*node, options.paths_max);
    return explanation;
}

// Level by level from the seeds; among vouchers of one level the weightiest wins, then the first party (S10).
void Reputation::find_nearest_vouchers() {
    const std::size_t count = graph_.parties.size();
    std::vector<std::vector<std::pair<Node, std::int32_t>>> out(count);
    for (const Edge& edge : graph_.edges) {
        if (edge.weight_ppm > 0 && trust_[edge.from] != 0) {
            out[edge.from].emplace_back(edge.to, edge.weight_ppm);
        }
    }
    depth_.assign(count, unreachable);
    nearer_.assign(count, 0);
    std::vector<std::uint64_t> weight(count, 0);
    std::vector<Node> level;
    for (Node v = 0; v < count; ++v) {
        if (graph_.seed_weight_ppm[v] != 0) {
            depth_[v] = 0;
            level.push_back(v);
        }
    }
    for (std::uint32_t depth = 1; !level.empty(); ++depth) {
        std::vector<Node> following;
        for (const Node u : level) {
            for (const auto& [v, weight_ppm] : out[u]) {
                const std::uint64_t passed =
                    detail::multiply_divide(trust_[u], static_cast<std::uint64_t>(weight_ppm), ppm_one);
                if (depth_[v] == unreachable) {
                    depth_[v] = depth;
                    following.push_back(v);
                } else if (depth_[v] != depth || passed <= weight[v]) {
                    continue;
                }
                nearer_[v] = u;
                weight[v] = passed;
            }
        }
        std::sort(following.begin(), following.end());
        level = std::move(following);
    }
}

TrustPath Reputation::path_to(Node node) const {
    TrustPath path{graph_.parties[node]};
    for (Node v = node; depth_[v] != 0;) {
        v = nearer_[v];
        path.push_back(graph_.parties[v]);
    }
    std::reverse(path.begin(), path.end());
    return path;
}

std::vector<TrustPath> Reputation::paths_to(Node node, std::size_t paths_max) const {
    std::vector<TrustPath> paths;
    if (graph_.seed_weight_ppm[node] != 0 && paths_max > 0) {
        paths.push_back({graph_.parties[node]});
    }
    std::vector<Edge> vouchers;
    for (const Edge& edge : graph_.edges_to(node)) {
        if (edge.weight_ppm > 0 && trust_[edge.from] != 0 && depth_[edge.from] != unreachable) {
            vouchers.push_back(edge);
        }
    }
    const auto passed = [this](const Edge& edge) {
        return detail::multiply_divide(trust_[edge.from], static_cast<std::uint64_t>(edge.weight_ppm), ppm_one);
    };
    std::stable_sort(vouchers.begin(), vouchers.end(), [this, &passed](const Edge& a, const Edge& b) {
        return depth_[a.from] != depth_[b.from] ? depth_[a.from] < depth_[b.from] : passed(a) > passed(b);
    });
    for (const Edge& edge : vouchers) {
        if (paths.size() >= paths_max) {
            break;
        }
        TrustPath path = path_to(edge.from);
        if (std::find(path.begin(), path.end(), graph_.parties[node]) == path.end()) {
            path.push_back(graph_.parties[node]);
            paths.push_back(std::move(path));
        }
    }
    return paths;
}

}  // namespace countersign::reputation

#include "identity/reputation/spread.hpp"

#include <algorithm>

#include "identity/reputation/engine.hpp"
#include "identity/reputation/fixed_point.hpp"

namespace countersign::reputation::detail {

namespace {

constexpr unsigned share_bits = 31;

struct Inflow {
    Node from = 0;
    /// Part of the source's trust that goes this way, in units of 1 / 2^31.
    std::uint32_t share = 0;
};

struct Flow {
    std::vector<Inflow> inflows;
    std::vector<std::size_t> first;
};

// S5: a row gives each the part of what it vouches for, and never more than it has; who vouches for little gives
// little.
Flow normalise(const Graph& graph, const Parameters& parameters) {
    std::vector<std::uint64_t> row_ppm(graph.parties.size(), parameters.budget_ppm);
    std::vector<std::uint64_t> vouched_ppm(graph.parties.size(), 0);
    for (const Edge& edge : graph.edges) {
        vouched_ppm[edge.from] += edge.weight_ppm > 0 ? static_cast<std::uint64_t>(edge.weight_ppm) : 0;
    }
    for (std::size_t u = 0; u < row_ppm.size(); ++u) {
        row_ppm[u] = std::max(row_ppm[u], vouched_ppm[u]);
    }
    Flow flow;
    flow.first.reserve(graph.parties.size() + 1);
    flow.first.push_back(0);
    for (Node v = 0; v < graph.parties.size(); ++v) {
        for (const Edge& edge : graph.edges_to(v)) {
            if (edge.weight_ppm > 0) {
                const auto weight = static_cast<std::uint64_t>(edge.weight_ppm);
                flow.inflows.push_back(
                    {edge.from, static_cast<std::uint32_t>((weight << share_bits) / row_ppm[edge.from])});
            }
        }
        flow.first.push_back(flow.inflows.size());
    }
    return flow;
}

// S6: what isn't passed on goes back to the seeds, by their weights.
void return_to_seeds(const Graph& graph, std::uint64_t amount, std::vector<std::uint64_t>& trust) {
    std::uint64_t total = 0;
    for (const std::uint32_t weight : graph.seed_weight_ppm) {
        total += weight;
    }
    for (std::size_t v = 0; v < trust.size(); ++v) {
        if (graph.seed_weight_ppm[v] != 0) {
            trust[v] += multiply_divide(amount, graph.seed_weight_ppm[v], total);
        }
    }
}

}  // namespace

std::vector<std::uint64_t> spread_trust(const Graph& graph, const Parameters& parameters) {
    const Flow flow = normalise(graph, parameters);
    std::vector<std::uint64_t> trust(graph.parties.size(), 0);
    return_to_seeds(graph, trust_one, trust);
    std::vector<std::uint64_t> next(trust.size(), 0);
    for (std::uint32_t step = 0; step < parameters.iterations; ++step) {
        std::uint64_t kept = 0;
        for (std::size_t v = 0; v < next.size(); ++v) {
            std::uint64_t inflow = 0;
            for (std::size_t i = flow.first[v]; i < flow.first[v + 1]; ++i) {
                const Inflow& in = flow.inflows[i];
                inflow += static_cast<std::uint64_t>((Wide{trust[in.from]} * in.share) >> share_bits);
            }
            next[v] = multiply_divide(inflow, parameters.damping_ppm, ppm_one);
            kept += next[v];
        }
        return_to_seeds(graph, trust_one - kept, next);
        trust.swap(next);
    }
    return trust;
}

}  // namespace countersign::reputation::detail

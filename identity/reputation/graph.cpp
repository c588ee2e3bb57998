#include "identity/reputation/graph.hpp"

#include <algorithm>

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "identity/reputation/errors.hpp"
#include "identity/reputation/parameters.hpp"

namespace countersign::reputation {

namespace {

constexpr std::int64_t weight_max = ppm_one;

Result<Done> check_input(std::span<const Evidence> evidence, std::span<const Seed> seeds) {
    if (evidence.size() > limits::reputation_evidence_max) {
        return fail(errors::reputation_too_large, std::to_string(evidence.size()) + " items");
    }
    if (seeds.empty() || seeds.size() > limits::reputation_seeds_max) {
        return fail(errors::reputation_seeds, std::to_string(seeds.size()) + " seeds");
    }
    for (const Seed& seed : seeds) {
        if (seed.weight_ppm == 0 || seed.weight_ppm > ppm_one) {
            return fail(errors::reputation_seeds, "weight");
        }
    }
    for (const Evidence& item : evidence) {
        if (item.weight_ppm > weight_max || item.weight_ppm < -weight_max) {
            return fail(errors::reputation_weight, std::to_string(item.weight_ppm));
        }
    }
    return Done{};
}

std::vector<Party> collect_parties(std::span<const Evidence> evidence, std::span<const Seed> seeds) {
    std::vector<Party> parties;
    parties.reserve(evidence.size() * 2 + seeds.size());
    for (const Evidence& item : evidence) {
        parties.push_back(item.from);
        parties.push_back(item.to);
    }
    for (const Seed& seed : seeds) {
        parties.push_back(seed.party);
    }
    std::sort(parties.begin(), parties.end());
    parties.erase(std::unique(parties.begin(), parties.end()), parties.end());
    return parties;
}

// S2: what one party says of another is one number, whatever the order in which it was said.
std::vector<Edge> merge(std::vector<Edge> edges) {
    std::sort(edges.begin(), edges.end(),
              [](const Edge& a, const Edge& b) { return a.to != b.to ? a.to < b.to : a.from < b.from; });
    std::vector<Edge> merged;
    for (std::size_t i = 0; i < edges.size();) {
        std::int64_t sum = 0;
        std::size_t j = i;
        for (; j < edges.size() && edges[j].to == edges[i].to && edges[j].from == edges[i].from; ++j) {
            sum += edges[j].weight_ppm;
        }
        sum = std::clamp(sum, -weight_max, weight_max);
        if (sum != 0) {
            merged.push_back({edges[i].from, edges[i].to, static_cast<std::int32_t>(sum)});
        }
        i = j;
    }
    return merged;
}

}  // namespace

std::optional<Node> Graph::find(const Party& party) const noexcept {
    const auto found = std::lower_bound(parties.begin(), parties.end(), party);
    if (found == parties.end() || !(*found == party)) {
        return std::nullopt;
    }
    return static_cast<Node>(found - parties.begin());
}

Result<Graph> build_graph(std::span<const Evidence> evidence, std::span<const Seed> seeds) {
    if (const auto checked = check_input(evidence, seeds); !checked) {
        return fail(checked.error());
    }
    Graph graph;
    graph.parties = collect_parties(evidence, seeds);
    graph.seed_weight_ppm.assign(graph.parties.size(), 0);
    for (const Seed& seed : seeds) {
        std::uint32_t& weight = graph.seed_weight_ppm[*graph.find(seed.party)];
        if (weight != 0) {
            return fail(errors::reputation_seeds, "a seed is named twice");
        }
        weight = seed.weight_ppm;
    }
    std::vector<Edge> edges;
    edges.reserve(evidence.size());
    for (const Evidence& item : evidence) {
        if (!(item.from == item.to)) {  // S1
            edges.push_back({*graph.find(item.from), *graph.find(item.to), item.weight_ppm});
        }
    }
    graph.edges = merge(std::move(edges));
    graph.first_in.assign(graph.parties.size() + 1, 0);
    for (const Edge& edge : graph.edges) {
        ++graph.first_in[edge.to + 1];
    }
    for (std::size_t v = 0; v < graph.parties.size(); ++v) {
        graph.first_in[v + 1] += graph.first_in[v];
    }
    return graph;
}

Sha256Digest hash(const Graph& graph) {
    Sha2Hasher hasher;
    hasher.update(as_bytes("countersign/reputation/evidence/v1\n"));
    const auto add = [&hasher](const Party& party, std::uint32_t number) {
        hasher.update(view(party));
        hasher.update(ByteWriter().u32(number).view());
    };
    for (Node v = 0; v < graph.parties.size(); ++v) {
        if (graph.seed_weight_ppm[v] != 0) {
            add(graph.parties[v], graph.seed_weight_ppm[v]);
        }
    }
    hasher.update(as_bytes("\n"));
    for (const Edge& edge : graph.edges) {
        hasher.update(view(graph.parties[edge.from]));
        add(graph.parties[edge.to], static_cast<std::uint32_t>(edge.weight_ppm));
    }
    return hasher.finish_sha256();
}

}  // namespace countersign::reputation

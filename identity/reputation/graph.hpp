// The evidence of a reputation run in its canonical form: parties sorted, one edge for each ordered pair, no edge to
// oneself. Unsorted evidence in -> graph out, the same whatever the order (docs/spec/reputation.md, S1, S2, S12).
// Thread-safety: plain values.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::reputation {

/// Whoever vouches or is vouched for; for a registry, the identity's id.
using Party = FixedBytes<32, struct PartyTag>;

/// `from` says something of `to`: from -1,000,000 (as bad as can be) to 1,000,000 (as good as can be).
struct Evidence {
    Party from{};
    Party to{};
    std::int32_t weight_ppm = 0;
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// A party that is trusted to begin with, by the choice of whoever runs this.
struct Seed {
    Party party{};
    std::uint32_t weight_ppm = 0;
    friend bool operator==(const Seed&, const Seed&) = default;
};

/// Index of a party in its graph.
using Node = std::uint32_t;

struct Edge {
    Node from = 0;
    Node to = 0;
    std::int32_t weight_ppm = 0;
    friend bool operator==(const Edge&, const Edge&) = default;
};

struct Graph {
    /// Sorted; a Node is an index into it.
    std::vector<Party> parties;
    /// Sorted by target, then source.
    std::vector<Edge> edges;
    /// edges[first_in[v]] to edges[first_in[v + 1]] - 1 lead to v.
    std::vector<std::size_t> first_in;
    /// Parallel to `parties`: the seed's weight, 0 for all others.
    std::vector<std::uint32_t> seed_weight_ppm;

    [[nodiscard]] std::optional<Node> find(const Party& party) const noexcept;
    [[nodiscard]] std::span<const Edge> edges_to(Node node) const noexcept {
        return {edges.data() + first_in[node], first_in[node + 1] - first_in[node]};
    }
};

/// O(n log n). Errors: reputation.seeds, reputation.weight, reputation.too_large.
[[nodiscard]] Result<Graph> build_graph(std::span<const Evidence> evidence, std::span<const Seed> seeds);

/// Commits to seeds and evidence in canonical order (S12).
[[nodiscard]] Sha256Digest hash(const Graph& graph);

}  // namespace countersign::reputation

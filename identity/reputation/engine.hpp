// The reputation of every party, seen from the seeds: trust spreads from them along positive evidence (personalised
// PageRank), and what a party says of another counts as much as it is trusted itself. Evidence and seeds in -> scores
// with their reasons out. Integers only, a fixed number of steps, every rounding downwards: the same bits on every
// machine, whatever the order of the input. docs/spec/reputation.md. Knows no ledger.
// Thread-safety: compute() is pure; a finished run is constant and may be read from any thread.
#pragma once

#include "identity/base/strong.hpp"
#include "identity/reputation/graph.hpp"
#include "identity/reputation/parameters.hpp"

namespace countersign::reputation {

/// All trust there is, as a fixed-point number (S4).
inline constexpr std::uint64_t trust_one = std::uint64_t{1} << 56U;

struct Score {
    /// max(0, net_ppm): what is shown and compared.
    ScorePpm score{};
    /// (support - doubt) / (support + doubt + kappa), rounded down; negative where doubt outweighs (S7).
    std::int32_t net_ppm = 0;
    /// In units of 1 / 2^56 of all trust.
    std::uint64_t trust = 0;
    std::uint64_t support = 0;
    std::uint64_t doubt = 0;
    friend bool operator==(const Score&, const Score&) = default;
};

/// One item of evidence and its exact share of the score.
struct Contribution {
    Party from{};
    /// True for the share that a party has because it is a seed; `from` is then the party itself.
    bool is_seed = false;
    std::int32_t weight_ppm = 0;
    std::uint64_t trust = 0;
    std::int32_t amount_ppm = 0;
    friend bool operator==(const Contribution&, const Contribution&) = default;
};

/// A way from a seed to the party along positive evidence, both ends included.
using TrustPath = std::vector<Party>;

struct Explanation {
    Score score;
    /// Largest amount first. With `others_amount_ppm` the amounts sum to net_ppm exactly (S9).
    std::vector<Contribution> contributions;
    std::size_t others_count = 0;
    std::int32_t others_amount_ppm = 0;
    /// Shortest first.
    std::vector<TrustPath> paths;
    friend bool operator==(const Explanation&, const Explanation&) = default;
};

struct ExplainOptions {
    std::size_t contributions_max = 5;
    std::size_t paths_max = 3;
};

class Reputation {
  public:
    /// O(iterations x evidence). Errors: those of check_parameters() and build_graph().
    [[nodiscard]] static Result<Reputation> compute(std::span<const Evidence> evidence, std::span<const Seed> seeds,
                                                    const Parameters& parameters);

    /// A party that nobody spoke of has the score 0. O(evidence on the party).
    [[nodiscard]] Score score(const Party& party) const;
    [[nodiscard]] Explanation explain(const Party& party, const ExplainOptions& options = {}) const;

    [[nodiscard]] const Graph& graph() const noexcept { return graph_; }
    [[nodiscard]] const Parameters& parameters() const noexcept { return parameters_; }
    /// Parallel to graph().parties.
    [[nodiscard]] const std::vector<std::uint64_t>& trust() const noexcept { return trust_; }

  private:
    Reputation() = default;
    [[nodiscard]] std::vector<Contribution> contributions_to(Node node) const;
    [[nodiscard]] std::vector<TrustPath> paths_to(Node node, std::size_t paths_max) const;
    [[nodiscard]] TrustPath path_to(Node node) const;
    void find_nearest_vouchers();

    Graph graph_;
    Parameters parameters_;
    std::vector<std::uint64_t> trust_;
    /// Steps from the nearest seed, and the party one step nearer; unreachable where the depth is the maximum.
    std::vector<std::uint32_t> depth_;
    std::vector<Node> nearer_;
};

}  // namespace countersign::reputation

// How trust spreads: the fixed-point iteration of docs/spec/reputation.md, S4 to S6. Private to identity/reputation.
#pragma once

#include "identity/reputation/graph.hpp"
#include "identity/reputation/parameters.hpp"

namespace countersign::reputation::detail {

/// Trust of each node, in units of 1 / 2^56; the sum is at most 2^56 and short of it by less than the number of seeds.
[[nodiscard]] std::vector<std::uint64_t> spread_trust(const Graph& graph, const Parameters& parameters);

}  // namespace countersign::reputation::detail

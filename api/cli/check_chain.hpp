// A chain's portable proof against a file, for `countersign check`.
#pragma once

#include <string_view>

#include "api/cli/commands.hpp"

namespace countersign::cli {

/// Whether the text is a chain's proof, not a log's.
[[nodiscard]] bool is_chain_proof(std::string_view text);
/// Prints the outcome of docs/spec/chain-proof.md: 0 holds, 3 unanchored, 1 fails.
[[nodiscard]] Exit check_chain(const CheckOptions& options, std::string_view text);

}  // namespace countersign::cli

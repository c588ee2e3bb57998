// A verdict as lines for a terminal: the sentence first, then the axes, then the reasons.
// Thread-safety: pure function.
#pragma once

#include <string>

#include "verifier/verdict/verdict.hpp"

namespace countersign::cli {

/// Everything that came from a stranger is made printable.
[[nodiscard]] std::string to_terminal_text(const verdict::Verdict& verdict);

}  // namespace countersign::cli

// A validation report as a tree of lines for a terminal. Everything a file says is made printable.
// Thread-safety: a pure function.
#pragma once

#include <string>

#include "verifier/c2pa/report.hpp"

namespace countersign::cli {

[[nodiscard]] std::string to_terminal_tree(const verifier::c2pa::Report& report);

}  // namespace countersign::cli

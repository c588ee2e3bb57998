// A verdict as lines for a terminal: the sentence first, then the axes, then the reasons.
// Data in: the verdict's JSON, from this process or a server; data out: text. Thread-safety: pure function.
#pragma once

#include <string>

#include "api/cli/commands.hpp"
#include "identity/base/json.hpp"

namespace countersign::cli {

/// Everything that came from a stranger is made printable. Members that are missing are left out.
[[nodiscard]] std::string to_terminal_text(const Json& verdict, Exit exit);
/// The sign and the sentence alone, for a file among many; `name` must be printable.
[[nodiscard]] std::string to_terminal_line(const std::string& name, const Json& verdict, Exit exit);

/// Rows on the registry's chain, of an answer whose `chain` has the place `member`; empty where it lives on
/// none. `width` is that of the rows' names.
[[nodiscard]] std::string chain_rows(const Json& answer, std::string_view member, std::size_t width);

}  // namespace countersign::cli

// `countersign verify FOLDER`: a line for each file below it, in the order of their paths, worked on by all cores.
#pragma once

#include "api/cli/judge.hpp"

namespace countersign::cli {

[[nodiscard]] bool is_folder(const std::string& path);

/// Prints `[ok] path: sentence` for each file, or with `--json` a line of JSON: {"path", "verdict"} or {"path",
/// "problem"}. Hidden files are files; symbolic links aren't followed. The exit status is the first of these that some
/// file has: 1, 65, 3, 2, else 0.
[[nodiscard]] Exit verify_folder(const VerifyOptions& options, Judge& judge);

}  // namespace countersign::cli

// What `init` and `serve --demo` share.
#pragma once

#include <string>

#include "identity/base/entropy.hpp"

namespace countersign::cli {

/// A log origin for trying things out: it names no host that others could reach.
[[nodiscard]] std::string random_origin(Entropy& entropy);

}  // namespace countersign::cli

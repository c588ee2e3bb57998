// Error codes of the command line itself.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode cli_password_empty{"cli.password_empty", ErrorKind::invalid,
                                              "The password file's first line is empty."};

}  // namespace countersign::errors

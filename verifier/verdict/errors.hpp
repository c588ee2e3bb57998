// Error codes of verifier/verdict: a policy that can't be read. A verdict itself never fails.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode policy_malformed{"policy.malformed", ErrorKind::invalid,
                                            "The text is not a policy as docs/spec/verdict.md describes it."};
inline constexpr ErrorCode policy_version{"policy.version", ErrorKind::unsupported,
                                          "The policy is of a version that isn't known."};

}  // namespace countersign::errors

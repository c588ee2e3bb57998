// Error codes of reading and making repository receipts. What checking them says are status codes (status.hpp).
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode receipt_form{
    "receipt.form", ErrorKind::invalid,
    "Not a repository receipt as C2PA's schema and docs/spec/receipt.md describe it."};
inline constexpr ErrorCode receipt_foreign{"receipt.foreign", ErrorKind::unsupported,
                                           "The receipt is of a repository whose proofs aren't known here."};

}  // namespace countersign::errors

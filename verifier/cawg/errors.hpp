// Error codes of verifier/cawg: of what a caller supplies. What validation says are status codes (status.hpp).
#pragma once

#include "identity/base/result.hpp"

namespace countersign::verifier::cawg::errors {

inline constexpr ErrorCode too_many_documents{"cawg.too_many_documents", ErrorKind::too_large,
                                              "Too many DID documents are supplied."};

}  // namespace countersign::verifier::cawg::errors

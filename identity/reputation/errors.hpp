// Error codes of identity/reputation.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode reputation_parameters{"reputation.parameters", ErrorKind::invalid,
                                                 "A parameter of the reputation run is out of range."};
inline constexpr ErrorCode reputation_seeds{"reputation.seeds", ErrorKind::invalid,
                                            "Seeds must be named, each once and with a weight above 0."};
inline constexpr ErrorCode reputation_weight{"reputation.weight", ErrorKind::invalid,
                                             "A weight is between -1,000,000 and 1,000,000 parts per million."};
inline constexpr ErrorCode reputation_too_large{"reputation.too_large", ErrorKind::too_large,
                                                "There is too much evidence for one run."};

}  // namespace countersign::errors

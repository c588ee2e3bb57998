// Error codes of making identity assertions.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::verifier::cawg::errors {

inline constexpr ErrorCode identity_room{"sign.identity_room", ErrorKind::invalid,
                                         "The identity assertion doesn't fit the room that was kept for it."};
inline constexpr ErrorCode identity_certificate{
    "sign.identity_certificate", ErrorKind::invalid,
    "The identity's certificate isn't one for signing documents (purpose 1.3.6.1.5.5.7.3.36)."};
inline constexpr ErrorCode identity_role{
    "sign.identity_role", ErrorKind::invalid,
    "A role is cawg.creator, contributor, editor, producer, publisher, sponsor or translator, each with cawg. before."};

}  // namespace countersign::verifier::cawg::errors

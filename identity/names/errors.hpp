// Error codes of identity/names.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode name_length{"name.length", ErrorKind::invalid, "A name has 3 to 63 characters."};
inline constexpr ErrorCode name_alphabet{"name.alphabet", ErrorKind::invalid,
                                         "A name holds only the letters a to z, the digits 0 to 9 and hyphens."};
inline constexpr ErrorCode name_hyphen{"name.hyphen", ErrorKind::invalid,
                                       "A name doesn't begin or end with a hyphen and has no two in a row."};
inline constexpr ErrorCode name_reserved{"name.reserved", ErrorKind::invalid,
                                         "A name doesn't begin with xn--, the mark of encoded domain names."};
inline constexpr ErrorCode name_utf8{"name.utf8", ErrorKind::invalid, "The text is not valid UTF-8."};
inline constexpr ErrorCode name_too_long{"name.too_long", ErrorKind::too_large, "The text is too long to be a name."};
inline constexpr ErrorCode name_lookalike{"name.lookalike", ErrorKind::conflict,
                                          "The name looks like one that somebody else holds."};

}  // namespace countersign::errors

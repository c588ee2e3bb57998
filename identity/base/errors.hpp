// Error codes of identity/base.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode encoding_hex{"encoding.hex", ErrorKind::invalid, "Not strict lower-case hexadecimal."};
inline constexpr ErrorCode encoding_base58{"encoding.base58", ErrorKind::invalid, "Not base58btc text."};
inline constexpr ErrorCode encoding_base64{"encoding.base64", ErrorKind::invalid, "Not canonical base64 text."};
inline constexpr ErrorCode encoding_base64url{"encoding.base64url", ErrorKind::invalid,
                                              "Not canonical base64url text without padding."};
inline constexpr ErrorCode encoding_multibase{"encoding.multibase", ErrorKind::invalid,
                                              "Not multibase text of a supported alphabet."};
inline constexpr ErrorCode encoding_length{"encoding.length", ErrorKind::invalid, "The value has the wrong length."};
inline constexpr ErrorCode time_syntax{"time.syntax", ErrorKind::invalid,
                                       "Not an RFC 3339 time such as 2026-05-03T10:00:00Z."};
inline constexpr ErrorCode json_syntax{"json.syntax", ErrorKind::invalid, "The text is not valid JSON."};
inline constexpr ErrorCode json_duplicate_key{"json.duplicate_key", ErrorKind::invalid,
                                              "A JSON object has the same key twice."};
inline constexpr ErrorCode json_too_deep{"json.too_deep", ErrorKind::too_large, "The JSON is nested too deeply."};
inline constexpr ErrorCode json_too_large{"json.too_large", ErrorKind::too_large, "The JSON is too large."};
inline constexpr ErrorCode json_number{"json.number", ErrorKind::invalid,
                                       "A JSON number is outside what can be represented exactly."};
inline constexpr ErrorCode json_type{"json.type", ErrorKind::invalid, "A JSON value has the wrong type."};
inline constexpr ErrorCode json_missing_key{"json.missing_key", ErrorKind::invalid, "A required JSON key is missing."};
inline constexpr ErrorCode json_unknown_key{"json.unknown_key", ErrorKind::invalid, "A JSON key is not known here."};
inline constexpr ErrorCode file_not_found{"file.not_found", ErrorKind::not_found, "The file does not exist."};
inline constexpr ErrorCode file_unreadable{"file.unreadable", ErrorKind::unavailable, "The file can't be read."};
inline constexpr ErrorCode file_unwritable{"file.unwritable", ErrorKind::unavailable, "The file can't be written."};
inline constexpr ErrorCode file_too_large{"file.too_large", ErrorKind::too_large, "The file is too large."};
inline constexpr ErrorCode file_exists{"file.exists", ErrorKind::conflict, "The file exists already."};

}  // namespace countersign::errors

// Error codes of verifier/c2pa: what the parsers say. What validation says are status codes (status.hpp).
#pragma once

#include "identity/base/result.hpp"

namespace countersign::verifier::c2pa::errors {

inline constexpr ErrorCode cbor_malformed{"cbor.malformed", ErrorKind::invalid, "Not well-formed CBOR."};
inline constexpr ErrorCode cbor_duplicate_key{"cbor.duplicate_key", ErrorKind::invalid,
                                              "A CBOR map has the same key twice."};
inline constexpr ErrorCode cbor_too_deep{"cbor.too_deep", ErrorKind::too_large, "The CBOR is nested too deeply."};
inline constexpr ErrorCode cbor_too_large{"cbor.too_large", ErrorKind::too_large, "The CBOR has too many items."};
inline constexpr ErrorCode cbor_trailing{"cbor.trailing", ErrorKind::invalid, "Bytes follow the CBOR item."};
inline constexpr ErrorCode jumbf_malformed{"jumbf.malformed", ErrorKind::invalid, "Not a well-formed JUMBF box."};
inline constexpr ErrorCode jumbf_too_deep{"jumbf.too_deep", ErrorKind::too_large,
                                          "The JUMBF boxes are nested too deeply."};
inline constexpr ErrorCode jumbf_too_large{"jumbf.too_large", ErrorKind::too_large, "Too many JUMBF boxes."};
inline constexpr ErrorCode cose_malformed{"cose.malformed", ErrorKind::invalid, "Not a COSE_Sign1 as C2PA uses it."};
inline constexpr ErrorCode anchors_malformed{"c2pa.anchors_malformed", ErrorKind::invalid,
                                             "The trust anchors aren't PEM certificates."};
inline constexpr ErrorCode crjson_too_large{"c2pa.crjson_too_large", ErrorKind::too_large,
                                            "What the manifests say is too long to be written as crJSON."};

}  // namespace countersign::verifier::c2pa::errors

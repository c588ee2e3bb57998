// Error codes of identity/did.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode did_syntax{"did.syntax", ErrorKind::invalid, "Not a DID, such as did:key:z6Mk..."};
inline constexpr ErrorCode did_url_syntax{"did.url_syntax", ErrorKind::invalid, "Not a DID URL."};
inline constexpr ErrorCode did_too_long{"did.too_long", ErrorKind::too_large, "The DID or DID URL is too long."};
inline constexpr ErrorCode did_method{"did.method", ErrorKind::unsupported, "This DID method is not supported."};
inline constexpr ErrorCode did_key_type{"did.key_type", ErrorKind::unsupported,
                                        "The DID holds a kind of key that is not supported."};
inline constexpr ErrorCode did_key_length{"did.key_length", ErrorKind::invalid,
                                          "The key in the DID has the wrong length."};
inline constexpr ErrorCode did_key_invalid{"did.key_invalid", ErrorKind::invalid,
                                           "The key in the DID is not a usable public key."};
inline constexpr ErrorCode did_web_host{"did.web_host", ErrorKind::invalid,
                                        "The host of a did:web is a lower-case domain name, with a port after %3A."};
inline constexpr ErrorCode did_web_path{"did.web_path", ErrorKind::invalid,
                                        "The path of a did:web holds letters, digits, dots, hyphens and underscores."};
inline constexpr ErrorCode did_not_found{"did.not_found", ErrorKind::not_found, "There is no document for the DID."};
inline constexpr ErrorCode did_unavailable{"did.unavailable", ErrorKind::unavailable,
                                           "The document of the DID can't be fetched now."};
inline constexpr ErrorCode did_document{"did.document", ErrorKind::invalid, "Not a valid DID document."};
inline constexpr ErrorCode did_document_id{"did.document_id", ErrorKind::invalid,
                                           "The document names another DID than the one that was asked for."};
inline constexpr ErrorCode did_method_not_found{"did.method_not_found", ErrorKind::invalid,
                                                "The document has no such verification method."};
inline constexpr ErrorCode did_method_purpose{"did.method_purpose", ErrorKind::invalid,
                                              "The document does not allow the key for this purpose."};
inline constexpr ErrorCode did_method_unsupported{"did.method_unsupported", ErrorKind::unsupported,
                                                  "The verification method holds a kind of key that is not supported."};
inline constexpr ErrorCode did_method_controller{"did.method_controller", ErrorKind::invalid,
                                                 "The verification method belongs to another DID."};
inline constexpr ErrorCode did_method_expired{"did.method_expired", ErrorKind::invalid,
                                              "The verification method had expired at that time."};
inline constexpr ErrorCode did_method_revoked{"did.method_revoked", ErrorKind::invalid,
                                              "The verification method had been revoked at that time."};

}  // namespace countersign::errors

// Error codes of api/http: what is wrong with a request before any handler looks at it, and with outgoing requests.
// problem.cpp gives those with a status of their own (405, 408, 415, ...) that status.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode http_syntax{"http.syntax", ErrorKind::invalid, "Not a well-formed HTTP/1.1 request."};
inline constexpr ErrorCode http_target{"http.target", ErrorKind::invalid, "The request's target is malformed."};
inline constexpr ErrorCode http_query{"http.query", ErrorKind::invalid,
                                      "A query parameter is unknown here, given twice or malformed."};
inline constexpr ErrorCode http_host{"http.host", ErrorKind::invalid, "Exactly one Host header is required."};
inline constexpr ErrorCode http_host_not_allowed{"http.host_not_allowed", ErrorKind::forbidden,
                                                 "This server doesn't answer for that host name."};
inline constexpr ErrorCode http_origin_not_allowed{"http.origin_not_allowed", ErrorKind::forbidden,
                                                   "Pages of other sites may not send this request."};
inline constexpr ErrorCode http_not_found{"http.not_found", ErrorKind::not_found, "There is nothing at this address."};
inline constexpr ErrorCode http_method_not_allowed{"http.method_not_allowed", ErrorKind::invalid,
                                                   "The method isn't allowed at this address."};
inline constexpr ErrorCode http_media_type{"http.media_type", ErrorKind::unsupported,
                                           "The body's Content-Type isn't accepted at this address."};
inline constexpr ErrorCode http_transfer_encoding{"http.transfer_encoding", ErrorKind::invalid,
                                                  "Only the transfer encoding \"chunked\" is understood."};
inline constexpr ErrorCode http_header_too_large{"http.header_too_large", ErrorKind::too_large,
                                                 "The request's header is too large."};
inline constexpr ErrorCode http_body_too_large{"http.body_too_large", ErrorKind::too_large,
                                               "The request's body is too large."};
inline constexpr ErrorCode http_body_unexpected{"http.body_unexpected", ErrorKind::invalid,
                                                "This request takes no body."};
inline constexpr ErrorCode http_timeout{"http.timeout", ErrorKind::invalid, "The request came too slowly."};
inline constexpr ErrorCode http_rate_limited{"http.rate_limited", ErrorKind::rate_limited,
                                             "Too many requests. Try again later."};
inline constexpr ErrorCode http_busy{"http.busy", ErrorKind::unavailable, "The service is busy. Try again later."};
inline constexpr ErrorCode http_spool{"http.spool", ErrorKind::unavailable, "The body can't be kept on disk."};
inline constexpr ErrorCode http_internal{"http.internal", ErrorKind::unavailable,
                                         "Something failed here; it is logged."};
inline constexpr ErrorCode http_listen{"http.listen", ErrorKind::unavailable, "The address can't be listened on."};

inline constexpr ErrorCode http_blocked{"http.blocked", ErrorKind::forbidden, "The outgoing request isn't allowed."};
inline constexpr ErrorCode http_failed{"http.failed", ErrorKind::unavailable, "The outgoing request failed."};
inline constexpr ErrorCode http_answer_too_large{"http.answer_too_large", ErrorKind::too_large,
                                                 "The answer to an outgoing request is too large."};

}  // namespace countersign::errors

// The request target (RFC 9112 section 3.2), parsed once: raw text in -> decoded path segments and query out.
// Strict: control characters, invalid percent-encoding, invalid UTF-8, dot segments and empty segments are errors, so
// that no two layers can read one target differently.
// Thread-safety: plain values. A Target is reused from request to request without allocating again.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "identity/base/result.hpp"

namespace countersign::api::http {

struct Target {
    /// Of the absolute form only (`GET http://host/path`); else empty.
    std::string_view authority;
    /// Decoded, without the leading slash. `/` has none. An encoded slash stays within its segment.
    std::vector<std::string_view> segments;
    /// Decoded, in order, names unique.
    std::vector<std::pair<std::string_view, std::string_view>> query;

    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const noexcept;
    /// Segments from `first` on, joined by slashes.
    [[nodiscard]] std::string_view tail(std::size_t first) const noexcept;

    /// What the views above point into.
    std::string storage;
};

/// Errors: http.target, http.query.
[[nodiscard]] Result<Done> parse_target(std::string_view raw, Target& out);

/// The host part of a Host header or authority, in lower case, without port; nothing where it is malformed.
[[nodiscard]] std::optional<std::string> parse_host(std::string_view text);

}  // namespace countersign::api::http

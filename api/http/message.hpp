// Requests and responses as handlers see them: plain values that know nothing of sockets.
// Thread-safety: a Request belongs to the one thread that handles it.
#pragma once

#include <ctime>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "api/http/body.hpp"
#include "api/http/target.hpp"

namespace countersign::api::http {

enum class Method : std::uint8_t { get, head, post, options, other };

struct Header {
    std::string_view name;
    std::string_view value;
};

/// Views of the connection's memory: good until the response is given back, no longer.
struct Request {
    Method method = Method::get;
    const Target* target = nullptr;
    /// Values of the pattern's `{...}`, in order.
    std::span<const std::string_view> parameters = {};
    std::span<const Header> headers = {};
    const Body* body = nullptr;
    /// The peer's address without port; behind a trusted proxy the one it forwards.
    std::string_view remote = {};

    /// The first header of that name (lower case), or nothing.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view lower_case_name) const noexcept;
    /// The bearer token of `Authorization`, or nothing.
    [[nodiscard]] std::optional<std::string_view> bearer_token() const noexcept;
    [[nodiscard]] std::optional<std::string_view> query(std::string_view name) const noexcept {
        return target->query_value(name);
    }
};

/// An answer made once and sent many times: its header fields are text already (`Name: value\r\n` lines,
/// Content-Type and Cache-Control among them).
struct Prepared {
    std::string fields;
    std::string body;
};

struct Response {
    unsigned status = 200;
    /// A literal, or text that outlives the response.
    std::string_view content_type = {};
    std::string_view cache_control = "no-store";
    /// Empty: nothing at all may load (the right policy for all but the page).
    std::string_view content_security_policy = {};
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::variant<std::string, std::shared_ptr<const Prepared>, std::shared_ptr<const Body>> body = {};
};

using Handler = std::function<Response(const Request&)>;

[[nodiscard]] Method parse_method(std::string_view text) noexcept;
[[nodiscard]] std::string_view method_text(Method method) noexcept;
[[nodiscard]] std::string_view status_text(unsigned status) noexcept;
/// Case-insensitive for ASCII, as header names are.
[[nodiscard]] bool is_same_name(std::string_view a, std::string_view lower_case_b) noexcept;

[[nodiscard]] Response json_response(unsigned status, std::string text);
[[nodiscard]] Response text_response(unsigned status, std::string text);

/// True where the `If-None-Match` header lists `etag` (with its quotes) or is `*`.
[[nodiscard]] bool is_unchanged(const Request& request, std::string_view etag) noexcept;

/// `Tue, 24 Nov 2026 10:00:00 GMT` (RFC 9110 section 5.6.7).
[[nodiscard]] std::string to_http_date(std::time_t time);

struct HeadOptions {
    bool keep_alive = true;
    /// Any site's page may read the answer.
    bool cors_open = false;
    /// The `Date` header's value.
    std::string_view date = {};
};

/// Appends status line and header fields, the empty line included.
void write_head(std::string& out, const Response& response, std::uint64_t body_bytes, const HeadOptions& options);

}  // namespace countersign::api::http

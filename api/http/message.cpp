#include "api/http/message.hpp"

#include <charconv>

namespace countersign::api::http {
namespace {

char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trim(std::string_view text) noexcept {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) {
        text.remove_prefix(1);
    }
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) {
        text.remove_suffix(1);
    }
    return text;
}

void append_number(std::string& out, std::uint64_t value) {
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    out.append(digits, static_cast<std::size_t>(end - digits));
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

/// Sent with every answer. Nothing may frame it, guess its type or learn where its reader came from.
constexpr std::string_view security_fields =
    "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nX-Frame-Options: DENY\r\n";
constexpr std::string_view closed_policy = "default-src 'none'; frame-ancestors 'none'";

}  // namespace

bool is_same_name(std::string_view a, std::string_view lower_case_b) noexcept {
    if (a.size() != lower_case_b.size()) {
        return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower_case_b[i]) {
            return false;
        }
    }
    return true;
}

std::optional<std::string_view> Request::header(std::string_view lower_case_name) const noexcept {
    for (const Header& field : headers) {
        if (is_same_name(field.name, lower_case_name)) {
            return field.value;
        }
    }
    return std::nullopt;
}

std::optional<std::string_view> Request::bearer_token() const noexcept {
    const auto value = header("authorization");
    constexpr std::string_view scheme = "bearer ";
    if (!value || value->size() <= scheme.size() || !is_same_name(value->substr(0, scheme.size()), scheme)) {
        return std::nullopt;
    }
    return trim(value->substr(scheme.size()));
}

Method parse_method(std::string_view text) noexcept {
    for (const Method method : {Method::get, Method::head, Method::post, Method::options}) {
        if (text == method_text(method)) {
            return method;
        }
    }
    return Method::other;
}

std::string_view method_text(Method method) noexcept {
    switch (method) {
        case Method::get: return "GET";
        case Method::head: return "HEAD";
        case Method::post: return "POST";
        case Method::options: return "OPTIONS";
        case Method::other: return "OTHER";
    }
    return "OTHER";
}

std::string_view status_text(unsigned status) noexcept {
    switch (status) {
        case 200: return "OK";
        case 201: return "Created";
        case 204: return "No Content";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 421: return "Misdirected Request";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 503: return "Service Unavailable";
        default: return "Status";
    }
}

Response json_response(unsigned status, std::string text) {
    Response response{.status = status, .content_type = "application/json"};
    response.body = std::move(text);
    return response;
}

Response text_response(unsigned status, std::string text) {
    Response response{.status = status, .content_type = "text/plain; charset=utf-8"};
    response.body = std::move(text);
    return response;
}

std::string to_http_date(std::time_t time) {
    std::tm parts{};
    ::gmtime_r(&time, &parts);
    char text[40];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

bool is_unchanged(const Request& request, std::string_view etag) noexcept {
    auto listed = request.header("if-none-match");
    while (listed && !listed->empty()) {
        const std::size_t comma = std::min(listed->find(','), listed->size());
        std::string_view one = trim(listed->substr(0, comma));
        if (one.starts_with("W/")) {
            one.remove_prefix(2);
        }
        if (one == etag || one == "*") {
            return true;
        }
        listed->remove_prefix(std::min(comma + 1, listed->size()));
    }
    return false;
}

void write_head(std::string& out, const Response& response, std::uint64_t body_bytes, const HeadOptions& options) {
    out.append("HTTP/1.1 ");
    append_number(out, response.status);
    out.append(" ").append(status_text(response.status)).append("\r\n");
    append_field(out, "Date", options.date);
    if (const auto* prepared = std::get_if<std::shared_ptr<const Prepared>>(&response.body)) {
        out.append((*prepared)->fields);
    } else {
        if (!response.content_type.empty()) {
            append_field(out, "Content-Type", response.content_type);
        }
        append_field(out, "Cache-Control", response.cache_control);
    }
    for (const auto& [name, value] : response.headers) {
        append_field(out, name, value);
    }
    // 204 and 304 have no body and say no length (RFC 9110 8.6).
    if (response.status != 204 && response.status != 304) {
        out.append("Content-Length: ");
        append_number(out, body_bytes);
        out.append("\r\n");
    }
    out.append(security_fields);
    append_field(out, "Content-Security-Policy",
                 response.content_security_policy.empty() ? closed_policy : response.content_security_policy);
    if (options.cors_open) {
        out.append(
            "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: Location, Retry-After, "
            "Countersign-Exit-Status\r\n"
            "Cross-Origin-Resource-Policy: cross-origin\r\n");
    } else {
        out.append("Cross-Origin-Resource-Policy: same-origin\r\n");
    }
    if (!options.keep_alive) {
        out.append("Connection: close\r\n");
    }
    out.append("\r\n");
}

}  // namespace countersign::api::http

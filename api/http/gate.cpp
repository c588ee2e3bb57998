#include "api/http/gate.hpp"

#include <algorithm>

#include "api/http/errors.hpp"
#include "api/http/problem.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/entropy.hpp"

namespace countersign::api::http {
namespace {

std::string random_prefix() {
    std::uint8_t raw[4];
    SystemEntropy().fill(raw);
    return to_hex(raw);
}

/// `text/plain; charset=utf-8` -> `text/plain`, in lower case.
std::string media_type_of(std::string_view content_type) {
    std::string type(content_type.substr(0, content_type.find(';')));
    while (!type.empty() && (type.back() == ' ' || type.back() == '\t')) {
        type.pop_back();
    }
    for (char& c : type) {
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return type;
}

bool is_media_type_accepted(BodyKind kind, std::string_view type) {
    switch (kind) {
        case BodyKind::none:
        case BodyKind::file: return true;
        case BodyKind::form: return type == "multipart/form-data";
        case BodyKind::json: return type == "application/json";
        case BodyKind::json_or_bytes: return type == "application/json" || type == "application/octet-stream";
    }
    return false;
}

}  // namespace

Gate::Gate(const GateOptions& options, const Router& router, Metrics& metrics, Log& log)
    : options_(options),
      router_(router),
      metrics_(metrics),
      log_(log),
      by_address_(options.by_address),
      by_token_(options.by_token),
      instance_prefix_(random_prefix()) {
    std::vector<std::string> names;
    for (const auto& route : router.routes()) {
        names.push_back(std::string(method_text(route->method)) + " " + route->pattern);
    }
    metrics_.set_routes(names);
}

Result<Done> Gate::check_host(Exchange& exchange) const {
    std::size_t count = 0;
    std::string_view host = exchange.target.authority;
    for (const Header& field : exchange.headers) {
        if (is_same_name(field.name, "host")) {
            ++count;
            host = exchange.target.authority.empty() ? field.value : exchange.target.authority;
        }
    }
    const auto name = parse_host(host);
    if (count != 1 || !name) {
        return fail(errors::http_host);
    }
    // H3: a page that made its own name point here (DNS rebinding) still sends its own name.
    if (std::ranges::find(options_.hosts, *name) == options_.hosts.end()) {
        return fail(errors::http_host_not_allowed, *name);
    }
    return Done{};
}

Result<Done> Gate::check_origin(const Exchange& exchange) const {
    const auto origin = exchange.request.header("origin");
    if (!origin || exchange.cors_open) {
        return Done{};
    }
    // H4: the origin's host and port must be the ones the request was sent to; http or https, for the proxy's sake.
    const std::string_view host = exchange.request.header("host").value_or("");
    for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
        if (origin->starts_with(scheme) && origin->substr(scheme.size()) == host) {
            return Done{};
        }
    }
    return fail(errors::http_origin_not_allowed, std::string(*origin));
}

Result<Done> Gate::check_query(const Exchange& exchange) const {
    if (exchange.match.route->any_query) {
        return Done{};
    }
    for (const auto& [name, value] : exchange.target.query) {
        const auto& known = exchange.match.route->query;
        if (std::ranges::find(known, name) == known.end()) {
            return fail(errors::http_query, "unknown parameter " + printable(name, 40));
        }
    }
    return Done{};
}

Result<Done> Gate::check_body(Exchange& exchange) const {
    const Route& route = *exchange.match.route;
    if (route.body == BodyKind::none) {
        if (exchange.has_body) {
            return fail(errors::http_body_unexpected);
        }
        return Done{};
    }
    const std::string_view type = exchange.request.header("content-type").value_or("");
    if (!is_media_type_accepted(route.body, media_type_of(type))) {
        return fail(errors::http_media_type, printable(type, 80));
    }
    const std::uint64_t kind_max = route.body == BodyKind::file || route.body == BodyKind::form
                                       ? options_.body_bytes_max
                                       : limits::http_json_body_bytes_max;
    exchange.body_bytes_max = route.body_bytes_max != 0 ? route.body_bytes_max : kind_max;
    if (exchange.body_bytes.value_or(0) > exchange.body_bytes_max) {
        return fail(errors::http_body_too_large, "at most " + std::to_string(exchange.body_bytes_max) + " bytes");
    }
    return Done{};
}

namespace {

/// An IPv4 address as such, where both kinds are listened for.
std::string_view plain_address(std::string_view address) noexcept {
    constexpr std::string_view mapped = "::ffff:";
    return address.starts_with(mapped) && address.find('.') != std::string_view::npos ? address.substr(mapped.size())
                                                                                      : address;
}

}  // namespace

std::string_view Gate::remote_of(const Exchange& exchange) const noexcept {
    const std::string_view peer = plain_address(exchange.peer);
    if (std::ranges::find(options_.proxies, peer) == options_.proxies.end()) {
        return peer;
    }
    // H6: only the last address was added by the trusted proxy itself; what stands before it anyone can write.
    // A proxy may add a line of its own behind the client's.
    std::string_view forwarded;
    for (const Header& field : exchange.request.headers) {
        forwarded = is_same_name(field.name, "x-forwarded-for") ? field.value : forwarded;
    }
    if (forwarded.empty()) {
        return peer;
    }
    const std::size_t start = forwarded.find_last_of(", ");
    return start == std::string_view::npos ? forwarded : forwarded.substr(start + 1);
}

std::optional<Response> Gate::check_rate(const Exchange& exchange, std::uint64_t now_ms) {
    const unsigned cost = exchange.match.route != nullptr ? exchange.match.route->cost : 1;
    std::uint32_t wait = by_address_.take(rate_key(exchange.request.remote), cost, now_ms);
    if (const auto token = exchange.request.bearer_token(); wait == 0 && token && !by_token_.is_off()) {
        wait = by_token_.take(*token, cost, now_ms);
    }
    if (wait == 0) {
        return std::nullopt;
    }
    metrics_.rate_limited_total.fetch_add(1, std::memory_order_relaxed);
    Response response = problem_response({errors::http_rate_limited, {}});
    response.headers.emplace_back("Retry-After", std::to_string(wait));
    return response;
}

Response Gate::preflight(const Exchange& exchange) const {
    Response response{.status = 204};
    response.headers.emplace_back("Allow", exchange.match.allowed);
    if (exchange.cors_open) {
        response.headers.emplace_back("Access-Control-Allow-Methods", "GET, HEAD, POST");
        response.headers.emplace_back("Access-Control-Allow-Headers", "Content-Type, Accept");
        response.headers.emplace_back("Access-Control-Max-Age", "600");
    }
    return response;
}

Result<Done> Gate::check(Exchange& exchange) const {
    if (auto target = parse_target(exchange.target_text, exchange.target); !target) {
        return target;
    }
    if (auto host = check_host(exchange); !host) {
        return host;
    }
    exchange.match = router_.match(exchange.request.method, exchange.target);
    exchange.cors_open = exchange.match.cors_open;
    exchange.request.parameters = {exchange.match.parameters.data(), exchange.match.parameter_count};
    if (auto origin = check_origin(exchange); !origin) {
        return origin;
    }
    if (exchange.match.route == nullptr) {
        if (exchange.match.allowed.empty()) {
            return fail(errors::http_not_found);
        }
        return exchange.request.method == Method::options ? Result<Done>(Done{})
                                                          : fail(errors::http_method_not_allowed);
    }
    if (auto query = check_query(exchange); !query) {
        return query;
    }
    return check_body(exchange);
}

std::optional<Response> Gate::admit(Exchange& exchange, std::uint64_t now_ms) {
    exchange.match = {};
    exchange.cors_open = false;
    exchange.body_bytes_max = 0;
    exchange.request = {.method = parse_method(exchange.method_text),
                        .target = &exchange.target,
                        .headers = exchange.headers,
                        .body = &exchange.body};
    exchange.request.remote = remote_of(exchange);
    const auto checked = check(exchange);
    if (auto limited = check_rate(exchange, now_ms)) {
        return limited;
    }
    if (!checked) {
        return refuse(exchange, checked.error());
    }
    if (exchange.match.route == nullptr) {
        return preflight(exchange);
    }
    return std::nullopt;
}

Response Gate::handle(Exchange& exchange) {
    try {
        return exchange.match.route->handler(exchange.request);
    } catch (const std::exception& error) {
        // H9: a bug here must not take other requests down; what happened is logged, never sent.
        const std::string instance = instance_prefix_ + "-" + std::to_string(++instances_);
        log_.write(
            LogLevel::error, "handler_failed",
            Json::object({{"route", exchange.match.route->pattern}, {"instance", instance}, {"what", error.what()}}));
        return problem_response({errors::http_internal, {}}, {.instance = instance});
    }
}

Response Gate::refuse(Exchange& exchange, const Error& error) {
    Response response = problem_response(error);
    if (error.code == errors::http_method_not_allowed) {
        response.headers.emplace_back("Allow", exchange.match.allowed);
    }
    return response;
}

void Gate::finish(const Exchange& exchange, const Response& response, std::uint64_t now_us) {
    const Route* const route = exchange.match.route;
    const std::uint64_t duration_us = now_us - std::min(now_us, exchange.started_us);
    metrics_.count_request(route != nullptr ? route->number : Metrics::no_route, response.status, duration_us);
    if (log_.is_on(LogLevel::access)) {
        // H8: the path without its query; never a header, never a body.
        const std::string_view path = exchange.target_text.substr(0, exchange.target_text.find('?'));
        log_.write(LogLevel::access, "request",
                   Json::object({{"remote", printable(exchange.request.remote, 64)},
                                 {"method", printable(exchange.method_text, 16)},
                                 {"path", printable(path, 200)},
                                 {"status", response.status},
                                 {"body_bytes", exchange.body.size()},
                                 {"duration_us", duration_us}}));
    }
}

}  // namespace countersign::api::http

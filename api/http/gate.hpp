// What stands between a parsed header and a handler: target, Host, Origin, route, body, rate limit. It knows nothing of
// sockets; server.cpp asks it twice a request, `admit` after the header and `handle` after the body.
// Thread-safety: after construction everything may be called from any thread; an Exchange belongs to one at a time.
#pragma once

#include <string>
#include <vector>

#include "api/http/log.hpp"
#include "api/http/metrics.hpp"
#include "api/http/rate_limit.hpp"
#include "api/http/router.hpp"

namespace countersign::api::http {

struct GateOptions {
    /// Host names this server answers for, lower case, without port; IPv6 in brackets.
    std::vector<std::string> hosts = {"127.0.0.1", "localhost", "[::1]"};
    /// Addresses of proxies whose X-Forwarded-For is believed.
    std::vector<std::string> proxies;
    RateLimitOptions by_address{.per_second = 50, .burst = 200, .entries_max = limits::http_rate_entries_max};
    RateLimitOptions by_token{.per_second = 50, .burst = 200, .entries_max = limits::http_rate_entries_max};
    std::uint64_t body_bytes_max = limits::http_body_bytes_max;
};

/// One request from header to answer; reused by its connection.
struct Exchange {
    explicit Exchange(Spool& spool) : body(spool) {}

    // Filled by the connection.
    std::string_view method_text;
    std::string_view target_text;
    std::span<const Header> headers;
    std::string_view peer;
    bool has_body = false;
    /// Unknown for a chunked body.
    std::optional<std::uint64_t> body_bytes;
    Body body;
    std::uint64_t started_us = 0;

    // Filled by the gate.
    Target target;
    RouteMatch match;
    Request request;
    bool cors_open = false;
    std::uint64_t body_bytes_max = 0;
};

class Gate {
  public:
    Gate(const GateOptions& options, const Router& router, Metrics& metrics, Log& log);

    /// Judges a request by its header. A value: the answer to give at once, without reading the body.
    [[nodiscard]] std::optional<Response> admit(Exchange& exchange, std::uint64_t now_ms);
    /// Calls the handler; whatever it throws becomes http.internal.
    [[nodiscard]] Response handle(Exchange& exchange);
    /// For answers that come before any route is known.
    [[nodiscard]] Response refuse(Exchange& exchange, const Error& error);
    /// Counts and logs what was answered.
    void finish(const Exchange& exchange, const Response& response, std::uint64_t now_us);

    [[nodiscard]] Metrics& metrics() noexcept { return metrics_; }
    [[nodiscard]] Log& log() noexcept { return log_; }

  private:
    [[nodiscard]] Result<Done> check_host(Exchange& exchange) const;
    [[nodiscard]] Result<Done> check_origin(const Exchange& exchange) const;
    [[nodiscard]] Result<Done> check_query(const Exchange& exchange) const;
    [[nodiscard]] Result<Done> check_body(Exchange& exchange) const;
    [[nodiscard]] Result<Done> check(Exchange& exchange) const;
    [[nodiscard]] std::optional<Response> check_rate(const Exchange& exchange, std::uint64_t now_ms);
    [[nodiscard]] Response preflight(const Exchange& exchange) const;
    [[nodiscard]] std::string_view remote_of(const Exchange& exchange) const noexcept;

    GateOptions options_;
    const Router& router_;
    Metrics& metrics_;
    Log& log_;
    RateLimiter by_address_;
    RateLimiter by_token_;
    std::string instance_prefix_;
    std::atomic<std::uint64_t> instances_ = 0;
};

}  // namespace countersign::api::http

// Rate limits, logs, metrics and bodies without sockets.
#include "api/http/gate.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "api/http/errors.hpp"
#include "identity/base/file.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::api::http;

TEST_CASE("H6: a bucket refills with time and never above its burst", "[api][http]") {
    RateLimiter limiter({.per_second = 2, .burst = 4, .entries_max = 1024});
    std::uint64_t now = 1'000'000;
    for (int i = 0; i < 4; ++i) {
        CHECK(limiter.take("a", 1, now) == 0);
    }
    CHECK(limiter.take("a", 1, now) == 1);
    CHECK(limiter.take("a", 4, now) == 2);
    CHECK(limiter.take("b", 1, now) == 0);
    now += 500;
    CHECK(limiter.take("a", 1, now) == 0);
    CHECK(limiter.take("a", 1, now) == 1);
    now += 3'600'000;
    CHECK(limiter.take("a", 100, now) == 0);
    CHECK(limiter.take("a", 1, now) == 1);
    // Time that runs backwards gives nothing away and breaks nothing.
    CHECK(limiter.take("a", 1, now - 10'000) == 1);
    CHECK(RateLimiter({}).take("a", 1, now) == 0);
}

TEST_CASE("H6: a flood of callers takes no more memory and forgets only the oldest", "[api][http]") {
    RateLimiter limiter({.per_second = 1, .burst = 1, .entries_max = 256});
    for (int i = 0; i < 10'000; ++i) {
        CHECK(limiter.take(std::to_string(i), 1, static_cast<std::uint64_t>(i)) == 0);
    }
    CHECK(limiter.take("9999", 1, 10'000) == 1);
}

TEST_CASE("H6: an IPv6 caller counts as its /64", "[api][http]") {
    CHECK(rate_key("1.2.3.4") == "1.2.3.4");
    CHECK(rate_key("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2");
    CHECK(rate_key("2001:db8:1:2::6") == "2001:db8:1:2");
    CHECK(rate_key("2001:db8::6") == "2001:db8");
    CHECK(rate_key("::1") == "");
}

TEST_CASE("H8: a log line is one JSON object without query, token or control characters", "[api][http]") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "log";
    const int descriptor = ::open(path.c_str(), O_CREAT | O_WRONLY, 0600);
    const FakeClock clock(UnixSeconds{1'800'000'000});
    Log log(clock, LogLevel::access, descriptor);
    Router router;
    router.add(
        {.method = Method::get, .pattern = "/a", .handler = [](const Request&) { return Response{}; }, .query = {"q"}});
    Metrics metrics;
    Gate gate({}, router, metrics, log);
    Spool spool{.folder = folder.path()};
    Exchange exchange(spool);
    const Header headers[] = {{"Host", "localhost"}, {"Authorization", "Bearer secret-token"}};
    exchange.method_text = "GET";
    exchange.target_text = "/a?q=secret-query";
    exchange.headers = headers;
    exchange.peer = "1.2.3.4";
    CHECK_FALSE(gate.admit(exchange, 0).has_value());
    const Response response = gate.handle(exchange);
    gate.finish(exchange, response, 5);
    log.write(LogLevel::info, "a\nb", Json::object({{"c", "\x1b"}}));
    ::close(descriptor);
    const Bytes content = read_file(path, 10'000).value();
    const std::string_view text = as_text(content);
    CHECK(text.find("secret") == std::string_view::npos);
    CHECK(std::count(text.begin(), text.end(), '\n') == 2);
    CHECK(get_string(parse_json(text.substr(0, text.find('\n'))).value(), "path").value() == "/a");
    CHECK(metrics.text().find("countersign_http_requests_total{route=\"GET /a\",status=\"2xx\"} 1\n") !=
          std::string::npos);
}

TEST_CASE("a body past the spool's limit is refused, and the room is given back", "[api][http]") {
    const TemporaryFolder folder;
    Spool spool{.folder = folder.path(), .bytes_max = 100'000};
    {
        Body body(spool);
        REQUIRE(body.append(Bytes(90'000, 1)).has_value());
        CHECK_FALSE(body.is_in_memory());
        CHECK(body.append(Bytes(20'000, 1)).error().code == errors::http_busy);
        Bytes some(10);
        CHECK(body.read_at(89'995, some).value() == 5);
        CHECK(body.read_at(90'000, some).value() == 0);
    }
    CHECK(spool.bytes_used == 0);
    CHECK(std::filesystem::is_empty(folder.path()));
    spool.folder = folder.path() / "absent";
    Body body(spool);
    CHECK(body.append(Bytes(90'000, 1)).error().code == errors::http_spool);
}

TEST_CASE("a bearer token and an ETag are read as the standards write them", "[api][http]") {
    const Header headers[] = {{"AUTHORIZATION", "bEaReR  abc "}, {"If-None-Match", "W/\"a\", \"b\""}};
    const Request request{.headers = headers};
    CHECK(request.bearer_token() == "abc");
    CHECK(is_unchanged(request, "\"a\""));
    CHECK(is_unchanged(request, "\"b\""));
    CHECK_FALSE(is_unchanged(request, "\"c\""));
    const Header basic[] = {{"Authorization", "Basic abc"}};
    CHECK_FALSE(Request{.headers = basic}.bearer_token().has_value());
}

#include "api/http/target.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "api/http/errors.hpp"
#include "identity/base/limits.hpp"

using namespace countersign;
using namespace countersign::api::http;

TEST_CASE("H10: a target is decoded once, strictly", "[api][http]") {
    Target target;
    REQUIRE(parse_target("/", target).has_value());
    CHECK(target.segments.empty());
    REQUIRE(parse_target("/1.0/identifiers/did%3Aweb%3Aa%252Fb?a=1&b=x%26y&c", target).has_value());
    REQUIRE(target.segments.size() == 3);
    CHECK(target.segments[2] == "did:web:a%2Fb");
    CHECK(target.query_value("a") == "1");
    CHECK(target.query_value("b") == "x&y");
    CHECK(target.query_value("c") == "");
    CHECK(target.query_value("d") == std::nullopt);
    REQUIRE(parse_target("/t/0/x001/x234/067.p/8", target).has_value());
    CHECK(target.tail(2) == "x001/x234/067.p/8");
    CHECK(target.tail(9).empty());
    REQUIRE(parse_target("http://host:1/a", target).has_value());
    CHECK(target.authority == "host:1");
    REQUIRE(parse_target("https://host", target).has_value());
    CHECK(target.segments.empty());
    for (const std::string_view bad :
         {"", "a", "/a/", "/a//b", "/./a", "/a/..", "/%", "/%2", "/%2g", "/%0a", "/\x01", "/\xff", "/a#b", "http://"}) {
        INFO(bad);
        CHECK(parse_target(bad, target).has_value() == (bad == "http://"));
    }
    CHECK(parse_target("/a?" + std::string("&&&"), target).error().code == errors::http_query);
    CHECK(parse_target("/a?=1", target).error().code == errors::http_query);
    CHECK(parse_target("/a?x=%c3", target).error().code == errors::http_query);
    std::string deep;
    for (std::size_t i = 0; i < limits::http_path_segments_max; ++i) {
        deep += "/a";
    }
    CHECK(parse_target(deep, target).has_value());
    CHECK(parse_target(deep + "/a", target).error().code == errors::http_target);
    CHECK(parse_target("/" + std::string(limits::http_target_bytes_max, 'a'), target).error().code ==
          errors::http_target);
}

TEST_CASE("no bytes make the target parser misbehave", "[api][http]") {
    rc::prop("what parses has clean segments", [](const std::string& text) {
        Target target;
        if (parse_target("/" + text, target)) {
            for (const std::string_view segment : target.segments) {
                RC_ASSERT(!segment.empty() && segment != "." && segment != "..");
            }
        }
    });
}

TEST_CASE("a host is read without its port, in lower case", "[api][http]") {
    CHECK(parse_host("Example.COM:443") == "example.com");
    CHECK(parse_host("[::1]:80") == "[::1]");
    CHECK(parse_host("[::1]") == "[::1]");
    for (const std::string_view bad : {"", ":80", "a:b", "a b", "[::1", "[::1]x", "a@b", "a/b", "a:1234567"}) {
        INFO(bad);
        CHECK_FALSE(parse_host(bad).has_value());
    }
    CHECK_FALSE(parse_host(std::string(254, 'a')).has_value());
}

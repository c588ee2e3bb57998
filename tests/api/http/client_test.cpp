#include "api/http/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <catch2/catch.hpp>

#include "api/http/errors.hpp"

using namespace countersign;
using namespace countersign::api::http;

namespace {

bool is_public(const char* text) {
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    if (::inet_pton(AF_INET, text, &v4.sin_addr) == 1) {
        return is_public_address(reinterpret_cast<const sockaddr*>(&v4));
    }
    sockaddr_in6 v6{};
    v6.sin6_family = AF_INET6;
    REQUIRE(::inet_pton(AF_INET6, text, &v6.sin6_addr) == 1);
    return is_public_address(reinterpret_cast<const sockaddr*>(&v6));
}

}  // namespace

TEST_CASE("H12: only globally reachable addresses are asked", "[api][http]") {
    for (const char* const inside : {"0.0.0.0",
                                     "10.0.0.1",
                                     "100.64.0.1",
                                     "127.0.0.1",
                                     "127.255.255.255",
                                     "169.254.169.254",
                                     "172.16.0.1",
                                     "172.31.255.255",
                                     "192.0.0.1",
                                     "192.0.2.1",
                                     "192.168.0.1",
                                     "198.18.0.1",
                                     "198.51.100.1",
                                     "203.0.113.1",
                                     "224.0.0.1",
                                     "255.255.255.255",
                                     "::",
                                     "::1",
                                     "::ffff:127.0.0.1",
                                     "::ffff:8.8.8.8",
                                     "64:ff9b::7f00:1",
                                     "fe80::1",
                                     "fc00::1",
                                     "fd00::1",
                                     "ff02::1",
                                     "2001:db8::1",
                                     "2001::1",
                                     "2002:7f00:1::",
                                     "3fff::1"}) {
        INFO(inside);
        CHECK_FALSE(is_public(inside));
    }
    for (const char* const outside : {"8.8.8.8", "1.1.1.1", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1",
                                      "2606:4700::1111", "2a00:1450::1"}) {
        INFO(outside);
        CHECK(is_public(outside));
    }
}

TEST_CASE("H12: outgoing requests are off unless allowed, https, and to an allowed public host", "[api][http]") {
    OutgoingClient off({});
    CHECK(off.send({.url = "https://example.com/"}).error().code == errors::http_blocked);
    OutgoingClient on({.allowed = true});
    for (const char* const url :
         {"http://example.com/", "file:///etc/passwd", "https://user:pw@example.com/", "https://",
          "gopher://example.com", "nonsense", "https://127.0.0.1:1/", "https://[::1]:1/", "https://localhost:1/",
          "https://169.254.169.254/", "https://0x7f000001:1/", "https://2130706433:1/"}) {
        INFO(url);
        const auto answer = on.send({.url = url, .timeout_ms = 500});
        REQUIRE_FALSE(answer.has_value());
        CHECK(answer.error().code == errors::http_blocked);
    }
    OutgoingClient listed({.allowed = true, .hosts = {"a.example"}});
    CHECK(listed.send({.url = "https://b.example/"}).error().code == errors::http_blocked);
    OutgoingClient loopback({.allowed = true, .allow_loopback = true});
    CHECK(loopback.send({.url = "https://127.0.0.1:1/", .timeout_ms = 500}).error().code == errors::http_failed);
    CHECK(on.send({.url = "https://example.com/", .headers = {{"A", "b\r\nHost: c"}}}).error().code ==
          errors::http_blocked);
}

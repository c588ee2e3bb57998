#include "api/http/router.hpp"

#include <catch2/catch.hpp>

using namespace countersign;
using namespace countersign::api::http;

namespace {
Route route(Method method, std::string pattern) { return {.method = method, .pattern = std::move(pattern)}; }
}  // namespace

TEST_CASE("literals win over parameters, and a dead end is left for the parameter beside it", "[api][http]") {
    Router router;
    router.add(route(Method::get, "/"));
    router.add(route(Method::get, "/a/{x}"));
    router.add(route(Method::post, "/a/{x}"));
    router.add(route(Method::get, "/a/fixed"));
    router.add(route(Method::get, "/a/{x}/b/{y}"));
    router.add(route(Method::post, "/a/fixed/c"));
    router.add(route(Method::get, "/tile/{level}/{index...}"));
    Target target;
    const auto find = [&](Method method, std::string_view path) {
        REQUIRE(parse_target(path, target).has_value());
        return router.match(method, target);
    };
    CHECK(find(Method::get, "/").route->pattern == "/");
    CHECK(find(Method::get, "/a/fixed").route->pattern == "/a/fixed");
    CHECK(find(Method::head, "/a/1").route->pattern == "/a/{x}");
    CHECK(find(Method::post, "/a/1").route->method == Method::post);
    const RouteMatch both = find(Method::get, "/a/fixed/b/2");
    REQUIRE(both.route != nullptr);
    REQUIRE(both.parameter_count == 2);
    CHECK(both.parameters[0] == "fixed");
    CHECK(both.parameters[1] == "2");
    const RouteMatch tile = find(Method::get, "/tile/0/x001/067.p/8");
    CHECK(tile.parameters[1] == "x001/067.p/8");
    CHECK(find(Method::get, "/tile/0").route == nullptr);
    CHECK(find(Method::get, "/tile/0").allowed.empty());
    CHECK(find(Method::other, "/a/1").allowed == "GET, HEAD, POST, OPTIONS");
    CHECK(find(Method::get, "/a/fixed/c").allowed == "POST, OPTIONS");
}

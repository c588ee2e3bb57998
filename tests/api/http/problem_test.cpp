#include "api/http/problem.hpp"

#include <catch2/catch.hpp>

#include "api/http/errors.hpp"

using namespace countersign;
using namespace countersign::api::http;

TEST_CASE("H11: each kind of error has one status, and a problem carries the stable code", "[api][http]") {
    for (const auto& [kind, status] : {std::pair{ErrorKind::invalid, 400U},
                                       {ErrorKind::unauthorized, 401U},
                                       {ErrorKind::forbidden, 403U},
                                       {ErrorKind::not_found, 404U},
                                       {ErrorKind::conflict, 409U},
                                       {ErrorKind::too_large, 413U},
                                       {ErrorKind::unsupported, 422U},
                                       {ErrorKind::rate_limited, 429U},
                                       {ErrorKind::unavailable, 503U}}) {
        CHECK(status_of({"test.code", kind, "Text."}) == status);
        CHECK(status_text(status) != "Status");
    }
    CHECK(status_of(errors::http_method_not_allowed) == 405);
    CHECK(status_of(errors::http_timeout) == 408);
    CHECK(status_of(errors::http_media_type) == 415);
    const Response response = problem_response({errors::http_query, "a\n\x1b[1m"}, {.instance = "i-1"});
    const Json problem = parse_json(std::get<std::string>(response.body)).value();
    CHECK(get_string(problem, "code").value() == "http.query");
    CHECK(get_string(problem, "type").value() == "about:blank");
    CHECK(get_string(problem, "instance").value() == "i-1");
    CHECK(get_string(problem, "detail").value().find('\n') == std::string::npos);
    const Response denied = problem_response({{"x.y", ErrorKind::unauthorized, "No."}, ""});
    CHECK(denied.headers.front().first == "WWW-Authenticate");
}

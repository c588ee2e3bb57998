// A service for tests in other languages: prints the table of routes as JSON and the port, one line each, then serves a
// temporary folder until its standard input ends.
#include <cstdio>

#include "api/service/routes.hpp"
#include "identity/base/json.hpp"
#include "tests/api/service/running_service.hpp"

using namespace countersign;
using namespace countersign::api;

int main() {
    service::RunningService running;
    if (running.failure()) {
        std::fprintf(stderr, "%s %s\n", std::string(running.failure()->code.name).c_str(),
                     running.failure()->detail.c_str());
        return 1;
    }
    const http::Metrics metrics;
    const http::Router router = service::make_router({.context = running.context(), .metrics = metrics});
    Json routes = Json::array();
    for (const auto& route : router.routes()) {
        routes.push(Json::object({{"method", http::method_text(route->method)}, {"path", route->pattern}}));
    }
    std::printf("%s\n%u\n", to_json_text(routes).c_str(), unsigned{running.port()});
    std::fflush(stdout);
    while (std::getchar() != EOF) {
    }
    return 0;
}

// A service for tests in other languages: prints the table of routes as JSON and the port, one line each, then serves a
// temporary folder until its standard input ends. With --batches what is signed and issued is committed two at a time.
#include <cstdio>

#include "api/service/routes.hpp"
#include "identity/base/json.hpp"
#include "tests/api/service/running_service.hpp"

using namespace countersign;
using namespace countersign::api;

int main(int argc, char** argv) {
    const bool in_batches = argc == 2 && std::string_view(argv[1]) == "--batches";
    service::RunningService running(
        {}, in_batches ? service::BatchOptions{.count = 2, .seconds = 60} : service::BatchOptions{});
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

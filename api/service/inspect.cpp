#include "api/service/inspect.hpp"

#include "api/http/problem.hpp"
#include "api/service/answers.hpp"
#include "api/service/body_source.hpp"

namespace countersign::api::service {

http::Response Inspect::operator()(const http::Request& request) const {
    const auto thumbnails = parse_flag(request, "thumbnails");
    if (!thumbnails) {
        return http::problem_response(thumbnails.error());
    }
    auto inspection = context_.validator.inspect(BodySource(*request.body), context_.clock.now(),
                                                 {.with_thumbnails = *thumbnails, .store = std::nullopt});
    if (!inspection) {
        return http::problem_response(inspection.error());
    }
    return http::json_response(200, std::move(inspection->crjson));
}

}  // namespace countersign::api::service

#include "api/http/problem.hpp"

#include "api/http/errors.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::http {
namespace {

struct OwnStatus {
    ErrorCode code;
    unsigned status;
};

/// What HTTP itself has a status for.
constexpr OwnStatus own_statuses[] = {
    {errors::http_method_not_allowed, 405}, {errors::http_timeout, 408},          {errors::http_media_type, 415},
    {errors::http_host_not_allowed, 421},   {errors::http_header_too_large, 431}, {errors::http_internal, 500},
};

unsigned status_of(ErrorKind kind) noexcept {
    switch (kind) {
        case ErrorKind::invalid: return 400;
        case ErrorKind::unauthorized: return 401;
        case ErrorKind::forbidden: return 403;
        case ErrorKind::not_found: return 404;
        case ErrorKind::conflict: return 409;
        case ErrorKind::too_large: return 413;
        case ErrorKind::unsupported: return 422;
        case ErrorKind::rate_limited: return 429;
        case ErrorKind::unavailable: return 503;
    }
    return 500;
}

}  // namespace

unsigned status_of(const ErrorCode& code) noexcept {
    for (const OwnStatus& own : own_statuses) {
        if (own.code == code) {
            return own.status;
        }
    }
    return status_of(code.kind);
}

Json problem_json(const Error& error, const ProblemOptions& options) {
    const unsigned status = options.status != 0 ? options.status : status_of(error.code);
    Json problem = Json::object(
        {{"type", options.type}, {"title", error.code.text}, {"status", status}, {"code", error.code.name}});
    if (!error.detail.empty()) {
        problem.set("detail", printable(error.detail, 400));
    }
    if (!options.instance.empty()) {
        problem.set("instance", options.instance);
    }
    return problem;
}

Response problem_response(const Error& error, const ProblemOptions& options) {
    const unsigned status = options.status != 0 ? options.status : status_of(error.code);
    Response response{.status = status, .content_type = "application/problem+json"};
    response.body = to_json_text(problem_json(error, options));
    if (status == 401) {
        response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"countersign\"");
    }
    if (status == 503) {
        response.headers.emplace_back("Retry-After", "1");
    }
    return response;
}

}  // namespace countersign::api::http

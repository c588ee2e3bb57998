// Errors as HTTP answers: the one place where an Error becomes a status and an RFC 9457 problem.
#pragma once

#include "api/http/message.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::http {

[[nodiscard]] unsigned status_of(const ErrorCode& code) noexcept;

struct ProblemOptions {
    /// A URI, where a standard names one for this error.
    std::string_view type = "about:blank";
    /// The request's id in the log.
    std::string_view instance = {};
    /// 0: as status_of says.
    unsigned status = 0;
};

[[nodiscard]] Json problem_json(const Error& error, const ProblemOptions& options = {});
[[nodiscard]] Response problem_response(const Error& error, const ProblemOptions& options = {});

}  // namespace countersign::api::http

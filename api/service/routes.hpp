// Every route of the service: method, pattern, handler and what it costs. tests/interop/openapi.mjs holds this table
// and api/openapi.yaml against each other.
#pragma once

#include <functional>
#include <memory>

#include "api/http/metrics.hpp"
#include "api/http/router.hpp"
#include "api/service/context.hpp"

namespace countersign::api::service {

struct RouteParts {
    Context& context;
    const http::Metrics& metrics;
    std::function<bool()> is_draining = [] { return false; };
};

/// The handlers live as long as the router.
[[nodiscard]] http::Router make_router(const RouteParts& parts);

}  // namespace countersign::api::service

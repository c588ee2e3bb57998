// GET /v1/service and the health checks: what one must know to sign for this registry and to check its answers.
#pragma once

#include <functional>

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::service {

inline constexpr std::string_view service_version = "0.1.0";

class Describe {
  public:
    explicit Describe(Context& context) : context_(context) {}
    [[nodiscard]] http::Response service(const http::Request& request) const;
    /// GET /v1/chain: where the registry's chain stands. Errors: chain.none.
    [[nodiscard]] http::Response chain(const http::Request& request) const;
    [[nodiscard]] http::Response keys(const http::Request& request) const;
    [[nodiscard]] http::Response health(const http::Request& request) const;
    /// Not ready while draining, or where the ledger accepts nothing.
    [[nodiscard]] http::Response ready(const http::Request& request, bool is_draining) const;
    [[nodiscard]] Json to_json() const;

  private:
    Context& context_;
};

}  // namespace countersign::api::service

// POST /v1/inspect: a file in, all that its Content Credentials say out, as crJSON 2.5.
// Thread-safety: as the context.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"

namespace countersign::api::service {

class Inspect {
  public:
    explicit Inspect(Context& context) : context_(context) {}
    /// Errors: http.query; those of the source; c2pa.crjson_too_large.
    [[nodiscard]] http::Response operator()(const http::Request& request) const;

  private:
    Context& context_;
};

}  // namespace countersign::api::service

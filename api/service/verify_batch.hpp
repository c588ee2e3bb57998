// POST /v1/verify/batch: many files in one request, a verdict or a problem for each, on all cores.
// Thread-safety: as the context.
#pragma once

#include "api/http/message.hpp"
#include "api/service/verify.hpp"

namespace countersign::api::service {

class VerifyBatch {
  public:
    explicit VerifyBatch(Context& context) : context_(context) {}
    /// Errors: batch.malformed, batch.too_many, policy.unknown, those of the body.
    [[nodiscard]] http::Response operator()(const http::Request& request) const;

  private:
    Context& context_;
};

}  // namespace countersign::api::service

// POST /v1/operations and GET /v1/operations/{id}: signed operations, whose signatures are their authority.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"

namespace countersign::api::service {

class SubmitOperation {
  public:
    struct Output {
        ledger::Receipt receipt;
        rules::OperationKind kind = rules::OperationKind::claim_name;
    };

    explicit SubmitOperation(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// JSON or canonical bytes. Errors: json.*, operation_json.form.
    [[nodiscard]] Result<ledger::Submission> parse(const http::Request& request) const;
    /// Errors: those of Ledger::submit; name.lookalike, which the service adds to what the rules demand.
    [[nodiscard]] Result<Output> handle(ledger::Submission submission) const;

  private:
    [[nodiscard]] Result<Done> check_admission(const rules::Operation& operation) const;
    Context& context_;
};

class GetOperation {
  public:
    explicit GetOperation(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: operation.unknown.
    [[nodiscard]] Result<Json> handle(const rules::OperationId& id) const;

  private:
    /// What is on its way to a chain and stands in no block yet.
    [[nodiscard]] Result<Json> handle_outgoing(const rules::OperationId& id) const;
    Context& context_;
};

}  // namespace countersign::api::service

// POST /v1/credentials/verify, POST /v1/credentials/{id}/status, GET /v1/status/{list}.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "api/service/status_lists.hpp"
#include "identity/credential/credential.hpp"

namespace countersign::api::service {

class VerifyCredential {
  public:
    struct Reason {
        std::string code;
        std::string text;
    };
    struct Output {
        std::string issuer = {};
        /// The policy's root that vouches for the issuer; empty: none.
        std::string accredited_by = {};
        /// valid, suspended, revoked, expired, not_yet_valid, unknown.
        std::string status = "unknown";
        std::vector<Reason> reasons = {};
        [[nodiscard]] bool is_verified() const noexcept { return reasons.empty() && status == "valid"; }
    };

    VerifyCredential(Context& context, std::shared_ptr<StatusLists> lists)
        : context_(context), lists_(std::move(lists)) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// A credential that doesn't hold is an answer. Errors: policy.unknown.
    [[nodiscard]] Result<Output> handle(const Json& credential, const std::string& policy) const;

  private:
    void check_proof(const credential::Credential& checked, Output& output) const;
    void check_status(const credential::Credential& checked, Output& output) const;
    [[nodiscard]] std::string find_root(const credential::Credential& checked, const verdict::Policy& policy) const;
    Context& context_;
    std::shared_ptr<StatusLists> lists_;
};

class SetCredentialStatus {
  public:
    struct Input {
        rules::IdentityId issuer{};
        std::string credential_id = {};
        rules::Status status = rules::Status::valid;
        std::uint16_t reason = 0;
        /// Who asks.
        std::string address = {};
    };
    explicit SetCredentialStatus(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: token.*, json.*, issue.status, issue.reason.
    [[nodiscard]] Result<Input> parse(const http::Request& request) const;
    /// Errors: credential.unknown, credential.pending, token.identity, identity.not_hosted, those of the ledger.
    [[nodiscard]] Result<ledger::Receipt> handle(const Input& input) const;

  private:
    Context& context_;
};

class GetStatusList {
  public:
    explicit GetStatusList(std::shared_ptr<StatusLists> lists) : lists_(std::move(lists)) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;

  private:
    std::shared_ptr<StatusLists> lists_;
};

}  // namespace countersign::api::service

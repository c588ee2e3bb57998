// POST /v1/identities: a hosted identity, its token and its recovery code.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"

namespace countersign::api::service {

class CreateIdentity {
  public:
    struct Input {
        rules::IdentityKind kind = rules::IdentityKind::person;
        /// Empty: none.
        std::string name = {};
    };
    struct Output {
        rules::IdentityId id{};
        std::string token = {};
        Token rights = {};
        std::string recovery_code = {};
        ledger::Receipt receipt = {};
    };

    explicit CreateIdentity(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: json.*, identity.kind, name.*.
    [[nodiscard]] static Result<Input> parse(const http::Request& request);
    /// Errors: name.taken, name.lookalike, those of the ledger and the vault. Where it fails nothing is registered,
    /// unless somebody took the name in between.
    [[nodiscard]] Result<Output> handle(const Input& input) const;

  private:
    [[nodiscard]] Result<Done> check_name(const std::string& name) const;
    [[nodiscard]] Result<Done> claim(const rules::IdentityId& id, const PrivateKey& key, const std::string& name) const;
    Context& context_;
};

}  // namespace countersign::api::service

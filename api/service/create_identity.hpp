// POST /v1/identities: a hosted identity, its token and its recovery code.
#pragma once

#include <optional>

#include "api/http/message.hpp"
#include "api/service/context.hpp"

namespace countersign::api::service {

class CreateIdentity {
  public:
    struct Input {
        rules::IdentityKind kind = rules::IdentityKind::person;
        /// Empty: none.
        std::string name = {};
        /// Who asks.
        std::string address = {};
    };
    struct Output {
        rules::IdentityId id{};
        std::string token = {};
        Token rights = {};
        std::string recovery_code = {};
        ledger::Receipt receipt = {};
        /// The identity is there and the name is not: why.
        std::optional<Error> unnamed = {};
    };

    explicit CreateIdentity(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: json.*, identity.kind, name.*.
    [[nodiscard]] static Result<Input> parse(const http::Request& request);
    /// Errors: name.taken, name.lookalike, those of the ledger and the vault; then nothing is registered. A name is
    /// claimed by a second operation, since it needs an identity that holds it. Where that one fails (somebody took the
    /// name in between), the answer still brings the token and the recovery code and says so in `unnamed`: ClaimName
    /// with the same token names the identity.
    [[nodiscard]] Result<Output> handle(const Input& input) const;

  private:
    Context& context_;
};

}  // namespace countersign::api::service

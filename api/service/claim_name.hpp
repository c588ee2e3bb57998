// POST /v1/identities/{identity}/name: a name for a hosted identity; and what every way to a name goes through here.
// A check and the claim behind it stand under one lock (Context::name_admission), since look-alikes are this service's
// admission and not a rule of the ledger (H18): two of them side by side would both be let in.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"

namespace countersign::api::service {

class ClaimName {
  public:
    struct Input {
        rules::IdentityId identity{};
        std::string name;
        /// Who asks.
        std::string address = {};
    };

    explicit ClaimName(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: token.*, identity.unknown, json.*, name.*.
    [[nodiscard]] Result<Input> parse(const http::Request& request) const;
    /// Whether anybody may have this name now. Errors: name.taken, name.lookalike, those of parse_name.
    [[nodiscard]] Result<Done> check(const std::string& name) const;
    /// Nothing happens where the identity holds the name already, so a retry is harmless. Errors: those of `check`,
    /// identity.not_hosted, those of the ledger (registry.names_full).
    [[nodiscard]] Result<Done> handle(const Input& input) const;

  private:
    Context& context_;
};

/// What a person typed, folded to the registry's form (docs/spec/names.md, N7). Errors: json.*, name.*.
[[nodiscard]] Result<std::string> parse_name_member(const Json& body);

}  // namespace countersign::api::service

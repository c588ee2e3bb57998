// GET /v1/identities/{id or name}: what the registry knows of an identity, its standing by a policy.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/base/json.hpp"
#include "verifier/verdict/verdict.hpp"

namespace countersign::api::service {

class GetIdentity {
  public:
    struct Input {
        rules::IdentityId id{};
        std::string policy = "default";
    };
    struct Key {
        rules::KeyRecord record{};
        std::uint64_t next_nonce = 1;
    };
    struct Output {
        evidence::IdentityFact identity = {};
        std::vector<Key> keys = {};
        verdict::Standing standing = {};
        std::optional<evidence::LookalikeFact> lookalike = {};
        log::TreeHead as_of = {};
        UnixSeconds now{};
        /// On a chain: where it was made and last changed.
        std::optional<Json> chain = {};
    };

    explicit GetIdentity(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    [[nodiscard]] Result<Input> parse(const http::Request& request) const;
    /// Errors: identity.unknown, policy.unknown.
    [[nodiscard]] Result<Output> handle(const Input& input) const;
    [[nodiscard]] static Json to_json(const Output& output);

  private:
    [[nodiscard]] std::optional<Json> describe_chain(const rules::IdentityId& id) const;
    Context& context_;
};

/// The keys of an identity, present ones first in the registry's order.
[[nodiscard]] std::vector<GetIdentity::Key> keys_of(const ledger::Ledger& ledger, const rules::IdentityId& id);

}  // namespace countersign::api::service

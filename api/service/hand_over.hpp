// POST /v1/identities/{identity}/handover: a hosted identity goes over to its owner's own key, in two steps, since that
// key must sign what it is put into (proof of possession): first what is to be signed, then its signature.
#pragma once

#include <optional>

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/base/json.hpp"

namespace countersign::api::service {

class HandOver {
  public:
    struct Input {
        rules::IdentityId identity{};
        PublicKey key;
        /// The owner's next recovery key, kept away: the old code was known to the service for a moment.
        PublicKey recovery;
        std::optional<Signature64> proof = {};
        /// The present code; with a proof only.
        SecretBytes recovery_secret = {};
    };

    explicit HandOver(Context& context) : context_(context) {}
    [[nodiscard]] http::Response operator()(const http::Request& request) const;
    /// Errors: token.*, identity.unknown, json.*, key.*, encoding.hex, signature.length, recovery.code.
    [[nodiscard]] Result<Input> parse(const http::Request& request) const;
    /// Without a proof: what the key must sign. With one: registers it, then destroys the hosted keys and the tokens.
    /// Errors: identity.not_hosted, item.open, those of the ledger (registry.possession_invalid where the proof is of
    /// another state, registry.recovery_authority_invalid where the code is another's).
    [[nodiscard]] Result<Json> handle(const Input& input) const;

  private:
    Context& context_;
};

}  // namespace countersign::api::service

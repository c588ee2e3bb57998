// What this service says of a signer inside a file: an identity claims aggregation (CAWG), issued by its did:web for
// one asset. The signer chooses how much: its name in the registry, its wallet, who attests it. Rules:
// docs/spec/http.md (H25 to H27). Thread-safety: as the context's.
#pragma once

#include <string_view>

#include "api/service/context.hpp"
#include "identity/did/document.hpp"
#include "verifier/c2pa/write/dynamic_assertion.hpp"
#include "verifier/cawg/write/aggregation.hpp"

namespace countersign::api::service {

/// What may be said; nothing at all leaves the assertion out.
struct IdentityWish {
    bool name = false;
    bool wallet = false;
    bool affiliations = false;
};

/// `no`, or a list with commas of `name`, `wallet` and `affiliations`; the name always comes along. Errors:
/// content.identity.
[[nodiscard]] Result<IdentityWish> parse_identity_wish(std::string_view text);

/// The claims of an identity of this registry, as of now. Errors: identity.unknown, identity.no_wallet.
[[nodiscard]] Result<verifier::cawg::Aggregation> describe_identity(Context& context, const rules::IdentityId& id,
                                                                    const IdentityWish& wish);
/// Signs with the service's assertion key.
[[nodiscard]] verifier::cawg::Aggregator own_aggregator(const Context& context);
/// The method of the service's own DID document that holds that key, in the form that readers of CAWG know.
[[nodiscard]] did::VerificationMethod identity_claims_method(const Context& context);

/// The assertions for a file that `id` signs: none, or one. Errors: as describe_identity.
[[nodiscard]] Result<std::vector<verifier::c2pa::DynamicAssertion>> make_identity_assertions(
    Context& context, const rules::IdentityId& id, const IdentityWish& wish);

}  // namespace countersign::api::service

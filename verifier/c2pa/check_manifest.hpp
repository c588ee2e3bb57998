// One manifest judged by itself: claim, signature, assertions. The same for the active manifest and for those of
// ingredients; content bindings and ingredients come after (check_binding.hpp, check_ingredients.hpp).
// Thread-safety: as check_signature.
#pragma once

#include "verifier/c2pa/check_assertions.hpp"
#include "verifier/c2pa/lineage.hpp"

namespace countersign::verifier::c2pa {

struct CheckedManifest {
    const LineageNode* node = nullptr;
    StatusLists statuses;
    std::optional<Signer> signer;
    std::optional<TimeStamp> stamp;
    std::vector<Assertion> assertions;
    std::vector<IngredientAssertion> ingredients;
};

struct CheckContext {
    const Store& store;
    const Lineage& lineage;
    CredentialStore& credentials;
    const TrustAnchors& authorities;
    UnixSeconds now;
};

/// For each node of the lineage, in its order.
[[nodiscard]] std::vector<CheckedManifest> check_manifests(const CheckContext& context);

}  // namespace countersign::verifier::c2pa

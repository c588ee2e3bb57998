#include "verifier/c2pa/check_ingredients.hpp"

#include <algorithm>

#include "verifier/c2pa/recorded.hpp"

namespace countersign::verifier::c2pa {
namespace {

const CheckedManifest* find_checked(const std::vector<CheckedManifest>& manifests, std::string_view label) {
    for (const CheckedManifest& checked : manifests) {
        if (checked.node->manifest->label == label) {
            return &checked;
        }
    }
    return nullptr;
}

std::string referred_label(const Store& store, const CheckedManifest& owner, const IngredientAssertion& ingredient) {
    return ingredient.manifest
               ? manifest_of_uri(store.resolve(ingredient.manifest->url, *owner.node->manifest).absolute)
               : std::string();
}

/// 14.11.3.2: `relatedAssertions` names assertions of the same manifest that end in `.ingredient`.
bool has_good_related(const ManifestView& view, const CheckedManifest& owner, const Assertion& assertion,
                      StatusLists& out) {
    const Cbor* const related = assertion.content.find("relatedAssertions");
    if (related == nullptr) {
        return true;
    }
    if (!related->is_array() || related->as_array().empty()) {
        return false;
    }
    for (const Cbor& item : related->as_array()) {
        const std::string url = view.store.resolve(read_hashed_uri(item).url, view.manifest).absolute;
        const auto named = std::find_if(owner.assertions.begin(), owner.assertions.end(),
                                        [&](const Assertion& other) { return other.url == url; });
        if (named == owner.assertions.end() || named->is_ingredient() || named->is_actions() ||
            !named->base.ends_with(".ingredient")) {
            return false;
        }
        if (named->is_redacted) {
            out.add(status::assertion_redacted, assertion.url, url);
        }
    }
    return true;
}

void check_assertion(const ManifestView& view, CheckedManifest& owner, const IngredientAssertion& ingredient) {
    StatusLists& out = owner.statuses;
    const std::string& url = ingredient.assertion->url;
    const Cbor& content = ingredient.assertion->content;
    const std::string& relationship = ingredient.relationship;
    if (relationship != "parentOf" && relationship != "componentOf" && relationship != "inputTo") {
        out.add(status::ingredient_malformed, url, "no relationship that is known");
    }
    const bool v3 = ingredient.version == 3;
    if (v3 && ingredient.manifest &&
        (content.find("digitalSourceType") != nullptr || content.find("relatedAssertions") != nullptr)) {
        out.add(status::ingredient_malformed, url, "a manifest beside what only an ingredient without one has");
    }
    if (v3 && ingredient.manifest && !ingredient.has_results) {
        out.add(status::ingredient_malformed, url, "a manifest without recorded validation results");
    }
    if (!has_good_related(view, owner, *ingredient.assertion, out)) {
        out.add(status::ingredient_malformed, url, "relatedAssertions");
    }
    if (!ingredient.manifest && relationship != "inputTo") {
        out.add(status::ingredient_unknown, url, "the ingredient has no manifest");
    }
}

enum class Link : std::uint8_t { match, mismatch, missing };

Link compare_link(const Store& store, const CheckedManifest& owner, const HashedUri& uri, bool whole_manifest) {
    const Target target = store.resolve(uri.url, *owner.node->manifest);
    if (target.box == nullptr) {
        return Link::missing;
    }
    const ByteView hashed = whole_manifest ? target.manifest->hashed : target.box->hashed;
    const std::optional<std::string>& algorithm = owner.node->claim.claim->algorithm;
    bool match = compare_hash(store, uri, algorithm, hashed) == HashOutcome::match;
    if (!match && whole_manifest && owner.node->claim.claim->version == 1) {
        // Before 1.3 the reference implementation hashed the ingredient's claim instead of its manifest. The claim
        // holds the hashes of all its assertions, and its signature is checked by itself.
        const ClaimResult claim = read_claim(store, *target.manifest);
        match = claim.claim && compare_hash(store, uri, algorithm, claim.claim->bytes) == HashOutcome::match;
    }
    return match ? Link::match : Link::mismatch;
}

/// 14.11.3.3.1, where the claim signature is named or the manifest was redacted; else 14.11.3.3.2.
void check_link(const CheckContext& context, const CheckedManifest& owner, const IngredientAssertion& ingredient,
                StatusLists& out) {
    const std::string& url = ingredient.assertion->url;
    const std::string label = referred_label(context.store, owner, ingredient);
    const bool was_redacted = context.lineage.redacted_manifests.contains(label);
    if (context.store.find(label) == nullptr) {
        out.add(status::ingredient_manifest_missing, url, ingredient.manifest->url);
        return;
    }
    if (ingredient.claim_signature || was_redacted) {
        const Link link = ingredient.claim_signature
                              ? compare_link(context.store, owner, *ingredient.claim_signature, false)
                              : Link::missing;
        out.add(link == Link::match      ? status::ingredient_signature_validated
                : link == Link::mismatch ? status::ingredient_signature_mismatch
                                         : status::ingredient_signature_missing,
                url, label);
        return;
    }
    const Link link = compare_link(context.store, owner, *ingredient.manifest, true);
    out.add(link == Link::match      ? status::ingredient_manifest_validated
            : link == Link::mismatch ? status::ingredient_manifest_mismatch
                                     : status::ingredient_manifest_missing,
            url, label);
}

template <typename IsKnown>
void keep_new(const std::vector<StatusEntry>& found, const IsKnown& is_known, std::vector<StatusEntry>& out) {
    for (const StatusEntry& entry : found) {
        if (!is_known(entry)) {
            out.push_back(entry);
        }
    }
}

}  // namespace

void check_ingredient_assertions(const CheckContext& context, std::vector<CheckedManifest>& manifests) {
    for (CheckedManifest& owner : manifests) {
        for (const IngredientAssertion& ingredient : owner.ingredients) {
            const ManifestView view{context.store, *owner.node->manifest, *owner.node->claim.claim,
                                    context.lineage.redacted};
            check_assertion(view, owner, ingredient);
        }
    }
}

std::vector<IngredientDelta> find_deltas(const CheckContext& context, const std::vector<CheckedManifest>& manifests) {
    std::vector<IngredientDelta> out;
    const RecordedResults recorded(context.store, manifests);
    std::vector<bool> told(manifests.size());
    std::set<const StatusEntry*> told_failures;
    for (std::size_t i = 0; i < manifests.size(); ++i) {
        const CheckedManifest& owner = manifests[i];
        for (const IngredientAssertion& ingredient : owner.ingredients) {
            if (!ingredient.manifest) {
                continue;
            }
            // How the owner's assertion fits its target, only those above the owner can have seen fail.
            const auto is_known_above = [&](const StatusEntry& entry) {
                return recorded.is_known_above(recorded_key(entry.code, entry.url), i);
            };
            const auto is_known = [&](const StatusEntry& entry) {
                return ingredient.recorded.contains(recorded_key(entry.code, entry.url)) || is_known_above(entry);
            };
            StatusLists found;
            check_link(context, owner, ingredient, found);
            IngredientDelta delta{ingredient.assertion->url, {}};
            delta.statuses.success = std::move(found.success);
            keep_new(found.failure, is_known_above, delta.statuses.failure);
            if (const std::size_t target = recorded.target_of(i, ingredient); target < manifests.size()) {
                const StatusLists& of_target = manifests[target].statuses;
                // Version 1 recorded failures only: its successes aren't news.
                if (!told[target] && ingredient.has_results) {
                    keep_new(of_target.success, is_known, delta.statuses.success);
                }
                if (!told[target]) {
                    keep_new(of_target.informational, is_known, delta.statuses.informational);
                }
                told[target] = true;
                // Each assertion that leads to it has to have known of its failures.
                for (const StatusEntry& entry : of_target.failure) {
                    if (!is_known(entry) && told_failures.insert(&entry).second) {
                        delta.statuses.failure.push_back(entry);
                    }
                }
            }
            if (!delta.statuses.is_empty()) {
                out.push_back(std::move(delta));
            }
        }
    }
    return out;
}

const CheckedManifest* find_bound_manifest(const Store& store, const std::vector<CheckedManifest>& manifests) {
    std::set<const CheckedManifest*> seen;
    const CheckedManifest* at = manifests.empty() ? nullptr : &manifests.front();
    while (at != nullptr && at->node->manifest->is_update && seen.insert(at).second) {
        const auto parent = std::find_if(at->ingredients.begin(), at->ingredients.end(),
                                         [](const auto& ingredient) { return ingredient.relationship == "parentOf"; });
        at = parent == at->ingredients.end() ? nullptr : find_checked(manifests, referred_label(store, *at, *parent));
    }
    return at == nullptr || at->node->manifest->is_update ? nullptr : at;
}

}  // namespace countersign::verifier::c2pa

#include "verifier/c2pa/summary.hpp"

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/ai_statement.hpp"

namespace countersign::verifier::c2pa {
namespace {

std::string text_or_empty(const Cbor& map, std::string_view key) {
    const Cbor* const found = map.find(key);
    const Cbor* const text = found != nullptr && found->is_tagged() ? &found->tagged_item() : found;
    return text != nullptr && text->is_text() ? text->as_text() : std::string();
}

/// A text, or a map with a name.
std::string agent_of(const Cbor& action) {
    const Cbor* const agent = action.find("softwareAgent");
    return agent != nullptr && agent->is_map() ? text_or_empty(*agent, "name") : text_or_empty(action, "softwareAgent");
}

void add_actions(const Assertion& assertion, std::vector<Action>& out) {
    const Cbor::Array* const actions = assertion.content.find_array("actions");
    for (std::size_t i = 0; actions != nullptr && i < actions->size(); ++i) {
        const Cbor& action = (*actions)[i];
        out.push_back({.name = text_or_empty(action, "action"),
                       .digital_source_type = text_or_empty(action, "digitalSourceType"),
                       .software_agent = agent_of(action),
                       .when = text_or_empty(action, "when")});
    }
}

Ingredient to_ingredient(const Store& store, const Manifest& owner, const IngredientAssertion& from) {
    const Target target = from.manifest ? store.resolve(from.manifest->url, owner) : Target();
    return {.url = from.assertion->url,
            .relationship = from.relationship,
            .title = from.title,
            .format = from.format,
            .instance_id = from.instance_id,
            .manifest = manifest_of_uri(target.absolute),
            .has_thumbnail = from.has_thumbnail};
}

ManifestSummary summarise_one(const Store& store, const CheckedManifest& checked) {
    const Manifest& manifest = *checked.node->manifest;
    ManifestSummary out;
    out.label = manifest.label;
    out.is_update = manifest.is_update;
    out.sha256 = sha256(manifest.hashed);
    out.signer = checked.signer;
    out.time_stamp = checked.stamp;
    if (checked.node->claim.claim) {
        const Claim& claim = *checked.node->claim.claim;
        out.claim_version = claim.version;
        out.generator = claim.generator;
        out.title = text_or_empty(claim.fields, "dc:title");
        out.format = text_or_empty(claim.fields, "dc:format");
        out.instance_id = claim.instance_id;
        for (const ClaimAssertion& reference : claim.assertions) {
            out.references.push_back({reference.target.absolute,
                                      reference.uri.algorithm.value_or(claim.algorithm.value_or(std::string())),
                                      reference.uri.hash.value_or(Bytes())});
        }
    }
    for (const Assertion& assertion : checked.assertions) {
        out.assertions.emplace_back(assertion.label);
        if (assertion.is_actions()) {
            add_actions(assertion, out.actions);
        }
        add_ai_statement(assertion, out);
        const bool is_identity = assertion.base == "cawg.identity" && assertion.box != nullptr;
        if (is_identity && out.identities.size() < limits::cawg_identities_max) {
            out.identities.push_back({assertion.url, to_bytes(assertion.box->content("cbor"))});
        }
        const bool is_receipt = assertion.base == "c2pa.repository-receipt" && assertion.box != nullptr;
        if (is_receipt && out.receipts.size() < limits::cawg_identities_max) {
            out.receipts.push_back({assertion.url, to_bytes(assertion.box->content("json"))});
        }
    }
    for (const IngredientAssertion& ingredient : checked.ingredients) {
        out.ingredients.push_back(to_ingredient(store, manifest, ingredient));
    }
    return out;
}

}  // namespace

std::vector<ManifestSummary> summarise(const Store& store, const std::vector<CheckedManifest>& manifests) {
    std::vector<ManifestSummary> out;
    out.reserve(manifests.size());
    for (const CheckedManifest& checked : manifests) {
        out.push_back(summarise_one(store, checked));
    }
    return out;
}

}  // namespace countersign::verifier::c2pa

#include "verifier/c2pa/assertion.hpp"

#include <algorithm>
#include <array>

namespace countersign::verifier::c2pa {
namespace {

std::string text_or_empty(const Cbor& map, std::string_view key) {
    const std::string* const text = map.find_text(key);
    return text == nullptr ? std::string() : *text;
}

void record_list(const Store& store, const Manifest& manifest, const Cbor* list, std::set<std::string>& out) {
    if (list == nullptr || !list->is_array()) {
        return;
    }
    for (const Cbor& entry : list->as_array()) {
        const std::string url = store.resolve(text_or_empty(entry, "url"), manifest).absolute;
        out.insert(recorded_key(text_or_empty(entry, "code"), url));
    }
}

void record_lists(const Store& store, const Manifest& manifest, const Cbor* lists, std::set<std::string>& out) {
    if (lists == nullptr) {
        return;
    }
    for (const std::string_view name : {"success", "informational", "failure"}) {
        record_list(store, manifest, lists->find(name), out);
    }
}

}  // namespace

bool Assertion::is_ingredient() const noexcept {
    return base == "c2pa.ingredient" || base == "c2pa.ingredient.v2" || base == "c2pa.ingredient.v3";
}

bool Assertion::is_hard_binding() const noexcept { return is_hard_binding_label(base); }

bool has_early_bmff_hash(const Claim& claim, const std::vector<Assertion>& assertions) noexcept {
    return claim.version == 1 &&
           std::none_of(assertions.begin(), assertions.end(), [](const Assertion& a) { return a.is_hard_binding(); }) &&
           std::any_of(assertions.begin(), assertions.end(),
                       [](const Assertion& a) { return a.base == "c2pa.hash.bmff"; });
}

bool is_hard_binding_label(std::string_view base) noexcept {
    static constexpr std::array<std::string_view, 6> labels{
        "c2pa.hash.data",    "c2pa.hash.boxes",           "c2pa.hash.bmff.v2",
        "c2pa.hash.bmff.v3", "c2pa.hash.collection.data", "c2pa.hash.segment"};
    return std::find(labels.begin(), labels.end(), base) != labels.end();
}

std::string recorded_key(std::string_view code, std::string_view absolute_url) {
    return std::string(code) + ' ' + std::string(absolute_url);
}

IngredientAssertion read_ingredient(const Store& store, const Manifest& manifest, const Assertion& assertion) {
    const Cbor& content = assertion.content;
    IngredientAssertion out;
    out.assertion = &assertion;
    out.version = assertion.base == "c2pa.ingredient" ? 1 : assertion.base == "c2pa.ingredient.v2" ? 2 : 3;
    out.relationship = text_or_empty(content, "relationship");
    out.title = text_or_empty(content, "dc:title");
    out.format = text_or_empty(content, "dc:format");
    out.instance_id = text_or_empty(content, "instanceID");
    out.has_thumbnail = content.find("thumbnail") != nullptr;
    const Cbor* const referred = content.find(out.version == 3 ? "activeManifest" : "c2pa_manifest");
    if (referred != nullptr) {
        out.manifest = read_hashed_uri(*referred);
    }
    if (const Cbor* const signature = content.find("claimSignature"); signature != nullptr && out.version == 3) {
        out.claim_signature = read_hashed_uri(*signature);
    }
    record_list(store, manifest, content.find("validationStatus"), out.recorded);
    const Cbor* const results = content.find("validationResults");
    out.has_results = results != nullptr && results->is_map();
    if (results == nullptr) {
        return out;
    }
    record_lists(store, manifest, results->find("activeManifest"), out.recorded);
    if (const Cbor::Array* const deltas = results->find_array("ingredientDeltas")) {
        for (const Cbor& delta : *deltas) {
            record_lists(store, manifest, delta.find("validationDeltas"), out.recorded);
        }
    }
    return out;
}

}  // namespace countersign::verifier::c2pa

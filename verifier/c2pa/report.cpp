#include "verifier/c2pa/report.hpp"

#include <algorithm>
#include <array>

#include "identity/base/encoding.hpp"

namespace countersign::verifier::c2pa {
namespace {

Json to_json(const std::vector<StatusEntry>& entries) {
    Json out = Json::array();
    for (const StatusEntry& entry : entries) {
        Json one = Json::object({{"code", entry.code}});
        if (!entry.url.empty()) {
            one.set("url", entry.url);
        }
        if (!entry.resource_url.empty()) {
            one.set("resourceUrl", printable(entry.resource_url, 2000));
        }
        if (!entry.explanation.empty()) {
            one.set("explanation", printable(entry.explanation));
        }
        out.push(std::move(one));
    }
    return out;
}

Json to_json(const StatusLists& lists) {
    return Json::object({{"success", to_json(lists.success)},
                         {"informational", to_json(lists.informational)},
                         {"failure", to_json(lists.failure)}});
}

Json to_json(const Signer& signer) {
    return Json::object({{"subject", printable(signer.subject)},
                         {"issuer", printable(signer.issuer)},
                         {"organisation", printable(signer.organisation)},
                         {"commonName", printable(signer.common_name)},
                         {"serial", signer.serial},
                         {"notBefore", to_rfc3339(signer.not_before)},
                         {"notAfter", to_rfc3339(signer.not_after)},
                         {"publicKey", to_base64(signer.public_key)},
                         {"algorithm", signer.algorithm}});
}

Json to_json(const Action& action) {
    Json out = Json::object({{"action", printable(action.name)}});
    if (!action.digital_source_type.empty()) {
        out.set("digitalSourceType", printable(action.digital_source_type));
    }
    if (!action.software_agent.empty()) {
        out.set("softwareAgent", printable(action.software_agent));
    }
    if (!action.when.empty()) {
        out.set("when", printable(action.when));
    }
    return out;
}

Json to_json(const Ingredient& ingredient) {
    return Json::object({{"url", ingredient.url},
                         {"relationship", printable(ingredient.relationship)},
                         {"title", printable(ingredient.title)},
                         {"format", printable(ingredient.format)},
                         {"instanceId", printable(ingredient.instance_id)},
                         {"manifest", ingredient.manifest},
                         {"thumbnail", ingredient.has_thumbnail}});
}

Json to_json(const ManifestSummary& manifest) {
    Json out = Json::object({{"label", manifest.label},
                             {"claimVersion", manifest.claim_version},
                             {"update", manifest.is_update},
                             {"generator", printable(manifest.generator)},
                             {"title", printable(manifest.title)},
                             {"format", printable(manifest.format)},
                             {"instanceId", printable(manifest.instance_id)},
                             {"sha256", to_hex(view(manifest.sha256))},
                             {"cawgIdentities", manifest.identities.size()}});
    if (manifest.signer) {
        out.set("signer", to_json(*manifest.signer));
    }
    if (manifest.time_stamp) {
        out.set("timeStamp", Json::object({{"time", to_rfc3339(manifest.time_stamp->time)},
                                           {"authority", printable(manifest.time_stamp->authority)}}));
    }
    Json actions = Json::array();
    for (const Action& action : manifest.actions) {
        actions.push(to_json(action));
    }
    out.set("actions", std::move(actions));
    Json ingredients = Json::array();
    for (const Ingredient& ingredient : manifest.ingredients) {
        ingredients.push(to_json(ingredient));
    }
    out.set("ingredients", std::move(ingredients));
    Json assertions = Json::array();
    for (const std::string& label : manifest.assertions) {
        assertions.push(label);
    }
    out.set("assertions", std::move(assertions));
    return out;
}

/// Everything else means that the claim can't be relied on.
bool leaves_claim_whole(const StatusEntry& entry) {
    static constexpr std::array<std::string_view, 4> allowed{
        "signingCredential.untrusted", "signingCredential.ocsp.revoked", "claimSignature.outsideValidity",
        "signingCredential.expired"};
    const std::string_view code = entry.code;
    return std::find(allowed.begin(), allowed.end(), code) != allowed.end() ||
           (code.starts_with("assertion.") && code.ends_with("Hash.mismatch")) ||
           code == status::boxes_hash_unknown.name;
}

}  // namespace

std::vector<const ManifestSummary*> find_line(const Report& report) {
    std::vector<const ManifestSummary*> out;
    std::string_view label = report.active_manifest;
    // Each step goes to a manifest that was there before; the bound is for a store that says otherwise.
    while (out.size() < report.manifests.size()) {
        const auto at = std::find_if(report.manifests.begin(), report.manifests.end(),
                                     [label](const ManifestSummary& one) { return one.label == label; });
        if (at == report.manifests.end()) {
            break;
        }
        out.push_back(&*at);
        const auto parent = std::find_if(at->ingredients.begin(), at->ingredients.end(), [](const Ingredient& one) {
            return one.relationship == "parentOf" && !one.manifest.empty();
        });
        if (!at->is_update || parent == at->ingredients.end()) {
            break;
        }
        label = parent->manifest;
    }
    return out;
}

bool is_claim_whole(const Report& report) {
    return std::all_of(report.active.failure.begin(), report.active.failure.end(), leaves_claim_whole);
}

std::string_view to_text(State state) noexcept {
    switch (state) {
        case State::absent: return "absent";
        case State::inaccessible: return "inaccessible";
        case State::invalid: return "invalid";
        case State::valid: return "valid";
        case State::trusted: return "trusted";
    }
    return "invalid";
}

Json to_json(const Report& report) {
    Json deltas = Json::array();
    for (const IngredientDelta& delta : report.ingredient_deltas) {
        deltas.push(
            Json::object({{"ingredientAssertionURI", delta.url}, {"validationDeltas", to_json(delta.statuses)}}));
    }
    Json manifests = Json::array();
    for (const ManifestSummary& manifest : report.manifests) {
        manifests.push(to_json(manifest));
    }
    Json out = Json::object({{"state", to_text(report.state)},
                             {"asset", Json::object({{"sha256", to_hex(view(report.asset.sha256))},
                                                     {"bytes", report.asset.size_bytes},
                                                     {"mediaType", report.asset.media_type}})},
                             {"validationResults", Json::object({{"activeManifest", to_json(report.active)},
                                                                 {"ingredientDeltas", std::move(deltas)},
                                                                 {"specVersion", "2.5.0"}})},
                             {"activeManifest", report.active_manifest},
                             {"manifests", std::move(manifests)}});
    if (!report.remote_url.empty()) {
        out.set("remoteUrl", printable(report.remote_url, 2000));
    }
    return out;
}

}  // namespace countersign::verifier::c2pa

#include "verifier/c2pa/claim.hpp"

#include <algorithm>

namespace countersign::verifier::c2pa {
namespace {

bool has_claim_label(const Superbox& box) noexcept { return box.label == "c2pa.claim" || box.label == "c2pa.claim.v2"; }

bool is_claim(const Superbox& box) noexcept { return box.uuid == box::claim || has_claim_label(box); }

std::string text_or_empty(const Cbor& map, std::string_view key) {
    const std::string* const text = map.find_text(key);
    return text == nullptr ? std::string() : *text;
}

/// `name version`, from one map (v2), the first of an array (v1), or the old string.
std::string generator_of(const Cbor& fields) {
    const Cbor* info = fields.find("claim_generator_info");
    if (info != nullptr && info->is_array() && !info->as_array().empty()) {
        info = &info->as_array().front();
    }
    if (info == nullptr || info->find_text("name") == nullptr) {
        return text_or_empty(fields, "claim_generator");
    }
    const std::string version = text_or_empty(*info, "version");
    return text_or_empty(*info, "name") + (version.empty() ? "" : " " + version);
}

bool add_assertions(const Store& store, const Manifest& manifest, std::string_view key, AssertionList list,
                    Claim& out) {
    const Cbor* const field = out.fields.find(key);
    if (field == nullptr) {
        return true;
    }
    if (!field->is_array()) {
        return false;
    }
    for (const Cbor& item : field->as_array()) {
        ClaimAssertion assertion{.uri = read_hashed_uri(item), .list = list, .target = {}, .label = {}};
        assertion.target = store.resolve(assertion.uri.url, manifest);
        assertion.label = assertion.uri.url.substr(assertion.uri.url.rfind('/') + 1);
        out.assertions.push_back(std::move(assertion));
    }
    return true;
}

/// The first field that is missing or of a wrong type, or nothing.
std::optional<std::string> find_field_fault(const Claim& claim) {
    const Cbor& fields = claim.fields;
    if (fields.find_text("instanceID") == nullptr) {
        return "instanceID";
    }
    if (claim.version == 1) {
        if (fields.find_array("assertions") == nullptr) {
            return "assertions";
        }
        return fields.find_text("claim_generator") == nullptr && fields.find("claim_generator_info") == nullptr
                   ? std::optional<std::string>("claim_generator")
                   : std::nullopt;
    }
    if (fields.find_text("signature") == nullptr) {
        return "signature";
    }
    if (fields.find_array("created_assertions") == nullptr || fields.find_array("created_assertions")->empty()) {
        return "created_assertions";
    }
    const Cbor* const info = fields.find("claim_generator_info");
    return info == nullptr || info->find_text("name") == nullptr ? std::optional<std::string>("claim_generator_info")
                                                                 : std::nullopt;
}

}  // namespace

ClaimResult read_claim(const Store& store, const Manifest& manifest) {
    ClaimResult out;
    const std::string manifest_url = absolute_uri(manifest.label, {});
    std::vector<const Superbox*> found;
    for (const Superbox& box : manifest.box->children) {
        if (is_claim(box)) {
            found.push_back(&box);
        }
    }
    if (found.empty()) {
        out.statuses.add(status::claim_missing, manifest_url, "the manifest has no claim");
        return out;
    }
    if (found.size() > 1) {
        out.statuses.add(status::claim_multiple, manifest_url, "the manifest has more than one claim");
        return out;
    }
    Claim claim;
    claim.box = found.front();
    claim.version = claim.box->label == "c2pa.claim" ? 1 : 2;
    claim.url = absolute_uri(manifest.label, claim.box->label);
    claim.bytes = claim.box->content("cbor");
    // Neither type nor label is signed, so only a claim with both right is the one that was written.
    if (claim.box->uuid != box::claim || !has_claim_label(*claim.box)) {
        out.statuses.add(status::claim_malformed, claim.url, "the claim's box has a wrong type or label");
        return out;
    }
    auto fields = store.read_cbor(claim.bytes);
    if (!fields || !fields->is_map()) {
        out.statuses.add(status::claim_cbor, claim.url,
                         fields ? "the claim isn't a map" : std::string(fields.error().code.text));
        return out;
    }
    claim.fields = std::move(*fields);
    if (const auto fault = find_field_fault(claim)) {
        out.statuses.add(status::claim_malformed, claim.url, "the claim lacks " + *fault);
        return out;
    }
    const bool lists = claim.version == 1
                           ? add_assertions(store, manifest, "assertions", AssertionList::assertions_v1, claim)
                           : add_assertions(store, manifest, "created_assertions", AssertionList::created, claim) &&
                                 add_assertions(store, manifest, "gathered_assertions", AssertionList::gathered, claim);
    if (!lists) {
        out.statuses.add(status::claim_malformed, claim.url, "a list of assertions isn't a list");
        return out;
    }
    claim.signature_uri = text_or_empty(claim.fields, "signature");
    claim.instance_id = text_or_empty(claim.fields, "instanceID");
    claim.generator = generator_of(claim.fields);
    if (const std::string* const algorithm = claim.fields.find_text("alg")) {
        claim.algorithm = *algorithm;
    }
    if (const Cbor::Array* const redacted = claim.fields.find_array("redacted_assertions")) {
        for (const Cbor& uri : *redacted) {
            if (uri.is_text()) {
                claim.redacted.push_back(store.resolve(uri.as_text(), manifest).absolute);
            }
        }
    }
    out.claim = std::move(claim);
    return out;
}

}  // namespace countersign::verifier::c2pa

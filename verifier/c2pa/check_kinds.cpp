#include <algorithm>
#include <array>

#include "identity/base/clock.hpp"
#include "verifier/c2pa/check_assertions.hpp"

namespace countersign::verifier::c2pa {
namespace {

std::size_t count_parents(const ManifestView& view, const std::vector<Assertion>& assertions) {
    return static_cast<std::size_t>(
        std::count_if(assertions.begin(), assertions.end(), [&](const Assertion& assertion) {
            return assertion.is_ingredient() && !assertion.is_redacted &&
                   read_ingredient(view.store, view.manifest, assertion).relationship == "parentOf";
        }));
}

const Cbor::Array* actions_of(const Assertion& assertion) noexcept { return assertion.content.find_array("actions"); }

bool is_first_action(const Cbor& action) noexcept {
    const std::string* const name = action.find_text("action");
    return name != nullptr && (*name == "c2pa.created" || *name == "c2pa.opened");
}

/// 14.10.1.2 item 4: created or opened stands in the first actions assertion of exactly one of the two lists.
void check_first_action(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out) {
    std::size_t found = 0;
    for (const AssertionList list : {AssertionList::created, AssertionList::gathered}) {
        const auto first = std::find_if(assertions.begin(), assertions.end(), [&](const Assertion& assertion) {
            return assertion.is_actions() && assertion.list == list;
        });
        const Cbor::Array* const actions = first == assertions.end() ? nullptr : actions_of(*first);
        if (actions != nullptr && std::any_of(actions->begin(), actions->end(), is_first_action)) {
            ++found;
        }
    }
    if (found != 1) {
        out.add(status::action_malformed, view.claim.url, "exactly one list of actions must begin the history");
    }
}

void check_standard(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out) {
    std::size_t bindings = 0;
    for (const Assertion& assertion : assertions) {
        // What was only gathered isn't the signer's own binding (14.12).
        const bool own = assertion.list != AssertionList::gathered;
        bindings += assertion.is_hard_binding() && own ? std::size_t{1} : std::size_t{0};
    }
    if (bindings == 0 && !has_early_bmff_hash(view.claim, assertions)) {
        out.add(status::hard_binding_missing, view.claim.url, "nothing binds the manifest to the content");
    }
    if (bindings > 1) {
        out.add(status::multiple_hard_bindings, absolute_uri(view.manifest.label, "c2pa.assertions"));
    }
    if (count_parents(view, assertions) > 1) {
        out.add(status::multiple_parents, view.claim.url, "more than one ingredient is the parent");
    }
    // Version 1 claims may have been written before actions became mandatory.
    if (view.claim.version == 1) {
        return;
    }
    const bool has_actions = std::any_of(assertions.begin(), assertions.end(),
                                         [](const Assertion& assertion) { return assertion.is_actions(); });
    if (!has_actions) {
        out.add(status::actions_missing, view.claim.url, "the claim has no actions");
        return;
    }
    // A redacted one has its own code, and its content can't be judged.
    const bool is_whole = std::none_of(assertions.begin(), assertions.end(), [](const Assertion& assertion) {
        return assertion.is_actions() && assertion.is_redacted;
    });
    if (is_whole) {
        check_first_action(view, assertions, out);
    }
}

bool is_update_action(const Cbor& action) noexcept {
    static constexpr std::array<std::string_view, 4> allowed{"c2pa.edited.metadata", "c2pa.opened", "c2pa.published",
                                                             "c2pa.redacted"};
    const std::string* const name = action.find_text("action");
    return name != nullptr && std::find(allowed.begin(), allowed.end(), *name) != allowed.end();
}

void check_update(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out) {
    const auto ingredients = std::count_if(assertions.begin(), assertions.end(),
                                           [](const Assertion& assertion) { return assertion.is_ingredient(); });
    if (ingredients != 1 || count_parents(view, assertions) != 1) {
        out.add(status::update_wrong_parents, view.claim.url, "an update has exactly one ingredient, its parent");
    }
    for (const Assertion& assertion : assertions) {
        if (assertion.is_hard_binding() || assertion.is_thumbnail() || assertion.base == "c2pa.hash.multi-asset") {
            out.add(status::update_invalid, view.claim.url, std::string(assertion.label) + " in an update");
        }
        const Cbor::Array* const actions = assertion.is_actions() ? actions_of(assertion) : nullptr;
        if (actions != nullptr && !std::all_of(actions->begin(), actions->end(), is_update_action)) {
            out.add(status::update_invalid, view.claim.url, "an action that changes content, in an update");
        }
    }
}

/// What a label given for external data may not be (14.10.4.2.1 and 14.10.4.2.2).
bool is_structural_label(std::string_view label) noexcept {
    static constexpr std::array<std::string_view, 6> labels{"c2pa.actions",       "c2pa.actions.v2",
                                                            "c2pa.cloud-data",    "c2pa.ingredient",
                                                            "c2pa.ingredient.v2", "c2pa.ingredient.v3"};
    return std::find(labels.begin(), labels.end(), label) != labels.end();
}
bool is_binding_label(std::string_view label) noexcept {
    return is_hard_binding_label(label) || label == "c2pa.hash.multi-asset";
}

void check_cloud_data(const ManifestView& view, const Assertion& assertion, StatusLists& out) {
    const Cbor& content = assertion.content;
    const std::string* const label = content.find_text("label");
    if (label == nullptr || content.find("size") == nullptr || content.find("location") == nullptr) {
        out.add(status::cloud_malformed, assertion.url, "label, size and location are required");
        return;
    }
    const std::string_view base = base_label(*label);
    if (is_binding_label(base)) {
        out.add(status::cloud_hard_binding, assertion.url, *label);
    } else if (view.manifest.is_update && (base == "c2pa.actions" || base == "c2pa.actions.v2")) {
        out.add(status::cloud_actions, assertion.url, *label);
    } else if (is_structural_label(base)) {
        out.add(status::cloud_malformed, assertion.url, *label);
    }
}

void check_external_reference(const Assertion& assertion, StatusLists& out) {
    const Cbor* const location = assertion.content.find("location");
    if (location == nullptr || location->find_text("url") == nullptr) {
        out.add(status::external_malformed, assertion.url, "no location");
        return;
    }
    if ((location->find("alg") == nullptr) != (location->find("hash") == nullptr)) {
        out.add(status::external_malformed, assertion.url, "one of alg and hash without the other");
        return;
    }
    const std::string* const label = assertion.content.find_text("label");
    if (label != nullptr) {
        const std::string_view base = base_label(*label);
        if (is_structural_label(base) || is_binding_label(base) || base == "c2pa.external-reference") {
            out.add(status::external_malformed, assertion.url, *label);
        }
    }
}

/// A text or tagged text, as a time; nothing where it is neither.
std::optional<UnixSeconds> read_time(const Cbor* value) {
    const Cbor* const text = value != nullptr && value->is_tagged() ? &value->tagged_item() : value;
    if (text == nullptr || !text->is_text()) {
        return std::nullopt;
    }
    const auto time = parse_rfc3339(text->as_text());
    return time ? std::optional(*time) : std::nullopt;
}

bool is_backwards(const Cbor& map, std::string_view start_key, std::string_view end_key) {
    const auto start = read_time(map.find(start_key));
    const auto end = read_time(map.find(end_key));
    return start && end && *start > *end;
}

}  // namespace

void check_manifest_kind(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out) {
    if (view.manifest.is_update) {
        check_update(view, assertions, out);
    } else {
        check_standard(view, assertions, out);
    }
}

void check_kinds(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out) {
    for (const Assertion& assertion : assertions) {
        if (assertion.is_redacted) {
            continue;
        }
        if (assertion.base == "c2pa.cloud-data") {
            check_cloud_data(view, assertion, out);
        } else if (assertion.base == "c2pa.external-reference") {
            if (assertion.list == AssertionList::created) {
                out.add(status::external_created, assertion.url, "external data can only be gathered");
            }
            check_external_reference(assertion, out);
        } else if (assertion.base == "c2pa.time-stamp" &&
                   (!assertion.content.is_map() || assertion.content.as_map().empty())) {
            out.add(status::time_stamp_assertion, assertion.url, "not a map of manifests to time stamps");
        }
        const Cbor* const metadata = assertion.content.find("metadata");
        if (metadata != nullptr && is_backwards(*metadata, "processStart", "processEnd")) {
            out.add(status::metadata_malformed, assertion.url, "processStart is later than processEnd");
        }
    }
}

}  // namespace countersign::verifier::c2pa

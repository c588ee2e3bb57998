#include <algorithm>
#include <map>
#include <set>

#include "identity/base/clock.hpp"
#include "verifier/c2pa/check_assertions.hpp"

namespace countersign::verifier::c2pa {
namespace {

enum class Place : std::uint8_t { here, elsewhere };

/// What actions are asked about of the manifest's assertions, looked up: there may be as many of either as fit a store.
class AssertionIndex {
  public:
    explicit AssertionIndex(const std::vector<Assertion>& assertions) {
        for (const Assertion& one : assertions) {
            by_url_.emplace(one.url, &one);
            if (one.is_actions()) {
                first_.emplace(one.list, &one);
            }
            if (const std::string* const name = one.content.find_text("instanceID"); one.is_ingredient() && name) {
                instances.insert(*name);
            }
            has_soft_binding = has_soft_binding || one.base == "c2pa.soft-binding";
        }
    }

    [[nodiscard]] const Assertion* find(std::string_view url) const {
        const auto found = by_url_.find(url);
        return found == by_url_.end() ? nullptr : found->second;
    }
    /// True for the first actions assertion of its list.
    [[nodiscard]] bool is_first(const Assertion& actions) const { return first_.at(actions.list) == &actions; }
    /// Of an ingredient assertion anywhere in the store, read once; empty where it is none.
    [[nodiscard]] const std::string& relationship_of(const Superbox& box) const {
        const auto [place, is_new] = relationships_.try_emplace(&box);
        const Assertion named{.label = box.label, .base = base_label(box.label), .url = {}, .content = {}};
        if (is_new && named.is_ingredient()) {
            const auto content = parse_cbor(box.content("cbor"));
            const std::string* const found = content ? content->find_text("relationship") : nullptr;
            place->second = found == nullptr ? std::string() : *found;
        }
        return place->second;
    }

    bool has_soft_binding = false;
    std::set<std::string_view> instances = {};

  private:
    std::map<std::string_view, const Assertion*> by_url_;
    std::map<AssertionList, const Assertion*> first_;
    mutable std::map<const Superbox*, std::string> relationships_;
};

struct ActionView {
    const ManifestView& manifest;
    const AssertionIndex& index;
    const Assertion& assertion;
    const Cbor& action;
    std::string_view name;
};

/// The action's references: `ingredients` of v2, `ingredient` or `ingredients` of v1. Nothing where there are none or
/// the field has another shape.
std::optional<std::vector<HashedUri>> read_references(const Cbor& action) {
    const Cbor* const parameters = action.find("parameters");
    if (parameters == nullptr) {
        return std::nullopt;
    }
    std::vector<HashedUri> out;
    if (const Cbor* const all = parameters->find("ingredients")) {
        if (!all->is_array() || all->as_array().empty()) {
            return std::nullopt;
        }
        for (const Cbor& one : all->as_array()) {
            out.push_back(read_hashed_uri(one));
        }
        return out;
    }
    const Cbor* const one = parameters->find("ingredient");
    if (one == nullptr) {
        return std::nullopt;
    }
    out.push_back(read_hashed_uri(*one));
    return out;
}

/// True where the reference is a valid hashed URI to an ingredient of that relationship in that place, or to a
/// redacted one.
bool names_ingredient(const ActionView& view, const HashedUri& uri, Place place, std::string_view relationship) {
    const ManifestView& manifest = view.manifest;
    const Target target = manifest.store.resolve(uri.url, manifest.manifest);
    const bool here = manifest_of_uri(target.absolute) == manifest.manifest.label;
    if (here != (place == Place::here)) {
        return false;
    }
    if (manifest.redacted.contains(target.absolute)) {
        return true;
    }
    if (target.box == nullptr ||
        compare_hash(manifest.store, uri, manifest.claim.algorithm, target.box->hashed) != HashOutcome::match) {
        return false;
    }
    return view.index.relationship_of(*target.box) == relationship;
}

/// Version 1 actions could name their ingredient by its instance identifier alone; of which relationship it had to be
/// no version said then.
bool names_by_instance(const ActionView& view) {
    if (view.assertion.base != "c2pa.actions") {
        return false;
    }
    const Cbor* const parameters = view.action.find("parameters");
    const std::string* instance = view.action.find_text("instanceId");
    if (instance == nullptr && parameters != nullptr) {
        instance = parameters->find_text("instanceId");
    }
    return instance != nullptr && view.index.instances.contains(*instance);
}

void report_location(const ActionView& view, const std::vector<HashedUri>& references, StatusLists& out) {
    for (const HashedUri& uri : references) {
        const std::string url = view.manifest.store.resolve(uri.url, view.manifest.manifest).absolute;
        const Assertion* const other = view.index.find(url);
        if (other != nullptr && !other->is_redacted && other->list != view.assertion.list) {
            out.add(status::action_ingredient_location, view.assertion.url, url);
        }
    }
}

void check_ingredients(const ActionView& view, StatusLists& out) {
    const bool opened = view.name == "c2pa.opened";
    const bool placed = view.name == "c2pa.placed";
    const bool removed = view.name == "c2pa.removed";
    const bool deleted = view.name == "c2pa.deleted";
    const bool copied = view.name == "c2pa.transcoded" || view.name == "c2pa.repackaged";
    if (!opened && !placed && !removed && !deleted && !copied) {
        return;
    }
    const bool required = opened || placed || removed;
    const Cbor* const parameters = view.action.find("parameters");
    const bool given = parameters != nullptr &&
                       (parameters->find("ingredients") != nullptr || parameters->find("ingredient") != nullptr);
    if (!required && !given) {
        return;
    }
    const std::string_view wanted = opened || copied ? "parentOf" : "componentOf";
    // Before version 1.4 an action had to name no ingredient, and files of that time don't say which version they keep.
    const bool is_early = view.manifest.claim.version == 1 && view.assertion.base == "c2pa.actions";
    if (!given && (is_early || names_by_instance(view))) {
        return;
    }
    const auto references = read_references(view.action);
    const Place place = removed || deleted ? Place::elsewhere : Place::here;
    const bool ok = references && (!opened || references->size() == 1) &&
                    std::all_of(references->begin(), references->end(),
                                [&](const HashedUri& uri) { return names_ingredient(view, uri, place, wanted); });
    if (!ok) {
        out.add(status::action_ingredient, view.assertion.url,
                std::string(view.name) + " must name " + std::string(wanted) + " ingredients");
        return;
    }
    if ((opened || placed) && view.manifest.claim.version == 2) {
        report_location(view, *references, out);
    }
}

void check_redaction(const ActionView& view, StatusLists& out) {
    const Cbor* const parameters = view.action.find("parameters");
    const std::string* const uri = parameters == nullptr ? nullptr : parameters->find_text("redacted");
    const Target target = uri == nullptr ? Target() : view.manifest.store.resolve(*uri, view.manifest.manifest);
    // A redacted assertion may be gone; then the list of redactions is what the URI resolves to.
    if (target.box == nullptr && !view.manifest.redacted.contains(target.absolute)) {
        out.add(status::action_redaction, view.assertion.url, "the redacted assertion isn't named");
    }
}

/// 14.10.4.2.4 item 8: assertions of this manifest that belong to the action, but no ingredients and no actions.
void check_related(const ActionView& view, StatusLists& out) {
    const Cbor* const parameters = view.action.find("parameters");
    const Cbor* const related = parameters == nullptr ? nullptr : parameters->find("relatedAssertions");
    if (related == nullptr) {
        return;
    }
    bool ok = related->is_array() && !related->as_array().empty();
    for (std::size_t i = 0; ok && i < related->as_array().size(); ++i) {
        const HashedUri uri = read_hashed_uri(related->as_array()[i]);
        check_inner_reference(view.manifest, uri, view.assertion.url, out);
        const std::string url = view.manifest.store.resolve(uri.url, view.manifest.manifest).absolute;
        const Assertion* const other = view.index.find(url);
        ok = other != nullptr && !other->is_ingredient() && !other->is_actions();
    }
    if (!ok) {
        out.add(status::action_malformed, view.assertion.url, "relatedAssertions");
    }
}

std::optional<UnixSeconds> read_time(const Cbor& action, std::string_view key) {
    const Cbor* const value = action.find(key);
    const Cbor* const text = value != nullptr && value->is_tagged() ? &value->tagged_item() : value;
    const auto time =
        text != nullptr && text->is_text() ? parse_rfc3339(text->as_text()) : Result<UnixSeconds>(fail(Error{}));
    return time ? std::optional(*time) : std::nullopt;
}

/// 14.10.4.2.4 items 1 and 2.
void check_times(const ActionView& view, StatusLists& out) {
    if (view.assertion.base != "c2pa.actions.v2") {
        return;
    }
    const Cbor& action = view.action;
    const bool span = action.find("whenStart") != nullptr || action.find("whenEnd") != nullptr;
    const auto start = read_time(action, "whenStart");
    const auto end = read_time(action, "whenEnd");
    if ((action.find("when") != nullptr && span) || (start && end && *start > *end)) {
        out.add(status::action_malformed, view.assertion.url, "the times of an action contradict each other");
    }
}

void check_icon(const ManifestView& view, const Cbor* agent, const std::string& url, StatusLists& out) {
    const Cbor* const icon = agent == nullptr ? nullptr : agent->find("icon");
    if (icon != nullptr && icon->is_map() && icon->find("hash") != nullptr) {
        check_inner_reference(view, read_hashed_uri(*icon), url, out);
    }
}

void check_action(const ActionView& view, std::size_t index, StatusLists& out) {
    const bool begins = view.name == "c2pa.created" || view.name == "c2pa.opened";
    if (begins && (index != 0 || !view.index.is_first(view.assertion))) {
        out.add(status::action_malformed, view.assertion.url, std::string(view.name) + " isn't the first action");
    }
    check_times(view, out);
    check_ingredients(view, out);
    if (view.name == "c2pa.redacted") {
        check_redaction(view, out);
    }
    check_related(view, out);
    check_icon(view.manifest, view.action.find("softwareAgent"), view.assertion.url, out);
    const bool bound = view.name == "c2pa.watermarked" || view.name == "c2pa.watermarked.bound";
    if (bound && !view.index.has_soft_binding) {
        out.add(status::action_soft_binding, view.assertion.url, "a watermark without a soft binding");
    }
}

}  // namespace

void check_actions(const ManifestView& view, const std::vector<Assertion>& assertions, StatusLists& out) {
    const AssertionIndex index(assertions);
    for (const Assertion& assertion : assertions) {
        if (!assertion.is_actions() || assertion.is_redacted) {
            continue;
        }
        const Cbor::Array* const actions = assertion.content.find_array("actions");
        if (actions == nullptr || actions->empty()) {
            out.add(status::action_malformed, assertion.url, "no actions");
            continue;
        }
        for (std::size_t i = 0; i < actions->size(); ++i) {
            const Cbor& action = (*actions)[i];
            const std::string* const name = action.find_text("action");
            if (name == nullptr) {
                out.add(status::action_malformed, assertion.url, "an action without a name");
                continue;
            }
            check_action({view, index, assertion, action, *name}, i, out);
        }
        if (const Cbor::Array* const agents = assertion.content.find_array("softwareAgents")) {
            for (const Cbor& one : *agents) {
                check_icon(view, &one, assertion.url, out);
            }
        }
        if (const Cbor::Array* const templates = assertion.content.find_array("templates")) {
            for (const Cbor& one : *templates) {
                check_icon(view, &one, assertion.url, out);
            }
        }
    }
}

}  // namespace countersign::verifier::c2pa

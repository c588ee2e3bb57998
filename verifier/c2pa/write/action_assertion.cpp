#include "verifier/c2pa/write/action_assertion.hpp"

#include <algorithm>
#include <set>

#include "identity/base/clock.hpp"
#include "verifier/c2pa/cbor_json.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::uint64_t tag_date_time = 0;

/// References to the ingredient assertions, one for each ingredient of the plan.
using References = std::vector<Cbor>;

Cbor chosen(const References& references, const std::vector<std::size_t>& indices) {
    Cbor list = Cbor::array();
    for (const std::size_t index : indices) {
        list.push(references[index]);
    }
    return list;
}

/// Of the plan's ingredients: the file's own history, where there is one, stands before those that the caller gave.
std::vector<std::size_t> of_plan(const ManifestPlan& plan, const std::vector<std::size_t>& given) {
    const std::size_t before = plan.ingredients.size() - plan.options.ingredients.size();
    std::vector<std::size_t> out;
    std::ranges::transform(given, std::back_inserter(out), [before](std::size_t index) { return index + before; });
    return out;
}

/// Those of a relationship that no action names.
std::vector<std::size_t> find_unnamed(const ManifestPlan& plan, Relationship relationship) {
    std::set<std::size_t> named;
    for (const FurtherAction& action : plan.options.actions) {
        const auto indices = of_plan(plan, action.ingredients);
        named.insert(indices.begin(), indices.end());
    }
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < plan.ingredients.size(); ++i) {
        if (plan.ingredients[i].relationship == relationship && !named.contains(i)) {
            out.push_back(i);
        }
    }
    return out;
}

/// The created or opened action, which is the first of all (W14).
Cbor inception_action(const ManifestPlan& plan, const References& references) {
    const bool created = plan.options.inception == Inception::created;
    Cbor action =
        Cbor::map({{"action", created ? "c2pa.created" : "c2pa.opened"},
                   {"when", Cbor::tagged(tag_date_time, to_rfc3339(plan.now))},
                   {"softwareAgent", generator_info(plan.options.generator_name, plan.options.generator_version)}});
    if (created) {
        action.set("digitalSourceType", plan.options.digital_source_type);
    }
    // W39: what the file was made from belongs to its creation, as prompts and models do.
    std::vector<std::size_t> named = find_unnamed(plan, Relationship::input_to);
    if (!created) {
        named.clear();
        for (std::size_t i = 0; i < plan.ingredients.size(); ++i) {
            if (plan.ingredients[i].relationship == Relationship::parent_of) {
                named.push_back(i);
            }
        }
    }
    if (!named.empty()) {
        action.set("parameters", Cbor::map({{"ingredients", chosen(references, named)}}));
    }
    return action;
}

Cbor further_action(const ManifestPlan& plan, const FurtherAction& further, const References& references) {
    const SignOptions& options = plan.options;
    Cbor action = Cbor::map({{"action", further.name},
                             {"softwareAgent", further.agent_name.empty()
                                                   ? generator_info(options.generator_name, options.generator_version)
                                                   : generator_info(further.agent_name, further.agent_version)}});
    for (const auto& [key, value] :
         {std::pair("description", &further.description), std::pair("digitalSourceType", &further.digital_source_type),
          std::pair("reason", &further.reason)}) {
        if (!value->empty()) {
            action.set(key, *value);
        }
    }
    if (!further.when.empty()) {
        action.set("when", Cbor::tagged(tag_date_time, further.when));
    }
    Cbor parameters = further.parameters.is_object() ? to_cbor(further.parameters) : Cbor::map();
    if (!further.ingredients.empty()) {
        parameters.set("ingredients", chosen(references, of_plan(plan, further.ingredients)));
    }
    if (!parameters.as_map().empty()) {
        action.set("parameters", std::move(parameters));
    }
    return action;
}

Cbor redaction_action(const ManifestPlan& plan, const Redaction& redaction) {
    return Cbor::map({{"action", "c2pa.redacted"},
                      {"reason", redaction.reason},
                      {"softwareAgent", generator_info(plan.options.generator_name, plan.options.generator_version)},
                      {"parameters", Cbor::map({{"redacted", redaction.uri}})}});
}

}  // namespace

void add_actions(const ManifestPlan& plan, AssertionStore& assertions) {
    const SignOptions& options = plan.options;
    References references;
    for (const PlannedIngredient& ingredient : plan.ingredients) {
        references.push_back(assertions.add("c2pa.ingredient.v3", ingredient_assertion(ingredient)));
    }
    Cbor list = Cbor::array();
    if (!options.update) {
        list.push(inception_action(plan, references));
    }
    for (const FurtherAction& further : options.actions) {
        list.push(further_action(plan, further, references));
    }
    const auto placed = find_unnamed(plan, Relationship::component_of);
    if (!placed.empty()) {
        FurtherAction action;
        action.name = "c2pa.placed";
        Cbor made = further_action(plan, action, references);
        made.set("parameters", Cbor::map({{"ingredients", chosen(references, placed)}}));
        list.push(std::move(made));
    }
    for (const Redaction& redaction : options.redactions) {
        list.push(redaction_action(plan, redaction));
    }
    // W15: whoever only opens and saves a file shall say that this was all (2.5 section 16.4.1.3).
    // An update changes no content, so nothing is left out.
    const bool only_opened = options.update || (options.inception == Inception::opened && list.as_array().size() == 1);
    if (!list.as_array().empty()) {
        assertions.add("c2pa.actions.v2",
                       Cbor::map({{"actions", std::move(list)},
                                  {"allActionsIncluded", options.all_actions_included.value_or(only_opened)}}));
    }
}

}  // namespace countersign::verifier::c2pa

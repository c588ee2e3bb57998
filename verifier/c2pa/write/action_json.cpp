#include "verifier/c2pa/write/action_json.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// Empty where the member is absent. Errors: sign.action (not a text).
Result<std::string> text_of(const Json& object, std::string_view key) {
    const Json* const value = object.find(key);
    if (value == nullptr) {
        return std::string();
    }
    return value->is_string() ? Result<std::string>(value->as_string())
                              : fail(errors::sign_action, std::string(key) + " is a text");
}

Result<std::vector<std::size_t>> named_ingredients(const Json& action, const std::vector<IngredientFile>& ingredients) {
    std::vector<std::size_t> out;
    const Json* const titles = action.find("ingredients");
    if (titles != nullptr && !titles->is_array()) {
        return fail(errors::sign_action, "ingredients are a list of titles");
    }
    for (const Json& title : titles == nullptr ? Json::Array() : titles->as_array()) {
        const auto found = std::ranges::find_if(ingredients, [&](const IngredientFile& each) {
            return title.is_string() && each.title == title.as_string();
        });
        if (found == ingredients.end()) {
            return fail(errors::sign_action, "no ingredient of the title " + printable(to_json_text(title), 60));
        }
        out.push_back(static_cast<std::size_t>(found - ingredients.begin()));
    }
    return out;
}

Result<Done> read_agent(const Json& json, FurtherAction& out) {
    const Json* const agent = json.find("softwareAgent");
    if (agent == nullptr) {
        return Done{};
    }
    if (agent->is_string()) {
        out.agent_name = agent->as_string();
        return Done{};
    }
    if (const auto closed = check_keys(*agent, {"name", "version"}); !closed) {
        return fail(errors::sign_action, "softwareAgent: " + closed.error().detail);
    }
    auto name = text_of(*agent, "name");
    auto version = text_of(*agent, "version");
    if (!name || !version) {
        return fail(name ? version.error() : name.error());
    }
    out.agent_name = std::move(*name);
    out.agent_version = std::move(*version);
    return Done{};
}

Result<FurtherAction> read_action(const Json& json, const std::vector<IngredientFile>& ingredients) {
    if (const auto closed = check_keys(json, {"action", "description", "digitalSourceType", "when", "reason",
                                              "softwareAgent", "parameters", "ingredients"});
        !closed) {
        return fail(errors::sign_action, closed.error().detail);
    }
    FurtherAction out;
    const std::pair<std::string_view, std::string*> texts[] = {{"action", &out.name},
                                                               {"description", &out.description},
                                                               {"digitalSourceType", &out.digital_source_type},
                                                               {"when", &out.when},
                                                               {"reason", &out.reason}};
    for (const auto& [key, text] : texts) {
        auto value = text_of(json, key);
        if (!value) {
            return fail(value.error());
        }
        *text = std::move(*value);
    }
    if (const auto agent = read_agent(json, out); !agent) {
        return fail(agent.error());
    }
    auto named = named_ingredients(json, ingredients);
    if (!named) {
        return fail(named.error());
    }
    out.ingredients = std::move(*named);
    if (const Json* const parameters = json.find("parameters")) {
        out.parameters = *parameters;
    }
    return out;
}

}  // namespace

Result<ActionList> parse_actions(std::string_view text, const std::vector<IngredientFile>& ingredients) {
    const auto json = parse_json(text);
    if (!json) {
        return fail(errors::sign_action, json.error().detail + " [" + std::string(json.error().code.name) + "]");
    }
    const Json* const list = json->is_array() ? &*json : json->find("actions");
    const bool is_closed = json->is_array() || check_keys(*json, {"actions", "allActionsIncluded"}).has_value();
    if (list == nullptr || !list->is_array() || !is_closed) {
        return fail(errors::sign_action, "a list of actions, or an object with actions and allActionsIncluded");
    }
    ActionList out;
    if (const Json* const all = json->find("allActionsIncluded")) {
        if (!all->is_bool()) {
            return fail(errors::sign_action, "allActionsIncluded is true or false");
        }
        out.all_actions_included = all->as_bool();
    }
    for (const Json& each : list->as_array()) {
        auto action = read_action(each, ingredients);
        if (!action) {
            return fail(action.error());
        }
        out.actions.push_back(std::move(*action));
    }
    return out;
}

}  // namespace countersign::verifier::c2pa

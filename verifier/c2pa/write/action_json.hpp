// Actions as a caller writes them: the members of `c2pa.actions.v2` in JSON, where ingredients are named by their
// titles. Data in: JSON text; data out: actions for SignOptions, unchecked but for their form.
// Rules: docs/spec/c2pa-writing.md (W38). Standard: C2PA 2.5 section 16.4.1. Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/write/sign_options.hpp"

namespace countersign::verifier::c2pa {

struct ActionList {
    std::vector<FurtherAction> actions;
    std::optional<bool> all_actions_included;
};

/// An array of actions, or an object with `actions` and `allActionsIncluded`. An action's members: `action`,
/// `description`, `digitalSourceType`, `when`, `reason`, `softwareAgent` (`name`, `version`), `parameters`, and
/// `ingredients`, titles of those in `ingredients`. Errors: sign.action (also JSON's own).
[[nodiscard]] Result<ActionList> parse_actions(std::string_view json, const std::vector<IngredientFile>& ingredients);

}  // namespace countersign::verifier::c2pa

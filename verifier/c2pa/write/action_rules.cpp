#include "verifier/c2pa/write/action_rules.hpp"

#include <algorithm>
#include <array>

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view iptc_vocabulary = "http://cv.iptc.org/newscodes/digitalsourcetype/";
constexpr std::string_view c2pa_vocabulary = "http://c2pa.org/digitalsourcetype/";

/// Terms of IPTC that aren't retired; `empty` and `trainedAlgorithmicData` are C2PA's own.
constexpr std::array<std::string_view, 19> iptc_terms = {
    "algorithmicMedia",
    "algorithmicallyEnhanced",
    "composite",
    "compositeCapture",
    "compositeSynthetic",
    "compositeWithTrainedAlgorithmicMedia",
    "computationalCapture",
    "dataDrivenMedia",
    "digitalCapture",
    "digitalCreation",
    "humanEdits",
    "multiFrameComputationalCapture",
    "negativeFilm",
    "positiveFilm",
    "print",
    "screenCapture",
    "trainedAlgorithmicMedia",
    "virtualRecording",
    "minorHumanEdits",
};
constexpr std::array<std::string_view, 2> c2pa_terms = {"empty", "trainedAlgorithmicData"};

/// Tables 4 and 5 of 2.5 section 16.4.1.1 without what is deprecated, begins a file, or goes with a redaction.
constexpr std::array<std::string_view, 41> standard_actions = {
    "c2pa.addedText",
    "c2pa.adjustedColor",
    "c2pa.changedSpeed",
    "c2pa.converted",
    "c2pa.cropped",
    "c2pa.deleted",
    "c2pa.drawing",
    "c2pa.dubbed",
    "c2pa.edited",
    "c2pa.edited.metadata",
    "c2pa.enhanced",
    "c2pa.filtered",
    "c2pa.mastered",
    "c2pa.mixed",
    "c2pa.modified",
    "c2pa.orientation",
    "c2pa.placed",
    "c2pa.published",
    "c2pa.remixed",
    "c2pa.rendered",
    "c2pa.repackaged",
    "c2pa.resized",
    "c2pa.resized.proportional",
    "c2pa.reviewed",
    "c2pa.transcoded",
    "c2pa.translated",
    "c2pa.trimmed",
    "c2pa.unknown",
    "c2pa.watermarked.bound",
    "c2pa.watermarked.unbound",
    "font.charactersAdded",
    "font.charactersDeleted",
    "font.charactersModified",
    "font.createdFromVariableFont",
    "font.edited",
    "font.hinted",
    "font.merged",
    "font.openTypeFeatureAdded",
    "font.openTypeFeatureModified",
    "font.openTypeFeatureRemoved",
    "font.subset",
};
constexpr std::array<std::string_view, 2> update_actions = {"c2pa.edited.metadata", "c2pa.published"};
constexpr std::array<std::string_view, 4> standard_reasons = {
    "c2pa.PII.present", "c2pa.invalid.data", "c2pa.trade-secret.present", "c2pa.government.confidential"};
constexpr std::array<std::string_view, 4> standard_parameters = {"name", "multipleInstances", "sourceLanguage",
                                                                 "targetLanguage"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_label_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

template <typename List>
bool has(const List& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

/// The specification's own names are a closed list; all others are somebody's.
bool is_standard_or_own(std::string_view name, bool is_standard) {
    const bool reserved = name.starts_with("c2pa.") || name.starts_with("font.");
    return reserved ? is_standard : is_namespaced(name);
}

tl::unexpected<Error> refuse(const FurtherAction& action, const std::string& why) {
    return fail(errors::sign_action, printable(action.name, 60) + ": " + why);
}

/// 16.4.1.4.8: which ingredients an action may name.
Result<Done> check_named(const FurtherAction& action, const SignOptions& options) {
    const bool placed = action.name == "c2pa.placed";
    const bool copied = action.name == "c2pa.transcoded" || action.name == "c2pa.repackaged";
    if (placed && action.ingredients.empty()) {
        return refuse(action, "it must name the ingredients that were placed");
    }
    if (action.name == "c2pa.deleted" && !action.ingredients.empty()) {
        return refuse(action, "what was deleted is no ingredient of this file");
    }
    for (const std::size_t index : action.ingredients) {
        if (index >= options.ingredients.size()) {
            return refuse(action, "it names an ingredient that isn't given");
        }
        const Relationship relationship = options.ingredients[index].relationship;
        if ((placed && relationship != Relationship::component_of) ||
            (copied && relationship != Relationship::parent_of)) {
            return refuse(action, placed ? "only a componentOf ingredient can be placed"
                                         : "only the parentOf ingredient can be named");
        }
    }
    return Done{};
}

Result<Done> check_parameters(const FurtherAction& action) {
    for (const JsonMember& member : action.parameters.is_object() ? action.parameters.as_object() : Json::Object()) {
        if (!has(standard_parameters, member.key) && !is_namespaced(member.key)) {
            return refuse(action, "parameter " + printable(member.key, 60));
        }
    }
    const bool is_given = action.parameters.is_object() || action.parameters.is_null();
    const auto is_language = [&](std::string_view key) {
        const Json* const value = action.parameters.find(key);
        return value != nullptr && value->is_string() && !value->as_string().empty();
    };
    if (!is_given) {
        return refuse(action, "parameters are a JSON object");
    }
    if (action.name == "c2pa.translated" && !(is_language("sourceLanguage") && is_language("targetLanguage"))) {
        return refuse(action, "it needs the parameters sourceLanguage and targetLanguage");
    }
    return Done{};
}

}  // namespace

bool is_namespaced(std::string_view label) {
    std::size_t parts = 1;
    char before = '.';
    for (const char c : label) {
        if (c == '.' ? before == '.' : !is_label_character(c)) {
            return false;
        }
        parts += c == '.' ? 1 : 0;
        before = c;
    }
    // `__` introduces the number of a repeated label, which is ours to give.
    return parts >= 2 && before != '.' && label.size() <= 200 && label.find("__") == std::string_view::npos;
}

bool is_text_for_people(std::string_view text) {
    return text.size() <= limits::sign_text_bytes_max && is_utf8(as_bytes(text)) &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

Result<std::string> source_type_uri(std::string_view given) {
    for (const std::string_view vocabulary : {iptc_vocabulary, c2pa_vocabulary}) {
        const std::string_view term = given.substr(std::min(vocabulary.size(), given.size()));
        if (given.starts_with(vocabulary) && !term.empty() && std::ranges::all_of(term, is_letter)) {
            return std::string(given);
        }
    }
    if (has(iptc_terms, given)) {
        return std::string(iptc_vocabulary).append(given);
    }
    if (has(c2pa_terms, given)) {
        return std::string(c2pa_vocabulary).append(given);
    }
    return fail(errors::sign_source_type, printable(given, 60));
}

Result<FurtherAction> check_action(FurtherAction action, const SignOptions& options) {
    if (!is_standard_or_own(action.name, has(standard_actions, action.name))) {
        return refuse(action, "no action that can be added");  // W14, W38
    }
    if (!is_text_for_people(action.description) || !is_text_for_people(action.agent_name) ||
        !is_text_for_people(action.agent_version) || (action.agent_name.empty() && !action.agent_version.empty())) {
        return refuse(action, "a text that isn't short or has control characters");
    }
    if (!action.reason.empty() && !is_standard_or_own(action.reason, has(standard_reasons, action.reason))) {
        return refuse(action, "reason " + printable(action.reason, 60));
    }
    if (!action.when.empty() && !parse_rfc3339(action.when)) {
        return refuse(action, "when is a time such as 2026-05-03T10:00:00Z");
    }
    const bool has_soft_binding = std::ranges::any_of(
        options.assertions, [](const ExtraAssertion& each) { return each.label == "c2pa.soft-binding"; });
    if (action.name == "c2pa.watermarked.bound" && !has_soft_binding) {
        return refuse(action, "it needs an assertion c2pa.soft-binding");
    }
    for (const auto& checked : {check_named(action, options), check_parameters(action)}) {
        if (!checked) {
            return fail(checked.error());
        }
    }
    if (!action.digital_source_type.empty()) {
        auto uri = source_type_uri(action.digital_source_type);
        if (!uri) {
            return fail(uri.error());
        }
        action.digital_source_type = std::move(*uri);
    }
    return action;
}

Result<Done> check_ingredients(const SignOptions& options) {
    const auto parents = std::ranges::count_if(
        options.ingredients, [](const IngredientFile& each) { return each.relationship == Relationship::parent_of; });
    if (parents > 1) {
        return fail(errors::sign_ingredient, "a file has one parent at most");
    }
    if (parents == 1 && options.inception == Inception::created) {
        return fail(errors::sign_ingredient, "a file that was created has no parent");
    }
    for (const IngredientFile& each : options.ingredients) {
        if (each.source == nullptr || !is_text_for_people(each.title)) {
            return fail(errors::sign_ingredient, "its title is short text without control characters");
        }
    }
    for (const Redaction& each : options.redactions) {
        if (!each.uri.starts_with("self#jumbf=/c2pa/") ||
            !is_standard_or_own(each.reason, has(standard_reasons, each.reason))) {
            return fail(errors::sign_redaction, printable(each.uri, 200));
        }
    }
    return Done{};
}

Result<Done> check_update(const SignOptions& options) {
    if (!options.update) {
        return Done{};
    }
    const bool only_allowed =
        std::ranges::all_of(options.actions, [](const FurtherAction& each) { return has(update_actions, each.name); });
    if (options.inception == Inception::created || !options.ingredients.empty() || options.thumbnail || !only_allowed ||
        options.drop_existing_manifest) {
        return fail(errors::sign_update,
                    "no creation, no ingredients, no thumbnail, and no actions but c2pa.edited.metadata and "
                    "c2pa.published");
    }
    return Done{};
}

}  // namespace countersign::verifier::c2pa

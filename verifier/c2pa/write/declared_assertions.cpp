#include "verifier/c2pa/write/declared_assertions.hpp"

#include <algorithm>
#include <array>

#include "identity/base/encoding.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/write/action_rules.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view model_prefix = "c2pa.types.model";
constexpr std::array<std::string_view, 3> oversight_levels = {"fully_autonomous", "prompt_guided", "human_validated"};
constexpr std::array<std::string_view, 4> uses = {"data_mining", "ai_inference", "ai_training",
                                                  "ai_generative_training"};

template <typename List>
bool has(const List& list, std::string_view name) {
    return std::ranges::find(list, name) != list.end();
}

ExtraAssertion cbor_assertion(std::string label, const Cbor& content) {
    return {.label = std::move(label), .content = AssertionContent::cbor, .data = encode_cbor(content)};
}

}  // namespace

Result<ExtraAssertion> make_ai_disclosure(const AiDisclosureWords& words) {
    const std::string type =
        words.model_type.starts_with("model") ? "c2pa.types." + words.model_type : words.model_type;
    const bool is_model =
        (type == model_prefix || type.starts_with(std::string(model_prefix) + ".")) && is_namespaced(type);
    const bool is_level = words.human_oversight.empty() || has(oversight_levels, words.human_oversight);
    if (!is_model || !is_level || !is_text_for_people(words.model_name)) {
        return fail(errors::sign_assertion,
                    "c2pa.ai-disclosure: a type such as c2pa.types.model, and an oversight of "
                    "fully_autonomous, prompt_guided or human_validated");
    }
    Cbor content = Cbor::map({{"modelType", type}});
    if (!words.model_name.empty()) {
        content.set("modelName", words.model_name);
    }
    if (!words.human_oversight.empty()) {
        content.set("contentProfile", Cbor::map({{"humanOversightLevel", words.human_oversight}}));
    }
    return cbor_assertion("c2pa.ai-disclosure", content);
}

Result<ExtraAssertion> make_training_mining(const std::vector<std::string>& words) {
    Cbor entries = Cbor::map();
    for (const std::string& word : words) {
        const std::size_t equals = std::min(word.find('='), word.size());
        const std::size_t colon = std::min(word.find(':', equals), word.size());
        const std::string use = word.substr(0, equals);
        const std::string permission =
            equals == word.size() ? std::string() : word.substr(equals + 1, colon - equals - 1);
        const std::string constraint = colon == word.size() ? std::string() : word.substr(colon + 1);
        const bool is_constrained = permission == "constrained";
        const bool is_known = permission == "allowed" || permission == "notAllowed" || is_constrained;
        if (!has(uses, use) || !is_known || is_constrained == constraint.empty() || !is_text_for_people(constraint) ||
            entries.find("cawg." + use) != nullptr) {
            return fail(errors::sign_assertion, "cawg.training-mining: " + printable(word, 100));
        }
        Cbor entry = Cbor::map({{"use", permission}});
        if (is_constrained) {
            entry.set("constraint_info", constraint);
        }
        entries.set("cawg." + use, std::move(entry));
    }
    return cbor_assertion("cawg.training-mining", Cbor::map({{"entries", std::move(entries)}}));
}

}  // namespace countersign::verifier::c2pa

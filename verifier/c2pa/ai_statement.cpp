#include "verifier/c2pa/ai_statement.hpp"

#include "identity/base/json.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/cbor_json.hpp"

namespace countersign::verifier::c2pa {
namespace {

std::string text_of(const Cbor& map, std::string_view key) {
    const std::string* const text = map.find_text(key);
    return text == nullptr ? std::string() : *text;
}

void add_model(const Cbor& content, ManifestSummary& out) {
    AiModel model{.type = text_of(content, "modelType"),
                  .name = text_of(content, "modelName"),
                  .identifier = text_of(content, "modelIdentifier"),
                  .human_oversight = {}};
    const Cbor* const profile = content.find("contentProfile");
    if (profile != nullptr) {
        model.human_oversight = text_of(*profile, "humanOversightLevel");
    }
    if (!model.type.empty() && out.ai_models.size() < limits::ai_statements_max) {
        out.ai_models.push_back(std::move(model));
    }
}

void add_permissions(const Cbor& content, ManifestSummary& out) {
    const Cbor* const entries = content.find("entries");
    if (entries == nullptr || !entries->is_map()) {
        return;
    }
    for (const CborEntry& entry : entries->as_map()) {
        const std::string permission = text_of(entry.value, "use");
        if (!entry.key.is_text() || permission.empty() || out.use_permissions.size() >= limits::ai_statements_max) {
            continue;
        }
        // `cawg.ai_training` and `c2pa.ai_training` are one use.
        std::string use = entry.key.as_text();
        if (use.starts_with("cawg.") || use.starts_with("c2pa.")) {
            use = use.substr(5);
        }
        out.use_permissions.push_back({std::move(use), permission, text_of(entry.value, "constraint_info")});
    }
}

}  // namespace

void add_ai_statement(const Assertion& assertion, ManifestSummary& out) {
    const bool is_model = assertion.base == "c2pa.ai-disclosure";
    const bool is_mining = assertion.base == "cawg.training-mining" || assertion.base == "c2pa.training-mining";
    if ((!is_model && !is_mining) || assertion.box == nullptr) {
        return;
    }
    Cbor content = assertion.content;
    if (!content.is_map()) {
        auto cbor = parse_cbor(assertion.box->content("cbor"));
        const auto json = parse_json(as_text(assertion.box->content("json")));
        content = cbor ? std::move(*cbor) : json ? to_cbor(*json) : Cbor();
    }
    if (is_model) {
        add_model(content, out);
    } else {
        add_permissions(content, out);
    }
}

}  // namespace countersign::verifier::c2pa

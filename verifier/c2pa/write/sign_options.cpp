#include "verifier/c2pa/write/sign_options.hpp"

#include <algorithm>
#include <array>

#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/write/action_rules.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

/// What the signing itself writes, or may not be written twice or any more (2.5 appendix E).
constexpr std::array<std::string_view, 9> reserved_labels = {
    "c2pa.actions",    "c2pa.hash",  "c2pa.ingredient", "c2pa.databoxes", "c2pa.data",
    "c2pa.cloud-data", "c2pa.claim", "c2pa.signature",  "c2pa.thumbnail",
};

bool is_reserved(std::string_view label) {
    return std::ranges::any_of(reserved_labels, [&](std::string_view each) {
        return label == each || (label.starts_with(each) && label[each.size()] == '.');
    });
}

Result<Done> check_assertion(const ExtraAssertion& assertion) {
    if (!is_namespaced(assertion.label) || is_reserved(assertion.label)) {
        return fail(errors::sign_assertion, "label " + printable(assertion.label, 60));
    }
    if (assertion.content == AssertionContent::cbor) {
        const auto parsed = parse_cbor(assertion.data);
        return parsed ? Result<Done>(Done{})
                      : fail(errors::sign_assertion, assertion.label + ": " + parsed.error().detail);
    }
    const auto parsed = parse_json(as_text(assertion.data));
    return parsed ? Result<Done>(Done{}) : fail(errors::sign_assertion, assertion.label + ": " + parsed.error().detail);
}

/// W40
Result<Done> check_thumbnail(const SignOptions& options) {
    if (!options.thumbnail) {
        return Done{};
    }
    const bool is_picture =
        options.thumbnail->media_type == "image/jpeg" || options.thumbnail->media_type == "image/png";
    return is_picture && options.thumbnail->data.size() <= limits::crjson_thumbnails_bytes_max
               ? Result<Done>(Done{})
               : fail(errors::sign_options, "a thumbnail is a JPEG or PNG of at most " +
                                                std::to_string(limits::crjson_thumbnails_bytes_max) + " bytes");
}

}  // namespace

Result<SignOptions> check_options(SignOptions options) {
    if (!is_text_for_people(options.title) || !is_text_for_people(options.generator_name) ||
        !is_text_for_people(options.generator_version) || options.generator_name.empty()) {
        return fail(errors::sign_options, "title and generator are short text without control characters");
    }
    if (options.actions.size() + options.assertions.size() + options.ingredients.size() + options.redactions.size() >
        limits::sign_statements_max) {
        return fail(errors::sign_options, "too many actions, assertions, ingredients and redactions");
    }
    const bool created = options.inception == Inception::created;
    if (created == options.digital_source_type.empty()) {
        return fail(errors::sign_source_type,
                    created ? "none is given for a created file" : "an opened file has that of its own first manifest");
    }
    if (created) {
        auto uri = source_type_uri(options.digital_source_type);
        if (!uri) {
            return fail(uri.error());
        }
        options.digital_source_type = std::move(*uri);
    }
    for (FurtherAction& action : options.actions) {
        auto checked = check_action(action, options);
        if (!checked) {
            return fail(checked.error());
        }
        action = std::move(*checked);
    }
    for (const auto& check : {check_thumbnail, check_ingredients, check_update}) {
        if (const auto checked = check(options); !checked) {
            return fail(checked.error());
        }
    }
    for (const ExtraAssertion& assertion : options.assertions) {
        if (const auto checked = check_assertion(assertion); !checked) {
            return fail(checked.error());
        }
    }
    return options;
}

}  // namespace countersign::verifier::c2pa

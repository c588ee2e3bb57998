#include "verifier/c2pa/write/sign_options.hpp"

#include <algorithm>
#include <array>

#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/cbor.hpp"
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

/// What the signing itself writes, or may not be written twice or any more (2.5 appendix E).
constexpr std::array<std::string_view, 8> reserved_labels = {
    "c2pa.actions", "c2pa.hash",       "c2pa.ingredient", "c2pa.databoxes",
    "c2pa.data",    "c2pa.cloud-data", "c2pa.claim",      "c2pa.signature",
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_label_character(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

/// Dot-separated parts, at least two: `c2pa.metadata`, `com.example.thing` (2.5 section 8.2).
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

bool is_reserved(std::string_view label) {
    return std::ranges::any_of(reserved_labels, [&](std::string_view each) {
        return label == each || (label.starts_with(each) && label[each.size()] == '.');
    });
}

/// W13: a known term's URI, or a URI of either vocabulary, so that terms that come later can be used.
Result<std::string> source_type_uri(std::string_view given) {
    for (const std::string_view vocabulary : {iptc_vocabulary, c2pa_vocabulary}) {
        const std::string_view term = given.substr(std::min(vocabulary.size(), given.size()));
        if (given.starts_with(vocabulary) && !term.empty() && std::ranges::all_of(term, is_letter)) {
            return std::string(given);
        }
    }
    if (std::ranges::find(iptc_terms, given) != iptc_terms.end()) {
        return std::string(iptc_vocabulary).append(given);
    }
    if (std::ranges::find(c2pa_terms, given) != c2pa_terms.end()) {
        return std::string(c2pa_vocabulary).append(given);
    }
    return fail(errors::sign_source_type, printable(given, 60));
}

/// Text that a person will read: some characters of UTF-8 without control characters.
bool is_text(std::string_view text) {
    return text.size() <= limits::sign_text_bytes_max && is_utf8(as_bytes(text)) &&
           std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
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

Result<Done> check_action(FurtherAction& action) {
    if (!is_namespaced(action.name) || action.name == "c2pa.created" || action.name == "c2pa.opened" ||
        !is_text(action.description)) {
        return fail(errors::sign_options, "action " + printable(action.name, 60));  // W14
    }
    if (action.digital_source_type.empty()) {
        return Done{};
    }
    auto uri = source_type_uri(action.digital_source_type);
    if (!uri) {
        return fail(uri.error());
    }
    action.digital_source_type = std::move(*uri);
    return Done{};
}

}  // namespace

Result<SignOptions> check_options(SignOptions options) {
    if (!is_text(options.title) || !is_text(options.generator_name) || !is_text(options.generator_version) ||
        options.generator_name.empty()) {
        return fail(errors::sign_options, "title and generator are short text without control characters");
    }
    if (options.actions.size() + options.assertions.size() > limits::sign_statements_max) {
        return fail(errors::sign_options, "too many actions and assertions");
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
        if (const auto checked = check_action(action); !checked) {
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

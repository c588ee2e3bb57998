#include "api/cli/sign_statements.hpp"

#include <filesystem>

#include "api/cli/content_registration.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/write/action_json.hpp"
#include "verifier/c2pa/write/content_record.hpp"
#include "verifier/c2pa/write/declared_assertions.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/media/format.hpp"

namespace countersign::cli {
namespace {

namespace c2pa = verifier::c2pa;
namespace media = verifier::media;

/// What stands before and behind the last separator; all before it where there is none.
std::pair<std::string, std::string> split_last(const std::string& word, char separator) {
    const std::size_t at = word.rfind(separator);
    return at == std::string::npos ? std::pair(word, std::string())
                                   : std::pair(word.substr(0, at), word.substr(at + 1));
}

/// `FILE` or `FILE:relationship`.
Result<Done> add_ingredient(const std::string& word, SignStatements& out) {
    auto [file, relationship] = split_last(word, ':');
    c2pa::IngredientFile ingredient;
    if (relationship == "parentOf") {
        ingredient.relationship = c2pa::Relationship::parent_of;
    } else if (relationship == "inputTo") {
        ingredient.relationship = c2pa::Relationship::input_to;
    } else if (relationship != "componentOf") {
        file = word;
    }
    auto source = media::FileByteSource::open(file);
    if (!source) {
        return fail(source.error());
    }
    ingredient.source = &out.files.emplace_back(std::move(*source));
    ingredient.title = std::filesystem::path(file).filename().string();
    out.options.ingredients.push_back(std::move(ingredient));
    return Done{};
}

/// `LABEL=FILE.json`
Result<Done> add_assertion(const std::string& word, SignStatements& out) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
        return fail(c2pa::errors::sign_assertion, "LABEL=FILE, not " + printable(word, 100));
    }
    auto content = read_file(word.substr(equals + 1), limits::json_bytes_max);
    if (!content) {
        return fail(content.error());
    }
    out.options.assertions.push_back(
        {.label = word.substr(0, equals), .content = c2pa::AssertionContent::json, .data = std::move(*content)});
    return Done{};
}

Result<Done> add_thumbnail(const std::string& file, SignStatements& out) {
    auto content = read_file(file, limits::crjson_thumbnails_bytes_max);
    if (!content) {
        return fail(content.error());
    }
    const std::string type(media::media_type(media::sniff(*content)));
    out.options.thumbnail = c2pa::Thumbnail{type, std::move(*content)};
    return Done{};
}

Result<Done> add_actions(const std::string& file, SignStatements& out) {
    const auto text = read_file(file, limits::json_bytes_max);
    auto list = text ? c2pa::parse_actions(as_text(*text), out.options.ingredients) : fail(text.error());
    if (!list) {
        return fail(list.error());
    }
    for (c2pa::FurtherAction& action : list->actions) {
        out.options.actions.push_back(std::move(action));
    }
    out.options.all_actions_included = list->all_actions_included;
    return Done{};
}

Result<Done> add_declarations(const SignOptions& options, SignStatements& out) {
    if (!options.ai_model.empty() || !options.ai_oversight.empty()) {
        const std::size_t equals = std::min(options.ai_model.find('='), options.ai_model.size());
        auto made = c2pa::make_ai_disclosure(
            {.model_type = options.ai_model.substr(0, equals),
             .model_name = equals == options.ai_model.size() ? "" : options.ai_model.substr(equals + 1),
             .human_oversight = options.ai_oversight});
        if (!made) {
            return fail(made.error());
        }
        out.options.assertions.push_back(std::move(*made));
    }
    if (!options.permissions.empty()) {
        auto made = c2pa::make_training_mining(options.permissions);
        if (!made) {
            return fail(made.error());
        }
        out.options.assertions.push_back(std::move(*made));
    }
    return Done{};
}

/// `URI` or `URI=REASON`.
c2pa::Redaction read_redaction(const std::string& word) {
    // A URI begins with `self#jumbf=`.
    const std::size_t equals = word.find('=', word.find('=') + 1);
    return equals == std::string::npos ? c2pa::Redaction{word, "c2pa.PII.present"}
                                       : c2pa::Redaction{word.substr(0, equals), word.substr(equals + 1)};
}

}  // namespace

Result<SignStatements> read_statements(const SignOptions& options) {
    SignStatements out;
    out.options = c2pa::options_for(parse_disclosure(options.ai));
    out.options.title = options.title;
    out.options.update = options.update;
    out.options.into_text = options.into_text;
    for (const std::string& word : options.ingredients) {
        if (const auto done = add_ingredient(word, out); !done) {
            return fail(done.error());
        }
    }
    for (const std::string& word : options.assertions) {
        if (const auto done = add_assertion(word, out); !done) {
            return fail(done.error());
        }
    }
    for (const std::string& word : options.redactions) {
        out.options.redactions.push_back(read_redaction(word));
    }
    if (const auto done = add_declarations(options, out); !done) {
        return fail(done.error());
    }
    if (!options.thumbnail_file.empty()) {
        if (const auto done = add_thumbnail(options.thumbnail_file, out); !done) {
            return fail(done.error());
        }
    }
    if (!options.actions_file.empty()) {
        if (const auto done = add_actions(options.actions_file, out); !done) {
            return fail(done.error());
        }
    }
    return out;
}

}  // namespace countersign::cli

// What a signer may say of a file beside its inception: actions, ingredients, updates, redactions. Rules W38 to W40,
// W45 and W46. By the command line and judged by c2pa-rs: tests/interop/statements.mjs.
#include <catch2/catch.hpp>

#include "identity/base/errors.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/action_json.hpp"
#include "verifier/c2pa/write/declared_assertions.hpp"
#include "verifier/c2pa/write/errors.hpp"
#include "verifier/c2pa/write/planned_ingredient.hpp"
#include "verifier/media/container.hpp"

using namespace countersign;
namespace codes_of = countersign::verifier::c2pa::errors;

namespace {

c2pa::IngredientFile file_of(const media::ByteSource& source, c2pa::Relationship relationship) {
    return {&source, relationship, "part.png"};
}

std::string_view code_of(const c2pa::SignOptions& options) {
    const auto checked = c2pa::check_options(options);
    return checked ? std::string_view() : checked.error().code.name;
}

c2pa::SignOptions with_action(c2pa::FurtherAction action) {
    c2pa::SignOptions options;
    options.actions.push_back(std::move(action));
    return options;
}

c2pa::FurtherAction action_of(const char* name) {
    c2pa::FurtherAction action;
    action.name = name;
    return action;
}

}  // namespace

TEST_CASE("W38: an action is one that C2PA knows, or somebody's own, with what it needs", "[c2pa][write][actions]") {
    for (const char* const good : {"c2pa.edited", "c2pa.cropped", "font.subset", "com.example.blur"}) {
        CHECK(code_of(with_action(action_of(good))).empty());
    }
    for (const char* const bad :
         {"c2pa.created", "c2pa.opened", "c2pa.redacted", "c2pa.removed", "c2pa.watermarked", "c2pa.color_adjustments",
          "c2pa.unheard", "font.unheard", "plain", "c2pa.placed", "c2pa.translated", "c2pa.watermarked.bound"}) {
        CHECK(code_of(with_action(action_of(bad))) == "sign.action");
    }
    auto action = action_of("c2pa.edited");
    action.when = "2026-05-03T10:00:00Z";
    action.reason = "c2pa.PII.present";
    action.parameters = Json::object({{"name", "brush"}, {"com.example.size", 3}});
    CHECK(code_of(with_action(action)).empty());
    action.when = "3 May";
    CHECK(code_of(with_action(action)) == "sign.action");
    action.when.clear();
    action.reason = "c2pa.whim";
    CHECK(code_of(with_action(action)) == "sign.action");
    action.reason.clear();
    action.parameters = Json::object({{"size", 3}});
    CHECK(code_of(with_action(action)) == "sign.action");
    action.parameters = Json();
    action.ingredients = {0};
    CHECK(code_of(with_action(action)) == "sign.action");
}

TEST_CASE("W38: actions are read from JSON, closed and with ingredients by title", "[c2pa][write][actions]") {
    const media::MemoryByteSource nothing{ByteView{}};
    const std::vector<c2pa::IngredientFile> files{file_of(nothing, c2pa::Relationship::component_of)};
    const auto read = [&](std::string_view text) { return c2pa::parse_actions(text, files); };
    const auto list =
        read(R"({"allActionsIncluded":true,"actions":[{"action":"c2pa.placed","ingredients":["part.png"],)"
             R"("softwareAgent":{"name":"Painter","version":"2"},"parameters":{"name":"x"}}]})");
    REQUIRE(list.has_value());
    CHECK(list->all_actions_included == true);
    REQUIRE(list->actions.size() == 1);
    CHECK(list->actions[0].ingredients == std::vector<std::size_t>{0});
    CHECK(list->actions[0].agent_name == "Painter");
    CHECK(list->actions[0].parameters.find("name") != nullptr);
    CHECK(read("[]").value().actions.empty());
    for (const char* const bad :
         {"", "1", "{}", R"({"actions":{}})", R"({"actions":[],"more":1})", R"({"actions":[],"allActionsIncluded":1})",
          R"([{"action":1}])", R"([{"act":"c2pa.edited"}])", R"([{"action":"c2pa.placed","ingredients":"part.png"}])",
          R"([{"action":"c2pa.placed","ingredients":["other"]}])", R"([{"action":"c2pa.edited","softwareAgent":1}])",
          R"([{"action":"c2pa.edited","softwareAgent":{"title":"x"}}])"}) {
        CHECK(read(bad).error().code == codes_of::sign_action);
    }
}

TEST_CASE("W40: what is declared of AI and allowed to others is checked", "[c2pa][write][options]") {
    CHECK(c2pa::make_ai_disclosure({"model.generator.image", "Painter", "prompt_guided"}).value().label ==
          "c2pa.ai-disclosure");
    for (const auto& words : {c2pa::AiDisclosureWords{"", "", ""}, c2pa::AiDisclosureWords{"painter", "", ""},
                              c2pa::AiDisclosureWords{"model", "", "some"}}) {
        CHECK(c2pa::make_ai_disclosure(words).error().code == codes_of::sign_assertion);
    }
    CHECK(c2pa::make_training_mining({"ai_training=notAllowed", "data_mining=constrained:ask"}).has_value());
    for (const char* const word : {"", "ai_training", "ai_training=", "ai_training=perhaps", "art=allowed",
                                   "data_mining=constrained", "data_mining=allowed:ask"}) {
        CHECK(c2pa::make_training_mining({word}).error().code == codes_of::sign_assertion);
    }
    CHECK(c2pa::make_training_mining({"data_mining=allowed", "data_mining=allowed"}).error().code ==
          codes_of::sign_assertion);
    c2pa::SignOptions options;
    options.thumbnail = c2pa::Thumbnail{"image/gif", Bytes{1}};
    CHECK(code_of(options) == "sign.options");
}

TEST_CASE("W39: ingredients carry their history along, each manifest once", "[c2pa][write][ingredients]") {
    Desk desk(41);
    const auto signer = desk.signer(KeyType::p256);
    const Bytes part = desk.sign(sample_png(2), signer, created()).value();
    const media::MemoryByteSource source(part);
    const Bytes plain = sample_png(3);
    const media::MemoryByteSource bare(plain);
    auto options = created();
    options.ingredients = {file_of(source, c2pa::Relationship::component_of),
                           file_of(source, c2pa::Relationship::input_to),
                           file_of(bare, c2pa::Relationship::component_of)};
    const Bytes file = desk.sign(sample_jpeg(), signer, options).value();
    const auto report = desk.judge(file);
    CHECK(codes(report) == "trusted");
    for (const auto& delta : report.ingredient_deltas) {
        CHECK(delta.statuses.failure.empty());
    }
    REQUIRE(report.manifests.size() == 2);
    CHECK(report.manifests[0].ingredients.size() == 3);
    REQUIRE(report.manifests[0].actions.size() == 2);
    CHECK(report.manifests[0].actions[1].name == "c2pa.placed");

    // What would contradict itself.
    options.ingredients = {file_of(source, c2pa::Relationship::parent_of)};
    CHECK(desk.sign(sample_jpeg(), signer, options).error().code == codes_of::sign_ingredient);
    c2pa::SignOptions opened;
    opened.ingredients = options.ingredients;
    CHECK(codes(desk.judge(desk.sign(sample_jpeg(), signer, opened).value())) == "trusted");
    CHECK(desk.sign(part, signer, opened).error().code == codes_of::sign_ingredient);
    opened.ingredients.push_back(opened.ingredients.front());
    CHECK(desk.sign(sample_jpeg(), signer, opened).error().code == codes_of::sign_ingredient);

    // Two of one name that aren't the same.
    const auto carried = [](Bytes whole) {
        c2pa::PlannedIngredient out;
        out.manifest = c2pa::CarriedManifest{"urn:c2pa:x", {}, {}, {}, {{"urn:c2pa:x", std::move(whole)}}};
        return out;
    };
    CHECK(c2pa::join_carried({carried({1}), carried({1})}).value().size() == 1);
    CHECK(c2pa::join_carried({carried({1}), carried({2})}).error().code == codes_of::sign_ingredient_conflict);
}

TEST_CASE("W45: an update adds a manifest and leaves the binding to the first", "[c2pa][write][update]") {
    const bool is_jpeg = GENERATE(true, false);
    Desk desk(42);
    const auto signer = desk.signer(KeyType::p256);
    const Bytes first = desk.sign(is_jpeg ? sample_jpeg() : sample_png(), signer, created()).value();
    c2pa::SignOptions update;
    update.update = true;
    update.assertions.push_back({"com.example.note", c2pa::AssertionContent::json, to_bytes(as_bytes("{}")), true});
    Bytes file = desk.sign(first, signer, update).value();
    file = desk.sign(file, signer, update).value();
    const auto report = desk.judge(file);
    CHECK(codes(report) == "trusted");
    CHECK(report.manifests.size() == 3);
    file[file.size() - 60] ^= 1U;
    CHECK(desk.judge(file).state == c2pa::State::invalid);

    CHECK(desk.sign(sample_jpeg(), signer, update).error().code == codes_of::sign_update);
    auto changed = update;
    changed.actions.push_back(action_of("c2pa.cropped"));
    CHECK(code_of(changed) == "sign.update");
    changed.actions = {action_of("c2pa.published")};
    CHECK(code_of(changed).empty());
    changed.thumbnail = c2pa::Thumbnail{"image/png", Bytes{1}};
    CHECK(code_of(changed) == "sign.update");
    CHECK(c2pa::sign_detached(media::MemoryByteSource(first), desk.context(signer), update).error().code ==
          codes_of::sign_update);
}

TEST_CASE("W46: a redacted assertion is gone, named, and breaks nothing", "[c2pa][write][redaction]") {
    Desk desk(43);
    const auto signer = desk.signer(KeyType::p256);
    auto options = created();
    options.assertions.push_back(
        {"com.example.person", c2pa::AssertionContent::json, to_bytes(as_bytes(R"({"name":"Ada"})")), true});
    const Bytes first = desk.sign(sample_png(), signer, options).value();
    const std::string prefix = "self#jumbf=/c2pa/" + desk.last->manifest_label + "/c2pa.assertions/";
    c2pa::SignOptions redacting;
    redacting.update = GENERATE(false, true);
    redacting.redactions = {{prefix + "com.example.person", "c2pa.PII.present"}};
    const Bytes file = desk.sign(first, signer, redacting).value();
    CHECK(codes(desk.judge(file)) == "trusted");
    CHECK(as_text(first).find("Ada") != std::string_view::npos);
    CHECK(as_text(file).find("Ada") == std::string_view::npos);

    const auto refused = [&](const std::string& uri, const char* reason = "c2pa.PII.present") {
        redacting.redactions = {{uri, reason}};
        const auto done = desk.sign(first, signer, redacting);
        return !done && done.error().code == codes_of::sign_redaction;
    };
    CHECK(refused(prefix + "c2pa.hash.data"));
    CHECK(refused(prefix + "c2pa.actions.v2"));
    CHECK(refused(prefix + "com.example.nobody"));
    CHECK(refused("self#jumbf=/c2pa/urn:c2pa:other/c2pa.assertions/com.example.person"));
    CHECK(refused("self#jumbf=/c2pa/"));
    CHECK(refused("com.example.person"));
    CHECK(refused(prefix + "com.example.person", "whim"));
}

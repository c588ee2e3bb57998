// What may be said of a file. Rules W12 to W15.
#include "verifier/c2pa/write/sign_options.hpp"

#include <catch2/catch.hpp>

#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/write/errors.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
namespace codes_of = countersign::verifier::c2pa::errors;

namespace {

SignOptions created(std::string source_type) {
    SignOptions options;
    options.inception = Inception::created;
    options.digital_source_type = std::move(source_type);
    return options;
}

SignOptions with_assertion(std::string label, AssertionContent content, Bytes data) {
    SignOptions options;
    options.assertions.push_back({std::move(label), content, std::move(data)});
    return options;
}

Bytes text(std::string_view value) { return to_bytes(as_bytes(value)); }

}  // namespace

TEST_CASE("a digital source type is a term or a URI of its vocabularies", "[c2pa][write][options]") {
    // W13
    CHECK(check_options(created("digitalCapture")).value().digital_source_type ==
          "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture");
    CHECK(check_options(created("empty")).value().digital_source_type == "http://c2pa.org/digitalsourcetype/empty");
    const std::string later = "http://cv.iptc.org/newscodes/digitalsourcetype/someTermOfTomorrow";
    CHECK(check_options(created(later)).value().digital_source_type == later);
    for (const char* const wrong :
         {"", "photo", "DigitalCapture", "https://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
          "http://cv.iptc.org/newscodes/digitalsourcetype/", "http://cv.iptc.org/newscodes/digitalsourcetype/a b",
          "http://c2pa.org/digitalsourcetype/../x"}) {
        CHECK(check_options(created(wrong)).error().code == codes_of::sign_source_type);
    }
    SignOptions opened;
    CHECK(check_options(opened).has_value());
    opened.digital_source_type = "digitalCapture";
    CHECK(check_options(opened).error().code == codes_of::sign_source_type);
}

TEST_CASE("further actions are named, and never a second inception", "[c2pa][write][options]") {
    // W14
    SignOptions options;
    options.actions = {{"c2pa.edited", "brightened", "humanEdits"}, {"com.example.stamp", "", ""}};
    CHECK(check_options(options).value().actions[0].digital_source_type ==
          "http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits");
    for (const char* const name :
         {"c2pa.created", "c2pa.opened", "edited", "", "c2pa..edited", "c2pa.ed ited", ".a.b"}) {
        options.actions[1].name = name;
        CHECK(check_options(options).error().code == codes_of::sign_action);
    }
    options.actions[1] = {"c2pa.edited", "two\nlines", ""};
    CHECK(check_options(options).error().code == codes_of::sign_action);
    options.actions[1] = {"c2pa.edited", "", "nothing"};
    CHECK(check_options(options).error().code == codes_of::sign_source_type);
    options.actions.assign(65, {"c2pa.edited", "", ""});
    CHECK(check_options(options).error().code == codes_of::sign_options);
}

TEST_CASE("extra assertions are well-formed and don't take the place of our own", "[c2pa][write][options]") {
    // W12
    CHECK(check_options(with_assertion("c2pa.metadata", AssertionContent::json, text(R"({"a":1})"))).has_value());
    CHECK(check_options(with_assertion("c2pa.ai-disclosure", AssertionContent::cbor, Bytes{0xA0})).has_value());
    CHECK(check_options(with_assertion("c2pa.metadata", AssertionContent::json, text("{"))).error().code ==
          codes_of::sign_assertion);
    CHECK(check_options(with_assertion("c2pa.metadata", AssertionContent::cbor, text("{"))).error().code ==
          codes_of::sign_assertion);
    for (const char* const label :
         {"c2pa.hash.data", "c2pa.hash.boxes", "c2pa.actions", "c2pa.actions.v2", "c2pa.ingredient.v3", "c2pa.claim.v2",
          "c2pa.signature", "metadata", "c2pa.metadata__1", "c2pa/metadata", "c2pa.meta data", ""}) {
        CHECK(check_options(with_assertion(label, AssertionContent::json, text("{}"))).error().code ==
              codes_of::sign_assertion);
    }
}

TEST_CASE("text for people is bounded and has no control characters", "[c2pa][write][options]") {
    SignOptions options;
    options.title = std::string(1'000, 'a');
    CHECK(check_options(options).has_value());
    options.title += "a";
    CHECK(check_options(options).error().code == codes_of::sign_options);
    options.title = "\xFF";
    CHECK(check_options(options).error().code == codes_of::sign_options);
    options.title.clear();
    options.generator_name.clear();
    CHECK(check_options(options).error().code == codes_of::sign_options);
}

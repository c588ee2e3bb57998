// crJSON of manifests made here: what the specification's table maps, what doesn't fit the schema, what is hostile.
// That the documents are valid by the schema is held by tests/interop/crjson.mjs with an independent validator.
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"
#include "verifier/c2pa/crjson_fit.hpp"
#include "verifier/c2pa/errors.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

namespace {

const JsonLimits wide{.bytes_max = limits::crjson_bytes_max, .depth_max = 64, .values_max = 4'000'000};

Json inspect(const Bytes& file, const InspectOptions& options = {}) {
    const auto found = world().validator.inspect(media::MemoryByteSource(file), test::now, options);
    REQUIRE(found);
    const auto parsed = parse_json(found->crjson, wide);
    REQUIRE(parsed);
    return *parsed;
}

const Json& at(const Json& json, std::initializer_list<std::string_view> path) {
    const Json* here = &json;
    for (const std::string_view key : path) {
        here = here->find(key);
        REQUIRE(here != nullptr);
    }
    return *here;
}
const Json& first_manifest(const Json& document) { return at(document, {"manifests"}).as_array().at(0); }

std::string fit(const Cbor& value, std::string_view definition) {
    JsonWriter out(limits::crjson_bytes_max);
    CrjsonFit fitted(out);
    return fitted.write(value, CrjsonSchema::get().definition(definition)) ? out.take() : "no";
}

bool is_noted(const Json& document, std::string_view path, std::string_view change) {
    const Json* const notes = document.find("countersign:adjusted");
    if (notes == nullptr) {
        return false;
    }
    const auto& all = notes->as_array();
    return std::any_of(all.begin(), all.end(), [&](const Json& note) {
        return at(note, {"path"}).as_string() == path && at(note, {"change"}).as_string() == change;
    });
}

}  // namespace

TEST_CASE("C40: a sound manifest becomes crJSON", "[verifier][c2pa][crjson]") {
    TestManifest spec;
    spec.time_stamper = &world().clock;
    const Json document = inspect(make_signed_png(spec));
    CHECK(at(document, {"@context", "@vocab"}).as_string() == "https://c2pa.org/crjson/");
    const Json& manifest = first_manifest(document);
    CHECK(at(manifest, {"label"}).as_string() == spec.label);
    CHECK_FALSE(at(manifest, {"isUpdateManifest"}).as_bool());
    CHECK_FALSE(at(manifest, {"isCompressedManifest"}).as_bool());
    CHECK(at(manifest, {"claim.v2", "gathered_assertions"}).as_array().empty());
    CHECK(at(manifest, {"assertions", "c2pa.hash.data", "hash"}).as_string().starts_with("b64'"));
    CHECK(at(manifest, {"signature", "algorithm"}).as_string() == "ES256");
    CHECK(at(manifest, {"signature", "certificateInfo", "subject"}).is_object());
    CHECK(at(manifest, {"signature", "timeStampInfo", "timestamp"}).as_string().ends_with("Z"));
    CHECK(at(manifest, {"validationResults", "failure"}).as_array().empty());
    CHECK(at(manifest, {"validationResults", "specVersion"}).as_string() == "2.5.0");
}

TEST_CASE("C40: content without a store is a document without manifests", "[verifier][c2pa][crjson]") {
    const Json document = inspect(to_bytes(as_bytes("nothing here")));
    CHECK(at(document, {"manifests"}).as_array().empty());
}

TEST_CASE("C41: every CBOR type has its JSON, and texts stay texts", "[verifier][c2pa][crjson]") {
    Cbor odd = Cbor::map({{"text", "</script>\x01\"\\\xE2\x80\xAE"},
                          {"bytes", Bytes{1, 2, 3}},
                          {"negative", CborNegative{UINT64_MAX}},
                          {"large", std::uint64_t{UINT64_MAX}},
                          {"nan", std::numeric_limits<double>::quiet_NaN()},
                          {"half", 0.5},
                          {"date", Cbor::tagged(0, "2020-02-11T09:00:00Z")},
                          {"undefined", CborUndefined{}},
                          {"list", Cbor::array({true, nullptr})},
                          {"7", "text key"}});
    odd.as_map().push_back({Cbor(7), Cbor("integer key")});
    odd.as_map().push_back({Cbor(Bytes{0xFF}), Cbor("byte key")});
    const auto found = world().validator.inspect(
        media::MemoryByteSource(make_signed_png(with({}, {.label = "org.example.odd", .content = odd}))), test::now);
    REQUIRE(found);
    CHECK(found->crjson.find(R"("negative":-18446744073709551616)") != std::string::npos);
    CHECK(found->crjson.find(R"("large":18446744073709551615)") != std::string::npos);
    CHECK(found->crjson.find(R"(</script>\u0001\"\\)") != std::string::npos);
    for (const char* const one :
         {R"("nan":null)", R"("half":0.5)", R"("date":"2020-02-11T09:00:00Z")", R"("undefined":null)"}) {
        CHECK(found->crjson.find(one) != std::string::npos);
    }
    CHECK(found->crjson.find(R"("bytes":"b64'AQID'")") != std::string::npos);
    CHECK(found->crjson.find(R"("list":[true,null])") != std::string::npos);
    CHECK(found->crjson.find(R"("cbor:41ff":"byte key")") != std::string::npos);
    // Two keys that become one: the first stays.
    CHECK(found->crjson.find(R"("7":"integer key")") != std::string::npos);
    CHECK(found->crjson.find("text key") == std::string::npos);
}

TEST_CASE("C42: what the schema has no place for is dropped, what it requires is made up, and both are told",
          "[verifier][c2pa][crjson]") {
    TestManifest spec =
        with({}, {.label = "c2pa.actions.v2",
                  .content = Cbor::map(
                      {{"actions",
                        Cbor::array({Cbor::map({{"action", "c2pa.created"}, {"when", "yesterday"}, {"mine", 1}})})}})});
    const Json document = inspect(make_signed_png(spec));
    const Json& actions = at(first_manifest(document), {"assertions", "c2pa.actions.v2"});
    CHECK_FALSE(at(actions, {"allActionsIncluded"}).as_bool());
    CHECK(at(actions, {"actions"}).as_array().at(0).find("mine") == nullptr);
    CHECK(is_noted(document, "/manifests/0/assertions/c2pa.actions.v2/actions/0/mine", "dropped"));
    CHECK(is_noted(document, "/manifests/0/assertions/c2pa.actions.v2/actions/0/when", "dropped"));
    CHECK(is_noted(document, "/manifests/0/assertions/c2pa.actions.v2/allActionsIncluded", "absent"));
}

TEST_CASE("C42: shapes take what fits and nothing else", "[verifier][c2pa][crjson]") {
    CHECK(fit(Cbor::map({{"url", "u"}, {"hash", Bytes{1}}, {"alg", nullptr}}), "hashedUriMap") ==
          R"({"url":"u","hash":"b64'AQ=='"})");
    CHECK(fit(Cbor::map({{"url", "u"}, {"hash", Cbor::array({1, 2})}}), "hashedUriMap") ==
          R"({"url":"u","hash":"b64'AQI='"})");
    CHECK(fit(Cbor::map({{"value", 6}}), "ratingMap") == R"({"value":1})");
    CHECK(fit(Cbor("2020-02-30T09:00:00Z"), "generatorLowerBoundTime") == "no");
    CHECK(fit(Cbor("2020-02-29T09:00:00.5+01:00"), "generatorLowerBoundTime") == R"("2020-02-29T09:00:00.5+01:00")");
    CHECK(fit(Cbor::map({{"value", "2020-02-29T09:00:00Z"}, {"timestampType", "upperBound"}}),
              "generatorLowerBoundTime") == "no");
    // Two of the schema's own alternatives would fit: neither can be written.
    const Cbor both = Cbor::map({{"url", "https://example.org/a"}, {"hash", Bytes{1}}, {"alg", "sha256"}});
    const Cbor ingredient =
        Cbor::map({{"dc:title", "t"}, {"dc:format", "f"}, {"relationship", "inputTo"}, {"data", both}});
    CHECK(fit(ingredient, "ingredientAssertionV2") == R"({"dc:title":"t","dc:format":"f","relationship":"inputTo"})");
    CHECK(fit(Cbor::map({{"relationship", "parentOf"},
                         {"activeManifest", Cbor::map({{"url", "u"}, {"hash", "h"}})},
                         {"digitalSourceType", "x"}}),
              "ingredientAssertionV3") ==
          R"({"relationship":"parentOf","activeManifest":{"url":"u","hash":"h"},"validationResults":)"
          R"({"activeManifest":{"success":[],"informational":[],"failure":[]}}})");
    CHECK(fit(Cbor::map(), "hashSegmentAssertion") == R"({"version":1,"hash":"","segmentStart":0,"segmentEnd":0})");
    CHECK(fit(Cbor::map(), "trustListUriEntry") == "no");
    CHECK(fit(Cbor::map({{"uri", "https://c2pa.org:443/l?x=%20#f"}, {"type", "c2pa.trustList"}}),
              "trustListUriEntry") == R"({"uri":"https://c2pa.org:443/l?x=%20#f","type":"c2pa.trustList"})");
}

TEST_CASE("C43: a manifest whose claim can't be read is there, with an empty claim and its failures",
          "[verifier][c2pa][crjson]") {
    TestManifest spec;
    spec.edit_boxes = [](std::vector<Bytes>& boxes) { boxes.erase(boxes.begin() + 1); };
    const Json document = inspect(make_signed_png(spec));
    const Json& manifest = first_manifest(document);
    CHECK(at(manifest, {"claim.v2", "instanceID"}).as_string().empty());
    CHECK(at(manifest, {"signature"}).as_object().empty());
    CHECK(at(at(manifest, {"validationResults", "failure"}).as_array().at(0), {"code"}).as_string() == "claim.missing");
    CHECK(is_noted(document, "/manifests/0/claim.v2", "absent"));
}

TEST_CASE("C43: a manifest that nobody refers to is there, unjudged", "[verifier][c2pa][crjson]") {
    TestManifest lonely;
    lonely.label = "urn:c2pa:00000000-8ed5-44d0-873b-ea5f58adea82";
    const Bytes other = world().manifest(lonely);
    const Bytes file = make_bound_png([&](const TestAssertion& binding) {
        return make_store({other, world().manifest(with(with({}, created_action()), binding))});
    });
    const Json document = inspect(file);
    REQUIRE(at(document, {"manifests"}).as_array().size() == 2);
    const Json& last = at(document, {"manifests"}).as_array()[1];
    CHECK(at(last, {"label"}).as_string() == lonely.label);
    CHECK(at(last, {"validationResults", "success"}).as_array().empty());
    CHECK(is_noted(document, "/manifests/1/validationResults", "unreferenced"));
}

TEST_CASE("C44: long byte strings, long documents and many notes are bounded", "[verifier][c2pa][crjson]") {
    const Bytes long_bytes(limits::crjson_byte_string_bytes_max + 1, 7);
    const Json document =
        inspect(make_signed_png(with({}, {.label = "org.example.long", .content = Cbor::map({{"data", long_bytes}})})));
    CHECK(at(first_manifest(document), {"assertions", "org.example.long", "data"}).as_string() == "b64''");
    CHECK(is_noted(document, "/manifests/0/assertions/org.example.long/data", "shortened"));

    Cbor many = Cbor::map({{"actions", Cbor::array({Cbor::map({{"action", "c2pa.created"}})})}});
    for (int i = 0; i < 1'200; ++i) {
        many.set("x" + std::to_string(i), i);
    }
    const Json noted = inspect(make_signed_png(with({}, {.label = "c2pa.actions.v2", .content = many})));
    CHECK(at(noted, {"countersign:adjusted"}).as_array().size() == limits::crjson_notes_max);
    CHECK(at(noted, {"countersign:adjustedMore"}).as_bool());

    const std::string control(limits::crjson_bytes_max / 6 + 1, '\x01');
    const Bytes file =
        make_signed_png(with({}, {.label = "org.example.control", .content = Cbor::map({{"text", control}})}));
    const auto found = world().validator.inspect(media::MemoryByteSource(file), test::now);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == c2pa::errors::crjson_too_large);
}

TEST_CASE("C45: thumbnails come along where asked for, pictures alone", "[verifier][c2pa][crjson]") {
    const auto embedded = [](const std::string& type) {
        Bytes description{0};
        append(description, as_bytes(type));
        description.push_back(0);
        return std::vector<Bytes>{encode_box("bfdb", description), encode_box("bidb", Bytes{1, 2, 3})};
    };
    TestManifest spec =
        with({}, {.label = "c2pa.thumbnail.claim.png", .boxes = embedded("image/png"), .uuid = box::embedded_file});
    spec = with(
        spec,
        {.label = "c2pa.thumbnail.ingredient__1.svg", .boxes = embedded("image/svg+xml"), .uuid = box::embedded_file});
    const Bytes file = make_signed_png(spec);
    CHECK(inspect(file).find("countersign:thumbnails") == nullptr);
    const Json document = inspect(file, {.with_thumbnails = true});
    const auto& pictures = at(document, {"countersign:thumbnails"}).as_object();
    REQUIRE(pictures.size() == 1);
    CHECK(pictures[0].key == assertion_uri(spec.label, "c2pa.thumbnail.claim.png"));
    CHECK(at(pictures[0].value, {"data"}).as_string() == "AQID");
    const Json& thumbnail = at(first_manifest(document), {"assertions", "c2pa.thumbnail.ingredient__1.svg"});
    CHECK(at(thumbnail, {"mimeType"}).as_string() == "image/svg+xml");
    CHECK(at(thumbnail, {"thumbnailType"}).as_integer() == 1);
}

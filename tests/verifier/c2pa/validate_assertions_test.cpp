// Assertions, actions, bindings: each code of 14.10 and 14.12 provoked.
#include <catch2/catch.hpp>

#include "identity/base/hash.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

namespace {

using Codes = std::vector<std::string>;

Report check(const TestManifest& spec) { return world().check(make_signed_png(spec)); }
Codes codes(const TestManifest& spec) { return failures(check(spec)); }
/// One more assertion than a sound manifest.
Codes codes(TestAssertion assertion) { return codes(with({}, std::move(assertion))); }

TestAssertion actions(Cbor::Array list, std::string label = "c2pa.actions.v2") {
    return {std::move(label), Cbor::map({{"actions", Cbor(std::move(list))}})};
}
Cbor action(const std::string& name) { return Cbor::map({{"action", name}}); }
Cbor created() { return action("c2pa.created"); }

TestAssertion ingredient(const std::string& relationship, const std::string& label = "c2pa.ingredient.v3") {
    return {label, Cbor::map({{"relationship", relationship}, {"dc:title", "part"}})};
}
Cbor reference_to(const TestAssertion& assertion) {
    return make_hashed_uri("self#jumbf=c2pa.assertions/" + assertion.label, make_assertion_box(assertion));
}
Cbor action_on(const std::string& name, const std::vector<TestAssertion>& targets) {
    Cbor references = Cbor::array();
    for (const TestAssertion& target : targets) {
        references.push(reference_to(target));
    }
    return Cbor::map({{"action", name}, {"parameters", Cbor::map({{"ingredients", references}})}});
}

}  // namespace

TEST_CASE("C13: each assertion of the claim is there, unchanged, and in this manifest", "[c2pa][validate]") {
    const TestAssertion note{"org.example.note", Cbor::map({{"a", 1}})};
    CHECK(codes(note) == Codes{});
    TestAssertion one = note;
    one.has_wrong_hash = true;
    CHECK(codes(one) == Codes{"assertion.hashedURI.mismatch"});
    one = note;
    one.is_present = false;
    CHECK(codes(one) == Codes{"assertion.missing"});
    one = note;
    one.is_listed = false;
    CHECK(codes(one) == Codes{"assertion.undeclared"});
    one = note;
    one.url = assertion_uri("urn:c2pa:other", "org.example.note");
    CHECK(codes(one) == Codes{"assertion.outsideManifest", "assertion.undeclared"});
    one.url = "https://example.com/note";
    CHECK(codes(one) == Codes{"assertion.outsideManifest", "assertion.undeclared"});
    TestManifest no_algorithm;
    no_algorithm.edit_claim = [](Cbor& claim) { claim.set("alg", "md5"); };
    CHECK(codes(no_algorithm) == Codes{"algorithm.unsupported", "claim.actions.missing", "claim.hardBindings.missing"});
}

TEST_CASE("C13: content of standard assertions is well-formed", "[c2pa][validate]") {
    TestAssertion broken{"c2pa.metadata", {}};
    broken.boxes = {encode_box("cbor", Bytes{0xA1})};
    CHECK(codes(broken) == Codes{"assertion.cbor.invalid"});
    broken.boxes = {encode_box("json", as_bytes("{\"a\":"))};
    broken.uuid = box::json_content;
    CHECK(codes(broken) == Codes{"assertion.json.invalid"});
    broken.boxes = {encode_box("json", as_bytes("{\"a\":1}"))};
    CHECK(codes(broken) == Codes{});
    // Nobody but its owner can say what another's assertion holds.
    TestAssertion foreign{"org.example.x", {}};
    foreign.boxes = {encode_box("cbor", Bytes{0xA1})};
    CHECK(codes(foreign) == Codes{});
}

TEST_CASE("C14: references inside assertions resolve and match", "[c2pa][validate]") {
    const TestAssertion target{"org.example.note", Cbor::map({{"a", 1}})};
    const auto pointing = [&](Cbor reference) {
        return codes(with(with({}, target), {"c2pa.something", Cbor::map({{"ref", std::move(reference)}})}));
    };
    CHECK(pointing(reference_to(target)) == Codes{});
    CHECK(pointing(reference_to(target).set("hash", Bytes(32))) == Codes{"hashedURI.mismatch"});
    CHECK(pointing(reference_to(target).set("url", "self#jumbf=c2pa.assertions/none")) == Codes{"hashedURI.missing"});
    CHECK(pointing(reference_to(target).set("alg", "md5")) == Codes{"algorithm.unsupported"});
}

TEST_CASE("C17: a standard manifest has one hard binding, one parent at most, and actions", "[c2pa][validate]") {
    TestManifest bare{.assertions = {created_action()}};
    CHECK(failures(world().check(make_png(make_store({world().manifest(bare)})))) ==
          Codes{"claim.hardBindings.missing"});
    const Bytes twice = make_bound_png([](TestAssertion binding) {
        TestManifest spec{.assertions = {created_action(), binding}};
        binding.label += "__1";
        spec.assertions.push_back(binding);
        return make_store({world().manifest(spec)});
    });
    CHECK(failures(world().check(twice)) == Codes{"assertion.multipleHardBindings"});
    TestManifest parents = with(with({}, ingredient("parentOf")), ingredient("parentOf", "c2pa.ingredient.v3__1"));
    CHECK(codes(parents) == Codes{"manifest.multipleParents"});
    const Bytes silent = make_bound_png(
        [](const TestAssertion& binding) { return make_store({world().manifest({.assertions = {binding}})}); });
    CHECK(failures(world().check(silent)) == Codes{"claim.actions.missing"});
    CHECK(codes(actions({action("c2pa.edited")})) == Codes{"assertion.action.malformed"});
}

TEST_CASE("C19: the history begins once, first, in the first actions", "[c2pa][validate]") {
    CHECK(codes(actions({created(), action("c2pa.edited")})) == Codes{});
    CHECK(codes(actions({action("c2pa.edited"), created()})) == Codes{"assertion.action.malformed"});
    CHECK(codes(with(with({}, actions({created()})), actions({created()}, "c2pa.actions.v2__1"))) ==
          Codes{"assertion.action.malformed"});
    CHECK(codes(actions({})) == Codes{"assertion.action.malformed"});
    CHECK(codes(actions({created(), Cbor::map({{"when", "now"}})})) == Codes{"assertion.action.malformed"});
    TestAssertion gathered = actions({created()}, "c2pa.actions.v2__1");
    gathered.is_gathered = true;
    CHECK(codes(with(with({}, actions({created()})), gathered)) == Codes{"assertion.action.malformed"});
    const auto timed = [](Cbor one) { return codes(actions({created(), std::move(one)})); };
    const std::string early = "2026-01-01T00:00:00Z";
    const std::string late = "2026-02-01T00:00:00Z";
    CHECK(timed(action("c2pa.edited").set("whenStart", early).set("whenEnd", late)) == Codes{});
    CHECK(timed(action("c2pa.edited").set("whenStart", late).set("whenEnd", early)) ==
          Codes{"assertion.action.malformed"});
    CHECK(timed(action("c2pa.edited").set("when", early).set("whenEnd", late)) == Codes{"assertion.action.malformed"});
}

TEST_CASE("C20: actions name the ingredients they act on", "[c2pa][validate]") {
    const TestAssertion parent = ingredient("parentOf");
    const TestAssertion part = ingredient("componentOf", "c2pa.ingredient.v3__1");
    const auto acting = [&](Cbor one, bool first) {
        Cbor::Array list;
        if (!first) {
            list.push_back(created());
        }
        list.push_back(std::move(one));
        return codes(with(with(with({}, parent), part), actions(std::move(list))));
    };
    CHECK(acting(action_on("c2pa.opened", {parent}), true) == Codes{});
    CHECK(acting(action_on("c2pa.placed", {part}), false) == Codes{});
    CHECK(acting(action_on("c2pa.transcoded", {parent}), false) == Codes{});
    CHECK(acting(action("c2pa.transcoded"), false) == Codes{});
    const Codes mismatch{"assertion.action.ingredientMismatch"};
    CHECK(acting(action("c2pa.opened"), true) == mismatch);
    CHECK(acting(action_on("c2pa.opened", {}), true) == mismatch);
    CHECK(acting(action_on("c2pa.opened", {part}), true) == mismatch);
    CHECK(acting(action_on("c2pa.opened", {parent, parent}), true) == mismatch);
    CHECK(acting(action_on("c2pa.placed", {parent}), false) == mismatch);
    CHECK(acting(action_on("c2pa.transcoded", {part}), false) == mismatch);
    CHECK(acting(action_on("c2pa.removed", {part}), false) == mismatch);
    CHECK(acting(action_on("c2pa.deleted", {part}), false) == mismatch);
    CHECK(acting(action("c2pa.deleted"), false) == Codes{});
    TestAssertion gathered = part;
    gathered.is_gathered = true;
    const Report elsewhere =
        check(with(with({}, gathered), actions({created(), action_on("c2pa.placed", {gathered})})));
    CHECK(failures(elsewhere) == Codes{});
    CHECK(has_information(elsewhere, status::action_ingredient_location));
}

TEST_CASE("C21: watermarks need soft bindings, related assertions are this manifest's own", "[c2pa][validate]") {
    const TestManifest marked = with({}, actions({created(), action("c2pa.watermarked.bound")}));
    CHECK(codes(marked) == Codes{"assertion.action.softBindingMissing"});
    CHECK(codes(with(marked, {"c2pa.soft-binding", Cbor::map({{"alg", "x"}})})) == Codes{});
    const TestAssertion note{"org.example.note", Cbor::map({{"a", 1}})};
    const auto related = [&](Cbor list) {
        Cbor one = action("c2pa.edited");
        one.set("parameters", Cbor::map({{"relatedAssertions", std::move(list)}}));
        return codes(with(with({}, note), actions({created(), std::move(one)})));
    };
    CHECK(related(Cbor::array({reference_to(note)})) == Codes{});
    CHECK(related(Cbor::array()) == Codes{"assertion.action.malformed"});
    CHECK(related(Cbor::array({reference_to(note).set("url", "self#jumbf=c2pa.assertions/none")})) ==
          Codes{"assertion.action.malformed", "hashedURI.missing"});
    CHECK(codes(actions({created(), action("c2pa.redacted")})) == Codes{"assertion.action.redactionMismatch"});
}

TEST_CASE("C22: cloud data, external references, stamps and metadata keep their own rules", "[c2pa][validate]") {
    const auto cloud = [](Cbor content) { return codes(TestAssertion{"c2pa.cloud-data", std::move(content)}); };
    const auto labelled = [](const std::string& label) {
        return Cbor::map({{"label", label}, {"size", 1}, {"location", Cbor::map({{"url", "https://example.com"}})}});
    };
    CHECK(cloud(labelled("c2pa.thumbnail")) == Codes{});
    CHECK(cloud(Cbor::map({{"label", "x"}})) == Codes{"assertion.cloud-data.malformed"});
    CHECK(cloud(labelled("c2pa.hash.data")) == Codes{"assertion.cloud-data.hardBinding"});
    CHECK(cloud(labelled("c2pa.ingredient.v3")) == Codes{"assertion.cloud-data.malformed"});
    const auto external = [](Cbor content, bool gathered) {
        TestAssertion assertion{"c2pa.external-reference", std::move(content)};
        assertion.is_gathered = gathered;
        return codes(assertion);
    };
    const Cbor good = Cbor::map({{"location", Cbor::map({{"url", "https://example.com"}})}});
    CHECK(external(good, true) == Codes{});
    CHECK(external(good, false) == Codes{"assertion.external-reference.created"});
    CHECK(external(Cbor::map(), true) == Codes{"assertion.external-reference.malformed"});
    CHECK(external(Cbor(good).set("label", "c2pa.hash.data"), true) == Codes{"assertion.external-reference.malformed"});
    CHECK(external(Cbor::map({{"location", Cbor::map({{"url", "https://example.com"}, {"alg", "sha256"}})}}), true) ==
          Codes{"assertion.external-reference.malformed"});
    CHECK(codes({"c2pa.time-stamp", Cbor::map()}) == Codes{"assertion.timestamp.malformed"});
    const auto processed = [](const std::string& start, const std::string& end) {
        return codes(
            {"c2pa.something", Cbor::map({{"metadata", Cbor::map({{"processStart", start}, {"processEnd", end}})}})});
    };
    CHECK(processed("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z") == Codes{});
    CHECK(processed("2026-01-01T00:00:02Z", "2026-01-01T00:00:01Z") == Codes{"assertion.metadata.malformed"});
}

TEST_CASE("C23: the data hash covers every byte but the store", "[c2pa][validate]") {
    const auto edited = [](auto edit) {
        return failures(world().check(make_bound_png([&](TestAssertion binding) {
            edit(binding.content);
            return make_store({world().manifest({.assertions = {created_action(), binding}})});
        })));
    };
    const auto exclusion = [](std::uint64_t start, std::uint64_t length) {
        return Cbor::map({{"start", start}, {"length", length}});
    };
    const auto first = [](const Cbor& content) { return content.find_array("exclusions")->front(); };
    CHECK(edited([](Cbor&) {}) == Codes{});
    CHECK(edited([](Cbor& content) { content.set("hash", Bytes(32)); }) == Codes{"assertion.dataHash.mismatch"});
    CHECK(edited([](Cbor& content) { content.set("hash", nullptr); }) == Codes{"assertion.dataHash.mismatch"});
    CHECK(edited([](Cbor& content) { content.set("alg", "md5"); }) == Codes{"algorithm.unsupported"});
    CHECK(edited([](Cbor& content) { content.set("exclusions", 5); }) == Codes{"assertion.dataHash.malformed"});
    CHECK(edited([](Cbor& content) {
              content.set("exclusions", Cbor::array({Cbor::map({{"start", -1}, {"length", 5}})}));
          }) == Codes{"assertion.dataHash.malformed"});
    CHECK(edited([&](Cbor& content) {
              content.set("exclusions", Cbor::array({first(content), exclusion(10, 5)}));
          }) == Codes{"assertion.dataHash.malformed"});
    CHECK(edited([&](Cbor& content) {
              content.set("exclusions", Cbor::array({first(content), exclusion(1'000'000, 5)}));
          }) == Codes{"assertion.dataHash.mismatch"});
    // One byte more than the store: somebody could hide something there.
    CHECK(edited([&](Cbor& content) {
              Cbor wide = first(content);
              wide.set("length", wide.find("length")->as_unsigned() + 1);
              content.set("exclusions", Cbor::array({wide}));
          }) == Codes{"assertion.dataHash.mismatch"});
    // The last bytes of the file are the CRC of IEND.
    const Bytes excluded = make_bound_png([&](TestAssertion binding) {
        const Cbor store = first(binding.content);
        const std::uint64_t end = 33 + store.find("length")->as_unsigned() + 524;
        const Bytes png = make_png({});
        Bytes covered(png.begin(), png.begin() + 33);
        append(covered, ByteView(png).subspan(45, png.size() - 45 - 4));
        binding.content.set("exclusions", Cbor::array({store, exclusion(end - 4, 4)}));
        binding.content.set("hash", to_bytes(view(sha256(covered))));
        return make_store({world().manifest({.assertions = {created_action(), binding}})});
    });
    const Report report = world().check(excluded);
    CHECK(failures(report) == Codes{});
    CHECK(has_information(report, status::data_hash_exclusions));
}

TEST_CASE("C24: the boxes hash names every box in order", "[c2pa][validate]") {
    const Bytes png = make_png({});
    const auto hash_of = [&](std::size_t start, std::size_t length) {
        return to_bytes(view(sha256(ByteView(png).subspan(start, length))));
    };
    const auto entry = [](Cbor names, const Bytes& hash) {
        return Cbor::map({{"names", std::move(names)}, {"hash", hash}, {"pad", Bytes{}}});
    };
    const Cbor head = entry(Cbor::array({"PNGh", "IHDR"}), hash_of(0, 33));
    const Cbor store = entry(Cbor::array({"C2PA"}), Bytes{0});
    // The empty chunk of make_png({}) takes 12 bytes.
    const Cbor tail = entry(Cbor::array({"IDAT", "IEND"}), hash_of(45, 524));
    const auto bound = [](Cbor boxes) {
        const TestAssertion binding{"c2pa.hash.boxes", Cbor::map({{"alg", "sha256"}, {"boxes", std::move(boxes)}})};
        return world().check(make_png(make_store({world().manifest({.assertions = {created_action(), binding}})})));
    };
    const Report good = bound(Cbor::array({head, store, tail}));
    CHECK(failures(good) == Codes{});
    CHECK(good.state == State::trusted);
    CHECK(good.active.has(status::boxes_hash_match));
    CHECK(failures(bound(Cbor::array({tail, store, head}))) == Codes{"assertion.boxesHash.mismatch"});
    CHECK(failures(bound(Cbor::array({head, store, entry(Cbor::array({"IDAT", "IEND"}), Bytes(32))}))) ==
          Codes{"assertion.boxesHash.mismatch"});
    CHECK(failures(bound(Cbor::array({head, store}))) == Codes{"assertion.boxesHash.unknownBox"});
    CHECK(failures(bound(Cbor::array({head, tail}))) == Codes{"assertion.boxesHash.unknownBox"});
    CHECK(failures(bound(Cbor::array())) == Codes{"assertion.boxesHash.malformed"});
    CHECK(failures(bound(Cbor::array({Cbor::map({{"hash", Bytes{}}})}))) == Codes{"assertion.boxesHash.malformed"});
    CHECK(failures(bound(Cbor::array({head, store, Cbor(tail).set("alg", "md5")}))) == Codes{"algorithm.unsupported"});
    const Report excluded = bound(Cbor::array({head, store, Cbor(tail).set("excluded", true).set("hash", Bytes{})}));
    CHECK(failures(excluded) == Codes{});
    CHECK(has_information(excluded, status::boxes_hash_exclusions));
}

TEST_CASE("C25: a binding of a kind that isn't read here proves nothing", "[c2pa][validate]") {
    const TestAssertion binding{"c2pa.hash.bmff.v3", Cbor::map({{"hash", Bytes(32)}})};
    const Report report =
        world().check(make_png(make_store({world().manifest({.assertions = {created_action(), binding}})})));
    CHECK(failures(report) == Codes{"general.error"});
    CHECK(report.state == State::invalid);
}

TEST_CASE("C26: a detached store binds content that holds none", "[c2pa][validate]") {
    Bytes plain = make_png({});
    plain.erase(plain.begin() + 33, plain.begin() + 45);
    const TestAssertion binding{
        "c2pa.hash.data", Cbor::map({{"alg", "sha256"}, {"hash", to_bytes(view(sha256(plain)))}, {"pad", Bytes{}}})};
    const Bytes store = make_store({world().manifest({.assertions = {created_action(), binding}})});
    const auto report = world().validator.validate_detached(verifier::media::MemoryByteSource(plain), store, test::now);
    REQUIRE(report.has_value());
    CHECK(failures(*report) == Codes{});
    CHECK(report->state == State::trusted);
    plain[20] ^= 1U;
    const auto changed =
        world().validator.validate_detached(verifier::media::MemoryByteSource(plain), store, test::now);
    CHECK(failures(*changed) == Codes{"assertion.dataHash.mismatch"});
}

TEST_CASE("C36: linked resources are named well and never fetched", "[c2pa][validate]") {
    const auto linked = [](Cbor resources) {
        return TestAssertion{"c2pa.linked-resource-integrity", Cbor::map({{"resources", std::move(resources)}})};
    };
    const Cbor external = Cbor::map({{"url", "https://example.com/a.js"}, {"alg", "sha256"}, {"hash", Bytes(32)}});
    const Cbor relative = Cbor::map({{"uri", "./assets/a%20b.js"}, {"hash", Bytes(32)}});
    const auto relatives = [&](Cbor one) {
        return linked(Cbor::map({{"alg", "sha256"}, {"relativeResources", Cbor::array({std::move(one)})}}));
    };
    const Report good = check(with({}, linked(Cbor::map({{"externalResources", Cbor::array({external})}}))));
    CHECK(failures(good) == Codes{});
    REQUIRE(has_information(good, status::linked_skipped));
    CHECK(good.active.informational.back().resource_url == "https://example.com/a.js");
    CHECK(to_json_text(to_json(good)).find("resourceUrl") != std::string::npos);
    CHECK(codes(relatives(relative)) == Codes{});
    const Codes malformed{"assertion.linkedResourceIntegrity.malformed"};
    CHECK(codes(linked(Cbor::map())) == malformed);
    CHECK(codes(linked(Cbor::map({{"externalResources", Cbor::array()}}))) == malformed);
    CHECK(codes(linked(Cbor::map({{"externalResources", Cbor::array({Cbor::map({{"url", "x"}})})}}))) == malformed);
    CHECK(codes(linked(Cbor::map({{"relativeResources", Cbor::array({relative})}}))) == malformed);
    CHECK(codes(relatives(Cbor::map({{"uri", "a"}}))) == malformed);
    CHECK(codes(linked(Cbor::map({{"alg", "md5"}, {"relativeResources", Cbor::array({relative})}}))) ==
          Codes{"algorithm.unsupported"});
    for (const std::string uri : {"../a", "a/../b", "a/%2e%2E/b", "%2E."}) {
        CHECK(codes(relatives(Cbor(relative).set("uri", uri))) ==
              Codes{"assertion.linkedResourceIntegrity.invalidURI"});
    }
    CHECK(codes(relatives(Cbor(relative).set("uri", "a..b/..c"))) == Codes{});
    TestAssertion gathered = relatives(relative);
    gathered.is_gathered = true;
    CHECK(codes(gathered) == Codes{"assertion.linkedResourceIntegrity.notCreated"});
}

TEST_CASE("C37: an alternative representation is one part or one image, unchanged", "[c2pa][validate]") {
    const auto alternative = [](Cbor parameters, const std::string& label = "c2pa.alternative-content-representation") {
        return TestAssertion{
            label, Cbor::map({{"type", "exif.originalPreservationImage"}, {"parameters", std::move(parameters)}})};
    };
    const TestAssertion image{"c2pa.embedded-data", Cbor::map({{"a", 1}})};
    const auto embedding = [&](Cbor reference) {
        return with(with({}, image),
                    alternative(Cbor::map({{"embeddedOriginalPreservationImage", std::move(reference)}})));
    };
    const Report good = check(embedding(reference_to(image)));
    CHECK(failures(good) == Codes{});
    CHECK(good.active.has(status::alternative_match));
    CHECK(codes(embedding(reference_to(image).set("hash", Bytes(32)))) ==
          Codes{"assertion.alternativeContentRepresentation.hashMismatch"});
    CHECK(codes(embedding(reference_to(image).set("url", "self#jumbf=c2pa.assertions/none"))) ==
          Codes{"assertion.alternativeContentRepresentation.missing"});
    const Codes malformed{"assertion.alternativeContentRepresentation.malformed"};
    CHECK(codes(embedding(Cbor::map({{"url", "x"}}))) == malformed);
    CHECK(codes(alternative(Cbor::map())) == malformed);
    CHECK(codes(alternative(Cbor::map({{"multiAssetPartIndex", 0}}))) == malformed);
    const TestAssertion parts{"c2pa.hash.multi-asset", Cbor::map({{"parts", Cbor::array({Cbor::map()})}})};
    CHECK(codes(with(with({}, parts), alternative(Cbor::map({{"multiAssetPartIndex", 0}})))) == Codes{});
    CHECK(codes(with(with({}, parts), alternative(Cbor::map({{"multiAssetPartIndex", 1}})))) == malformed);
    CHECK(codes(with(embedding(reference_to(image)),
                     alternative(Cbor::map(), "c2pa.alternative-content-representation__1"))) == malformed);
}

TEST_CASE("C14: a reference takes the algorithm of the nearest structure around it", "[c2pa][validate]") {
    const TestAssertion note{"org.example.note", Cbor::map({{"a", 1}})};
    const Bytes hashed = to_bytes(view(sha384(ByteView(make_assertion_box(note)).subspan(8))));
    const Cbor reference = Cbor::map({{"url", "self#jumbf=c2pa.assertions/org.example.note"}, {"hash", hashed}});
    const auto inside = [&](const std::string& algorithm) {
        return codes(with(with({}, note),
                          {"c2pa.something", Cbor::map({{"alg", algorithm}, {"list", Cbor::array({reference})}})}));
    };
    CHECK(inside("sha384") == Codes{});
    CHECK(inside("sha256") == Codes{"hashedURI.mismatch"});
    CHECK(inside("sha3") == Codes{"algorithm.unsupported"});
}

TEST_CASE("C20: icons of the agents that actions name resolve too", "[c2pa][validate]") {
    const Cbor icon = Cbor::map({{"url", "self#jumbf=c2pa.assertions/none"}, {"hash", Bytes(32)}});
    TestAssertion with_agents = actions({created()});
    with_agents.content.set("softwareAgents", Cbor::array({Cbor::map({{"name", "x"}, {"icon", icon}})}));
    CHECK(codes(with_agents) == Codes{"hashedURI.missing"});
}

TEST_CASE("C39: statements about AI are read from CBOR and JSON", "[c2pa][validate]") {
    const std::string json = R"({"entries":{"c2pa.ai_training":{"use":"constrained","constraint_info":"ask"},"x":5}})";
    const Cbor mining =
        Cbor::map({{"entries", Cbor::map({{"cawg.ai_generative_training", Cbor::map({{"use", "notAllowed"}})}})}});
    const Cbor model = Cbor::map({{"modelType", "c2pa.types.model.diffusion"},
                                  {"modelName", "Painter"},
                                  {"contentProfile", Cbor::map({{"humanOversightLevel", "human_validated"}})}});
    TestManifest spec;
    spec.assertions = {{"c2pa.ai-disclosure", model},
                       {"cawg.training-mining", mining},
                       {.label = "c2pa.training-mining",
                        .content = {},
                        .boxes = {encode_box("json", as_bytes(json))},
                        .uuid = box::json_content}};
    const Report report = check(spec);
    CHECK(failures(report) == Codes{});
    const ManifestSummary& manifest = report.manifests.front();
    REQUIRE(manifest.ai_models.size() == 1);
    CHECK(manifest.ai_models.front().name == "Painter");
    CHECK(manifest.ai_models.front().human_oversight == "human_validated");
    REQUIRE(manifest.use_permissions.size() == 2);
    CHECK(manifest.use_permissions[0].use == "ai_generative_training");
    CHECK(manifest.use_permissions[0].permission == "notAllowed");
    CHECK(manifest.use_permissions[1].use == "ai_training");
    CHECK(manifest.use_permissions[1].constraint == "ask");
}

// Ingredients, redaction and update manifests: each code of 14.11 provoked.
#include <catch2/catch.hpp>

#include "identity/base/hash.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

namespace {

using Codes = std::vector<std::string>;

const std::string parent_label = "urn:c2pa:00000000-0000-4000-8000-000000000001:test";

TestAssertion some_binding() {
    return {"c2pa.hash.data", Cbor::map({{"alg", "sha256"}, {"hash", Bytes(32)}, {"pad", Bytes{}}})};
}

TestManifest parent_spec() {
    TestManifest spec;
    spec.label = parent_label;
    spec.assertions = {created_action(), some_binding(), {"org.example.note", Cbor::map({{"a", 1}})}};
    return spec;
}

std::string uri(const std::string& manifest, const std::string& path = {}) {
    return "self#jumbf=/c2pa/" + manifest + (path.empty() ? "" : "/" + path);
}

/// The results that a sound parent has, but for those left out.
Cbor sound_results() {
    return Cbor::map(
        {{"activeManifest",
          Cbor::map({{"success", Cbor::array()}, {"informational", Cbor::array()}, {"failure", Cbor::array()}})}});
}

TestAssertion ingredient_of(const Bytes& parent, const std::string& relationship = "parentOf") {
    return {"c2pa.ingredient.v3", Cbor::map({{"relationship", relationship},
                                             {"validationResults", sound_results()},
                                             {"activeManifest", make_hashed_uri(uri(parent_label), parent)},
                                             {"claimSignature", make_hashed_uri(uri(parent_label, "c2pa.signature"),
                                                                                find_box(parent, "c2pa.signature"))}})};
}

/// A child over `parent` (left out of the store where `present` is false) with that ingredient.
Bytes child_png(const Bytes& parent, const TestAssertion& ingredient, TestManifest child = {}, bool present = true) {
    return make_bound_png([&](const TestAssertion& binding) {
        TestManifest whole = child;
        whole.assertions.push_back(created_action());
        whole.assertions.push_back(ingredient);
        whole.assertions.push_back(binding);
        std::vector<Bytes> manifests;
        if (present) {
            manifests.push_back(parent);
        }
        manifests.push_back(world().manifest(whole));
        return make_store(manifests);
    });
}

Report check_child(const Bytes& parent, const TestAssertion& ingredient, TestManifest child = {}, bool present = true) {
    return world().check(child_png(parent, ingredient, std::move(child), present));
}

}  // namespace

TEST_CASE("C27: an ingredient is linked by its claim signature or its manifest", "[c2pa][validate]") {
    const Bytes parent = world().manifest(parent_spec());
    const TestAssertion sound = ingredient_of(parent);
    const Report report = check_child(parent, sound);
    CHECK(failures(report) == Codes{});
    CHECK(delta_failures(report) == Codes{});
    CHECK(report.state == State::trusted);
    REQUIRE(report.ingredient_deltas.size() == 1);
    CHECK(report.ingredient_deltas.front().statuses.has(status::ingredient_signature_validated));
    REQUIRE(report.manifests.size() == 2);
    CHECK(report.manifests[1].label == parent_label);
    CHECK(report.manifests[0].ingredients.front().manifest == parent_label);

    TestAssertion one = sound;
    one.content.set("claimSignature", Cbor(*sound.content.find("claimSignature")).set("hash", Bytes(32)));
    const Report mismatch = check_child(parent, one);
    CHECK(delta_failures(mismatch) == Codes{"ingredient.claimSignature.mismatch"});
    CHECK(mismatch.state == State::invalid);
    one = sound;
    one.content.set("claimSignature", Cbor(*sound.content.find("claimSignature")).set("url", uri(parent_label, "x")));
    CHECK(delta_failures(check_child(parent, one)) == Codes{"ingredient.claimSignature.missing"});

    TestAssertion by_manifest{sound.label, Cbor::map({{"relationship", "parentOf"},
                                                      {"validationResults", sound_results()},
                                                      {"activeManifest", *sound.content.find("activeManifest")}})};
    const Report linked = check_child(parent, by_manifest);
    CHECK(delta_failures(linked) == Codes{});
    CHECK(linked.ingredient_deltas.front().statuses.has(status::ingredient_manifest_validated));
    by_manifest.content.set("activeManifest", Cbor(*sound.content.find("activeManifest")).set("hash", Bytes(32)));
    CHECK(delta_failures(check_child(parent, by_manifest)) == Codes{"ingredient.manifest.mismatch"});
    CHECK(delta_failures(check_child(parent, sound, {}, false)) == Codes{"ingredient.manifest.missing"});
}

TEST_CASE("C27: version 1 and 2 ingredients are linked by c2pa_manifest", "[c2pa][validate]") {
    const Bytes parent = world().manifest(parent_spec());
    for (const std::string label : {"c2pa.ingredient", "c2pa.ingredient.v2"}) {
        const TestAssertion old{label, Cbor::map({{"relationship", "parentOf"},
                                                  {"c2pa_manifest", make_hashed_uri(uri(parent_label), parent)}})};
        const Report report = check_child(parent, old);
        CHECK(delta_failures(report) == Codes{});
        CHECK(report.state == State::trusted);
    }
}

TEST_CASE("C28: an ingredient assertion has a known relationship and recorded results", "[c2pa][validate]") {
    const Bytes parent = world().manifest(parent_spec());
    const TestAssertion sound = ingredient_of(parent);
    const Codes malformed{"assertion.ingredient.malformed"};
    TestAssertion one = sound;
    one.content.set("relationship", "cousinOf");
    CHECK(failures(check_child(parent, one)) == malformed);
    one = sound;
    one.content.set("digitalSourceType", "x");
    CHECK(failures(check_child(parent, one)) == malformed);
    one = sound;
    one.content.set("validationResults", nullptr);
    CHECK(failures(check_child(parent, one)) == malformed);
    one = {"c2pa.ingredient.v3", Cbor::map({{"relationship", "parentOf"}, {"relatedAssertions", Cbor::array()}})};
    CHECK(failures(check_child(parent, one)) == malformed);
    const TestAssertion unknown{"c2pa.ingredient.v3", Cbor::map({{"relationship", "parentOf"}})};
    const Report report = check_child(parent, unknown);
    CHECK(failures(report) == Codes{});
    CHECK(has_information(report, status::ingredient_unknown));
    // Nobody refers to it, so it isn't looked at.
    CHECK(report.manifests.size() == 1);
    const TestAssertion input{"c2pa.ingredient.v3", Cbor::map({{"relationship", "inputTo"}})};
    CHECK_FALSE(has_information(check_child(parent, input), status::ingredient_unknown));
}

TEST_CASE("C29: only what its signer hadn't recorded is new", "[c2pa][validate]") {
    TestManifest spec = parent_spec();
    spec.edit_signature = [](CoseSign1& sign1) { sign1.signature[3] ^= 1U; };
    const Bytes parent = world().manifest(spec);
    TestAssertion ingredient = ingredient_of(parent);
    const Report told = check_child(parent, ingredient);
    CHECK(delta_failures(told) == Codes{"claimSignature.mismatch"});
    CHECK(told.state == State::invalid);
    const Cbor entry = Cbor::map({{"code", "claimSignature.mismatch"}, {"url", uri(parent_label, "c2pa.signature")}});
    ingredient.content.set("validationResults",
                           Cbor::map({{"activeManifest", Cbor::map({{"failure", Cbor::array({entry})}})}}));
    const Report recorded = check_child(parent, ingredient);
    CHECK(delta_failures(recorded) == Codes{});
    CHECK(recorded.state == State::trusted);
    // An unknown or expired signer of a part is told, but doesn't make the whole invalid.
    const Identity stranger = Identity::make({});
    TestManifest foreign = parent_spec();
    foreign.signer = &stranger;
    const Bytes other = world().manifest(foreign);
    const Report untrusted = check_child(other, ingredient_of(other));
    CHECK(delta_failures(untrusted) == Codes{"signingCredential.untrusted"});
    CHECK(untrusted.state == State::trusted);
}

TEST_CASE("C30: an assertion may be redacted from an ingredient, but not from oneself", "[c2pa][validate]") {
    const std::string note = assertion_uri(parent_label, "org.example.note");
    TestManifest emptied = parent_spec();
    const Bytes original = world().manifest(emptied);
    const TestAssertion sound = ingredient_of(original);
    TestManifest child;
    child.redacted = {note};
    // Still there.
    CHECK(delta_failures(check_child(original, sound, child)) == Codes{"assertion.notRedacted"});
    // Removed, or replaced by the redaction box: claim and signature stay as they were.
    const auto rebuilt = [&](const std::vector<Bytes>& notes) {
        const auto parsed = parse_jumbf(original);
        std::vector<Bytes> assertions;
        for (const Superbox& one : parsed->find("c2pa.assertions")->children) {
            if (one.label != "org.example.note") {
                assertions.push_back(to_bytes(one.whole));
            }
        }
        assertions.insert(assertions.end(), notes.begin(), notes.end());
        return encode_superbox(box::standard_manifest, parent_label,
                               {encode_superbox(box::assertion_store, "c2pa.assertions", assertions),
                                find_box(original, "c2pa.claim.v2"), find_box(original, "c2pa.signature")});
    };
    Bytes zeros(box::redacted.begin(), box::redacted.end());
    zeros.resize(40);
    const Bytes redaction = encode_superbox(box::uuid_content, "org.example.note", {encode_box("uuid", zeros)});
    for (const Bytes& parent : {rebuilt({}), rebuilt({redaction})}) {
        const Report report = check_child(parent, sound, child);
        CHECK(delta_failures(report) == Codes{});
        CHECK(report.state == State::trusted);
    }
    // Without the redaction being declared, an assertion is simply missing.
    CHECK(delta_failures(check_child(rebuilt({}), sound)) == Codes{"assertion.missing"});
    child.redacted = {assertion_uri(parent_label, "c2pa.hash.data")};
    CHECK(delta_failures(check_child(original, sound, child)) ==
          Codes{"assertion.hardBinding.redacted", "assertion.notRedacted"});
    child.redacted = {assertion_uri(parent_label, "c2pa.actions.v2")};
    CHECK(delta_failures(check_child(original, sound, child)) ==
          Codes{"assertion.action.redacted", "assertion.notRedacted"});
    child.redacted = {assertion_uri(child.label, "c2pa.actions.v2")};
    CHECK(failures(check_child(original, sound, child)) == Codes{"assertion.selfRedacted"});
    // An action may say what was redacted.
    TestManifest saying;
    saying.redacted = {note};
    const auto redacted_action = [&](const std::string& named) {
        return TestAssertion{
            "c2pa.actions.v2__1",
            Cbor::map({{"actions", Cbor::array({Cbor::map({{"action", "c2pa.redacted"},
                                                           {"parameters", Cbor::map({{"redacted", named}})}})})}})};
    };
    saying.assertions = {created_action(), redacted_action(note)};
    saying.assertions.erase(saying.assertions.begin());
    const TestManifest good = saying;
    const Report report = world().check(make_bound_png([&](const TestAssertion& binding) {
        TestManifest whole = good;
        whole.assertions.insert(whole.assertions.begin(), created_action());
        whole.assertions.push_back(sound);
        whole.assertions.push_back(binding);
        return make_store({rebuilt({}), world().manifest(whole)});
    }));
    CHECK(failures(report) == Codes{});
}

TEST_CASE("C30: a reference to what was redacted is told", "[c2pa][validate]") {
    TestManifest spec = parent_spec();
    const TestAssertion& note = spec.assertions.back();
    const Cbor reference = make_hashed_uri("self#jumbf=c2pa.assertions/" + note.label, make_assertion_box(note));
    spec.assertions.push_back({"c2pa.something", Cbor::map({{"ref", reference}})});
    const Bytes parent = world().manifest(spec);
    TestManifest child;
    child.redacted = {assertion_uri(parent_label, "org.example.note")};
    const Report report = check_child(parent, ingredient_of(parent), child);
    REQUIRE(report.ingredient_deltas.size() == 1);
    CHECK(report.ingredient_deltas.front().statuses.has(status::assertion_redacted));
}

TEST_CASE("C31: an update adds to its parent and changes no content", "[c2pa][validate]") {
    const auto updated = [](auto edit) {
        return world().check(make_bound_png([&](const TestAssertion& binding) {
            TestManifest parent = parent_spec();
            parent.assertions = {created_action(), binding};
            const Bytes made = world().manifest(parent);
            TestManifest update;
            update.uuid = box::update_manifest;
            update.assertions = {ingredient_of(made)};
            edit(update);
            return make_store({made, world().manifest(update)});
        }));
    };
    const Report good = updated([](TestManifest&) {});
    CHECK(failures(good) == Codes{});
    CHECK(good.state == State::trusted);
    CHECK(good.manifests.front().is_update);
    const auto codes_of = [&](auto edit) { return failures(updated(edit)); };
    CHECK(codes_of([](TestManifest& update) {
              update.assertions.push_back(
                  {"c2pa.actions.v2",
                   Cbor::map({{"actions", Cbor::array({Cbor::map({{"action", "c2pa.published"}})})}})});
          }) == Codes{});
    CHECK(codes_of([](TestManifest& update) {
              update.assertions.push_back(
                  {"c2pa.actions.v2", Cbor::map({{"actions", Cbor::array({Cbor::map({{"action", "c2pa.edited"}})})}})});
          }) == Codes{"manifest.update.invalid"});
    CHECK(codes_of([](TestManifest& update) { update.assertions.push_back(some_binding()); }) ==
          Codes{"manifest.update.invalid"});
    CHECK(
        codes_of([](TestManifest& update) {
            update.assertions.push_back(
                {"c2pa.cloud-data", Cbor::map({{"label", "c2pa.actions.v2"}, {"size", 1}, {"location", Cbor::map()}})});
        }) == Codes{"assertion.cloud-data.actions"});
    CHECK(codes_of([](TestManifest& update) {
              update.assertions.front().content.set("relationship", "componentOf");
          }) == Codes{"claim.hardBindings.missing", "manifest.update.wrongParents"});
}

TEST_CASE("C31: the store may have grown since the binding was made", "[c2pa][validate]") {
    // The parent is bound in a file of its own; the update makes the store longer.
    Bytes first_manifest;
    const Bytes before = make_bound_png([&](const TestAssertion& binding) {
        TestManifest parent = parent_spec();
        parent.assertions = {created_action(), binding};
        first_manifest = world().manifest(parent);
        return make_store({first_manifest});
    });
    CHECK(world().check(before).state == State::trusted);
    TestManifest update;
    update.uuid = box::update_manifest;
    update.assertions = {ingredient_of(first_manifest)};
    const Report report = world().check(make_png(make_store({first_manifest, world().manifest(update)})));
    CHECK(failures(report) == Codes{});
    CHECK(report.state == State::trusted);
}

TEST_CASE("C32: a later manifest may carry the stamp and the status of an earlier one", "[c2pa][validate]") {
    const CertificateOptions expired{.not_after = now.value - day.value};
    const Identity signer = Identity::make(expired, &world().middle);
    TestManifest spec = parent_spec();
    spec.signer = &signer;
    spec.others = {&world().middle};
    const Bytes parent = world().manifest(spec);
    const TestAssertion ingredient = ingredient_of(parent);
    CHECK(delta_failures(check_child(parent, ingredient)) == Codes{"claimSignature.outsideValidity"});

    const Bytes signature_box = find_box(parent, "c2pa.signature");
    const auto parsed = parse_jumbf(signature_box);
    const auto sign1 = parse_cose_sign1(parsed->content("cbor"));
    REQUIRE(sign1.has_value());
    const Bytes token = make_time_stamp(world().clock, encode_to_be_stamped(*sign1, StampKind::v2, {}));
    TestManifest child;
    child.assertions = {{"c2pa.time-stamp", Cbor::map({{parent_label, token}})}};
    CHECK(delta_failures(check_child(parent, ingredient, child)) == Codes{});
    const Bytes revoked = make_ocsp_response(world().middle, world().middle, signer, {.is_revoked = true, .reason = 1});
    child.assertions.push_back({"c2pa.certificate-status", Cbor::map({{"ocspVals", Cbor::array({Cbor(revoked)})}})});
    CHECK(delta_failures(check_child(parent, ingredient, child)) == Codes{"signingCredential.ocsp.revoked"});
}

TEST_CASE("C33: manifests that refer to each other end", "[c2pa][validate]") {
    // Each names the other; hashes can't both be right, and nothing loops.
    const std::string child_label = TestManifest{}.label;
    TestManifest parent = parent_spec();
    const Cbor back = Cbor::map({{"url", uri(child_label)}, {"hash", Bytes(32)}});
    parent.assertions.push_back({"c2pa.ingredient.v3", Cbor::map({{"relationship", "componentOf"},
                                                                  {"validationResults", sound_results()},
                                                                  {"activeManifest", back}})});
    const Bytes made = world().manifest(parent);
    const Report report = check_child(made, ingredient_of(made));
    CHECK(report.manifests.size() == 2);
    CHECK(delta_failures(report) == Codes{"ingredient.manifest.mismatch"});
}

namespace {

/// What somebody puts in the place of `honest`: other content, under the signature that was there.
Bytes forge(const Bytes& honest, TestManifest spec) {
    const Bytes signature = find_box(honest, "c2pa.signature");
    spec.edit_boxes = [signature](std::vector<Bytes>& boxes) { boxes.back() = signature; };
    return world().manifest(spec);
}

/// An ingredient assertion that says of others what was found.
TestAssertion recording(const std::vector<std::pair<std::string, std::string>>& findings) {
    Cbor failure = Cbor::array();
    for (const auto& [code, url] : findings) {
        failure.push(Cbor::map({{"code", code}, {"url", url}}));
    }
    return {"c2pa.ingredient.v3",
            Cbor::map({{"relationship", "inputTo"},
                       {"validationResults", Cbor::map({{"activeManifest", Cbor::map({{"success", Cbor::array()},
                                                                                      {"informational", Cbor::array()},
                                                                                      {"failure", failure}})}})}})};
}

}  // namespace

TEST_CASE("C29: an ingredient's own word about itself excuses nothing", "[c2pa][validate]") {
    const Bytes honest = world().manifest(parent_spec());
    const TestAssertion by_signature = ingredient_of(honest);
    TestAssertion by_manifest = by_signature;
    by_manifest.content = Cbor::map({{"relationship", "parentOf"},
                                     {"validationResults", sound_results()},
                                     {"activeManifest", *by_signature.content.find("activeManifest")}});
    const std::string own = assertion_uri(TestManifest().label, "c2pa.ingredient.v3");
    TestManifest spec = parent_spec();
    spec.assertions.push_back({"org.example.forged", Cbor::map({{"a", 2}})});
    spec.assertions.push_back(recording({{"claimSignature.mismatch", uri(parent_label, "c2pa.signature")},
                                         {"ingredient.manifest.mismatch", own},
                                         {"ingredient.claimSignature.mismatch", own}}));
    const Bytes forged = forge(honest, spec);
    const Report signed_link = check_child(forged, by_signature);
    CHECK(delta_failures(signed_link) == Codes{"claimSignature.mismatch"});
    CHECK(signed_link.state == State::invalid);
    const Report whole_link = check_child(forged, by_manifest);
    CHECK(delta_failures(whole_link) == Codes{"claimSignature.mismatch", "ingredient.manifest.mismatch"});
    CHECK(whole_link.state == State::invalid);
    // What the signer above recorded still counts.
    TestAssertion knowing = by_signature;
    knowing.content.set("validationResults",
                        *recording({{"claimSignature.mismatch", uri(parent_label, "c2pa.signature")}})
                             .content.find("validationResults"));
    CHECK(delta_failures(check_child(forged, knowing)) == Codes{});
}

TEST_CASE("C29: a neighbour's word excuses nothing, and each that leads to a manifest must have known",
          "[c2pa][validate]") {
    const Bytes honest = world().manifest(parent_spec());
    TestManifest forged_spec = parent_spec();
    forged_spec.assertions.push_back({"org.example.forged", Cbor::map({{"a", 2}})});
    const Bytes forged = forge(honest, forged_spec);
    // Its signer names the same manifest by its true signature and records that it is broken.
    TestManifest neighbour;
    neighbour.label = "urn:c2pa:00000000-0000-4000-8000-000000000002:test";
    TestAssertion link = ingredient_of(honest, "componentOf");
    link.content.set("validationResults", *recording({{"claimSignature.mismatch", uri(parent_label, "c2pa.signature")}})
                                               .content.find("validationResults"));
    neighbour.assertions = {created_action(), some_binding(), link};
    const Bytes beside = world().manifest(neighbour);
    const TestAssertion of_neighbour{
        "c2pa.ingredient.v3__1", Cbor::map({{"relationship", "componentOf"},
                                            {"validationResults", sound_results()},
                                            {"activeManifest", make_hashed_uri(uri(neighbour.label), beside)},
                                            {"claimSignature", make_hashed_uri(uri(neighbour.label, "c2pa.signature"),
                                                                               find_box(beside, "c2pa.signature"))}})};
    for (const bool is_neighbour_first : {false, true}) {
        const Bytes file = make_bound_png([&](const TestAssertion& binding) {
            TestManifest whole;
            whole.assertions = {created_action(), ingredient_of(honest, "componentOf"), of_neighbour, binding};
            if (is_neighbour_first) {
                std::swap(whole.assertions[1], whole.assertions[2]);
            }
            return make_store({forged, beside, world().manifest(whole)});
        });
        const Report report = world().check(file);
        CHECK(delta_failures(report) == Codes{"claimSignature.mismatch"});
        CHECK(report.state == State::invalid);
    }
}

TEST_CASE("C30: an ingredient redacts nothing of whoever carries it", "[c2pa][validate]") {
    TestManifest child;
    const std::string note = assertion_uri(child.label, "org.example.promise");
    child.assertions = {{.label = "org.example.promise", .content = Cbor::map({{"a", 1}}), .is_present = false}};
    TestManifest parent = parent_spec();
    parent.redacted = {note};
    const Bytes below = world().manifest(parent);
    const Report report = check_child(below, ingredient_of(below), child);
    CHECK(failures(report) == Codes{"assertion.missing"});
    CHECK(report.state == State::invalid);
}

TEST_CASE("C2: an active manifest without a claim is invalid and breaks nothing", "[c2pa][validate]") {
    TestManifest spec;
    spec.assertions = {created_action()};
    spec.edit_boxes = [](std::vector<Bytes>& boxes) { boxes.erase(boxes.begin() + 1); };
    const Bytes file = make_png(make_store({world().manifest(spec)}));
    const Report report = world().check(file);
    CHECK(failures(report) == Codes{"claim.missing"});
    CHECK(report.state == State::invalid);
}

// Ingredients, redactions and update manifests of the corpus.
#include "tests/verifier/c2pa/corpus.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

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
std::string uri(const std::string& path = {}) {
    return "self#jumbf=/c2pa/" + parent_label + (path.empty() ? "" : "/" + path);
}
Cbor no_results() {
    return Cbor::map(
        {{"activeManifest",
          Cbor::map({{"success", Cbor::array()}, {"informational", Cbor::array()}, {"failure", Cbor::array()}})}});
}
TestAssertion ingredient_of(const Bytes& parent, const std::string& relationship = "parentOf") {
    return {
        "c2pa.ingredient.v3",
        Cbor::map({{"relationship", relationship},
                   {"dc:format", "image/png"},
                   {"validationResults", no_results()},
                   {"activeManifest", make_hashed_uri(uri(), parent)},
                   {"claimSignature", make_hashed_uri(uri("c2pa.signature"), find_box(parent, "c2pa.signature"))}})};
}
/// The history of a child opens its parent, where there is one.
TestAssertion history(const TestAssertion& ingredient) {
    const std::string* const relationship = ingredient.content.find_text("relationship");
    if (relationship == nullptr || *relationship != "parentOf") {
        return created_action();
    }
    const Cbor reference =
        make_hashed_uri("self#jumbf=c2pa.assertions/" + ingredient.label, make_assertion_box(ingredient));
    return {"c2pa.actions.v2",
            Cbor::map({{"actions", Cbor::array({Cbor::map(
                                       {{"action", "c2pa.opened"},
                                        {"parameters", Cbor::map({{"ingredients", Cbor::array({reference})}})}})})}})};
}
Bytes child(const Bytes& parent, const TestAssertion& ingredient, const TestManifest& spec = {}, bool present = true) {
    return make_bound_png([&](const TestAssertion& binding) {
        TestManifest whole = spec;
        whole.assertions.push_back(history(ingredient));
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
Bytes changed(const Bytes& parent, const std::function<void(Cbor&)>& edit) {
    TestAssertion ingredient = ingredient_of(parent);
    edit(ingredient.content);
    return child(parent, ingredient);
}
Bytes updated(const std::function<void(TestManifest&)>& edit) {
    return make_bound_png([&](const TestAssertion& binding) {
        TestManifest parent = parent_spec();
        parent.assertions = {created_action(), binding};
        const Bytes made = world().manifest(parent);
        TestManifest update;
        update.uuid = box::update_manifest;
        update.assertions = {ingredient_of(made)};
        edit(update);
        return make_store({made, world().manifest(update)});
    });
}

}  // namespace

void add_ingredients(Corpus& corpus) {
    const Bytes parent = world().manifest(parent_spec());
    corpus.add_child("ingredients/parent", child(parent, ingredient_of(parent)), {}, {});
    corpus.add_child("ingredients/component", child(parent, ingredient_of(parent, "componentOf")), {}, {});
    corpus.add_child("ingredients/claim_signature_mismatch",
                     changed(parent,
                             [](Cbor& content) {
                                 content.set("claimSignature",
                                             Cbor(*content.find("claimSignature")).set("hash", Bytes(32)));
                             }),
                     {}, {"ingredient.claimSignature.mismatch"});
    corpus.add_child("ingredients/claim_signature_missing",
                     changed(parent,
                             [](Cbor& content) {
                                 content.set("claimSignature",
                                             Cbor(*content.find("claimSignature")).set("url", uri("x")));
                             }),
                     {}, {"ingredient.claimSignature.missing"});
    corpus.add_child("ingredients/manifest_mismatch",
                     changed(parent,
                             [](Cbor& content) {
                                 Cbor whole = Cbor::map({});
                                 for (const CborEntry& one : content.as_map()) {
                                     if (!(one.key == Cbor("claimSignature"))) {
                                         whole.as_map().push_back(one);
                                     }
                                 }
                                 whole.set("activeManifest",
                                           Cbor(*content.find("activeManifest")).set("hash", Bytes(32)));
                                 content = whole;
                             }),
                     {}, {"ingredient.manifest.mismatch"});
    corpus.add_child("ingredients/manifest_missing", child(parent, ingredient_of(parent), {}, false), {},
                     {"ingredient.manifest.missing"});
    corpus.add_child("ingredients/relationship_unknown",
                     changed(parent, [](Cbor& content) { content.set("relationship", "cousinOf"); }),
                     {"assertion.ingredient.malformed"}, {});
    corpus.add_child(
        "ingredients/source_type_beside_manifest",
        changed(parent,
                [](Cbor& content) { content.set("digitalSourceType", "http://c2pa.org/digitalsourcetype/empty"); }),
        {"assertion.ingredient.malformed"}, {});
    corpus.add_child("ingredients/results_missing",
                     changed(parent,
                             [](Cbor& content) {
                                 Cbor::Map& map = content.as_map();
                                 std::erase_if(
                                     map, [](const CborEntry& one) { return one.key == Cbor("validationResults"); });
                             }),
                     {"assertion.ingredient.malformed"}, {});
    TestManifest unsound = parent_spec();
    unsound.edit_signature = [](CoseSign1& sign1) { sign1.signature[7] ^= 1U; };
    const Bytes broken = world().manifest(unsound);
    corpus.add_child("ingredients/parent_signature_wrong", child(broken, ingredient_of(broken)), {},
                     {"claimSignature.mismatch"});
    TestManifest claimless = parent_spec();
    claimless.edit_boxes = [](std::vector<Bytes>& boxes) { boxes.erase(boxes.begin() + 1); };
    const Bytes empty = world().manifest(claimless);
    corpus.add_child("ingredients/parent_claim_missing", child(empty, ingredient_of(empty)), {}, {"claim.missing"});
    TestManifest altered = parent_spec();
    altered.assertions.back().has_wrong_hash = true;
    const Bytes mismatched = world().manifest(altered);
    corpus.add_child("ingredients/parent_assertion_wrong", child(mismatched, ingredient_of(mismatched)), {},
                     {"assertion.hashedURI.mismatch"});
    const TestAssertion unknown{"c2pa.ingredient.v3",
                                Cbor::map({{"relationship", "componentOf"}, {"dc:format", "image/png"}})};
    corpus.add("ingredients/unknown_provenance", child(parent, unknown), {}, {"ingredient.unknownProvenance"});
    TestManifest redacting;
    redacting.redacted = {assertion_uri(parent_label, "org.example.note")};
    corpus.add_child("ingredients/not_redacted", child(parent, ingredient_of(parent), redacting), {},
                     {"assertion.notRedacted"});
    redacting.redacted = {assertion_uri(parent_label, "c2pa.actions.v2")};
    corpus.add_child("ingredients/actions_redacted", child(parent, ingredient_of(parent), redacting), {},
                     {"assertion.action.redacted", "assertion.notRedacted"});
    redacting.redacted = {assertion_uri(parent_label, "c2pa.hash.data")};
    corpus.add_child("ingredients/binding_redacted", child(parent, ingredient_of(parent), redacting), {},
                     {"assertion.hardBinding.redacted", "assertion.notRedacted"});
    corpus.add_child("ingredients/update", updated([](TestManifest&) {}), {}, {});
    corpus.add_child(
        "ingredients/update_edits", updated([](TestManifest& update) {
            update.assertions.push_back(
                {"c2pa.actions.v2", Cbor::map({{"actions", Cbor::array({Cbor::map({{"action", "c2pa.edited"}})})}})});
        }),
        {"manifest.update.invalid"}, {});
    corpus.add_child("ingredients/update_binds",
                     updated([](TestManifest& update) { update.assertions.push_back(some_binding()); }),
                     {"manifest.update.invalid"}, {});
    corpus.add_child("ingredients/update_of_component", updated([](TestManifest& update) {
                         update.assertions.front().content.set("relationship", "componentOf");
                     }),
                     {"claim.hardBindings.missing", "manifest.update.wrongParents"}, {});
    // Two manifests that are each other's parent: the hashes can't be right, and the walk must end.
    corpus.add_child("ingredients/loop", make_bound_png([&](const TestAssertion& binding) {
                         TestManifest whole;
                         TestManifest back = parent_spec();
                         back.assertions.push_back(
                             {"c2pa.ingredient.v3",
                              Cbor::map({{"relationship", "componentOf"},
                                         {"dc:format", "image/png"},
                                         {"validationResults", no_results()},
                                         {"activeManifest", Cbor::map({{"url", "self#jumbf=/c2pa/" + whole.label},
                                                                       {"hash", Bytes(32)}})}})});
                         const Bytes made = world().manifest(back);
                         const TestAssertion forth = ingredient_of(made);
                         whole.assertions = {history(forth), forth, binding};
                         return make_store({made, world().manifest(whole)});
                     }),
                     {}, {"ingredient.manifest.mismatch"});
}

}  // namespace countersign::verifier::c2pa::test

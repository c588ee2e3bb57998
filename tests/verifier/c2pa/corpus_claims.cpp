// Formats, claims and assertions of the corpus.
#include <algorithm>

#include "identity/base/hash.hpp"
#include "tests/verifier/c2pa/corpus.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

TestAssertion actions(Cbor::Array list, std::string label = "c2pa.actions.v2") {
    return {std::move(label), Cbor::map({{"actions", Cbor(std::move(list))}, {"allActionsIncluded", true}})};
}
Cbor action(const std::string& name) { return Cbor::map({{"action", name}}); }
Cbor created() {
    return Cbor::map({{"action", "c2pa.created"}, {"digitalSourceType", "http://c2pa.org/digitalsourcetype/empty"}});
}
TestAssertion ingredient(const std::string& relationship, const std::string& label = "c2pa.ingredient.v3") {
    return {label, Cbor::map({{"relationship", relationship}, {"dc:title", "part"}, {"dc:format", "image/png"}})};
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
Bytes signed_with(TestAssertion assertion) { return make_signed_png(with({}, std::move(assertion))); }
Bytes with_actions(Cbor::Array list) { return signed_with(actions(std::move(list))); }

Bytes edited_claim(std::function<void(Cbor&)> edit) {
    TestManifest spec;
    spec.edit_claim = std::move(edit);
    return make_signed_png(spec);
}
Bytes edited_boxes(std::function<void(std::vector<Bytes>&)> edit) {
    TestManifest spec;
    spec.edit_boxes = std::move(edit);
    return make_signed_png(spec);
}
Bytes edited_binding(const std::function<void(Cbor&)>& edit) {
    return make_bound_png([&](TestAssertion binding) {
        edit(binding.content);
        return make_store({world().manifest({.assertions = {created_action(), binding}})});
    });
}

/// Where the JPEG's n-th APP11 segment begins.
std::size_t segment_at(const Bytes& jpeg, int n) {
    std::size_t at = 2;
    while (at + 4 <= jpeg.size()) {
        const std::size_t length = static_cast<std::size_t>(jpeg[at + 2] << 8 | jpeg[at + 3]) + 2;
        if (jpeg[at + 1] == 0xEB && n-- == 0) {
            return at;
        }
        at += length;
    }
    return jpeg.size();
}
std::size_t segment_length(const Bytes& jpeg, std::size_t at) {
    return static_cast<std::size_t>(jpeg[at + 2] << 8 | jpeg[at + 3]) + 2;
}

/// A JPEG whose store needs several segments.
Bytes multipart_jpeg() {
    return make_bound_jpeg([](const TestAssertion& binding) {
        TestManifest spec{
            .assertions = {created_action(), {"org.example.large", Cbor::map({{"a", Bytes(150'000, 7)}})}}};
        spec.assertions.push_back(binding);
        return make_store({world().manifest(spec)});
    });
}

}  // namespace

void add_formats(Corpus& corpus) {
    const Bytes png = make_signed_png({});
    const Bytes jpeg = make_bound_jpeg([](const TestAssertion& binding) {
        return make_store({world().manifest({.assertions = {created_action(), binding}})});
    });
    corpus.add("formats/png_valid", png, {});
    corpus.add("formats/jpeg_valid", jpeg, {});
    const std::size_t store_at = 33;
    const std::size_t chunk = std::size_t{12} + (std::size_t{png[35]} << 8U | png[36]);
    Bytes no_manifest(png.begin(), png.begin() + store_at);
    append(no_manifest, ByteView(png).subspan(store_at + chunk));
    corpus.add("formats/png_no_manifest", no_manifest, {}, {}, "absent");
    Bytes plain(jpeg.begin(), jpeg.begin() + static_cast<std::ptrdiff_t>(segment_at(jpeg, 0)));
    append(plain, ByteView(jpeg).subspan(segment_at(jpeg, 0) + segment_length(jpeg, segment_at(jpeg, 0))));
    corpus.add("formats/jpeg_no_manifest", plain, {}, {}, "absent");
    Bytes twice(png.begin(), png.begin() + store_at);
    append(twice, ByteView(png).subspan(store_at, chunk));
    append(twice, ByteView(png).subspan(store_at));
    corpus.add("formats/png_two_stores", twice, {}, {}, "absent");
    const Bytes parts = multipart_jpeg();
    corpus.add("formats/jpeg_multipart", parts, {});
    const std::size_t second = segment_at(parts, 1);
    const std::size_t third = segment_at(parts, 2);
    const std::vector<std::string> unreadable{"manifest.inaccessible.malformed"};
    Bytes missing(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(second));
    append(missing, ByteView(parts).subspan(third));
    corpus.add("formats/jpeg_multipart_missing", missing, unreadable, {}, "inaccessible");
    Bytes swapped(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(second));
    append(swapped, ByteView(parts).subspan(third, segment_length(parts, third)));
    append(swapped, ByteView(parts).subspan(second, third - second));
    corpus.add("formats/jpeg_multipart_swapped", swapped, unreadable, {}, "inaccessible");
    Bytes renumbered = parts;
    renumbered[second + 11] = 9;
    corpus.add("formats/jpeg_multipart_renumbered", renumbered, unreadable, {}, "inaccessible");
    Bytes altered = parts;
    altered[third + 100] ^= 1U;
    corpus.add("formats/jpeg_multipart_altered", altered, {"assertion.hashedURI.mismatch"});
    corpus.add("formats/png_store_garbage", make_png(Bytes(100, 1)), unreadable, {}, "inaccessible");
    corpus.add("formats/png_store_empty", make_png(make_store({})), unreadable, {}, "inaccessible");
    // One byte of the picture, chosen by the seed, five times.
    for (int i = 0; i < 5; ++i) {
        Bytes flipped = png;
        flipped[flipped.size() - 20 - corpus.random(400)] ^= static_cast<std::uint8_t>(1U << corpus.random(8));
        corpus.add("formats/png_flipped_" + std::to_string(i), flipped, {"assertion.dataHash.mismatch"});
    }
}

void add_claims(Corpus& corpus) {
    corpus.add("claims/version_1", make_signed_png({.version = 1}), {});
    corpus.add("claims/missing", edited_boxes([](auto& boxes) { boxes.erase(boxes.begin() + 1); }), {"claim.missing"});
    corpus.add("claims/multiple", edited_boxes([](auto& boxes) { boxes.push_back(boxes[1]); }), {"claim.multiple"});
    corpus.add("claims/not_cbor", edited_boxes([](auto& boxes) {
                   boxes[1] = encode_superbox(box::claim, "c2pa.claim.v2", {encode_box("cbor", Bytes{0xA1, 0x01})});
               }),
               {"claim.cbor.invalid"});
    for (const std::string field : {"instanceID", "created_assertions", "claim_generator_info"}) {
        corpus.add("claims/no_" + field, edited_claim([&](Cbor& claim) {
                       Cbor::Map& map = claim.as_map();
                       map.erase(std::find_if(map.begin(), map.end(),
                                              [&](const CborEntry& one) { return one.key == Cbor(field); }));
                   }),
                   {"claim.malformed"});
    }
    corpus.add("claims/generator_without_name", edited_claim([](Cbor& claim) {
                   claim.set("claim_generator_info", Cbor::map({{"version", "1"}}));
               }),
               {"claim.malformed"});
    corpus.add("claims/algorithm_unknown", edited_claim([](Cbor& claim) { claim.set("alg", "md5"); }),
               {"algorithm.unsupported", "claim.actions.missing", "claim.hardBindings.missing"});
    corpus.add("claims/icon_missing", edited_claim([](Cbor& claim) {
                   const Cbor icon = Cbor::map({{"url", "self#jumbf=c2pa.assertions/none"}, {"hash", Bytes(32)}});
                   claim.set("claim_generator_info", Cbor::map({{"name", "x"}, {"icon", icon}}));
               }),
               {"hashedURI.missing"});
    TestManifest no_actions;
    corpus.add("claims/actions_missing", make_bound_png([](const TestAssertion& binding) {
                   return make_store({world().manifest({.assertions = {binding}})});
               }),
               {"claim.actions.missing"});
    corpus.add("claims/binding_missing", make_png(make_store({world().manifest({.assertions = {created_action()}})})),
               {"claim.hardBindings.missing"});
}

void add_assertions(Corpus& corpus) {
    const TestAssertion note{"org.example.note", Cbor::map({{"a", 1}})};
    const auto changed = [&](auto edit) {
        TestAssertion one = note;
        edit(one);
        return signed_with(one);
    };
    corpus.add("assertions/private", signed_with(note), {});
    corpus.add("assertions/hash_mismatch", changed([](auto& one) { one.has_wrong_hash = true; }),
               {"assertion.hashedURI.mismatch"});
    corpus.add("assertions/missing", changed([](auto& one) { one.is_present = false; }), {"assertion.missing"});
    corpus.add("assertions/undeclared", changed([](auto& one) { one.is_listed = false; }), {"assertion.undeclared"});
    corpus.add("assertions/outside", changed([](auto& one) { one.url = assertion_uri("urn:c2pa:other", one.label); }),
               {"assertion.outsideManifest", "assertion.undeclared"});
    corpus.add("assertions/cbor_invalid",
               signed_with({.label = "c2pa.something", .content = {}, .boxes = {encode_box("cbor", Bytes{0xA1})}}),
               {"assertion.cbor.invalid"});
    corpus.add("assertions/json_invalid",
               signed_with({.label = "c2pa.metadata",
                            .content = {},
                            .boxes = {encode_box("json", as_bytes("{"))},
                            .uuid = box::json_content}),
               {"assertion.json.invalid"});
    corpus.add("assertions/two_bindings",
               signed_with({"c2pa.hash.boxes", Cbor::map({{"alg", "sha256"}, {"boxes", Cbor::array()}})}),
               {"assertion.boxesHash.malformed", "assertion.multipleHardBindings"});
    corpus.add("assertions/two_parents",
               make_signed_png(with(with({}, ingredient("parentOf")), ingredient("parentOf", "c2pa.ingredient.v3__1"))),
               {"manifest.multipleParents"});
    const std::vector<std::string> malformed{"assertion.action.malformed"};
    corpus.add("assertions/created_second", with_actions({action("c2pa.edited"), created()}), malformed);
    corpus.add("assertions/created_twice", with_actions({created(), created()}), malformed);
    corpus.add("assertions/no_beginning", with_actions({action("c2pa.edited")}), malformed);
    corpus.add("assertions/actions_empty", with_actions({}), malformed);
    corpus.add("assertions/action_nameless", with_actions({created(), Cbor::map({{"when", "x"}})}), malformed);
    const std::string early = "2026-01-01T00:00:00Z";
    const std::string late = "2026-02-01T00:00:00Z";
    corpus.add("assertions/action_backwards",
               with_actions({created(), action("c2pa.edited").set("whenStart", late).set("whenEnd", early)}),
               malformed);
    corpus.add("assertions/action_two_times",
               with_actions({created(), action("c2pa.edited").set("when", early).set("whenEnd", late)}), malformed);
    const std::vector<std::string> mismatch{"assertion.action.ingredientMismatch"};
    const TestAssertion parent = ingredient("parentOf");
    const TestAssertion part = ingredient("componentOf", "c2pa.ingredient.v3__1");
    const auto acting = [&](Cbor::Array list) {
        return make_signed_png(with(with(with({}, parent), part), actions(std::move(list))));
    };
    corpus.add("assertions/opened", acting({action_on("c2pa.opened", {parent})}), {});
    corpus.add("assertions/opened_nothing", acting({action("c2pa.opened")}), mismatch);
    corpus.add("assertions/opened_component", acting({action_on("c2pa.opened", {part})}), mismatch);
    corpus.add("assertions/opened_two", acting({action_on("c2pa.opened", {parent, parent})}), mismatch);
    corpus.add("assertions/placed", acting({created(), action_on("c2pa.placed", {part})}), {});
    corpus.add("assertions/placed_parent", acting({created(), action_on("c2pa.placed", {parent})}), mismatch);
    corpus.add("assertions/transcoded_component", acting({created(), action_on("c2pa.transcoded", {part})}), mismatch);
    corpus.add("assertions/removed_own", acting({created(), action_on("c2pa.removed", {part})}), mismatch);
    corpus.add("assertions/redacted_nothing", with_actions({created(), action("c2pa.redacted")}),
               {"assertion.action.redactionMismatch"});
    corpus.add("assertions/watermark_unbound", with_actions({created(), action("c2pa.watermarked.bound")}),
               {"assertion.action.softBindingMissing"});
    const auto cloud = [](const std::string& label) {
        return signed_with(
            {"c2pa.cloud-data",
             Cbor::map(
                 {{"label", label},
                  {"size", 1},
                  {"location", Cbor::map({{"url", "https://example.com"}, {"alg", "sha256"}, {"hash", Bytes(32)}})}})});
    };
    corpus.add("assertions/cloud_binding", cloud("c2pa.hash.data"), {"assertion.cloud-data.hardBinding"});
    corpus.add("assertions/cloud_actions", cloud("c2pa.actions.v2"), {"assertion.cloud-data.malformed"});
    corpus.add("assertions/cloud_fields", signed_with({"c2pa.cloud-data", Cbor::map({{"label", "x"}})}),
               {"assertion.cloud-data.malformed"});
    corpus.add("assertions/external_created",
               signed_with(
                   {"c2pa.external-reference", Cbor::map({{"location", Cbor::map({{"url", "https://example.com"}})}})}),
               {"assertion.external-reference.created"});
    corpus.add("assertions/time_stamp_empty", signed_with({"c2pa.time-stamp", Cbor::map()}),
               {"assertion.timestamp.malformed"});
    corpus.add("assertions/metadata_backwards",
               signed_with({"c2pa.something",
                            Cbor::map({{"metadata", Cbor::map({{"processStart", late}, {"processEnd", early}})}})}),
               {"assertion.metadata.malformed"});
    corpus.add("assertions/linked_empty",
               signed_with({"c2pa.linked-resource-integrity", Cbor::map({{"resources", Cbor::map()}})}),
               {"assertion.linkedResourceIntegrity.malformed"});
    corpus.add(
        "assertions/linked_climbing",
        signed_with(
            {"c2pa.linked-resource-integrity",
             Cbor::map({{"resources",
                         Cbor::map({{"alg", "sha256"},
                                    {"relativeResources",
                                     Cbor::array({Cbor::map({{"uri", "%2e%2e/x"}, {"hash", Bytes(32)}})})}})}})}),
        {"assertion.linkedResourceIntegrity.invalidURI"});
    corpus.add("assertions/alternative_empty",
               signed_with({"c2pa.alternative-content-representation",
                            Cbor::map({{"type", "exif.originalPreservationImage"}, {"parameters", Cbor::map()}})}),
               {"assertion.alternativeContentRepresentation.malformed"});
    corpus.add("assertions/hostile_text",
               [] {
                   TestManifest spec;
                   spec.edit_claim = [](Cbor& claim) {
                       claim.set("dc:title", "<script>alert(1)</script>\x1b[2J\xe2\x80\xae'; DROP TABLE x;--");
                   };
                   return make_signed_png(spec);
               }(),
               {});
    corpus.add("assertions/self_redacted",
               [] {
                   TestManifest spec;
                   spec.redacted = {assertion_uri(spec.label, "c2pa.actions.v2")};
                   return make_signed_png(spec);
               }(),
               {"assertion.selfRedacted"});
    corpus.add("assertions/binding_exclusions_overlap", edited_binding([](Cbor& content) {
                   Cbor list = *content.find("exclusions");
                   list.push(Cbor::map({{"start", 1}, {"length", 1}}));
                   content.set("exclusions", list);
               }),
               {"assertion.dataHash.malformed"});
    corpus.add("assertions/binding_past_end", edited_binding([](Cbor& content) {
                   Cbor list = *content.find("exclusions");
                   list.push(Cbor::map({{"start", 100'000'000}, {"length", 1}}));
                   content.set("exclusions", list);
               }),
               {"assertion.dataHash.mismatch"});
    corpus.add("assertions/binding_hash_wrong", edited_binding([](Cbor& content) { content.set("hash", Bytes(32)); }),
               {"assertion.dataHash.mismatch"});
    corpus.add("assertions/binding_algorithm", edited_binding([](Cbor& content) { content.set("alg", "sha1"); }),
               {"algorithm.unsupported"});
}

}  // namespace countersign::verifier::c2pa::test

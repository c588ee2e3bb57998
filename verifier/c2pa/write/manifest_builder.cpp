#include "verifier/c2pa/write/manifest_builder.hpp"

#include "identity/base/clock.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "verifier/c2pa/collection_hash.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/assertion_store.hpp"
#include "verifier/media/bmff.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::uint64_t tag_date_time = 0;

Cbor parent_ingredient(const ManifestPlan& plan) {
    Cbor content = Cbor::map({{"relationship", "parentOf"}, {"dc:format", media::media_type(plan.format)}});
    if (!plan.options.title.empty()) {
        content.set("dc:title", plan.options.title);
    }
    if (plan.parent) {
        refer_to_parent(*plan.parent, content);
    }
    return content;
}

/// The created or opened action, which is the first of all (W14).
Cbor inception_action(const ManifestPlan& plan, AssertionStore& assertions) {
    const bool created = plan.options.inception == Inception::created;
    Cbor action = Cbor::map({{"action", created ? "c2pa.created" : "c2pa.opened"},
                             {"when", Cbor::tagged(tag_date_time, to_rfc3339(plan.now))},
                             {"softwareAgent", generator_info(plan.options)}});
    if (created) {
        action.set("digitalSourceType", plan.options.digital_source_type);
    } else {
        Cbor ingredient = assertions.add("c2pa.ingredient.v3", parent_ingredient(plan));
        action.set("parameters", Cbor::map({{"ingredients", Cbor::array({std::move(ingredient)})}}));
    }
    return action;
}

Cbor actions(const ManifestPlan& plan, AssertionStore& assertions) {
    const SignOptions& options = plan.options;
    Cbor list = Cbor::array({inception_action(plan, assertions)});
    for (const FurtherAction& further : options.actions) {
        Cbor action = Cbor::map({{"action", further.name}, {"softwareAgent", generator_info(options)}});
        if (!further.description.empty()) {
            action.set("description", further.description);
        }
        if (!further.digital_source_type.empty()) {
            action.set("digitalSourceType", further.digital_source_type);
        }
        list.push(std::move(action));
    }
    // W15: whoever only opens and saves a file shall say that this was all (2.5 section 16.4.1.3).
    const bool only_opened = options.inception == Inception::opened && options.actions.empty();
    return Cbor::map(
        {{"actions", std::move(list)}, {"allActionsIncluded", options.all_actions_included.value_or(only_opened)}});
}

Cbor data_hash(const std::vector<media::ByteRange>& exclusions, const Sha256Digest& content_hash) {
    Cbor content = Cbor::map(
        {{"name", "jumbf manifest"}, {"alg", hash_algorithm}, {"hash", digest_bytes(content_hash)}, {"pad", Bytes{}}});
    Cbor list = Cbor::array();
    for (const media::ByteRange& range : exclusions) {
        list.push(Cbor::map({{"start", range.start}, {"length", range.length}}));
    }
    if (!exclusions.empty()) {
        content.set("exclusions", std::move(list));
    }
    return content;
}

/// Nothing of the file is left out but C2PA's own boxes and `mfra`, as section A.5.5 asks.
Cbor bmff_hash(const Sha256Digest& content_hash) {
    return Cbor::map({{"name", "jumbf manifest"},
                      {"alg", hash_algorithm},
                      {"hash", digest_bytes(content_hash)},
                      {"exclusions", bmff_exclusions()}});
}

/// W60: every entry by its path, and the directory.
Cbor collection_hash(const BoundContent& bound) {
    Cbor uris = Cbor::array();
    for (std::size_t i = 0; i + 1 < bound.part_names.size(); ++i) {
        uris.push(Cbor::map({{"uri", encode_uri_path(bound.part_names[i])}, {"hash", digest_bytes(bound.hashes[i])}}));
    }
    return Cbor::map({{"uris", std::move(uris)},
                      {"alg", hash_algorithm},
                      {"zip_central_directory_hash", digest_bytes(bound.hashes.back())}});
}

Bytes claim(const ManifestPlan& plan, AssertionStore& assertions) {
    Cbor generator = generator_info(plan.options);
    generator.set("specVersion", specification_version);
    Cbor content = Cbor::map({{"instanceID", plan.instance_id},
                              {"claim_generator_info", std::move(generator)},
                              {"signature", "self#jumbf=/c2pa/" + plan.label + "/c2pa.signature"},
                              {"created_assertions", assertions.take_created()},
                              {"alg", hash_algorithm}});
    if (auto gathered = assertions.take_gathered(); !gathered.empty()) {
        content.set("gathered_assertions", std::move(gathered));
    }
    if (!plan.options.title.empty()) {
        content.set("dc:title", plan.options.title);
    }
    return encode_cbor(content);
}

/// All that is known before anybody signs.
void add_assertions(const ManifestPlan& plan, const BoundContent& bound, AssertionStore& assertions) {
    assertions.add("c2pa.actions.v2", actions(plan, assertions));
    if (!bound.part_names.empty()) {
        assertions.add("c2pa.hash.collection.data", collection_hash(bound));
    } else if (media::is_bmff(plan.format)) {
        assertions.add("c2pa.hash.bmff.v3", bmff_hash(bound.hashes.front()));
    } else {
        assertions.add("c2pa.hash.data", data_hash(bound.exclusions, bound.hashes.front()));
    }
    for (const ExtraAssertion& extra : plan.options.assertions) {
        const bool json = extra.content == AssertionContent::json;
        assertions.add(extra.label, json ? box::json_content : box::cbor_content, json ? "json" : "cbor", extra.data,
                       extra.created);
    }
}

}  // namespace

Cbor bmff_exclusions() {
    Cbor ours = Cbor::map({{"offset", 8}, {"value", to_bytes(media::provenance_uuid)}});
    return Cbor::array(
        {Cbor::map({{"xpath", "/uuid"}, {"data", Cbor::array({std::move(ours)})}}), Cbor::map({{"xpath", "/mfra"}})});
}

UnsignedManifest measure_manifest(const ManifestPlan& plan, const BoundContent& bound) {
    AssertionStore assertions;
    add_assertions(plan, bound, assertions);
    for (const DynamicAssertion& each : plan.dynamic) {
        assertions.add(each.label, box::cbor_content, "cbor", Bytes(each.measure(assertions.references())), false);
    }
    Bytes claim_bytes = claim(plan, assertions);
    return {assertions.box(), std::move(claim_bytes)};
}

Result<UnsignedManifest> build_manifest(const ManifestPlan& plan, const BoundContent& bound) {
    AssertionStore assertions;
    add_assertions(plan, bound, assertions);
    for (const DynamicAssertion& each : plan.dynamic) {
        const Cbor::Array references = assertions.references();
        const std::size_t bytes = each.measure(references);
        const auto content = each.make(references, bytes);
        if (!content) {
            return fail(content.error());
        }
        ensure(content->size() == bytes, "a dynamic assertion fills its room");
        // W50: gathered, since it is another's word and not the claim signer's.
        assertions.add(each.label, box::cbor_content, "cbor", *content, false);
    }
    Bytes claim_bytes = claim(plan, assertions);
    return UnsignedManifest{assertions.box(), std::move(claim_bytes)};
}

Bytes assemble_store(const ManifestPlan& plan, const UnsignedManifest& manifest, ByteView signature) {
    std::vector<Bytes> boxes = plan.parent ? plan.parent->boxes : std::vector<Bytes>{};
    boxes.push_back(encode_superbox(
        box::standard_manifest, plan.label,
        {manifest.assertion_store, encode_superbox(box::claim, "c2pa.claim.v2", {encode_box("cbor", manifest.claim)}),
         encode_superbox(box::claim_signature, "c2pa.signature", {encode_box("cbor", signature)})}));
    return encode_superbox(box::manifest_store, "c2pa", boxes);
}

}  // namespace countersign::verifier::c2pa

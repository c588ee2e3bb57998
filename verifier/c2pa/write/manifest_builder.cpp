#include "verifier/c2pa/write/manifest_builder.hpp"

#include "identity/base/ensure.hpp"
#include "verifier/c2pa/collection_hash.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/action_assertion.hpp"
#include "verifier/c2pa/write/assertion_store.hpp"
#include "verifier/media/bmff.hpp"

namespace countersign::verifier::c2pa {
namespace {

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

/// W40: the media type as text with its end, behind toggles that say that no file name follows; then the picture.
void add_thumbnail(const Thumbnail& thumbnail, AssertionStore& assertions) {
    ByteWriter description;
    description.u8(0).bytes(as_bytes(thumbnail.media_type)).u8(0);
    assertions.add("c2pa.thumbnail.claim", box::embedded_file,
                   {encode_box("bfdb", description.view()), encode_box("bidb", thumbnail.data)});
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
    Cbor generator = generator_info(plan.options.generator_name, plan.options.generator_version);
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
    if (!plan.options.redactions.empty()) {
        Cbor list = Cbor::array();
        for (const Redaction& redaction : plan.options.redactions) {
            list.push(redaction.uri);
        }
        content.set("redacted_assertions", std::move(list));
    }
    return encode_cbor(content);
}

/// All that is known before anybody signs.
void add_assertions(const ManifestPlan& plan, const BoundContent& bound, AssertionStore& assertions) {
    add_actions(plan, assertions);
    if (plan.options.thumbnail) {
        add_thumbnail(*plan.options.thumbnail, assertions);
    }
    if (plan.options.update) {
        // W45: the binding stays the one that the standard manifest has.
    } else if (!bound.part_names.empty()) {
        assertions.add("c2pa.hash.collection.data", collection_hash(bound));
    } else if (media::is_bmff(plan.format)) {
        assertions.add("c2pa.hash.bmff.v3", bmff_hash(bound.hashes.front()));
    } else {
        assertions.add("c2pa.hash.data", data_hash(bound.exclusions, bound.hashes.front()));
    }
    for (const ExtraAssertion& extra : plan.options.assertions) {
        const bool json = extra.content == AssertionContent::json;
        assertions.add(extra.label, json ? box::json_content : box::cbor_content,
                       {encode_box(json ? "json" : "cbor", extra.data)}, extra.created);
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
        assertions.add(each.label, box::cbor_content,
                       {encode_box("cbor", Bytes(each.measure(assertions.references())))}, false);
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
        assertions.add(each.label, box::cbor_content, {encode_box("cbor", *content)}, false);
    }
    Bytes claim_bytes = claim(plan, assertions);
    return UnsignedManifest{assertions.box(), std::move(claim_bytes)};
}

Bytes assemble_store(const ManifestPlan& plan, const UnsignedManifest& manifest, ByteView signature) {
    std::vector<Bytes> boxes;
    for (const CarriedBox& carried : plan.carried) {
        boxes.push_back(carried.whole);
    }
    boxes.push_back(encode_superbox(
        plan.options.update ? box::update_manifest : box::standard_manifest, plan.label,
        {manifest.assertion_store, encode_superbox(box::claim, "c2pa.claim.v2", {encode_box("cbor", manifest.claim)}),
         encode_superbox(box::claim_signature, "c2pa.signature", {encode_box("cbor", signature)})}));
    return encode_superbox(box::manifest_store, "c2pa", boxes);
}

}  // namespace countersign::verifier::c2pa

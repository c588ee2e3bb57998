#include "verifier/c2pa/write/manifest_builder.hpp"

#include <map>

#include "identity/base/clock.hpp"
#include "identity/base/hash.hpp"
#include "verifier/c2pa/collection_hash.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/media/bmff.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr const char* specification_version = "2.5.0";
constexpr const char* hash_algorithm = "sha256";
constexpr std::uint64_t tag_date_time = 0;

Cbor digest_bytes(const Sha256Digest& digest) { return to_bytes(view(digest)); }

Cbor hashed_uri(std::string url, const Sha256Digest& digest) {
    return Cbor::map({{"url", std::move(url)}, {"alg", hash_algorithm}, {"hash", digest_bytes(digest)}});
}

/// Collects assertion boxes and the claim's references to them.
class AssertionStore {
  public:
    /// Gives the reference, which other assertions may hold too.
    Cbor add(const std::string& label, const BoxUuid& type, std::string_view content_type, ByteView data,
             bool created) {
        // W12: the second of a label is `label__1`.
        const unsigned earlier = counts_[label]++;
        const std::string name = earlier == 0 ? label : label + "__" + std::to_string(earlier);
        Bytes superbox = encode_superbox(type, name, {encode_box(content_type, data)});
        Cbor reference =
            hashed_uri("self#jumbf=c2pa.assertions/" + name, sha256(ByteView(superbox).subspan(box_header_bytes)));
        (created ? created_ : gathered_).push_back(reference);
        boxes_.push_back(std::move(superbox));
        return reference;
    }
    Cbor add(const std::string& label, const Cbor& content) {
        return add(label, box::cbor_content, "cbor", encode_cbor(content), true);
    }
    [[nodiscard]] Cbor::Array take_created() { return std::move(created_); }
    [[nodiscard]] Cbor::Array take_gathered() { return std::move(gathered_); }
    [[nodiscard]] Bytes box() const { return encode_superbox(box::assertion_store, "c2pa.assertions", boxes_); }

  private:
    static constexpr std::size_t box_header_bytes = 8;
    std::map<std::string, unsigned> counts_;
    std::vector<Bytes> boxes_;
    Cbor::Array created_;
    Cbor::Array gathered_;
};

Cbor generator_info(const SignOptions& options) {
    Cbor info = Cbor::map({{"name", options.generator_name}});
    if (!options.generator_version.empty()) {
        info.set("version", options.generator_version);
    }
    return info;
}

Cbor parent_ingredient(const ManifestPlan& plan) {
    Cbor content = Cbor::map({{"relationship", "parentOf"}, {"dc:format", media::media_type(plan.format)}});
    if (!plan.options.title.empty()) {
        content.set("dc:title", plan.options.title);
    }
    if (plan.parent) {
        const std::string manifest = "self#jumbf=/c2pa/" + plan.parent->label;
        content.set("activeManifest", hashed_uri(manifest, plan.parent->manifest_hash));
        content.set("claimSignature", hashed_uri(manifest + "/c2pa.signature", plan.parent->signature_hash));
        content.set("validationResults", plan.parent->validation_results);
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

}  // namespace

Cbor bmff_exclusions() {
    Cbor ours = Cbor::map({{"offset", 8}, {"value", to_bytes(media::provenance_uuid)}});
    return Cbor::array(
        {Cbor::map({{"xpath", "/uuid"}, {"data", Cbor::array({std::move(ours)})}}), Cbor::map({{"xpath", "/mfra"}})});
}

UnsignedManifest build_manifest(const ManifestPlan& plan, const BoundContent& bound) {
    AssertionStore assertions;
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
    Bytes claim_bytes = claim(plan, assertions);
    return {assertions.box(), std::move(claim_bytes)};
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

#include "verifier/receipt/receipt.hpp"

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/receipt/errors.hpp"

namespace countersign::verifier::receipt {
namespace {

constexpr std::string_view assertion_type = "org.c2pa.repository-receipt";
constexpr std::string_view proof_type = "countersign-receipt-v1";
constexpr std::string_view vocabulary = "https://c2pa.org/ns/repository-receipt#";

Error malformed(std::string_view what) { return {errors::receipt_form, std::string(what)}; }

/// A text that is there and not empty.
Result<std::string> read_text(const Json& object, std::string_view key) {
    auto text = get_string(object, key);
    return text && !text->empty() ? text : fail(malformed(key));
}

Result<Bytes> read_bytes(const Json& object, std::string_view key) {
    const auto text = get_string(object, key);
    auto bytes = text ? parse_base64(*text) : fail(text.error());
    return bytes ? bytes : fail(malformed(key));
}

Result<log::Proof> read_path(const Json& object) {
    const auto list = get_array(object, "leafPath");
    if (!list || (*list)->as_array().size() > limits::batch_proof_hashes_max) {
        return fail(malformed("leafPath"));
    }
    log::Proof out;
    for (const Json& item : (*list)->as_array()) {
        const auto bytes =
            item.is_string() ? parse_base64(item.as_string()) : Result<Bytes>(fail(malformed("leafPath")));
        Sha256Digest digest{};
        if (!bytes || !copy_exact(*bytes, digest)) {
            return fail(malformed("leafPath"));
        }
        out.push_back(digest);
    }
    return out;
}

/// Y3: the proof's own schema is closed: what isn't known could be anything.
Result<Done> read_proof(const Json& proof, Receipt& out) {
    const auto type = get_string(proof, "type");
    if (!type || *type != proof_type) {
        return fail(errors::receipt_foreign);
    }
    if (!check_keys(proof, {"type", "leaf", "leafPath", "entry", "tlogProof"})) {
        return fail(malformed("proof"));
    }
    auto leaf = read_bytes(proof, "leaf");
    auto path = read_path(proof);
    auto entry = read_bytes(proof, "entry");
    auto tlog_proof = read_text(proof, "tlogProof");
    if (!leaf || !path || !entry || !tlog_proof) {
        return fail(!leaf ? leaf.error() : !path ? path.error() : !entry ? entry.error() : tlog_proof.error());
    }
    out.leaf = std::move(*leaf);
    out.leaf_path = std::move(*path);
    out.entry = std::move(*entry);
    out.tlog_proof = std::move(*tlog_proof);
    return Done{};
}

/// Y2: what C2PA's schema asks for, whoever's receipt it is.
Result<const Json*> read_frame(const Json& json, Receipt& out) {
    const Json* const context = json.find("@context");
    const auto type = get_string(json, "@type");
    const auto repository = get_object(json, "repository");
    const auto anchor = get_object(json, "anchor");
    if (!check_keys(json, {"@context", "@type", "repository", "anchor"}) || context == nullptr ||
        !(context->is_object() || context->is_string()) || !type || *type != assertion_type || !repository || !anchor ||
        !check_keys(**repository, {"uri", "manifestId"})) {
        return fail(malformed("schema"));
    }
    auto uri = read_text(**repository, "uri");
    auto manifest = read_text(**repository, "manifestId");
    auto where = read_text(**anchor, "uri");
    const auto proof = get_object(**anchor, "proof");
    const Json* const parameters = (*anchor)->find("parameters");
    if (!uri || !manifest || !where || !proof || (parameters != nullptr && !parameters->is_object())) {
        return fail(malformed("schema"));
    }
    out.repository = std::move(*uri);
    out.manifest_id = std::move(*manifest);
    out.anchor = std::move(*where);
    return *proof;
}

}  // namespace

std::string to_manifest_id(const Sha256Digest& manifest) {
    return "urn:c2pa:manifest:sha256:" + to_hex(view(manifest));
}

Json to_json(const Receipt& receipt) {
    Json path = Json::array();
    for (const Sha256Digest& hash : receipt.leaf_path) {
        path.push(to_base64(view(hash)));
    }
    return Json::object(
        {{"@context",
          Json::object({{"c2pa", "https://c2pa.org/ns/"}, {"receipt", vocabulary}, {"@vocab", vocabulary}})},
         {"@type", assertion_type},
         {"repository", Json::object({{"uri", receipt.repository}, {"manifestId", receipt.manifest_id}})},
         {"anchor", Json::object({{"uri", receipt.anchor},
                                  {"proof", Json::object({{"type", proof_type},
                                                          {"leaf", to_base64(receipt.leaf)},
                                                          {"leafPath", std::move(path)},
                                                          {"entry", to_base64(receipt.entry)},
                                                          {"tlogProof", receipt.tlog_proof}})}})}});
}

Result<Receipt> parse_receipt(ByteView text) {
    const auto json = parse_json(as_text(text), {.bytes_max = limits::bundle_bytes_max});
    if (!json || !json->is_object()) {
        return fail(malformed("JSON"));
    }
    Receipt out;
    const auto proof = read_frame(*json, out);
    if (!proof) {
        return fail(proof.error());
    }
    if (const auto read = read_proof(**proof, out); !read) {
        return fail(read.error());
    }
    return out;
}

}  // namespace countersign::verifier::receipt

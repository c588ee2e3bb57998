#include "verifier/c2pa/crjson.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "identity/base/encoding.hpp"
#include "verifier/c2pa/certificate_info.hpp"
#include "verifier/c2pa/crjson_fit.hpp"
#include "verifier/c2pa/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view spec_version = "2.5.0";

/// A JSON value as the one type that is fitted.
Cbor to_cbor(const Json& value) {
    if (value.is_object()) {
        Cbor::Map map;
        map.reserve(value.as_object().size());
        for (const JsonMember& member : value.as_object()) {
            map.push_back({Cbor(member.key), to_cbor(member.value)});
        }
        return map;
    }
    if (value.is_array()) {
        Cbor::Array array;
        array.reserve(value.as_array().size());
        for (const Json& item : value.as_array()) {
            array.push_back(to_cbor(item));
        }
        return array;
    }
    if (value.is_string()) {
        return value.as_string();
    }
    if (value.is_integer()) {
        return value.as_integer();
    }
    if (value.is_number()) {
        return value.as_number();
    }
    return value.is_bool() ? Cbor(value.as_bool()) : Cbor();
}

/// The media type of an embedded file (`bfdb`: a byte of toggles, the type, a zero).
std::string media_type_of(const Superbox& assertion) {
    const ByteView description = assertion.content("bfdb");
    if (description.size() < 2) {
        return {};
    }
    const std::string_view text = as_text(description.subspan(1));
    return std::string(text.substr(0, text.find('\0')));
}

/// The content of an assertion as far as crJSON has a form for it; null for the rest.
Cbor content_of(const Superbox& assertion) {
    if (assertion.uuid == box::cbor_content) {
        auto parsed = parse_cbor(assertion.content("cbor"));
        return parsed ? std::move(*parsed) : Cbor();
    }
    if (assertion.uuid == box::json_content) {
        const auto parsed = parse_json(as_text(assertion.content("json")));
        return parsed ? to_cbor(*parsed) : Cbor();
    }
    if (assertion.uuid == box::embedded_file && base_label(assertion.label).starts_with("c2pa.thumbnail.")) {
        return Cbor::map({{"thumbnailType", assertion.label.starts_with("c2pa.thumbnail.ingredient") ? 1 : 0},
                          {"mimeType", media_type_of(assertion)}});
    }
    return {};
}

std::string algorithm_text(std::string_view name) {
    if (name.empty()) {
        return "Unknown";
    }
    if (name == "ed25519") {
        return "Ed25519";
    }
    std::string out(name);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return out;
}

class Document {
  public:
    explicit Document(const CrjsonInput& input) : input_(input), out_(limits::crjson_bytes_max), fit_(out_) {
        for (const CheckedManifest& checked : input.manifests) {
            checked_.emplace(checked.node->manifest, &checked);
        }
        for (const IngredientDelta& delta : input.report.ingredient_deltas) {
            deltas_[manifest_of_uri(delta.url)].push_back(&delta);
        }
    }

    Result<std::string> write();

  private:
    void write_manifest(const Manifest& manifest);
    void write_claim(const Manifest& manifest);
    void write_assertions(const Manifest& manifest);
    void write_signature(const CheckedManifest* checked);
    void write_certificate(std::string_view key, const CertificateInfo& info);
    void write_name(std::string_view key, const NameParts& parts);
    void write_results(const Manifest& manifest, const CheckedManifest* checked);
    void write_entries(std::string_view key, const std::vector<StatusEntry>& entries);
    void write_lists(const StatusLists& lists);
    void write_thumbnails();
    void write_notes();

    const CrjsonInput& input_;
    JsonWriter out_;
    CrjsonFit fit_;
    std::unordered_map<const Manifest*, const CheckedManifest*> checked_;
    std::unordered_map<std::string, std::vector<const IngredientDelta*>> deltas_;
};

/// Everything around the manifests, which `write_manifests` writes.
void begin_document(JsonWriter& out) {
    out.begin_object();
    out.key("@context");
    out.begin_object();
    out.member("@vocab", "https://c2pa.org/crjson/");
    out.member("countersign", "urn:countersign:crjson:");
    out.end_object();
    out.key("jsonGenerator");
    out.begin_object();
    out.member("name", "countersign");
    out.member("version", COUNTERSIGN_VERSION);
    out.end_object();
    out.key("manifests");
    out.begin_array();
}

Result<std::string> Document::write() {
    begin_document(out_);
    {
        const CrjsonFit::Step step(fit_, "manifests");
        std::size_t index = 0;
        const auto& manifests = input_.store.manifests();
        for (auto manifest = manifests.rbegin(); manifest != manifests.rend(); ++manifest) {
            const CrjsonFit::Step number(fit_, std::to_string(index++));
            write_manifest(*manifest);
        }
    }
    out_.end_array();
    if (input_.options.with_thumbnails) {
        write_thumbnails();
    }
    write_notes();
    out_.end_object();
    if (out_.is_full()) {
        return fail(errors::crjson_too_large);
    }
    return out_.take();
}

void Document::write_manifest(const Manifest& manifest) {
    const auto found = checked_.find(&manifest);
    const CheckedManifest* const checked = found == checked_.end() ? nullptr : found->second;
    out_.begin_object();
    out_.member("label", manifest.label);
    out_.key("isUpdateManifest");
    out_.boolean(manifest.is_update);
    out_.key("isCompressedManifest");
    out_.boolean(manifest.is_compressed);
    write_claim(manifest);
    write_assertions(manifest);
    write_signature(checked);
    write_results(manifest, checked);
    if (const auto deltas = deltas_.find(manifest.label); deltas != deltas_.end()) {
        out_.key("ingredientDeltas");
        out_.begin_array();
        for (const IngredientDelta* const delta : deltas->second) {
            out_.begin_object();
            out_.member("ingredientAssertionURI", delta->url);
            out_.key("validationDeltas");
            out_.begin_object();
            write_lists(delta->statuses);
            out_.end_object();
            out_.end_object();
        }
        out_.end_array();
    }
    out_.end_object();
}

/// The claim as it stands there, also where it is too malformed to be judged; without one, an empty one.
void Document::write_claim(const Manifest& manifest) {
    const Superbox* const v2 = manifest.is_readable ? manifest.box->find("c2pa.claim.v2") : nullptr;
    const Superbox* const v1 = manifest.is_readable && v2 == nullptr ? manifest.box->find("c2pa.claim") : nullptr;
    const Superbox* const box = v2 != nullptr ? v2 : v1;
    auto parsed = box != nullptr ? parse_cbor(box->content("cbor")) : Result<Cbor>(Cbor());
    Cbor fields = parsed ? std::move(*parsed) : Cbor();
    const std::string_view key = v1 != nullptr ? "claim" : "claim.v2";
    const Shape& shape = CrjsonSchema::get().definition(v1 != nullptr ? "claimV1" : "claim");
    const CrjsonFit::Step step(fit_, key);
    out_.key(key);
    if (v1 != nullptr && fields.find("claim_generator_info") == nullptr &&
        fields.find_text("claim_generator") != nullptr) {
        // Optional when it was written: what the generator calls itself is the name that crJSON wants.
        const std::string name = *fields.find_text("claim_generator");
        fields.set("claim_generator_info", Cbor::array({Cbor::map({{"name", name}})}));
        const CrjsonFit::Step member(fit_, "claim_generator_info");
        fit_.note(Adjustment::absent);
    }
    const std::size_t before = out_.mark();
    if (!fit_.write(fields, shape)) {
        out_.rewind(before);
        fit_.note(Adjustment::absent);
        static_cast<void>(fit_.write_least(shape));
    }
}

void Document::write_assertions(const Manifest& manifest) {
    out_.key("assertions");
    out_.begin_object();
    const CrjsonFit::Step step(fit_, "assertions");
    const Superbox* const store = manifest.is_readable ? manifest.assertion_store() : nullptr;
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; store != nullptr && i < store->children.size(); ++i) {
        const Superbox& assertion = store->children[i];
        const CrjsonFit::Step label(fit_, assertion.label);
        if (!seen.insert(assertion.label).second) {
            fit_.note(Adjustment::dropped);
            continue;
        }
        const Shape& shape = CrjsonSchema::get().assertion(assertion.label);
        const Cbor content = content_of(assertion);
        out_.key(assertion.label);
        const std::size_t before = out_.mark();
        // A member of this object is an object, also where the schema says nothing of it.
        if ((!content.is_map() && shape.kind == ShapeKind::any) || !fit_.write(content, shape)) {
            out_.rewind(before);
            fit_.note(content.is_null() ? Adjustment::absent : Adjustment::dropped);
            static_cast<void>(fit_.write_least(shape));
        }
    }
    out_.end_object();
}

void Document::write_name(std::string_view key, const NameParts& parts) {
    out_.key(key);
    out_.begin_object();
    for (const auto& [name, value] : parts) {
        out_.member(name, value);
    }
    out_.end_object();
}

void Document::write_certificate(std::string_view key, const CertificateInfo& info) {
    out_.key(key);
    out_.begin_object();
    out_.member("serialNumber", info.serial);
    write_name("issuer", info.issuer);
    write_name("subject", info.subject);
    out_.key("validity");
    out_.begin_object();
    out_.member("notBefore", to_rfc3339(info.not_before));
    out_.member("notAfter", to_rfc3339(info.not_after));
    out_.end_object();
    out_.end_object();
}

void Document::write_signature(const CheckedManifest* checked) {
    out_.key("signature");
    out_.begin_object();
    const auto info = checked != nullptr && checked->signer ? read_certificate_info(checked->signer->certificate)
                                                            : std::optional<CertificateInfo>();
    if (info) {
        out_.member("algorithm", algorithm_text(checked->signer->algorithm));
        write_certificate("certificateInfo", *info);
        const auto authority =
            checked->stamp ? read_certificate_info(checked->stamp->certificate) : std::optional<CertificateInfo>();
        if (authority) {
            out_.key("timeStampInfo");
            out_.begin_object();
            out_.member("timestamp", to_rfc3339(checked->stamp->time));
            write_certificate("certificateInfo", *authority);
            out_.end_object();
        }
    }
    out_.end_object();
}

void Document::write_entries(std::string_view key, const std::vector<StatusEntry>& entries) {
    out_.key(key);
    out_.begin_array();
    for (const StatusEntry& entry : entries) {
        out_.begin_object();
        out_.member("code", entry.code);
        if (!entry.url.empty()) {
            out_.member("url", entry.url);
        }
        if (!entry.explanation.empty()) {
            out_.member("explanation", printable(entry.explanation));
        }
        out_.end_object();
    }
    out_.end_array();
}

void Document::write_lists(const StatusLists& lists) {
    write_entries("success", lists.success);
    write_entries("informational", lists.informational);
    write_entries("failure", lists.failure);
}

/// The active manifest's are those of the asset: they tell of its content too.
void Document::write_results(const Manifest& manifest, const CheckedManifest* checked) {
    static const StatusLists none;
    const CrjsonFit::Step step(fit_, "validationResults");
    if (checked == nullptr) {
        fit_.note(Adjustment::unreferenced);
    }
    out_.key("validationResults");
    out_.begin_object();
    const bool is_active = &manifest == input_.store.active();
    write_lists(is_active ? input_.report.active : checked != nullptr ? checked->statuses : none);
    out_.member("specVersion", spec_version);
    out_.member("validationTime", to_rfc3339(input_.now));
    out_.end_object();
}

bool is_picture(std::string_view media_type) noexcept {
    return media_type == "image/jpeg" || media_type == "image/png" || media_type == "image/webp";
}

void Document::write_thumbnails() {
    out_.key("countersign:thumbnails");
    out_.begin_object();
    std::size_t total = 0;
    for (const Manifest& manifest : input_.store.manifests()) {
        std::unordered_set<std::string_view> seen;
        const Superbox* const store = manifest.is_readable ? manifest.assertion_store() : nullptr;
        for (std::size_t i = 0; store != nullptr && i < store->children.size(); ++i) {
            const Superbox& assertion = store->children[i];
            const ByteView data = assertion.content("bidb");
            const std::string media_type = media_type_of(assertion);
            const bool wanted = assertion.uuid == box::embedded_file &&
                                base_label(assertion.label).starts_with("c2pa.thumbnail.") && is_picture(media_type);
            if (!wanted || data.empty() || total + data.size() > limits::crjson_thumbnails_bytes_max ||
                !seen.insert(assertion.label).second) {
                continue;
            }
            total += data.size();
            out_.key(absolute_uri(manifest.label, "c2pa.assertions/" + std::string(assertion.label)));
            out_.begin_object();
            out_.member("mediaType", media_type);
            out_.member("data", to_base64(data));
            out_.end_object();
        }
    }
    out_.end_object();
}

void Document::write_notes() {
    if (fit_.notes().empty()) {
        return;
    }
    out_.key("countersign:adjusted");
    out_.begin_array();
    for (const AdjustmentNote& note : fit_.notes()) {
        out_.begin_object();
        out_.member("path", note.path);
        out_.member("change", to_text(note.adjustment));
        out_.end_object();
    }
    out_.end_array();
    if (fit_.has_more_notes()) {
        out_.key("countersign:adjustedMore");
        out_.boolean(true);
    }
}

}  // namespace

Result<std::string> write_crjson(const CrjsonInput& input) { return Document(input).write(); }

std::string empty_crjson() {
    JsonWriter out(limits::crjson_bytes_max);
    begin_document(out);
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace countersign::verifier::c2pa

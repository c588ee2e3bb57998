// What standard and update manifests are both built of: the assertion store with the claim's references to it, and the
// pieces that they share. Private to verifier/c2pa/write. Rules: docs/spec/c2pa-writing.md (W10 to W12).
// Thread-safety: plain values.
#pragma once

#include <map>

#include "identity/base/hash.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/manifest_builder.hpp"

namespace countersign::verifier::c2pa {

inline constexpr const char* specification_version = "2.5.0";
inline constexpr const char* hash_algorithm = "sha256";

[[nodiscard]] inline Cbor digest_bytes(const Sha256Digest& digest) { return to_bytes(view(digest)); }

[[nodiscard]] inline Cbor hashed_uri(std::string url, const Sha256Digest& digest) {
    return Cbor::map({{"url", std::move(url)}, {"alg", hash_algorithm}, {"hash", digest_bytes(digest)}});
}

[[nodiscard]] inline Cbor generator_info(const SignOptions& options) {
    Cbor info = Cbor::map({{"name", options.generator_name}});
    if (!options.generator_version.empty()) {
        info.set("version", options.generator_version);
    }
    return info;
}

/// Sets what an ingredient says of a manifest that is carried along (W18, W19).
inline void refer_to_parent(const ParentManifest& parent, Cbor& ingredient) {
    const std::string manifest = "self#jumbf=/c2pa/" + parent.label;
    ingredient.set("activeManifest", hashed_uri(manifest, parent.manifest_hash));
    ingredient.set("claimSignature", hashed_uri(manifest + "/c2pa.signature", parent.signature_hash));
    ingredient.set("validationResults", parent.validation_results);
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
    /// To everything that was added so far: the created ones, then the gathered ones.
    [[nodiscard]] Cbor::Array references() const {
        Cbor::Array out = created_;
        out.insert(out.end(), gathered_.begin(), gathered_.end());
        return out;
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

}  // namespace countersign::verifier::c2pa

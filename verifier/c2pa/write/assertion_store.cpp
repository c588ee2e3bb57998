#include "verifier/c2pa/write/assertion_store.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::size_t box_header_bytes = 8;

}  // namespace

Cbor digest_bytes(const Sha256Digest& digest) { return to_bytes(view(digest)); }

Cbor make_hashed_uri(std::string url, const Sha256Digest& digest) {
    return Cbor::map({{"url", std::move(url)}, {"alg", hash_algorithm}, {"hash", digest_bytes(digest)}});
}

Cbor generator_info(const std::string& name, const std::string& version) {
    Cbor info = Cbor::map({{"name", name}});
    if (!version.empty()) {
        info.set("version", version);
    }
    return info;
}

Cbor AssertionStore::add(const std::string& label, const BoxUuid& type, const std::vector<Bytes>& boxes, bool created) {
    // W12: the second of a label is `label__1`.
    const unsigned earlier = counts_[label]++;
    const std::string name = earlier == 0 ? label : label + "__" + std::to_string(earlier);
    Bytes superbox = encode_superbox(type, name, boxes);
    Cbor reference =
        make_hashed_uri("self#jumbf=c2pa.assertions/" + name, sha256(ByteView(superbox).subspan(box_header_bytes)));
    (created ? created_ : gathered_).push_back(reference);
    boxes_.push_back(std::move(superbox));
    return reference;
}

Cbor AssertionStore::add(const std::string& label, const Cbor& content) {
    return add(label, box::cbor_content, {encode_box("cbor", encode_cbor(content))});
}

Cbor::Array AssertionStore::references() const {
    Cbor::Array out = created_;
    out.insert(out.end(), gathered_.begin(), gathered_.end());
    return out;
}

Bytes AssertionStore::box() const { return encode_superbox(box::assertion_store, "c2pa.assertions", boxes_); }

}  // namespace countersign::verifier::c2pa

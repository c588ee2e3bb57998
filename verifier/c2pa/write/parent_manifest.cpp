#include "verifier/c2pa/write/parent_manifest.hpp"

#include <algorithm>
#include <optional>

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/compression.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

bool is_manifest(const Superbox& box) {
    return box.uuid == box::standard_manifest || box.uuid == box::standard_manifest_old ||
           box.uuid == box::update_manifest || box.uuid == box::compressed_manifest;
}

/// A box whose length says "to the end" ends somewhere else once others follow it.
Bytes with_own_length(ByteView whole) {
    Bytes out = to_bytes(whole);
    if (std::all_of(out.begin(), out.begin() + 4, [](std::uint8_t byte) { return byte == 0; })) {
        const Bytes length = ByteWriter().be(out.size(), 4).take();
        std::copy(length.begin(), length.end(), out.begin());
    }
    return out;
}

Cbor status_list(const std::vector<StatusEntry>& entries) {
    Cbor list = Cbor::array();
    for (const StatusEntry& entry : entries) {
        Cbor item = Cbor::map({{"code", entry.code}});
        if (!entry.url.empty()) {
            item.set("url", entry.url);
        }
        if (!entry.explanation.empty()) {
            item.set("explanation", entry.explanation);
        }
        list.push(std::move(item));
    }
    return list;
}

Cbor status_lists(const StatusLists& statuses) {
    return Cbor::map({{"success", status_list(statuses.success)},
                      {"informational", status_list(statuses.informational)},
                      {"failure", status_list(statuses.failure)}});
}

Cbor validation_results(const Report& report) {
    Cbor results = Cbor::map({{"activeManifest", status_lists(report.active)}});
    Cbor deltas = Cbor::array();
    for (const IngredientDelta& delta : report.ingredient_deltas) {
        deltas.push(
            Cbor::map({{"ingredientAssertionURI", delta.url}, {"validationDeltas", status_lists(delta.statuses)}}));
    }
    if (!deltas.as_array().empty()) {
        results.set("ingredientDeltas", std::move(deltas));
    }
    return results;
}

/// Of the claim signature's box. A compressed manifest is carried along as it is, and its inside is referred to as if
/// it were not compressed (11.2.4).
std::optional<Sha256Digest> signature_digest(const Superbox& manifest) {
    std::size_t bytes_left = limits::decompressed_manifests_bytes_max;
    const auto plain = manifest.uuid == box::compressed_manifest
                           ? decompress_brotli(manifest.content("brob"), bytes_left)
                           : std::nullopt;
    const auto inside = plain ? parse_jumbf(*plain) : Result<Superbox>(fail(errors::sign_manifest_unreadable));
    const Superbox* const at = inside ? &*inside : &manifest;
    const Superbox* const signature = at->find("c2pa.signature");
    return signature == nullptr ? std::nullopt : std::optional(sha256(signature->hashed));
}

}  // namespace

Result<ParentManifest> read_parent(ByteView store, const Report& report) {
    const auto root = parse_jumbf(store);
    if (!root || root->uuid != box::manifest_store) {
        return fail(errors::sign_manifest_unreadable, root ? "not a manifest store" : root.error().detail);
    }
    const auto last = std::find_if(root->children.rbegin(), root->children.rend(), is_manifest);
    if (last == root->children.rend() || root->find(last->label) == nullptr) {
        return fail(errors::sign_manifest_unreadable, "no manifest, or two of one name");
    }
    const auto signature = signature_digest(*last);
    if (!signature) {
        return fail(errors::sign_manifest_unreadable, "no claim signature");
    }
    ParentManifest parent{std::string(last->label), sha256(last->hashed), *signature, validation_results(report), {}};
    for (const ContentBox& content : root->contents) {
        parent.boxes.push_back(encode_box(content.type, content.data));
    }
    for (const Superbox& child : root->children) {
        parent.boxes.push_back(with_own_length(child.whole));
    }
    return parent;
}

}  // namespace countersign::verifier::c2pa

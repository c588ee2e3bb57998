#include "verifier/c2pa/write/planned_ingredient.hpp"

#include <algorithm>
#include <map>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/compression.hpp"
#include "verifier/c2pa/jumbf.hpp"
#include "verifier/c2pa/write/assertion_store.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view store_prefix = "self#jumbf=/c2pa/";
constexpr std::string_view assertions_infix = "/c2pa.assertions/";

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

std::string_view to_text(Relationship relationship) noexcept {
    switch (relationship) {
        case Relationship::parent_of: return "parentOf";
        case Relationship::component_of: return "componentOf";
        case Relationship::input_to: break;
    }
    return "inputTo";
}

/// Where a redacted assertion was, its boxes end earlier: the length in the header of the box at `offset`.
void shorten(Bytes& whole, std::size_t offset, std::size_t by) {
    std::uint32_t length = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        length = (length << 8U) | whole[offset + i];
    }
    const Bytes written = ByteWriter().be(length - by, 4).take();
    std::ranges::copy(written, whole.begin() + static_cast<std::ptrdiff_t>(offset));
}

bool can_be_redacted(std::string_view label) {
    return !label.starts_with("c2pa.actions") && !label.starts_with("c2pa.hash.");
}

/// The manifest without that assertion; nothing where it has none, or its lengths are of 64 bits.
std::optional<Bytes> without_assertion(const Bytes& manifest, std::string_view label) {
    const auto root = parse_jumbf(manifest);
    const Superbox* const store = root ? root->find("c2pa.assertions") : nullptr;
    const Superbox* const assertion = store == nullptr ? nullptr : store->find(label);
    const std::size_t header = 8;
    if (assertion == nullptr || root->whole.size() != root->hashed.size() + header ||
        store->whole.size() != store->hashed.size() + header) {
        return std::nullopt;
    }
    const auto at = [&](const Superbox& box) { return static_cast<std::size_t>(box.whole.data() - manifest.data()); };
    Bytes out = manifest;
    const std::size_t start = at(*assertion);
    const std::size_t length = assertion->whole.size();
    shorten(out, 0, length);
    shorten(out, at(*store), length);
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(start),
              out.begin() + static_cast<std::ptrdiff_t>(start + length));
    return out;
}

}  // namespace

Result<CarriedManifest> read_carried(ByteView store, const Report& report) {
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
    CarriedManifest out{std::string(last->label), sha256(last->hashed), *signature, validation_results(report), {}};
    for (const ContentBox& content : root->contents) {
        out.boxes.push_back({{}, encode_box(content.type, content.data)});
    }
    for (const Superbox& child : root->children) {
        out.boxes.push_back({std::string(child.label), with_own_length(child.whole)});
    }
    return out;
}

Result<std::vector<CarriedBox>> join_carried(const std::vector<PlannedIngredient>& ingredients) {
    std::vector<CarriedBox> out;
    std::map<std::string, std::size_t> known;
    std::size_t manifests = 0;
    for (const PlannedIngredient& ingredient : ingredients) {
        for (const CarriedBox& box : ingredient.manifest ? ingredient.manifest->boxes : std::vector<CarriedBox>{}) {
            const bool is_from_this = known.contains(box.label) && known[box.label] >= manifests;
            // Within one store two of a name stay as they were; of two stores both must have the same.
            if (!box.label.empty() && known.contains(box.label) && !is_from_this) {
                if (out[known[box.label]].whole != box.whole) {
                    return fail(errors::sign_ingredient_conflict, printable(box.label, 100));
                }
                continue;
            }
            known.emplace(box.label, out.size());
            out.push_back(box);
        }
        manifests = out.size();
    }
    return out;
}

Result<Done> redact(std::vector<CarriedBox>& boxes, const std::string& uri) {
    const std::string_view path = std::string_view(uri).substr(std::min(store_prefix.size(), uri.size()));
    const std::size_t slash = path.find(assertions_infix);
    if (!uri.starts_with(store_prefix) || slash == std::string_view::npos) {
        return fail(errors::sign_redaction, printable(uri, 200));
    }
    const std::string_view manifest = path.substr(0, slash);
    const std::string_view label = path.substr(slash + assertions_infix.size());
    const auto found = std::ranges::find_if(boxes, [&](const CarriedBox& each) { return each.label == manifest; });
    auto shorter =
        found == boxes.end() || !can_be_redacted(label) ? std::nullopt : without_assertion(found->whole, label);
    if (!shorter) {
        return fail(errors::sign_redaction, printable(uri, 200));
    }
    found->whole = std::move(*shorter);
    return Done{};
}

void refer_to_manifest(const CarriedManifest& carried, Cbor& ingredient) {
    const std::string manifest = std::string(store_prefix) + carried.label;
    ingredient.set("activeManifest", make_hashed_uri(manifest, carried.manifest_hash));
    ingredient.set("claimSignature", make_hashed_uri(manifest + "/c2pa.signature", carried.signature_hash));
    ingredient.set("validationResults", carried.validation_results);
}

Cbor ingredient_assertion(const PlannedIngredient& ingredient) {
    Cbor content = Cbor::map({{"relationship", to_text(ingredient.relationship)}});
    if (!ingredient.media_type.empty()) {
        content.set("dc:format", ingredient.media_type);
    }
    if (!ingredient.title.empty()) {
        content.set("dc:title", ingredient.title);
    }
    if (ingredient.manifest) {
        refer_to_manifest(*ingredient.manifest, content);
    }
    return content;
}

}  // namespace countersign::verifier::c2pa

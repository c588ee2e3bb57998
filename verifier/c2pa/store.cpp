#include "verifier/c2pa/store.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "verifier/c2pa/compression.hpp"
#include "verifier/c2pa/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view scheme = "self#jumbf=";

bool is_standard(const Superbox& box) noexcept {
    return box.uuid == box::standard_manifest || box.uuid == box::standard_manifest_old;
}

/// The next part of a path, which is cut.
std::string_view take_part(std::string_view& path) noexcept {
    const std::size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
    return part;
}

struct Place {
    std::string manifest;
    std::string_view path;
};
/// What a JUMBF URI in the manifest `from` says; nothing where it isn't one.
std::optional<Place> read_place(std::string_view uri, std::string_view from) {
    if (!uri.starts_with(scheme) || uri.size() > limits::jumbf_uri_bytes_max) {
        return std::nullopt;
    }
    Place out{std::string(from), uri.substr(scheme.size())};
    const bool rooted = out.path.starts_with('/');
    out.path.remove_prefix(rooted ? 1 : 0);
    // Old writers left out the first slash of an absolute path.
    if (rooted || out.path.starts_with("c2pa/")) {
        if (take_part(out.path) != "c2pa") {
            return std::nullopt;
        }
        out.manifest = std::string(take_part(out.path));
    }
    return out;
}

/// Writers of 2022 put a hash into actions as an array of numbers.
std::optional<Bytes> bytes_of_numbers(const Cbor::Array& numbers) {
    Bytes out;
    for (const Cbor& number : numbers) {
        if (!number.is_unsigned() || number.as_unsigned() > 0xFF || out.size() >= 64) {
            return std::nullopt;
        }
        out.push_back(static_cast<std::uint8_t>(number.as_unsigned()));
    }
    return out;
}

/// As deep as the parser went.
std::size_t count_items(const Cbor& item) {
    std::size_t out = 1;
    if (item.is_array()) {
        for (const Cbor& element : item.as_array()) {
            out += count_items(element);
        }
    } else if (item.is_map()) {
        for (const CborEntry& entry : item.as_map()) {
            out += count_items(entry.key) + count_items(entry.value);
        }
    }
    return out;
}

}  // namespace

HashedUri read_hashed_uri(const Cbor& value) {
    HashedUri out;
    if (const std::string* const url = value.find_text("url")) {
        out.url = *url;
    }
    if (const std::string* const algorithm = value.find_text("alg")) {
        out.algorithm = *algorithm;
    }
    if (const Bytes* const hash = value.find_bytes("hash")) {
        out.hash = *hash;
    } else if (const Cbor::Array* const numbers = value.find_array("hash")) {
        out.hash = bytes_of_numbers(*numbers);
    }
    return out;
}

std::optional<Sha2> find_hash_algorithm(std::string_view name) noexcept {
    if (name == "sha256") {
        return Sha2::sha256;
    }
    if (name == "sha384") {
        return Sha2::sha384;
    }
    return name == "sha512" ? std::optional(Sha2::sha512) : std::nullopt;
}

Bytes digest(Sha2 algorithm, ByteView data) {
    switch (algorithm) {
        case Sha2::sha256: return to_bytes(view(sha256(data)));
        case Sha2::sha384: return to_bytes(view(sha384(data)));
        case Sha2::sha512: return to_bytes(view(sha512(data)));
    }
    return {};
}

const Superbox* Manifest::assertion_store() const noexcept {
    const Superbox* const found = box == nullptr ? nullptr : box->find("c2pa.assertions");
    return found != nullptr && found->uuid == box::assertion_store ? found : nullptr;
}

Result<Store> Store::parse(ByteView bytes) {
    Store out;
    auto root = parse_jumbf(bytes);
    if (!root) {
        return fail(root.error());
    }
    if (root->uuid != box::manifest_store || root->label != "c2pa") {
        return fail(errors::jumbf_malformed, "not a manifest store");
    }
    out.roots_.push_back(std::move(*root));
    for (const Superbox& box : out.roots_.front().children) {
        if (const auto done = out.add(box); !done) {
            return fail(done.error());
        }
    }
    return out;
}

Result<Done> Store::add(const Superbox& box) {
    const bool compressed = box.uuid == box::compressed_manifest;
    const bool update = box.uuid == box::update_manifest;
    if (!compressed && !update && !is_standard(box)) {
        return Done{};
    }
    if (manifests_.size() >= limits::manifests_max) {
        return fail(errors::jumbf_too_large, "manifests");
    }
    // Two of one name: no URI could say which is meant.
    if (find(box.label) != nullptr) {
        return fail(errors::jumbf_malformed, "two manifests of one name");
    }
    Manifest manifest{.label = std::string(box.label),
                      .is_update = update,
                      .is_compressed = compressed,
                      .hashed = box.hashed,
                      .box = &box};
    if (compressed) {
        manifest.is_readable = false;
        if (auto plain = decompress_brotli(box.content("brob"), decompressed_left_)) {
            decompressed_.push_back(std::move(*plain));
            auto inner = parse_jumbf(decompressed_.back());
            if (inner && inner->label == box.label && (is_standard(*inner) || inner->uuid == box::update_manifest)) {
                roots_.push_back(std::move(*inner));
                manifest.box = &roots_.back();
                manifest.is_update = manifest.box->uuid == box::update_manifest;
                manifest.is_readable = true;
            }
        }
    }
    manifests_.push_back(std::move(manifest));
    return Done{};
}

const Manifest* Store::find(std::string_view label) const noexcept {
    for (const Manifest& manifest : manifests_) {
        if (manifest.label == label) {
            return &manifest;
        }
    }
    return nullptr;
}

Result<Cbor> Store::read_cbor(ByteView content) const {
    auto out = parse_cbor(content, {.items_max = std::min(limits::cbor_items_max, cbor_items_left_)});
    if (out) {
        cbor_items_left_ -= std::min(cbor_items_left_, count_items(*out));
    }
    return out;
}

const Bytes& Store::digest_of(ByteView part, Sha2 algorithm) const {
    const auto [place, is_new] = digests_.try_emplace({part.data(), part.size(), algorithm});
    if (is_new) {
        place->second = digest(algorithm, part);
    }
    return place->second;
}

Target Store::resolve(std::string_view uri, const Manifest& from) const {
    Target out;
    const auto place = read_place(uri, from.label);
    if (!place) {
        return out;
    }
    std::string_view path = place->path;
    const std::string& label = place->manifest;
    out.absolute = absolute_uri(label, path);
    const Manifest* const manifest = find(label);
    if (manifest == nullptr || !manifest->is_readable) {
        return out;
    }
    const Superbox* box = manifest->box;
    while (box != nullptr && !path.empty()) {
        box = box->find(take_part(path));
    }
    out.manifest = manifest;
    out.box = box;
    return out;
}

std::string absolute_uri(std::string_view manifest_label, std::string_view path) {
    std::string out = std::string(scheme) + "/c2pa/" + std::string(manifest_label);
    if (!path.empty()) {
        out += '/';
        out += path;
    }
    return out;
}

std::string to_absolute_uri(std::string_view uri, std::string_view manifest_label) {
    const auto place = read_place(uri, manifest_label);
    return place ? absolute_uri(place->manifest, place->path) : std::string();
}

std::string manifest_of_uri(std::string_view absolute) {
    static constexpr std::string_view start = "self#jumbf=/c2pa/";
    if (!absolute.starts_with(start)) {
        return {};
    }
    absolute.remove_prefix(start.size());
    return std::string(absolute.substr(0, absolute.find('/')));
}

std::string_view base_label(std::string_view label) noexcept {
    const std::size_t at = label.rfind("__");
    if (at == std::string_view::npos || at + 2 == label.size()) {
        return label;
    }
    const std::string_view number = label.substr(at + 2);
    const bool digits = std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits ? label.substr(0, at) : label;
}

bool is_redaction_box(const Superbox& assertion) noexcept {
    if (!assertion.children.empty() || assertion.contents.size() != 1 || assertion.contents.front().type != "uuid") {
        return false;
    }
    const ByteView data = assertion.contents.front().data;
    const auto is_zero = [](std::uint8_t byte) { return byte == 0; };
    return data.size() >= 16 && std::equal(box::redacted.begin(), box::redacted.end(), data.begin()) &&
           std::all_of(data.begin() + 16, data.end(), is_zero);
}

}  // namespace countersign::verifier::c2pa

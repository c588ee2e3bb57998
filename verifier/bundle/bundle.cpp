#include "verifier/bundle/bundle.hpp"

#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/bundle/errors.hpp"

namespace countersign::bundle {

namespace {

constexpr std::uint64_t bundle_version = 1;

tl::unexpected<Error> malformed(std::string_view what) { return fail(errors::bundle_form, std::string(what)); }

Json path_json(const log::Proof& path) {
    Json list = Json::array();
    for (const auto& hash : path) {
        list.push(to_base64(view(hash)));
    }
    return list;
}

Json entry_json(const BundleEntry& entry) {
    return Json::object({{"entry", to_base64(entry.entry)}, {"index", entry.index}, {"path", path_json(entry.path)}});
}

Result<Bytes> read_bytes(const Json& object, std::string_view key) {
    const auto text = get_string(object, key);
    auto bytes = text ? parse_base64(*text) : fail(text.error());
    if (!bytes) {
        return malformed(key);
    }
    return std::move(*bytes);
}

Result<log::Proof> read_path(const Json& object) {
    const auto list = get_array(object, "path");
    if (!list || (*list)->as_array().size() > limits::bundle_path_hashes_max) {
        return malformed("path");
    }
    log::Proof path;
    for (const Json& item : (*list)->as_array()) {
        const auto bytes = item.is_string() ? parse_base64(item.as_string()) : malformed("path");
        Sha256Digest hash{};
        if (!bytes || !copy_exact(*bytes, hash)) {
            return malformed("path");
        }
        path.push_back(hash);
    }
    return path;
}

Result<BundleEntry> read_entry(const Json& object) {
    const auto keys = check_keys(object, {"entry", "index", "path"});
    const auto index = get_unsigned(object, "index");
    auto entry = read_bytes(object, "entry");
    auto path = read_path(object);
    if (!keys || !index || !entry || !path) {
        return malformed("entries");
    }
    return BundleEntry{*index, std::move(*entry), std::move(*path)};
}

Result<BundleLeaf> read_leaf(const Json& object) {
    const auto keys = check_keys(object, {"entry", "index", "leaf", "path"});
    const auto entry = get_unsigned(object, "entry");
    const auto index = get_unsigned(object, "index");
    auto leaf = read_bytes(object, "leaf");
    auto path = read_path(object);
    if (!keys || !entry || !index || *index >= limits::batch_leaves_max || !leaf || !path) {
        return malformed("leaf");
    }
    return BundleLeaf{*entry, static_cast<std::uint32_t>(*index), std::move(*leaf), std::move(*path)};
}

Result<std::vector<BundleEntry>> read_entries(const Json& json) {
    const auto list = get_array(json, "entries");
    if (!list) {
        return malformed("entries");
    }
    if ((*list)->as_array().size() > limits::bundle_entries_max) {
        return fail(errors::bundle_too_large, "entries");
    }
    std::vector<BundleEntry> entries;
    for (const Json& item : (*list)->as_array()) {
        auto entry = read_entry(item);
        if (!entry || (!entries.empty() && entries.back().index >= entry->index)) {
            return malformed("entries");
        }
        entries.push_back(std::move(*entry));
    }
    if (entries.empty() || entries.front().index != 0) {
        return malformed("entries");
    }
    return entries;
}

// What may be there or be null.
Result<Done> read_optional(const Json& json, Bundle& bundle) {
    const Json* const key = json.find("claimKey");
    const Json* const leaf = json.find("leaf");
    if (key == nullptr || leaf == nullptr || (key->is_null() && leaf->is_null())) {
        return malformed(key == nullptr ? "claimKey" : "leaf");
    }
    if (!key->is_null()) {
        const auto parsed = key->is_string() ? parse_multikey(key->as_string()) : malformed("claimKey");
        if (!parsed || to_multikey(*parsed) != key->as_string()) {
            return malformed("claimKey");
        }
        bundle.claim_key = *parsed;
    }
    if (!leaf->is_null()) {
        auto parsed = read_leaf(*leaf);
        if (!parsed) {
            return fail(parsed.error());
        }
        bundle.leaf = std::move(*parsed);
    }
    return Done{};
}

}  // namespace

std::string to_text(const Bundle& bundle) {
    Json entries = Json::array();
    for (const auto& entry : bundle.entries) {
        entries.push(entry_json(entry));
    }
    Json leaf;
    if (bundle.leaf) {
        leaf = Json::object({{"entry", bundle.leaf->entry},
                             {"index", bundle.leaf->index},
                             {"leaf", to_base64(bundle.leaf->leaf)},
                             {"path", path_json(bundle.leaf->path)}});
    }
    return to_canonical_json(
        Json::object({{"asset", to_hex(view(bundle.asset))},
                      {"checkpoint", bundle.checkpoint},
                      {"claimKey", bundle.claim_key ? Json(to_multikey(*bundle.claim_key)) : Json()},
                      {"entries", std::move(entries)},
                      {"identity", to_hex(view(bundle.identity))},
                      {"last", entry_json(bundle.last)},
                      {"leaf", std::move(leaf)},
                      {"version", bundle_version}}));
}

Result<Bundle> parse_bundle(std::string_view text) {
    const auto json = parse_json(text, {.bytes_max = limits::bundle_bytes_max});
    if (!json) {
        return fail(json.error().code.kind == ErrorKind::too_large ? errors::bundle_too_large : errors::bundle_form,
                    std::string(json.error().code.name));
    }
    const auto version = get_unsigned(*json, "version");
    if (!version) {
        return malformed("version");
    }
    if (*version != bundle_version) {
        return fail(errors::bundle_version, std::to_string(*version));
    }
    // B2: one bundle, one text; so no byte of it can be changed without changing a value.
    if (!check_keys(*json, {"asset", "checkpoint", "claimKey", "entries", "identity", "last", "leaf", "version"}) ||
        to_canonical_json(*json) != text) {
        return malformed("canonical text");
    }
    Bundle bundle;
    const auto asset = get_string(*json, "asset");
    const auto asset_hash = asset ? parse_hex_fixed<Sha256Digest>(*asset) : fail(asset.error());
    const auto identity = get_string(*json, "identity");
    const auto identity_id = identity ? parse_hex_fixed<rules::IdentityId>(*identity) : fail(identity.error());
    auto checkpoint = get_string(*json, "checkpoint");
    auto entries = read_entries(*json);
    const Json* const last = json->find("last");
    auto last_entry = last != nullptr ? read_entry(*last) : malformed("last");
    if (!entries) {
        return fail(entries.error());
    }
    if (!asset_hash || !identity_id || !checkpoint || !last_entry) {
        return malformed(!asset_hash ? "asset" : !identity_id ? "identity" : !checkpoint ? "checkpoint" : "last");
    }
    if (const auto read = read_optional(*json, bundle); !read) {
        return fail(read.error());
    }
    bundle.asset = *asset_hash;
    bundle.identity = *identity_id;
    bundle.checkpoint = std::move(*checkpoint);
    bundle.entries = std::move(*entries);
    bundle.last = std::move(*last_entry);
    return bundle;
}

}  // namespace countersign::bundle

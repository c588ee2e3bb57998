#include "verifier/c2pa/collection_hash.hpp"

#include <algorithm>

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

std::optional<unsigned> hex_value(char digit) noexcept {
    const char upper = digit >= 'a' && digit <= 'f' ? static_cast<char>(digit - 'a' + 'A') : digit;
    const std::size_t at = hex_digits.find(upper);
    return at == std::string_view::npos ? std::nullopt : std::optional(static_cast<unsigned>(at));
}

bool is_unreserved(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

/// RFC 3986 section 3.1: what stands before the first colon, if no slash stands before it.
bool has_scheme(std::string_view uri) noexcept {
    const std::size_t at = uri.find_first_of(":/");
    return at != std::string_view::npos && uri[at] == ':';
}

/// `uris` as the standard has it, an array; or as c2pa-rs writes it, a map by URI. False where an entry lacks
/// something.
bool read_members(const Cbor& content, std::vector<CollectionMember>& out) {
    const Cbor* const uris = content.find("uris");
    const auto add = [&out](const std::string* uri, const Cbor& fields) {
        const Bytes* const hash = fields.find_bytes("hash");
        if (uri == nullptr || hash == nullptr) {
            return false;
        }
        out.push_back({*uri, *hash});
        return true;
    };
    if (uris != nullptr && uris->is_map()) {
        for (const CborEntry& entry : uris->as_map()) {
            if (!add(entry.key.is_text() ? &entry.key.as_text() : nullptr, entry.value)) {
                return false;
            }
        }
    } else if (uris != nullptr && uris->is_array()) {
        for (const Cbor& one : uris->as_array()) {
            if (!add(one.find_text("uri"), one)) {
                return false;
            }
        }
    }
    return !out.empty();
}

bool climbs(std::string_view path) noexcept {
    while (!path.empty()) {
        const std::size_t end = std::min(path.find_first_of("/\\"), path.size());
        const std::string_view step = path.substr(0, end);
        if (step == "." || step == "..") {
            return true;
        }
        path.remove_prefix(std::min(end + 1, path.size()));
    }
    return false;
}

}  // namespace

bool is_collection_uri(std::string_view uri) {
    const std::string path = decode_uri_path(uri);
    return !path.empty() && path.front() != '/' && path.front() != '\\' && !has_scheme(uri) &&
           uri.substr(0, uri.find('#')).find('?') == std::string_view::npos && !climbs(uri) && !climbs(path);
}

std::string decode_uri_path(std::string_view uri) {
    uri = uri.substr(0, uri.find('#'));
    std::string out;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        const auto high = uri[i] == '%' && i + 2 < uri.size() ? hex_value(uri[i + 1]) : std::nullopt;
        const auto low = high ? hex_value(uri[i + 2]) : std::nullopt;
        if (low) {
            out.push_back(static_cast<char>(*high << 4U | *low));
            i += 2;
        } else {
            out.push_back(uri[i]);
        }
    }
    return out;
}

std::string encode_uri_path(std::string_view path) {
    std::string out;
    for (const char c : path) {
        if (is_unreserved(c) || c == '/') {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', hex_digits[byte >> 4U], hex_digits[byte & 15U]};
        }
    }
    return out;
}

tl::expected<CollectionHash, CollectionFault> read_collection_hash(const Cbor& content) {
    const auto malformed = [](std::string text) {
        return tl::unexpected(CollectionFault{&status::collection_hash_malformed, std::move(text)});
    };
    CollectionHash out;
    if (!read_members(content, out.members)) {
        return malformed("no uris, or an entry without uri or hash");
    }
    for (const CollectionMember& member : out.members) {
        if (!is_collection_uri(member.uri)) {
            return tl::unexpected(CollectionFault{&status::collection_hash_uri, std::string(member.uri)});
        }
    }
    if (const Cbor* const algorithm = content.find("alg")) {
        if (!algorithm->is_text()) {
            return malformed("alg isn't a text");
        }
        out.algorithm = algorithm->as_text();
    }
    if (const Cbor* const hash = content.find("zip_central_directory_hash")) {
        if (!hash->is_bytes()) {
            return malformed("zip_central_directory_hash isn't a byte string");
        }
        out.zip_directory_hash = hash->as_bytes();
    }
    return out;
}

}  // namespace countersign::verifier::c2pa

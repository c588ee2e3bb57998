// `c2pa.hash.collection.data` (C2PA 2.5 section 16.3.4) as a value, and the names of files in it.
// Data in: CBOR of an assertion; data out: the collection, or what is wrong with it. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/status.hpp"

namespace countersign::verifier::c2pa {

struct CollectionMember {
    std::string_view uri;  ///< as it stands
    ByteView hash;
};

/// Views of the assertion's content.
struct CollectionHash {
    std::vector<CollectionMember> members;
    std::optional<std::string> algorithm;
    std::optional<ByteView> zip_directory_hash;
};

struct CollectionFault {
    const StatusCode* code = nullptr;
    std::string text;
};

/// `uris` may be an array, or a map by URI. The fault where there are none, or one without `uri` or `hash` (malformed),
/// or one that isn't a relative path (invalidURI: `.` and `..`, also percent-encoded or behind a backslash, a query, a
/// scheme, a leading slash).
[[nodiscard]] tl::expected<CollectionHash, CollectionFault> read_collection_hash(const Cbor& content);
/// True for a relative path that stays below where it starts (16.3.4.3).
[[nodiscard]] bool is_collection_uri(std::string_view uri);

/// The path of a URI reference: without fragment, percent-decoded. What isn't well encoded stays as it is.
[[nodiscard]] std::string decode_uri_path(std::string_view uri);
/// A file's path as a relative URI reference: all but unreserved characters and `/` percent-encoded, and `./` never
/// needed.
[[nodiscard]] std::string encode_uri_path(std::string_view path);

}  // namespace countersign::verifier::c2pa

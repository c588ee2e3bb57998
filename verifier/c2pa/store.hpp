// A manifest store as a tree with names: manifests, their claims and assertions, and what JUMBF URIs point to
// (C2PA 2.5 chapters 8 to 11). Views over the store's bytes; compressed manifests are decompressed into it.
// Thread-safety: one thread at a time; digests are remembered.
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/jumbf.hpp"

namespace countersign::verifier::c2pa {

/// A reference with the hash of what it refers to; what a stranger left out is empty.
struct HashedUri {
    std::string url;
    std::optional<std::string> algorithm;
    std::optional<Bytes> hash;
};
/// From a CBOR map; fields of a wrong type count as absent.
[[nodiscard]] HashedUri read_hashed_uri(const Cbor& value);

/// `sha256`, `sha384`, `sha512`; nothing for every other name.
[[nodiscard]] std::optional<Sha2> find_hash_algorithm(std::string_view name) noexcept;
[[nodiscard]] Bytes digest(Sha2 algorithm, ByteView data);

struct Manifest {
    std::string label;
    bool is_update = false;
    bool is_compressed = false;
    /// False where decompression failed or gave something else than a manifest.
    bool is_readable = true;
    /// What a hashed URI to the manifest covers: for a compressed one, as stored.
    ByteView hashed;
    const Superbox* box = nullptr;
    [[nodiscard]] const Superbox* assertion_store() const noexcept;
};

/// What a JUMBF URI names.
struct Target {
    const Manifest* manifest = nullptr;
    const Superbox* box = nullptr;
    /// `self#jumbf=/c2pa/<manifest>/...`: one spelling for each place.
    std::string absolute;
};

class Store {
  public:
    /// Errors: jumbf.malformed, jumbf.too_deep, jumbf.too_large.
    [[nodiscard]] static Result<Store> parse(ByteView bytes);

    [[nodiscard]] const std::deque<Manifest>& manifests() const noexcept { return manifests_; }
    /// The last one; null in an empty store.
    [[nodiscard]] const Manifest* active() const noexcept { return manifests_.empty() ? nullptr : &manifests_.back(); }
    [[nodiscard]] const Manifest* find(std::string_view label) const noexcept;

    /// `self#jumbf=/c2pa/...` anywhere in the store, or `self#jumbf=<path>` inside `from`. Null members where there is
    /// no such place; `absolute` is filled in either way where the text is a JUMBF URI at all.
    [[nodiscard]] Target resolve(std::string_view uri, const Manifest& from) const;
    /// Content that is kept as long as the store: all of it together has a bound, too. Errors: those of parse_cbor.
    [[nodiscard]] Result<Cbor> read_cbor(ByteView content) const;
    /// Of a part of the store, made once however many references name it.
    [[nodiscard]] const Bytes& digest_of(ByteView part, Sha2 algorithm) const;

  private:
    Result<Done> add(const Superbox& box);
    std::deque<Superbox> roots_;
    std::deque<Bytes> decompressed_;
    /// What further compressed manifests may still grow to.
    std::size_t decompressed_left_ = limits::decompressed_manifests_bytes_max;
    std::deque<Manifest> manifests_;
    /// What further content may still have.
    mutable std::size_t cbor_items_left_ = 5 * limits::cbor_items_max;
    mutable std::map<std::tuple<const std::uint8_t*, std::size_t, Sha2>, Bytes> digests_;
};

[[nodiscard]] std::string absolute_uri(std::string_view manifest_label, std::string_view path);
/// The one spelling of a JUMBF URI that stands in the manifest of that label; empty where it isn't one.
[[nodiscard]] std::string to_absolute_uri(std::string_view uri, std::string_view manifest_label);
/// The label in `self#jumbf=/c2pa/<label>/...`, or empty.
[[nodiscard]] std::string manifest_of_uri(std::string_view absolute);

/// `c2pa.actions` for `c2pa.actions__2`: the label without the number of an instance.
[[nodiscard]] std::string_view base_label(std::string_view label) noexcept;
/// True where the content is the redaction box with zeros alone.
[[nodiscard]] bool is_redaction_box(const Superbox& assertion) noexcept;

}  // namespace countersign::verifier::c2pa

// The manifest that signing adds: assertion store, claim v2, and the manifest store around them.
// Data in: what is said and of which bytes; data out: boxes. Nothing is random here and nothing is signed, so the same
// plan gives the same bytes, and their number before the content's hash is known.
// Rules: docs/spec/c2pa-writing.md (W10 to W19). Standard: C2PA 2.5 chapters 10, 11 and 16.
// Thread-safety: pure functions.
#pragma once

#include "identity/base/strong.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/write/dynamic_assertion.hpp"
#include "verifier/c2pa/write/planned_ingredient.hpp"
#include "verifier/c2pa/write/sign_options.hpp"
#include "verifier/media/container.hpp"

namespace countersign::verifier::c2pa {

/// Room kept in a file for a receipt: an entry, a path of 20 hashes and one of 32, and a checkpoint with a cosignature
/// are at most so many bytes of JSON; a usual one has 1,600.
inline constexpr std::size_t receipt_room_bytes = std::size_t{4} * 1024;

/// Of the update manifest that follows.
struct UpdateNames {
    std::string label;
    std::string instance_id;
};

struct ManifestPlan {
    SignOptions options;
    media::Format format = media::Format::unknown;
    std::string label;
    std::string instance_id;
    UnixSeconds now;
    /// What the file itself was before, where it is opened, and then those of `options.ingredients`.
    std::vector<PlannedIngredient> ingredients;
    /// Their boxes, each once, redacted where that was asked for.
    std::vector<CarriedBox> carried;
    std::vector<DynamicAssertion> dynamic;
    std::optional<UpdateNames> update;
};

struct UnsignedManifest {
    Bytes assertion_store;
    /// The bytes to be signed.
    Bytes claim;
};

/// What the hard binding holds: of most files one hash and what it leaves out, of an archive a hash for each entry.
struct BoundContent {
    /// Where the framed store lies in the signed file; none for a store beside it.
    std::vector<media::ByteRange> exclusions;
    /// One; of an archive one for each of `part_names`, the last of the directory.
    std::vector<Sha256Digest> hashes;
    std::vector<std::string> part_names;
};

/// What the hash of an ISO base media file leaves out: `exclusions` of `c2pa.hash.bmff.v3`.
[[nodiscard]] Cbor bmff_exclusions();

/// As large as the manifest will be, with room where hashes and dynamic assertions go.
[[nodiscard]] UnsignedManifest measure_manifest(const ManifestPlan& plan, const BoundContent& bound);
/// Errors: those of the dynamic assertions.
[[nodiscard]] Result<UnsignedManifest> build_manifest(const ManifestPlan& plan, const BoundContent& bound);
/// The store: what was carried, then the new manifest, which so becomes the active one.
[[nodiscard]] Bytes assemble_store(const ManifestPlan& plan, const UnsignedManifest& manifest, ByteView signature);

}  // namespace countersign::verifier::c2pa

// `c2pa.hash.bmff.v2` and `.v3` as values, and the digests that they ask for (C2PA 2.5 section 16.3.2).
// Data in: the assertion's content; data out: a parsed assertion; digests over top-level boxes, each with its file
// offset in front and without what the exclusions leave out; Merkle paths.
// Thread-safety: plain values; a hasher belongs to one walk over one file.
#pragma once

#include "verifier/c2pa/asset_hash.hpp"
#include "verifier/c2pa/bmff_exclusions.hpp"

namespace countersign::verifier::c2pa {

/// One row of one Merkle tree.
struct MerkleMap {
    std::int64_t unique_id = 0;
    /// The track of fragments, or which `mdat` of the file, counted from 0.
    std::int64_t local_id = 0;
    std::uint64_t count = 0;
    std::optional<std::string> algorithm;
    std::optional<Bytes> init_hash;
    std::vector<Bytes> hashes;
    std::optional<std::uint64_t> fixed_block_size;
    std::optional<std::vector<std::uint64_t>> variable_block_sizes;
};

struct BmffHash {
    std::vector<BmffExclusion> exclusions;
    std::optional<std::string> algorithm;
    std::optional<Bytes> hash;
    std::vector<MerkleMap> merkle;
    [[nodiscard]] bool has_init_hash() const noexcept;
    [[nodiscard]] const MerkleMap* find(std::int64_t unique_id, std::int64_t local_id) const noexcept;
};
/// The error is a sentence: what makes the assertion malformed.
[[nodiscard]] tl::expected<BmffHash, std::string_view> read_bmff_hash(const Cbor& content);

/// What a `uuid` box of purpose `merkle` says of one leaf.
struct MerkleProof {
    std::int64_t unique_id = 0;
    std::int64_t local_id = 0;
    std::uint64_t location = 0;
    std::vector<Bytes> hashes;
};
/// Nothing where the box doesn't hold such a map. Errors: those of the source.
[[nodiscard]] Result<std::optional<MerkleProof>> read_merkle_proof(const media::ByteSource& source,
                                                                   const media::ByteRange& data);

/// True where a leaf with its proof leads to the row that the manifest holds. A node without a right neighbour goes up
/// as it is.
[[nodiscard]] bool leads_to_row(const MerkleMap& map, std::uint64_t location, Bytes leaf,
                                const std::vector<Bytes>& proof, Sha2 algorithm);

/// Digests over top-level boxes in file order.
class RootBoxHasher {
  public:
    /// Both must outlive the hasher.
    RootBoxHasher(const media::ByteSource& source, const std::vector<BmffExclusion>& exclusions)
        : finder_(source, exclusions), feeder_(source) {}

    /// Every box must be given, hashed or not, since paths may count them. `hasher` may be null. Errors:
    /// media.container_limit and the source's.
    [[nodiscard]] Result<Done> add(const media::BmffBox& box, Sha2Hasher* hasher);
    /// Bytes that are no box.
    [[nodiscard]] Result<Done> add_rest(const media::ByteRange& range, Sha2Hasher& hasher) {
        return feeder_.feed(range, hasher);
    }

  private:
    ExclusionFinder finder_;
    RangeFeeder feeder_;
};

/// All top-level boxes before `end`, and what follows the last one.
[[nodiscard]] Result<Bytes> digest_root_boxes(const media::ByteSource& source, std::uint64_t end,
                                              const std::vector<BmffExclusion>& exclusions, Sha2 algorithm);

}  // namespace countersign::verifier::c2pa

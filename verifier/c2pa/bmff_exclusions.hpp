// The exclusions of `c2pa.hash.bmff.v2` and `.v3` (C2PA 2.5 section 16.3.2.2): conditions on boxes, and what of a box
// that meets them the hash leaves out.
// Data in: the assertion's `exclusions`; data out: for each top-level box the ranges that aren't hashed. The work is
// bounded by a count of conditions tried, whatever file and assertion say.
// Thread-safety: exclusions are immutable; a finder belongs to one walk over one file.
#pragma once

#include <unordered_map>

#include "verifier/c2pa/cbor.hpp"
#include "verifier/media/bmff.hpp"

namespace countersign::verifier::c2pa {

struct BmffExclusion {
    /// One step of the path: `trak[2]`; `index` counts from 1, 0 means any.
    struct Step {
        media::BoxType type = 0;
        std::uint64_t index = 0;
        friend bool operator==(const Step&, const Step&) = default;
    };
    struct DataMatch {
        std::uint64_t offset = 0;
        Bytes value;
        friend bool operator==(const DataMatch&, const DataMatch&) = default;
    };
    std::vector<Step> path;
    std::optional<std::uint64_t> length;
    std::optional<std::int64_t> version;
    std::optional<std::array<std::uint8_t, 3>> flags;
    bool is_exact = true;
    std::vector<DataMatch> data;
    /// Absent: the whole box. Relative to the box's start, ascending, disjoint; a last length of zero reaches to its
    /// end.
    std::optional<std::vector<media::ByteRange>> subset;
};

/// `/moov/trak[2]`; nothing where the text is no such path.
[[nodiscard]] std::optional<std::vector<BmffExclusion::Step>> read_bmff_path(std::string_view text);

/// Nothing where `exclusions` is no list of at least one well-formed entry.
[[nodiscard]] std::optional<std::vector<BmffExclusion>> read_bmff_exclusions(const Cbor& assertion);

/// True where there is one beyond those that section A.5.5 requires (or once required: `/ftyp`), `free` and `skip`.
/// `has_trees`: media data is bound by Merkle trees beside the hash, which needs an exclusion of its own.
[[nodiscard]] bool has_additional_exclusions(const std::vector<BmffExclusion>& exclusions, bool has_trees);

/// What of a top-level box isn't hashed.
struct ExcludedParts {
    bool is_whole = false;
    /// In offsets of the file, ascending, disjoint.
    std::vector<media::ByteRange> ranges;
};

class ExclusionFinder {
  public:
    /// Both must outlive the finder.
    ExclusionFinder(const media::ByteSource& source, const std::vector<BmffExclusion>& exclusions);

    /// Requires all top-level boxes in file order, since paths may count them. Errors: media.container_limit and the
    /// source's.
    [[nodiscard]] Result<ExcludedParts> find(const media::BmffBox& root);

  private:
    /// The paths as a tree, so that a box is compared with the steps of its own place only.
    struct Node {
        BmffExclusion::Step step;
        std::vector<const BmffExclusion*> ends;
        std::vector<std::size_t> children;
    };
    using Nodes = std::vector<std::size_t>;
    using Counts = std::unordered_map<media::BoxType, std::uint64_t>;

    std::size_t child_of(std::size_t parent, const BmffExclusion::Step& step);
    Result<Done> charge(std::uint64_t work);
    Result<Done> visit(const media::BmffBox& box, const Nodes& candidates, Counts& counts, ExcludedParts& out);
    Result<Done> visit_children(const media::BmffBox& box, const Nodes& candidates, ExcludedParts& out);
    Result<bool> matches(const media::BmffBox& box, const BmffExclusion& exclusion);
    Result<bool> has_data(const media::BmffBox& box, const BmffExclusion::DataMatch& wanted);
    Result<Done> exclude(const media::BmffBox& box, const BmffExclusion& exclusion, ExcludedParts& out);

    const media::ByteSource& source_;
    media::HeaderReader reader_;
    media::BoxBudget boxes_ = media::full_box_budget();
    std::uint64_t work_left_;
    std::vector<Node> nodes_;
    Counts root_counts_;
};

}  // namespace countersign::verifier::c2pa

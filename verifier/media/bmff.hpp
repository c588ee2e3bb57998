// ISO base media file format (ISO/IEC 14496-12): boxes are walked by their headers alone, whatever their size; and the
// `uuid` boxes in which C2PA keeps its manifest store and Merkle proofs there (C2PA 2.5 section A.5).
// read_container (container.hpp) is the way in for HEIC, HEIF, AVIF, MP4, M4A and QuickTime files.
// Thread-safety: plain values and pure functions.
#pragma once

#include <functional>

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

/// Four characters as a number, the first one highest.
using BoxType = std::uint32_t;
[[nodiscard]] constexpr BoxType box_type(const char (&letters)[5]) noexcept {
    BoxType out = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        out = (out << 8U) | static_cast<std::uint8_t>(letters[i]);
    }
    return out;
}

struct BmffBox {
    BoxType type = 0;
    ByteRange range;                 ///< with its header
    std::uint64_t header_bytes = 8;  ///< 8 or 16; the extended type of a `uuid` box counts as content
    [[nodiscard]] ByteRange payload() const noexcept {
        return {range.start + header_bytes, range.length - header_bytes};
    }
};

/// How many boxes may still be looked at: shared by all walks over one file, so that their number bounds the time.
struct BoxBudget {
    std::size_t left;
};
[[nodiscard]] BoxBudget full_box_budget() noexcept;

/// The box at `offset`, which must end at `end` or before it; a size of zero reaches to `end`.
/// Errors: media.container_malformed, media.source_unreadable.
[[nodiscard]] Result<BmffBox> read_bmff_box(HeaderReader& reader, std::uint64_t offset, std::uint64_t end);

/// Calls `visit` for each box of the stretch in order. Gives the offset behind the last whole box, which is the
/// stretch's end unless what follows isn't a box. Errors: media.container_limit, the source's and `visit`'s.
[[nodiscard]] Result<std::uint64_t> walk_bmff_boxes(HeaderReader& reader, const ByteRange& stretch, BoxBudget& budget,
                                                    const std::function<Result<Done>(const BmffBox&)>& visit);

/// Where the child boxes of a box begin, or nothing where its content isn't boxes alone. `meta` is a full box in ISO
/// files and a plain one in QuickTime's.
[[nodiscard]] Result<std::optional<ByteRange>> find_children(HeaderReader& reader, const BmffBox& box);

/// True for a `uuid` box of that extended type.
[[nodiscard]] Result<bool> has_uuid(HeaderReader& reader, const BmffBox& box, ByteView uuid);

/// Version and flags where the type is one of a full box (ISO/IEC 14496-12 section 4.2).
struct FullBoxFields {
    std::uint8_t version = 0;
    std::array<std::uint8_t, 3> flags{};
};
[[nodiscard]] Result<std::optional<FullBoxFields>> read_full_box_fields(HeaderReader& reader, const BmffBox& box);

/// D8FEC3D6-1B0E-483C-9297-5828877EC481.
inline constexpr std::array<std::uint8_t, 16> provenance_uuid{0xD8, 0xFE, 0xC3, 0xD6, 0x1B, 0x0E, 0x48, 0x3C,
                                                              0x92, 0x97, 0x58, 0x28, 0x87, 0x7E, 0xC4, 0x81};

enum class BoxPurpose : std::uint8_t { manifest, original, update, merkle, other };

/// A `uuid` box of C2PA.
struct ProvenanceBox {
    BoxPurpose purpose = BoxPurpose::other;
    ByteRange range;
    /// Behind purpose and offset: the store or the CBOR map, with padding.
    ByteRange data;
};
/// Nothing where the box is another one. Errors: media.manifest_malformed where it is C2PA's but of another version.
[[nodiscard]] Result<std::optional<ProvenanceBox>> read_provenance_box(HeaderReader& reader, const BmffBox& box);

/// What the boxes' headers alone say of a file.
struct BmffLayout {
    std::uint64_t boxes_end = 0;
    std::size_t fragments = 0;         ///< `moof` boxes
    std::vector<ByteRange> media;      ///< what the `mdat` boxes hold
    std::vector<ByteRange> proofs;     ///< what the `merkle` boxes hold
    std::optional<ByteRange> leading;  ///< of those, the one directly before the first `moof`
};
/// Errors: media.container_limit and the source's.
[[nodiscard]] Result<BmffLayout> read_bmff_layout(const ByteSource& source);

[[nodiscard]] bool is_bmff(Format format) noexcept;

/// The store of `manifest`, or those of `original` and `update` joined to one. Errors: as read_container.
[[nodiscard]] Result<Container> read_bmff(const ByteSource& source);
/// The store goes behind `ftyp`; absolute offsets in `stco`, `co64`, `saio`, `iloc`, `tfhd` and `tfra` follow what
/// moves. The hash takes in each top-level box's new offset before it, as a BMFF hash does that excludes C2PA's boxes
/// and `mfra`. Errors: as plan_embedding.
[[nodiscard]] Result<EmbedPlan> embed_bmff(const ByteSource& source, const Container& container,
                                           std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_bmff(ByteView store);

}  // namespace countersign::verifier::media

// How a signed file is made of its input and a manifest store (C2PA 2.5 appendix A): in order, ranges of the input,
// literal bytes where the container's own sizes, offsets and checksums change, and one hole for the framed store.
// Whoever signs copies and hashes by this plan in one pass and fills the hole last.
// Data in: a container and the store's length; data out: a plan. The rows of formats.hpp make plans.
// Rules: docs/spec/c2pa-writing.md (W20 to W22 and what follows). Thread-safety: plain values and pure functions.
#pragma once

#include "verifier/media/container.hpp"

namespace countersign::verifier::media {

struct Piece {
    enum class Kind : std::uint8_t {
        copied,   ///< `range` of the input
        literal,  ///< `bytes`
        hole,     ///< where the framed store goes: `range.length` bytes
    };
    Kind kind = Kind::copied;
    ByteRange range;
    Bytes bytes;
    /// False for what the binding's hash takes in beside the file's bytes, such as BMFF box offsets.
    bool is_written = true;
    /// False for what the hard binding excludes; always false for the hole.
    bool is_hashed = true;
    /// Of an archive, whose parts are hashed one by one: which hash it goes into.
    std::size_t part = 0;
    [[nodiscard]] std::uint64_t length() const noexcept { return kind == Kind::literal ? bytes.size() : range.length; }
};

/// Four bytes that follow from the store: known, and written, once it is.
struct Checksum {
    /// Of the signed file. Its bytes are zero till then, and not hashed.
    std::uint64_t offset = 0;
    std::uint32_t seed = 0;
    /// The framed store and the seed in, the four bytes out.
    Bytes (*make)(ByteView framed, std::uint32_t seed) = nullptr;
};

class EmbedPlan {
  public:
    /// `start` to `end` of the input; nothing where they are equal. Requires start <= end.
    EmbedPlan& copy(std::uint64_t start, std::uint64_t end);
    EmbedPlan& literal(Bytes bytes);
    /// Exactly one in a plan.
    EmbedPlan& hole(std::uint64_t length);
    /// Four bytes that are written last.
    EmbedPlan& checksum(std::uint32_t seed, Bytes (*make)(ByteView framed, std::uint32_t seed));
    /// Any other piece.
    EmbedPlan& add(Piece piece);
    /// What is added from now on goes into another hash: that of the archive's next entry, then of what has no name.
    EmbedPlan& next_part(std::string name);
    /// The binding's hash is over the text in normalisation form C.
    EmbedPlan& normalise() noexcept;

    [[nodiscard]] const std::vector<Piece>& pieces() const noexcept { return pieces_; }
    [[nodiscard]] bool is_normalised() const noexcept { return is_normalised_; }
    /// Of the signed file.
    [[nodiscard]] std::uint64_t size() const noexcept;
    /// The hole, in offsets of the signed file; zero where the plan has none.
    [[nodiscard]] ByteRange hole_range() const noexcept;
    /// What the binding doesn't cover, in offsets of the signed file: ascending, adjacent ranges joined.
    [[nodiscard]] std::vector<ByteRange> exclusions() const;
    [[nodiscard]] const std::vector<Checksum>& checksums() const noexcept { return checksums_; }
    /// Empty but for archives. The last part has no name: it is the directory.
    [[nodiscard]] const std::vector<std::string>& part_names() const noexcept { return part_names_; }

  private:
    std::vector<Piece> pieces_;
    std::vector<Checksum> checksums_;
    std::vector<std::string> part_names_;
    bool is_normalised_ = false;
};

/// True where a store can be put into such a file.
[[nodiscard]] bool is_embeddable(Format format) noexcept;
/// Old stores are left out, the new one goes where the format wants it. Requires is_embeddable and the container that
/// read_container gave. Errors: media.container_malformed, media.container_limit (a size that doesn't fit the
/// container's fields), media.embedding_refused, and those of the source.
[[nodiscard]] Result<EmbedPlan> plan_embedding(const ByteSource& source, const Container& container,
                                               std::uint64_t store_bytes);
/// The bytes for the hole of a plan made for a store of this length. Requires is_embeddable, and a store that is one
/// box with a 32-bit length.
[[nodiscard]] Bytes frame_store(Format format, ByteView store);

/// The plan of most formats: the input without its old stores, and a hole at the container's insertion offset.
[[nodiscard]] EmbedPlan insert_hole(const ByteSource& source, const Container& container, std::uint64_t hole_bytes);

}  // namespace countersign::verifier::media

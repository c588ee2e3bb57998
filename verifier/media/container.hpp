// Where a file keeps its C2PA manifest store (C2PA 2.5 appendix A), and the parts that the box hash and a writer
// work on. One reader for each container (jpeg.hpp, png.hpp...), all in the table of formats.hpp; read_container
// chooses by content. Thread-safety: plain values and pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "verifier/media/format.hpp"

namespace countersign::verifier::media {

struct ByteRange {
    std::uint64_t start = 0;
    std::uint64_t length = 0;
    [[nodiscard]] std::uint64_t end() const noexcept { return start + length; }
    friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

enum class StorePresence : std::uint8_t {
    absent,
    present,
    multiple,  ///< two stores in one place count as none (2.5 section A)
};

struct Container {
    Format format = Format::unknown;
    StorePresence presence = StorePresence::absent;
    /// The manifest store, joined: one JUMBF superbox. Empty unless present.
    Bytes store;
    /// All bytes of the file that belong to the store with its framing: the JPEG segments from their marker, the PNG
    /// chunk with length, type and CRC, the base64 text in an SVG; the reader of each format says. This is what a hard
    /// binding excludes. Zero length unless present.
    ByteRange store_range;
    /// Every range that a writer must remove before it inserts a new store (also where there are two).
    std::vector<ByteRange> store_ranges;
    /// Where a writer inserts a store, in offsets of this file: JPEG after SOI and the APP0/APP1 segments that follow
    /// it, PNG after IHDR, boxes after `ftyp`.
    std::uint64_t insertion_offset = 0;
    /// The container breaks its own rules behind the store: what was found before still counts.
    bool is_damaged = false;
    /// Text whose store is among its characters: a binding is a hash over normalised text (2.5 A.8.6.2).
    bool is_normalised = false;
    /// A text with checkpoints (2.5 A.3.17), also where the last of them can't be read.
    bool is_log = false;
    /// The remote manifest's address from XMP `dcterms:provenance` or the format's own way, where there is one.
    std::string remote_url;
};

/// Never holds the file in memory: walks headers and reads only the store and the XMP packet.
/// A file that is cut behind its store is `is_damaged`, not an error: the binding will say that it was altered.
/// Errors: media.container_malformed, media.container_limit, media.container_unsupported, media.manifest_malformed,
/// media.manifest_too_large, and those of the source.
[[nodiscard]] Result<Container> read_container(const ByteSource& source);

/// For readers: takes the store out of the file where it lies in one piece, unframed, and says so in `out`.
/// Errors: media.manifest_too_large and those of the source.
[[nodiscard]] Result<Done> read_store(const ByteSource& source, const ByteRange& range, Container& out);

/// True where a container breaks its own rules, not where reading it failed: readers of formats without a rule for it
/// say `is_damaged` and give what was found before.
[[nodiscard]] bool is_structural(const Error& error) noexcept;

/// One named part for `c2pa.hash.boxes` (2.5 section 9, 18.6): `SOI`, `APP0`, `C2PA`, `IDAT`...
struct NamedBox {
    std::string name;
    /// From the first byte to the last; what other boxes hold between them too, where it has `pieces`.
    ByteRange range;
    /// Of a box that lies in several places: the pages of an Ogg stream.
    std::vector<ByteRange> pieces = {};
    /// Bytes that count as zeros: a font's checkSumAdjustment. Zero length where there are none.
    ByteRange zeroed = {};
};
/// The parts in file order, a font's tables in the order of its directory; a JPEG's SOS and RSTn carry their
/// entropy-coded data, so the whole file is read once. Errors: as read_container.
[[nodiscard]] Result<std::vector<NamedBox>> list_boxes(const ByteSource& source, const Container& container);

/// The http(s) address in an XMP packet's `dcterms:provenance`, or empty.
[[nodiscard]] std::string find_provenance(std::string_view xmp);

}  // namespace countersign::verifier::media

// A PDF's objects by number (ISO 32000-2 section 7.5): cross-reference tables and streams, newest first through all
// incremental updates, and object streams. Only what is asked for is read.
// Thread-safety: one file object for each thread.
#pragma once

#include <map>

#include "verifier/media/container.hpp"
#include "verifier/media/pdf_syntax.hpp"

namespace countersign::verifier::media {

struct PdfObject {
    std::string text;          ///< up to `stream` where it is one
    std::uint64_t start = 0;   ///< of the text in the file; 0 inside an object stream
    std::uint64_t stream = 0;  ///< offset of a stream's data, or 0
};

class PdfFile {
  public:
    /// Errors: media.container_malformed, media.container_limit, and those of the source.
    [[nodiscard]] static Result<PdfFile> open(const ByteSource& source);

    /// Of the newest revision.
    [[nodiscard]] std::string_view trailer() const noexcept { return sections_.front().trailer; }
    [[nodiscard]] std::uint64_t newest_section() const noexcept { return sections_.front().offset; }
    [[nodiscard]] bool has_cross_reference_stream() const noexcept { return sections_.front().is_stream; }
    [[nodiscard]] bool is_encrypted() const noexcept;
    /// Errors: as open.
    [[nodiscard]] Result<PdfObject> find(std::uint64_t number);
    /// The object that a value is or refers to, as text. Errors: as open.
    [[nodiscard]] Result<std::string> resolve(std::string_view value);
    /// Where a stream's data lies as stored. Errors: as open.
    [[nodiscard]] Result<ByteRange> stream_range(const PdfObject& object);

  private:
    /// `count` entries from object `first` on.
    struct Run {
        std::uint64_t first = 0;
        std::uint64_t count = 0;
        std::uint64_t entries = 0;  ///< in the file (a table) or in `data` (a stream)
    };
    struct Section {
        std::uint64_t offset = 0;
        bool is_stream = false;
        std::string trailer;
        std::vector<Run> runs;
        Bytes data;
        std::size_t widths[3] = {};
    };
    struct Place {
        std::uint64_t kind = 0;  ///< 0 free, 1 in the file, 2 in an object stream
        std::uint64_t where = 0;
        std::uint64_t index = 0;
    };

    explicit PdfFile(const ByteSource& source) : source_(source) {}
    Result<Done> read_sections();
    Result<Section> read_section(std::uint64_t offset);
    Result<Section> read_table(std::uint64_t offset);
    Result<Section> read_stream_section(std::uint64_t offset);
    Result<std::optional<Place>> find_place(const Section& section, std::uint64_t number);
    Result<PdfObject> read_object(std::uint64_t offset);
    Result<Bytes> read_stream(const PdfObject& object);
    Result<PdfObject> read_packed(std::uint64_t container, std::uint64_t number);

    const ByteSource& source_;
    std::vector<Section> sections_;
    /// Of the streams that were inflated, and what was kept or inflated.
    std::uint64_t raw_ = 0;
    std::uint64_t decoded_ = 0;
    std::size_t depth_ = 0;
};

}  // namespace countersign::verifier::media

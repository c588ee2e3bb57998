// The tags of an XML or HTML document, in order, without holding it: comments, CDATA, declarations and processing
// instructions are passed over. Enough to find a manifest, and nothing is resolved or expanded.
// Thread-safety: one reader for each thread.
#pragma once

#include <optional>
#include <string>

#include "verifier/media/container.hpp"

namespace countersign::verifier::media {

struct MarkupTag {
    ByteRange range;   ///< from `<` to behind `>`
    std::string text;  ///< between them, cut after markup_tag_bytes_max
    bool is_end = false;
    bool is_empty = false;  ///< `<a/>`
    /// `svg:metadata`, as written.
    [[nodiscard]] std::string_view name() const noexcept;
    /// Behind a prefix, if any.
    [[nodiscard]] std::string_view local_name() const noexcept;
};

class MarkupReader {
  public:
    static constexpr std::size_t tag_bytes_max = std::size_t{64} * 1024;

    explicit MarkupReader(const ByteSource& source) : source_(source) {}
    /// Nothing at the end of the document, also inside something that isn't closed. Errors: those of the source.
    [[nodiscard]] Result<std::optional<MarkupTag>> next();
    /// Passes over text that isn't markup, such as an HTML script's, up to the end tag of that name (lower-case).
    void skip_to_end_tag(std::string name) noexcept { raw_ = std::move(name); }

  private:
    Result<int> byte();  ///< -1 at the end
    Result<bool> skip_past(std::string_view end);
    Result<bool> skip_past_end_of(std::string_view name);
    Result<std::optional<MarkupTag>> read_tag(std::uint64_t start, std::string text);

    const ByteSource& source_;
    Bytes block_;
    std::uint64_t block_start_ = 0;
    std::uint64_t at_ = 0;
    std::string raw_;
};

}  // namespace countersign::verifier::media

// One walk over a text of any size in bounded memory: is it UTF-8, and where are the marks that C2PA puts into text
// (2.5 A.3.17, A.8, A.9)? What they mean is text.hpp's to say.
// Thread-safety: one for each thread.
#pragma once

#include <array>

#include "verifier/media/container.hpp"

namespace countersign::verifier::media {

/// The fixed words around a manifest or its address in text.
enum class TextMark : std::uint8_t { manifest_begin, manifest_end, checkpoint_begin, checkpoint_end };
[[nodiscard]] std::string_view text_of(TextMark mark) noexcept;

/// Variation selectors (U+FE00 to U+FE0F, U+E0100 to U+E01EF) as bytes: `byte` in UTF-8.
void append_variation_selector(std::uint8_t byte, Bytes& out);

struct FoundMark {
    TextMark mark = TextMark::manifest_begin;
    std::uint64_t offset = 0;
};

struct TextScan {
    bool is_utf8 = true;
    /// C2PATextManifestWrappers that can be decoded, each from U+FEFF to behind its last variation selector.
    std::vector<ByteRange> wrappers;
    /// What the first of them holds; empty where that is more than a store may have.
    Bytes store;
    std::vector<FoundMark> marks;
};

/// Stops where the bytes aren't UTF-8. Errors: media.container_limit and the source's.
[[nodiscard]] Result<TextScan> scan_text(const ByteSource& source);

}  // namespace countersign::verifier::media

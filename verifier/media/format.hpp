// What a file is, by its first bytes alone: names and declared media types are a stranger's word.
// Thread-safety: pure functions.
#pragma once

#include <string_view>

#include "verifier/media/byte_source.hpp"

namespace countersign::verifier::media {

enum class Format : std::uint8_t {
    jpeg,
    png,
    gif,
    webp,
    wav,
    avi,
    tiff,
    heic,
    heif,
    avif,
    mp4,
    m4a,
    quicktime,
    jpeg_xl,
    mp3,
    flac,
    ogg,
    pdf,
    svg,
    html,
    text,             ///< UTF-8 in its first bytes, and none of the others
    structured_text,  ///< a text whose comments C2PA can use
    zip,              ///< none of the following
    epub,
    docx,
    xlsx,
    pptx,
    odt,
    ods,
    odp,
    oxps,
    otf,
    ttf,
    midi,
    manifest_store,  ///< a bare `.c2pa` sidecar
    unknown,
};

/// First bytes in, format out. 4 KiB are enough for all but a FLAC behind a long ID3 tag, and the kind of a ZIP
/// archive.
[[nodiscard]] Format sniff(ByteView head) noexcept;
/// Errors: those of the source.
[[nodiscard]] Result<Format> sniff(const ByteSource& source);
/// `image/jpeg`; `application/octet-stream` for unknown.
[[nodiscard]] std::string_view media_type(Format format) noexcept;

}  // namespace countersign::verifier::media

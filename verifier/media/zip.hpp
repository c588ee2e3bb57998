// ZIP (APPNOTE 6.3, also ZIP64) and the documents that are ZIP archives: EPUB, Office Open XML, OpenDocument, OpenXPS.
// The manifest store is the stored entry META-INF/content_credential.c2pa (C2PA 2.5 A.6). What the archive holds is
// said twice, in its central directory and before each entry; both must agree, whoever reads it. Data in: a source;
// data out: the directory, read entry by entry and never held. Rules: docs/spec/c2pa.md (C69, C70). read_container
// (container.hpp) is the way in. Thread-safety: pure functions.
#pragma once

#include <functional>

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

inline constexpr std::string_view zip_store_name = "META-INF/content_credential.c2pa";

[[nodiscard]] bool is_zip(Format format) noexcept;

/// Where the central directory lies. Nothing stands between its headers and the end records.
struct ZipDirectory {
    std::uint64_t entries = 0;
    ByteRange headers;
    /// The end of central directory record with its comment: the last bytes of the file.
    ByteRange end_record;
    bool is_zip64 = false;
};

/// An entry by its header in the central directory; ZIP64 sizes are resolved.
struct ZipEntry {
    std::string name;  ///< bytes as they stand
    std::uint16_t version_needed = 0;
    std::uint16_t flags = 0;
    std::uint16_t method = 0;
    std::uint32_t time_and_date = 0;
    std::uint32_t crc = 0;
    std::uint64_t stored_bytes = 0;
    std::uint64_t bytes = 0;
    std::uint64_t offset = 0;  ///< of its local header
    ByteRange header;          ///< in the central directory
    [[nodiscard]] bool is_encrypted() const noexcept { return (flags & 1U) != 0; }
    [[nodiscard]] bool has_descriptor() const noexcept { return (flags & 8U) != 0; }
    [[nodiscard]] bool is_folder() const noexcept { return name.ends_with('/') && stored_bytes == 0; }
};

struct ZipPlace {
    ByteRange whole;  ///< local header, content, data descriptor
    ByteRange content;
    bool is_plain = false;  ///< no extra field, and every field as in the central directory
};

/// Errors: media.container_malformed (none, two that could be meant, more than one disk) and those of the source.
[[nodiscard]] Result<ZipDirectory> find_zip_directory(const ByteSource& source);
/// Calls `visit` for each header in order, until it gives an error. Errors: media.container_malformed,
/// media.container_limit (entries, or a long name), those of `visit` and of the source.
[[nodiscard]] Result<Done> walk_zip_directory(const ByteSource& source, const ZipDirectory& directory,
                                              const std::function<Result<Done>(const ZipEntry&)>& visit);
/// Errors: media.container_malformed (outside the file, or another name, method or size before the entry than in the
/// directory) and those of the source.
[[nodiscard]] Result<ZipPlace> place_zip_entry(const ByteSource& source, const ZipDirectory& directory,
                                               const ZipEntry& entry);
/// All content of an entry, decompressed. Errors: media.container_malformed, media.container_unsupported (encrypted,
/// another method than deflate), media.container_limit (more than `bytes_max`, whatever the entry says of itself).
[[nodiscard]] Result<Bytes> read_zip_entry(const ByteSource& source, const ZipDirectory& directory,
                                           const ZipEntry& entry, std::size_t bytes_max);

/// Which document, by its `mimetype` entry, its content types, or its container.xml; `zip` where it is none that is
/// known.
[[nodiscard]] Result<Format> sniff_zip(const ByteSource& source);

/// A store that is compressed, encrypted, or described otherwise in the directory is media.manifest_malformed.
/// Errors: as read_container.
[[nodiscard]] Result<Container> read_zip(const ByteSource& source);

/// The store behind the last entry, each entry a part of the plan. In an OPC package `[Content_Types].xml` tells the
/// store's type (A.6.3). Refused where bytes belong to no entry or to two, and where a binding couldn't name them all.
[[nodiscard]] Result<EmbedPlan> embed_zip(const ByteSource& source, const Container& container,
                                          std::uint64_t store_bytes);
[[nodiscard]] Bytes frame_zip(ByteView store);

}  // namespace countersign::verifier::media

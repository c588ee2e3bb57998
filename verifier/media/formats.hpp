// The table of container formats: for each, its reader, and where C2PA defines them the parts for the box hash and the
// way a store is put in. One file for each container; a new format is one line in format.cpp (how it is recognised) and
// one in formats.cpp (what is done with it).
// Thread-safety: a constant table.
#pragma once

#include "verifier/media/embed.hpp"

namespace countersign::verifier::media {

struct FormatRow {
    Format format = Format::unknown;
    /// Sets all but `format` of the container, and that only where it knows better.
    Result<Container> (*read)(const ByteSource& source) = nullptr;
    /// Null where no box names are defined.
    Result<std::vector<NamedBox>> (*list_boxes)(const ByteSource& source, const Container& container) = nullptr;
    /// Null where a store isn't put into such files.
    Result<EmbedPlan> (*embed)(const ByteSource& source, const Container& container,
                               std::uint64_t store_bytes) = nullptr;
    Bytes (*frame)(ByteView store) = nullptr;
};

/// Null where the format isn't read.
[[nodiscard]] const FormatRow* find_format(Format format) noexcept;

/// True where manifests are looked for in files of that media type.
[[nodiscard]] bool is_read(std::string_view media_type) noexcept;

}  // namespace countersign::verifier::media

// Which kind of document a ZIP archive is, by what it says of itself inside.
#include <algorithm>
#include <array>
#include <optional>

#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"
#include "verifier/media/zip.hpp"

namespace countersign::verifier::media {
namespace {

struct Kind {
    std::string_view text;
    Format format;
};

/// The whole `mimetype` entry, which is the first one and stored (EPUB OCF 4.2.3, ODF 1.3 part 2 section 3.3).
constexpr Kind media_types[] = {
    {"application/epub+zip", Format::epub},
    {"application/vnd.oasis.opendocument.text", Format::odt},
    {"application/vnd.oasis.opendocument.spreadsheet", Format::ods},
    {"application/vnd.oasis.opendocument.presentation", Format::odp},
};
/// The main part's type in `[Content_Types].xml`.
constexpr Kind content_types[] = {
    {"\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"", Format::docx},
    {"\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"", Format::xlsx},
    {"\"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml\"", Format::pptx},
    {"\"application/vnd.ms-package.xps-fixeddocumentsequence+xml\"", Format::oxps},
};
constexpr Kind containers[] = {{"urn:oasis:names:tc:opendocument:xmlns:container", Format::epub}};
constexpr std::size_t media_type_bytes_max = 128;

struct Sign {
    std::string_view entry;
    std::span<const Kind> kinds;
    bool is_whole;  ///< the entry is that text, else it holds it
    std::size_t bytes_max;
};
constexpr std::array<Sign, 3> signs{{{"mimetype", media_types, true, media_type_bytes_max},
                                     {"[Content_Types].xml", content_types, false, limits::zip_part_bytes_max},
                                     {"META-INF/container.xml", containers, false, limits::zip_part_bytes_max}}};

Format find_kind(const Sign& sign, std::string_view text) noexcept {
    if (sign.is_whole) {
        text = text.substr(0, text.find_last_not_of(" \r\n") + 1);
    }
    for (const Kind& kind : sign.kinds) {
        if (sign.is_whole ? text == kind.text : text.find(kind.text) != std::string_view::npos) {
            return kind.format;
        }
    }
    return Format::zip;
}

}  // namespace

Result<Format> sniff_zip(const ByteSource& source) {
    const auto directory = find_zip_directory(source);
    if (!directory) {
        return directory.error().code == errors::source_unreadable ? Result<Format>(fail(directory.error()))
                                                                   : Format::zip;
    }
    // What says the kind stands first in real documents; a kind that is hidden behind thousands of entries is none.
    std::array<std::optional<ZipEntry>, signs.size()> found;
    std::uint64_t seen = 0;
    const auto done = walk_zip_directory(source, *directory, [&](const ZipEntry& entry) -> Result<Done> {
        for (std::size_t i = 0; i < signs.size(); ++i) {
            if (entry.name == signs[i].entry && !found[i]) {
                found[i] = entry;
            }
        }
        return ++seen < limits::zip_sniffed_entries_max ? Result<Done>(Done{}) : fail(errors::container_limit);
    });
    if (!done && done.error().code == errors::source_unreadable) {
        return fail(done.error());
    }
    for (std::size_t i = 0; i < signs.size(); ++i) {
        if (!found[i]) {
            continue;
        }
        const auto content = read_zip_entry(source, *directory, *found[i], signs[i].bytes_max);
        if (!content && content.error().code == errors::source_unreadable) {
            return fail(content.error());
        }
        if (const Format format = content ? find_kind(signs[i], as_text(*content)) : Format::zip;
            format != Format::zip) {
            return format;
        }
    }
    return Format::zip;
}

}  // namespace countersign::verifier::media

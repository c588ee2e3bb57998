// The page, embedded in the program: the files of api/web/site by the path under which they are served.
// Path in -> bytes, media type, ETag. Everything is constant and lives as long as the program.
// Thread-safety: pure.
#pragma once

#include <span>
#include <string_view>

#include "identity/base/bytes.hpp"

namespace countersign::api::web {

struct Asset {
    /// As requested, without query: "/" for the page, "/assets/style.css".
    std::string_view path;
    /// For Content-Type.
    std::string_view media_type;
    /// For ETag and If-None-Match: SHA-256 of the bytes in hexadecimal, with its quotation marks.
    std::string_view etag;
    ByteView bytes;
};

/// Sent with the page: nothing inline, nothing from another host, no framing.
inline constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The file to answer `path` (no query) with, or nothing. Every address of a view, such as /verify/{sha256},
/// /identity/{id or name} or /log, answers the page itself, which reads its own address.
[[nodiscard]] const Asset* find_asset(std::string_view path) noexcept;

/// Whether `path` is the address of a view of the page.
[[nodiscard]] bool is_page_address(std::string_view path) noexcept;

/// Every file, ordered by its place in site/.
[[nodiscard]] std::span<const Asset> assets() noexcept;

}  // namespace countersign::api::web

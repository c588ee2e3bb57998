// How much of a PDF is read to find a manifest (beside identity/base/limits.hpp).
#pragma once

#include <cstddef>
#include <cstdint>

namespace countersign::limits {

/// A dictionary or array, as text.
inline constexpr std::size_t pdf_object_bytes_max = std::size_t{256} * 1024;
/// Incremental updates, and parts of a cross-reference table.
inline constexpr std::size_t pdf_sections_max = 1024;
/// Object numbers: what readers take (ISO 32000-1 annex C).
inline constexpr std::uint64_t pdf_objects_max = 8'388'607;
/// All that is inflated: cross-reference and object streams.
inline constexpr std::size_t pdf_decoded_bytes_max = std::size_t{16} * 1024 * 1024;

}  // namespace countersign::limits

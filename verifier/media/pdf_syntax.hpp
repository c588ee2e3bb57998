// PDF objects as text (ISO 32000-2 section 7.3): where one ends, and values of a dictionary by key. Nothing is built,
// so nothing grows with what a stranger writes. Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/bytes.hpp"

namespace countersign::verifier::media {

struct PdfReference {
    std::uint64_t number = 0;
    std::uint64_t generation = 0;
};

/// Behind white space and comments from `at` on.
[[nodiscard]] std::size_t skip_pdf_space(std::string_view text, std::size_t at) noexcept;
/// Behind the object at `at` (a reference counts as one); nothing where there is none, or it isn't closed.
[[nodiscard]] std::optional<std::size_t> skip_pdf_object(std::string_view text, std::size_t at);
/// The value of a key (with its slash) in the dictionary that the text starts with; empty where there is none.
[[nodiscard]] std::string_view find_pdf_value(std::string_view dictionary, std::string_view key);
/// The elements of an array; a single object is its own element.
[[nodiscard]] std::vector<std::string_view> list_pdf_elements(std::string_view value);
[[nodiscard]] std::optional<PdfReference> parse_pdf_reference(std::string_view value);
/// A non-negative integer that the text starts with.
[[nodiscard]] std::optional<std::uint64_t> parse_pdf_number(std::string_view value);

}  // namespace countersign::verifier::media

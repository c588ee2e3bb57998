// Unicode normalisation form C (UAX #15), for whoever compares texts rather than bytes.
// Thread-safety: pure functions over ICU's constant data.
#pragma once

#include <string>
#include <string_view>

namespace countersign::names {

/// Bytes that aren't UTF-8 become U+FFFD. Requires less than 2 GiB.
[[nodiscard]] std::string to_nfc(std::string_view utf8);
/// True where the text before this character and the text from it on are normalised apart from each other.
[[nodiscard]] bool is_nfc_boundary(char32_t code) noexcept;

}  // namespace countersign::names

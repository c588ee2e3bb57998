// What names need of Unicode. ICU stays inside unicode.cpp; nobody else includes it. Private to identity/names.
// Every text here is valid UTF-8; the caller has checked.
// Thread-safety: pure functions over ICU's constant data.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace countersign::names::detail {

[[nodiscard]] std::vector<char32_t> to_code_points(std::string_view utf8);
[[nodiscard]] std::string to_utf8(char32_t code);

/// NFKC_Casefold (Unicode 3.13, D146): compatibility forms, case and invisible characters are folded away.
[[nodiscard]] std::string fold_case(std::string_view utf8);

/// The prototype that Unicode's confusables table (UTS #39 section 4) gives for one character.
[[nodiscard]] std::string confusable_prototype(char32_t code);

/// Combining marks and characters that show nothing.
[[nodiscard]] bool is_mark(char32_t code) noexcept;
[[nodiscard]] bool is_hyphen(char32_t code) noexcept;
[[nodiscard]] bool is_space(char32_t code) noexcept;
/// English name of the script, as in `Cyrillic`; empty for characters that all scripts share.
[[nodiscard]] std::string script_name(char32_t code);

}  // namespace countersign::names::detail

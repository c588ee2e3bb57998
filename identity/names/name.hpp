// Names of identities: the strict form that the registry keeps, and the folding of what a person types into it.
// Text in -> Name or folded text out. docs/spec/names.md, N1 to N7. Names are labels, never standing.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "identity/base/result.hpp"

namespace countersign::names {

/// A name that keeps N1 to N5; only parse_name() and parse_typed_name() make one.
class Name {
  public:
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    friend bool operator==(const Name&, const Name&) = default;
    friend bool operator<(const Name& a, const Name& b) noexcept { return a.text_ < b.text_; }

  private:
    explicit Name(std::string text) noexcept : text_(std::move(text)) {}
    friend Result<Name> parse_name(std::string_view text);
    std::string text_;
};

/// Takes the registry's form only; nothing is folded or trimmed.
/// Errors: name.length, name.alphabet, name.hyphen, name.reserved.
[[nodiscard]] Result<Name> parse_name(std::string_view text);

/// What a person typed, made comparable (N6): NFKC with case folding, white space, underscores and every kind of
/// hyphen as `-`, hyphens at the ends removed. Other scripts stay as they are, so that they can be shown and
/// compared. Errors: name.utf8, name.too_long.
[[nodiscard]] Result<std::string> fold_typed_name(std::string_view typed);

/// Folds, then parses (N7): `Example Bank` gives `example-bank`. Errors: those of both steps.
[[nodiscard]] Result<Name> parse_typed_name(std::string_view typed);

}  // namespace countersign::names

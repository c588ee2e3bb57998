// Look-alikes: two names that the eye can't tell apart (docs/spec/names.md, N8 to N12). A name's shape is what is left
// when confusable characters are replaced by one of their kind; equal shapes look alike, whatever the script.
// Text in -> shape, or the name that it imitates and the characters that differ.
// Thread-safety: the functions are pure; an index is guarded by its owner.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "identity/base/result.hpp"
#include "identity/names/name.hpp"

namespace countersign::names {

/// The shape of a folded text (N8), the key under which look-alikes meet. Linear in the text.
[[nodiscard]] std::string shape_of(std::string_view folded);

/// One place where a text differs from the name it imitates. Either side may be empty (a hyphen too many or too few).
struct Difference {
    std::string seen;
    std::string expected;
    /// 1-based: the first character of `seen` is this character of the text.
    std::size_t position = 0;
    /// 1-based among the characters of the imitated name that are the same as `expected`; 0 where it is the only one.
    std::size_t occurrence = 0;
    /// Script of `seen` where it isn't Latin, in English.
    std::string script;
    friend bool operator==(const Difference&, const Difference&) = default;
};

struct Lookalike {
    /// The folded text that was looked up.
    std::string seen;
    /// The name it imitates, claimed earlier.
    std::string existing;
    std::vector<Difference> differences;
    friend bool operator==(const Lookalike&, const Lookalike&) = default;
};

/// Requires equal shapes.
[[nodiscard]] Lookalike compare(std::string_view folded, std::string_view existing);

/// "This is examp1e-bank, not example-bank: the digit 1 stands for the letter l." (N12)
[[nodiscard]] std::string to_sentence(const Lookalike& lookalike);

/// Existing names by shape, in the order in which they were claimed: the earlier one is the one that is imitated.
class LookalikeIndex {
  public:
    /// Adding a name again changes nothing.
    void add(const Name& name);
    void remove(const Name& name);
    /// The earliest other name of the same shape (N10, N11); nothing for an existing name that came first itself.
    /// One look-up, whatever the number of names. Errors: those of fold_typed_name().
    [[nodiscard]] Result<std::optional<Lookalike>> find(std::string_view typed) const;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

  private:
    std::unordered_map<std::string, std::vector<std::string>> by_shape_;
    std::size_t size_ = 0;
};

/// The admission check of a new name. Errors: name.lookalike, whose detail is the sentence.
[[nodiscard]] Result<Done> check_not_lookalike(const LookalikeIndex& index, const Name& name);

}  // namespace countersign::names

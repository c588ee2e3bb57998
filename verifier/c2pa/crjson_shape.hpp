// The published schema of crJSON (crjson.schema.json, compiled in) as shapes that values can be fitted to. Only the
// keywords that the schema uses are known; any other is a bug that the first use shows.
// Thread-safety: immutable; made once, at first use.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "identity/base/json.hpp"

namespace countersign::verifier::c2pa {

enum class ShapeKind : std::uint8_t { any, object, array, text, integer, boolean, one_of };
enum class TextForm : std::uint8_t { free, date_time, uri, version, trust_list_type };

struct Shape;

struct ShapeMember {
    std::string name;
    const Shape* shape = nullptr;
    bool is_required = false;
};

struct Shape {
    ShapeKind kind = ShapeKind::any;
    // Objects.
    std::vector<ShapeMember> members;
    /// Null: no others are allowed.
    const Shape* others = nullptr;
    /// Of which not both may be there.
    std::vector<std::pair<std::string, std::string>> exclusive;
    /// Where the first is there, the second must be.
    std::vector<std::pair<std::string, std::string>> dependent;
    // Arrays.
    const Shape* items = nullptr;
    std::size_t items_min = 0;
    // Texts.
    TextForm form = TextForm::free;
    std::vector<std::string> values;
    std::size_t characters_min = 0;
    std::size_t characters_max = std::numeric_limits<std::size_t>::max();
    // Integers.
    std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
    std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
    /// Exactly one of them must fit.
    std::vector<const Shape*> alternatives;

    [[nodiscard]] const ShapeMember* find(std::string_view name) const noexcept;
};

class CrjsonSchema {
  public:
    [[nodiscard]] static const CrjsonSchema& get();
    // Shapes point to each other.
    CrjsonSchema(const CrjsonSchema&) = delete;
    CrjsonSchema& operator=(const CrjsonSchema&) = delete;
    /// `claim`, `claimV1`...; must exist.
    [[nodiscard]] const Shape& definition(std::string_view name) const;
    /// What an assertion of that label must look like.
    [[nodiscard]] const Shape& assertion(std::string_view label) const;

  private:
    explicit CrjsonSchema(const Json& schema);
    const Shape* make(const Json& schema);
    void fill(const Json& schema, Shape& out);
    void fill_object(const Json& schema, Shape& out);
    std::deque<std::pair<std::string, Shape>> definitions_;
    std::deque<Shape> shapes_;
    Shape any_;
    const Shape* part_hash_ = nullptr;
};

/// Whether a text is of that form by the schema's regular expression, or by JSON Schema's format.
[[nodiscard]] bool has_form(std::string_view text, TextForm form) noexcept;
/// False where it surely isn't: what remains is of the form, or too unusual to tell.
[[nodiscard]] bool may_have_form(std::string_view text, TextForm form) noexcept;

}  // namespace countersign::verifier::c2pa

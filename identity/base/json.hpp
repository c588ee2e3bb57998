// JSON values, a bounded strict parser (RFC 8259, I-JSON: no duplicate keys, valid UTF-8, no lone surrogates) and
// the canonical text of RFC 8785. Boost.JSON stays inside json.cpp; nobody else includes it.
//
// Numbers: integers within +-(2^53 - 1) are kept as integers; all others are doubles. A longer integer is refused
// (json.number) unless it is how its double is written, so canonical text never changes a value.
// Thread-safety: plain values.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "identity/base/limits.hpp"
#include "identity/base/result.hpp"

namespace countersign {

struct JsonMember;

class Json {
  public:
    using Array = std::vector<Json>;
    /// In the order of the text or of insertion; keys are unique.
    using Object = std::vector<JsonMember>;

    // Defined in json.cpp, where a member is a complete type (clang instantiates the variant at once).
    Json() noexcept;
    Json(std::nullptr_t) noexcept;
    Json(bool value) noexcept;
    Json(int value) noexcept;
    Json(unsigned value) noexcept;
    Json(std::int64_t value) noexcept;
    /// Must be at most 2^53 - 1.
    Json(std::uint64_t value) noexcept;
    Json(double value) noexcept;
    Json(const char* value);
    Json(std::string_view value);
    Json(std::string value) noexcept;
    Json(Array value) noexcept;
    Json(Object value) noexcept;
    Json(const Json&);
    Json(Json&&) noexcept;
    Json& operator=(const Json&);
    Json& operator=(Json&&) noexcept;
    ~Json();

    /// `Json::object({{"a", 1}, {"b", "text"}})`.
    [[nodiscard]] static Json object(std::initializer_list<JsonMember> members = {});
    [[nodiscard]] static Json array(std::initializer_list<Json> items = {});

    [[nodiscard]] bool is_null() const noexcept { return value_.index() == 0; }
    [[nodiscard]] bool is_bool() const noexcept { return std::holds_alternative<bool>(value_); }
    [[nodiscard]] bool is_integer() const noexcept { return std::holds_alternative<std::int64_t>(value_); }
    [[nodiscard]] bool is_number() const noexcept { return is_integer() || std::holds_alternative<double>(value_); }
    [[nodiscard]] bool is_string() const noexcept { return std::holds_alternative<std::string>(value_); }
    [[nodiscard]] bool is_array() const noexcept { return std::holds_alternative<Array>(value_); }
    [[nodiscard]] bool is_object() const noexcept { return std::holds_alternative<Object>(value_); }

    // Each requires the matching is_...(); anything else is a bug.
    [[nodiscard]] bool as_bool() const { return std::get<bool>(value_); }
    [[nodiscard]] std::int64_t as_integer() const { return std::get<std::int64_t>(value_); }
    [[nodiscard]] double as_number() const;
    [[nodiscard]] const std::string& as_string() const { return std::get<std::string>(value_); }
    [[nodiscard]] const Array& as_array() const { return std::get<Array>(value_); }
    [[nodiscard]] Array& as_array() { return std::get<Array>(value_); }
    [[nodiscard]] const Object& as_object() const { return std::get<Object>(value_); }
    [[nodiscard]] Object& as_object() { return std::get<Object>(value_); }

    /// The member's value, or null where this isn't an object or has no such key.
    [[nodiscard]] const Json* find(std::string_view key) const noexcept;
    /// Adds or replaces a member; requires an object.
    Json& set(std::string_view key, Json value);
    /// Removes a member if it is there; requires an object.
    void erase(std::string_view key);
    /// Requires an array.
    Json& push(Json value);

    friend bool operator==(const Json& a, const Json& b);

  private:
    std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> value_;
};

struct JsonMember {
    std::string key;
    Json value;
    friend bool operator==(const JsonMember&, const JsonMember&) = default;
};

struct JsonLimits {
    std::size_t bytes_max = limits::json_bytes_max;
    std::size_t depth_max = limits::json_depth_max;
    std::size_t values_max = limits::json_values_max;
};

/// Errors: json.syntax, json.duplicate_key, json.too_deep, json.too_large, json.number.
[[nodiscard]] Result<Json> parse_json(std::string_view text, const JsonLimits& json_limits = {});

/// RFC 8785 (JCS): keys sorted by UTF-16 code units, ECMAScript numbers, no white space. Doubles must be finite.
[[nodiscard]] std::string to_canonical_json(const Json& value);
/// Members in their own order, no white space.
[[nodiscard]] std::string to_json_text(const Json& value);
/// Indented by two spaces, for people.
[[nodiscard]] std::string to_pretty_json(const Json& value);

// Typed access to a member, for parsers. Errors: json.missing_key, json.type, with the key as detail.
[[nodiscard]] Result<std::string> get_string(const Json& object, std::string_view key);
[[nodiscard]] Result<bool> get_bool(const Json& object, std::string_view key);
/// 0 to 2^53 - 1.
[[nodiscard]] Result<std::uint64_t> get_unsigned(const Json& object, std::string_view key);
[[nodiscard]] Result<const Json*> get_object(const Json& object, std::string_view key);
[[nodiscard]] Result<const Json*> get_array(const Json& object, std::string_view key);
/// A closed schema: every key of `object` is among `allowed`. Errors: json.type, json.unknown_key.
[[nodiscard]] Result<Done> check_keys(const Json& object, std::initializer_list<std::string_view> allowed);

}  // namespace countersign

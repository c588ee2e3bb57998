// CBOR (RFC 8949) as a value, a strict bounded decoder and a deterministic encoder. Why our own:
// docs/decisions/0010-own-cbor-decoder.md.
//
// Read: any well-formed item with unique map keys and valid UTF-8, also indefinite lengths and longer-than-needed
// heads, since old C2PA files carry them. Written: definite lengths and shortest heads only.
// Thread-safety: plain values and pure functions.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "identity/base/bytes.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/result.hpp"

namespace countersign::verifier::c2pa {

struct CborEntry;

/// -1 - `magnitude`: every negative integer that CBOR has.
struct CborNegative {
    std::uint64_t magnitude = 0;
    friend bool operator==(const CborNegative&, const CborNegative&) = default;
};
/// A simple value other than false, true, null and undefined.
struct CborSimple {
    std::uint8_t value = 0;
    friend bool operator==(const CborSimple&, const CborSimple&) = default;
};
struct CborUndefined {
    friend bool operator==(const CborUndefined&, const CborUndefined&) = default;
};
struct CborTagged;

class Cbor {
  public:
    using Array = std::vector<Cbor>;
    /// In the order of the bytes or of insertion; keys are unique.
    using Map = std::vector<CborEntry>;

    // All defined below, where CborEntry is complete: clang 14 insists.
    Cbor() noexcept;
    Cbor(std::nullptr_t) noexcept;
    Cbor(CborUndefined value) noexcept;
    Cbor(CborSimple value) noexcept;
    Cbor(CborNegative value) noexcept;
    Cbor(bool value) noexcept;
    Cbor(int value) noexcept;
    Cbor(std::int64_t value) noexcept;
    Cbor(std::uint64_t value) noexcept;
    Cbor(double value) noexcept;
    Cbor(const char* value);
    Cbor(std::string_view value);
    Cbor(std::string value) noexcept;
    Cbor(Bytes value) noexcept;
    Cbor(Array value) noexcept;
    Cbor(Map value) noexcept;
    Cbor(const Cbor&);
    Cbor(Cbor&&) noexcept;
    Cbor& operator=(const Cbor&);
    Cbor& operator=(Cbor&&) noexcept;
    ~Cbor();

    /// `Cbor::map({{"a", 1}, {"b", "text"}})`.
    [[nodiscard]] static Cbor map(std::initializer_list<CborEntry> entries = {});
    [[nodiscard]] static Cbor array(std::initializer_list<Cbor> items = {});
    [[nodiscard]] static Cbor tagged(std::uint64_t tag, Cbor item);

    [[nodiscard]] bool is_null() const noexcept { return value_.index() == 0; }
    [[nodiscard]] bool is_bool() const noexcept { return std::holds_alternative<bool>(value_); }
    [[nodiscard]] bool is_unsigned() const noexcept { return std::holds_alternative<std::uint64_t>(value_); }
    [[nodiscard]] bool is_negative() const noexcept { return std::holds_alternative<CborNegative>(value_); }
    [[nodiscard]] bool is_double() const noexcept { return std::holds_alternative<double>(value_); }
    [[nodiscard]] bool is_text() const noexcept { return std::holds_alternative<std::string>(value_); }
    [[nodiscard]] bool is_bytes() const noexcept { return std::holds_alternative<Bytes>(value_); }
    [[nodiscard]] bool is_array() const noexcept { return std::holds_alternative<Array>(value_); }
    [[nodiscard]] bool is_map() const noexcept { return std::holds_alternative<Map>(value_); }
    [[nodiscard]] bool is_tagged() const noexcept;
    [[nodiscard]] bool is_undefined() const noexcept { return std::holds_alternative<CborUndefined>(value_); }
    [[nodiscard]] bool is_simple() const noexcept { return std::holds_alternative<CborSimple>(value_); }

    // Each requires the matching is_...(); anything else is a bug.
    [[nodiscard]] bool as_bool() const { return std::get<bool>(value_); }
    [[nodiscard]] std::uint64_t as_unsigned() const { return std::get<std::uint64_t>(value_); }
    [[nodiscard]] CborNegative as_negative() const { return std::get<CborNegative>(value_); }
    [[nodiscard]] double as_double() const { return std::get<double>(value_); }
    [[nodiscard]] CborSimple as_simple() const { return std::get<CborSimple>(value_); }
    [[nodiscard]] const std::string& as_text() const { return std::get<std::string>(value_); }
    [[nodiscard]] const Bytes& as_bytes() const { return std::get<Bytes>(value_); }
    [[nodiscard]] const Array& as_array() const { return std::get<Array>(value_); }
    [[nodiscard]] Array& as_array() { return std::get<Array>(value_); }
    [[nodiscard]] const Map& as_map() const { return std::get<Map>(value_); }
    [[nodiscard]] Map& as_map() { return std::get<Map>(value_); }
    [[nodiscard]] std::uint64_t tag() const;
    [[nodiscard]] const Cbor& tagged_item() const;

    [[nodiscard]] bool fits_int64() const noexcept;
    /// Requires fits_int64().
    [[nodiscard]] std::int64_t as_int64() const;

    /// The value under a text key, or null where this isn't a map or has no such key.
    [[nodiscard]] const Cbor* find(std::string_view key) const noexcept;
    /// The same for an integer key (COSE headers).
    [[nodiscard]] const Cbor* find(std::int64_t key) const noexcept;
    /// Text, bytes, unsigned or map under a text key, or null where it is absent or of another type.
    [[nodiscard]] const std::string* find_text(std::string_view key) const noexcept;
    [[nodiscard]] const Bytes* find_bytes(std::string_view key) const noexcept;
    [[nodiscard]] const Array* find_array(std::string_view key) const noexcept;
    /// Adds or replaces; requires a map.
    Cbor& set(std::string_view key, Cbor value);
    /// Requires an array.
    Cbor& push(Cbor value);

    friend bool operator==(const Cbor& a, const Cbor& b);

  private:
    friend struct CborWriter;
    std::variant<std::monostate, bool, std::uint64_t, CborNegative, double, CborSimple, CborUndefined, std::string,
                 Bytes, Array, Map, std::unique_ptr<CborTagged>>
        value_;
};

struct CborEntry {
    Cbor key;
    Cbor value;
    friend bool operator==(const CborEntry&, const CborEntry&) = default;
};

struct CborTagged {
    std::uint64_t tag = 0;
    Cbor item;
};

inline Cbor::Cbor() noexcept = default;
inline Cbor::Cbor(std::nullptr_t) noexcept {}
inline Cbor::Cbor(CborUndefined value) noexcept : value_(value) {}
inline Cbor::Cbor(CborSimple value) noexcept : value_(value) {}
inline Cbor::Cbor(CborNegative value) noexcept : value_(value) {}
inline Cbor::Cbor(bool value) noexcept : value_(value) {}
inline Cbor::Cbor(int value) noexcept : Cbor(std::int64_t{value}) {}
inline Cbor::Cbor(std::uint64_t value) noexcept : value_(value) {}
inline Cbor::Cbor(double value) noexcept : value_(value) {}
inline Cbor::Cbor(const char* value) : value_(std::string(value)) {}
inline Cbor::Cbor(std::string_view value) : value_(std::string(value)) {}
inline Cbor::Cbor(std::string value) noexcept : value_(std::move(value)) {}
inline Cbor::Cbor(Bytes value) noexcept : value_(std::move(value)) {}
inline Cbor::Cbor(Array value) noexcept : value_(std::move(value)) {}

struct CborLimits {
    std::size_t depth_max = limits::cbor_depth_max;
    std::size_t items_max = limits::cbor_items_max;
};

/// Exactly one item. Errors: cbor.malformed, cbor.duplicate_key, cbor.too_deep, cbor.too_large, cbor.trailing.
[[nodiscard]] Result<Cbor> parse_cbor(ByteView bytes, const CborLimits& cbor_limits = {});

/// The first item and how many bytes it takes; what follows is padding. Errors: as parse_cbor but for cbor.trailing.
struct CborPrefix {
    Cbor item;
    std::size_t length = 0;
};
[[nodiscard]] Result<CborPrefix> parse_cbor_prefix(ByteView bytes, const CborLimits& cbor_limits = {});

enum class CborOrder : std::uint8_t {
    deterministic,  ///< map keys in the bytewise order of their encodings (RFC 8949 4.2.1)
    as_given,
};
/// Shortest heads and definite lengths; doubles in the shortest of the three widths that keeps their value.
[[nodiscard]] Bytes encode_cbor(const Cbor& value, CborOrder order = CborOrder::deterministic);

/// The head of a byte string of `length` bytes, for sizes known before the bytes are.
[[nodiscard]] Bytes encode_cbor_bytes_head(std::uint64_t length);

}  // namespace countersign::verifier::c2pa

// The members of an operation's message as JSON: a writer and a reader, each a visitor of operation_fields.hpp. One
// spelling for each value. Private to contracts/ledger.
#pragma once

#include <algorithm>
#include <charconv>
#include <concepts>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "contracts/ledger/operation_fields.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"

namespace countersign::ledger::detail {

inline constexpr std::uint64_t json_integer_max = (std::uint64_t{1} << 53U) - 1;
inline constexpr std::string_view hex_start = "0x";

inline std::string to_0x(ByteView bytes) { return std::string(hex_start) + to_hex(bytes); }

inline Json to_json_number(std::uint64_t value) {
    return value <= json_integer_max ? Json(value) : Json(std::to_string(value));
}

/// Writes members into an object.
class MessageWriter {
  public:
    template <typename Value>
    void operator()(std::string_view name, const Value& value) {
        out_.set(name, to_json(value));
    }
    [[nodiscard]] Json take() { return std::move(out_); }

  private:
    template <size_t N, typename Tag>
    static Json to_json(const FixedBytes<N, Tag>& value) {
        return to_0x(view(value));
    }
    static Json to_json(const rules::PublicKey& value) { return to_0x({value.data(), value.size()}); }
    static Json to_json(bool value) { return value; }
    static Json to_json(UnixSeconds value) { return to_json_number(value.value); }
    static Json to_json(std::unsigned_integral auto value) { return to_json_number(value); }
    template <typename Enum>
    requires std::is_enum_v<Enum>
    static Json to_json(Enum value) { return to_json_number(static_cast<std::uint64_t>(value)); }
    template <size_t N>
    static Json to_json(const rules::Text<N>& value) {
        return as_text({value.data(), value.size()});
    }
    template <typename T, size_t N>
    static Json to_json(const rules::List<T, N>& values) {
        Json list = Json::array();
        for (const T& value : values) {
            list.push(to_json(value));
        }
        return list;
    }
    static Json to_json(const rules::KeyGrant& value) {
        MessageWriter writer;
        visit_grant(value, writer);
        return writer.take();
    }

    Json out_ = Json::object();
};

/// Reads members of an object, each once; remembers the first that is wrong.
class MessageReader {
  public:
    /// Requires an object.
    explicit MessageReader(const Json& object) : object_(object) {}

    template <typename Value>
    void operator()(std::string_view name, Value& value) {
        const Json* const member = object_.find(name);
        ++members_;
        if (member == nullptr || !read(*member, value)) {
            set_wrong(std::string(name));
        }
    }
    /// The first member that was missing or wrong, or says that there are others; empty where all is well.
    [[nodiscard]] std::string finish() {
        if (wrong_.empty() && object_.as_object().size() != members_) {
            wrong_ = "a member that isn't known here";
        }
        return wrong_;
    }

  private:
    void set_wrong(std::string what) {
        if (wrong_.empty()) {
            wrong_ = std::move(what);
        }
    }
    static std::optional<Bytes> read_bytes(const Json& json) {
        if (!json.is_string() || !json.as_string().starts_with(hex_start)) {
            return std::nullopt;
        }
        auto bytes = parse_hex(std::string_view(json.as_string()).substr(hex_start.size()));
        return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
    }
    static std::optional<std::uint64_t> read_number(const Json& json) {
        if (json.is_integer()) {
            return json.as_integer() >= 0 ? std::optional(static_cast<std::uint64_t>(json.as_integer())) : std::nullopt;
        }
        // A larger one is a string, and only a larger one: one number, one spelling.
        std::uint64_t value = 0;
        const std::string* const text = json.is_string() ? &json.as_string() : nullptr;
        if (text == nullptr) {
            return std::nullopt;
        }
        const auto [end, problem] = std::from_chars(text->data(), text->data() + text->size(), value);
        const bool good = problem == std::errc{} && std::to_string(value) == *text && value > json_integer_max;
        return good ? std::optional(value) : std::nullopt;
    }

    template <size_t N, typename Tag>
    static bool read(const Json& json, FixedBytes<N, Tag>& out) {
        const auto bytes = read_bytes(json);
        return bytes && copy_exact(*bytes, out);
    }
    static bool read(const Json& json, rules::PublicKey& out) {
        const auto bytes = read_bytes(json);
        if (!bytes || bytes->size() != rules::PublicKey::size_bytes) {
            return false;
        }
        std::ranges::copy(*bytes, out.bytes);
        return true;
    }
    static bool read(const Json& json, bool& out) {
        out = json.is_bool() && json.as_bool();
        return json.is_bool();
    }
    static bool read(const Json& json, UnixSeconds& out) { return read(json, out.value); }
    template <std::unsigned_integral Integer>
    static bool read(const Json& json, Integer& out) {
        const auto number = read_number(json);
        if (!number || *number > std::numeric_limits<Integer>::max()) {
            return false;
        }
        out = static_cast<Integer>(*number);
        return true;
    }
    template <typename Enum>
    requires std::is_enum_v<Enum>
    static bool read(const Json& json, Enum& out) {
        // Whether the number means anything, the rules say.
        std::underlying_type_t<Enum> number = 0;
        const bool good = read(json, number);
        out = static_cast<Enum>(number);
        return good;
    }
    template <size_t N>
    static bool read(const Json& json, rules::Text<N>& out) {
        if (!json.is_string()) {
            return false;
        }
        const ByteView bytes = as_bytes(json.as_string());
        return out.assign({bytes.data(), bytes.size()});
    }
    template <typename T, size_t N>
    static bool read(const Json& json, rules::List<T, N>& out) {
        if (!json.is_array() || json.as_array().size() > N) {
            return false;
        }
        return std::ranges::all_of(json.as_array(), [&out](const Json& item) {
            T value{};
            return read(item, value) && out.push(value);
        });
    }
    static bool read(const Json& json, rules::KeyGrant& out) {
        if (!json.is_object()) {
            return false;
        }
        MessageReader reader(json);
        visit_grant(out, reader);
        return reader.finish().empty();
    }

    const Json& object_;
    std::size_t members_ = 0;
    std::string wrong_;
};

}  // namespace countersign::ledger::detail

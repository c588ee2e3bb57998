#include "identity/base/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>

#include "identity/base/ensure.hpp"
#include "identity/base/errors.hpp"

namespace countersign {
namespace {

constexpr std::int64_t exact_integer_max = (std::int64_t{1} << 53) - 1;

/// Receives the parser's events and builds the value on an explicit stack.
class Builder {
  public:
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    explicit Builder(const JsonLimits& json_limits) : limits_(json_limits) {}

    using ErrorOut = boost::json::error_code&;
    using Text = boost::json::string_view;

    bool on_document_begin(ErrorOut) { return true; }
    bool on_document_end(ErrorOut) { return true; }
    bool on_object_begin(ErrorOut error) { return open(Json::object(), error); }
    bool on_object_end(std::size_t, ErrorOut error) {
        return has_unique_keys(stack_.back()) ? close(error) : refuse(errors::json_duplicate_key, error);
    }
    bool on_array_begin(ErrorOut error) { return open(Json::array(), error); }
    bool on_array_end(std::size_t, ErrorOut error) { return close(error); }
    bool on_key_part(Text text, std::size_t, ErrorOut) { return part(text); }
    bool on_key(Text text, std::size_t, ErrorOut) {
        part(text);
        keys_.back() = std::exchange(text_, {});
        return true;
    }
    bool on_string_part(Text text, std::size_t, ErrorOut) { return part(text); }
    bool on_string(Text text, std::size_t, ErrorOut error) {
        part(text);
        return add(Json(std::exchange(text_, {})), error);
    }
    bool on_number_part(Text text, ErrorOut) { return part(text); }
    bool on_int64(std::int64_t value, Text text, ErrorOut error) {
        if (value > exact_integer_max || value < -exact_integer_max) {
            return on_double(0, text, error);
        }
        text_.clear();
        return add(Json(value), error);
    }
    bool on_uint64(std::uint64_t, Text text, ErrorOut error) { return on_double(0, text, error); }
    bool on_double(double, Text text, ErrorOut error) {
        part(text);
        // Boost's own conversion isn't correctly rounded; the standard library's is.
        double value = 0;
        const auto [end, failure] = std::from_chars(text_.data(), text_.data() + text_.size(), value);
        if (failure != std::errc{} || end != text_.data() + text_.size() || !std::isfinite(value)) {
            return refuse(errors::json_number, error);
        }
        // A long integer counts only where the double it becomes is written as the very same digits.
        if (value != 0.0 && text_.find_first_of(".eE") == std::string::npos &&
            to_canonical_json(Json(value)) != text_) {
            return refuse(errors::json_number, error);
        }
        text_.clear();
        return add(Json(value), error);
    }
    bool on_bool(bool value, ErrorOut error) { return add(Json(value), error); }
    bool on_null(ErrorOut error) { return add(Json(nullptr), error); }
    bool on_comment_part(Text, ErrorOut) { return false; }
    bool on_comment(Text, ErrorOut) { return false; }

    [[nodiscard]] const ErrorCode& refusal() const { return refusal_; }
    [[nodiscard]] Json take() { return std::move(root_); }

  private:
    bool part(Text text) {
        text_.append(text.data(), text.size());
        return true;
    }
    bool refuse(const ErrorCode& code, ErrorOut error) {
        refusal_ = code;
        error = boost::json::error::syntax;
        return false;
    }
    bool open(Json container, ErrorOut error) {
        if (stack_.size() >= limits_.depth_max) {
            return refuse(errors::json_too_deep, error);
        }
        if (++values_ > limits_.values_max) {
            return refuse(errors::json_too_large, error);
        }
        stack_.push_back(std::move(container));
        keys_.emplace_back();
        return true;
    }
    bool close(ErrorOut error) {
        Json done = std::move(stack_.back());
        stack_.pop_back();
        keys_.pop_back();
        --values_;  // counted by open()
        return add(std::move(done), error);
    }
    bool add(Json value, ErrorOut error) {
        if (++values_ > limits_.values_max) {
            return refuse(errors::json_too_large, error);
        }
        if (stack_.empty()) {
            root_ = std::move(value);
        } else if (stack_.back().is_array()) {
            stack_.back().as_array().push_back(std::move(value));
        } else {
            stack_.back().as_object().push_back({std::move(keys_.back()), std::move(value)});
        }
        return true;
    }
    /// Sorting keeps this O(n log n) for an object of many keys.
    static bool has_unique_keys(const Json& object) {
        std::vector<std::string_view> keys;
        keys.reserve(object.as_object().size());
        for (const auto& member : object.as_object()) {
            keys.push_back(member.key);
        }
        std::ranges::sort(keys);
        return std::ranges::adjacent_find(keys) == keys.end();
    }

    JsonLimits limits_;
    std::vector<Json> stack_;
    std::vector<std::string> keys_;
    std::string text_;
    std::size_t values_ = 0;
    Json root_;
    ErrorCode refusal_ = errors::json_syntax;
};

Result<const Json*> get_member(const Json& object, std::string_view key) {
    if (!object.is_object()) {
        return fail(errors::json_type, "an object is expected around " + std::string(key));
    }
    const Json* const found = object.find(key);
    if (found == nullptr) {
        return fail(errors::json_missing_key, std::string(key));
    }
    return found;
}

}  // namespace

Json::Json() noexcept = default;
Json::Json(std::nullptr_t) noexcept {}
Json::Json(bool value) noexcept : value_(value) {}
Json::Json(int value) noexcept : value_(std::int64_t{value}) {}
Json::Json(unsigned value) noexcept : value_(std::int64_t{value}) {}
Json::Json(std::int64_t value) noexcept : value_(value) {}
Json::Json(double value) noexcept : value_(value) {}
Json::Json(const char* value) : value_(std::string(value)) {}
Json::Json(std::string_view value) : value_(std::string(value)) {}
Json::Json(std::string value) noexcept : value_(std::move(value)) {}
Json::Json(Array value) noexcept : value_(std::move(value)) {}
Json::Json(std::uint64_t value) noexcept : value_(static_cast<std::int64_t>(value)) {
    ensure(value <= static_cast<std::uint64_t>(exact_integer_max), "integer too large for JSON");
}
Json::Json(Object value) noexcept : value_(std::move(value)) {}
Json::Json(const Json&) = default;
Json::Json(Json&&) noexcept = default;
Json& Json::operator=(const Json&) = default;
Json& Json::operator=(Json&&) noexcept = default;
Json::~Json() = default;
bool operator==(const Json& a, const Json& b) { return a.value_ == b.value_; }

Json Json::object(std::initializer_list<JsonMember> members) { return Json(Object(members)); }
Json Json::array(std::initializer_list<Json> items) { return Json(Array(items)); }

double Json::as_number() const { return is_integer() ? static_cast<double>(as_integer()) : std::get<double>(value_); }

const Json* Json::find(std::string_view key) const noexcept {
    if (const auto* object = std::get_if<Object>(&value_)) {
        for (const auto& member : *object) {
            if (member.key == key) {
                return &member.value;
            }
        }
    }
    return nullptr;
}

Json& Json::set(std::string_view key, Json value) {
    for (auto& member : as_object()) {
        if (member.key == key) {
            member.value = std::move(value);
            return *this;
        }
    }
    as_object().push_back({std::string(key), std::move(value)});
    return *this;
}

void Json::erase(std::string_view key) {
    std::erase_if(as_object(), [&](const JsonMember& member) { return member.key == key; });
}

Json& Json::push(Json value) {
    as_array().push_back(std::move(value));
    return *this;
}

Result<Json> parse_json(std::string_view text, const JsonLimits& json_limits) {
    if (text.size() > json_limits.bytes_max) {
        return fail(errors::json_too_large, std::to_string(text.size()) + " bytes");
    }
    boost::json::parse_options options;
    options.max_depth = json_limits.depth_max + 1;  // ours is met first, with its own code
    boost::json::basic_parser<Builder> parser(options, json_limits);
    boost::json::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (error) {
        return fail(parser.handler().refusal(), "at byte " + std::to_string(used));
    }
    const bool only_space_left = text.find_first_not_of(" \t\r\n", used) == std::string_view::npos;
    if (!parser.done() || !only_space_left) {
        return fail(errors::json_syntax, "at byte " + std::to_string(used));
    }
    return parser.handler().take();
}

Result<std::string> get_string(const Json& object, std::string_view key) {
    const auto member = get_member(object, key);
    if (!member) {
        return fail(member.error());
    }
    if (!(*member)->is_string()) {
        return fail(errors::json_type, std::string(key) + " must be a string");
    }
    return (*member)->as_string();
}

Result<bool> get_bool(const Json& object, std::string_view key) {
    const auto member = get_member(object, key);
    if (!member) {
        return fail(member.error());
    }
    if (!(*member)->is_bool()) {
        return fail(errors::json_type, std::string(key) + " must be true or false");
    }
    return (*member)->as_bool();
}

Result<std::uint64_t> get_unsigned(const Json& object, std::string_view key) {
    const auto member = get_member(object, key);
    if (!member) {
        return fail(member.error());
    }
    if (!(*member)->is_integer() || (*member)->as_integer() < 0) {
        return fail(errors::json_type, std::string(key) + " must be a whole number of at least 0");
    }
    return static_cast<std::uint64_t>((*member)->as_integer());
}

Result<const Json*> get_object(const Json& object, std::string_view key) {
    auto member = get_member(object, key);
    if (member && !(*member)->is_object()) {
        return fail(errors::json_type, std::string(key) + " must be an object");
    }
    return member;
}

Result<const Json*> get_array(const Json& object, std::string_view key) {
    auto member = get_member(object, key);
    if (member && !(*member)->is_array()) {
        return fail(errors::json_type, std::string(key) + " must be an array");
    }
    return member;
}

Result<Done> check_keys(const Json& object, std::initializer_list<std::string_view> allowed) {
    if (!object.is_object()) {
        return fail(errors::json_type, "an object is expected");
    }
    for (const auto& member : object.as_object()) {
        if (std::ranges::find(allowed, std::string_view(member.key)) == allowed.end()) {
            return fail(errors::json_unknown_key, member.key);
        }
    }
    return Done{};
}

}  // namespace countersign

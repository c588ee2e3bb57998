#include "identity/base/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "identity/base/ensure.hpp"

namespace countersign {
namespace {

/// Order of UTF-16 code units (RFC 8785 section 3.2.3). It differs from byte order only between characters from
/// U+10000 on, whose surrogates sort below U+E000 to U+FFFF.
bool utf16_less(std::string_view a, std::string_view b) {
    const auto [left, right] = std::ranges::mismatch(a, b);
    if (left == a.end() || right == b.end()) {
        return left == a.end() && right != b.end();
    }
    const auto rank = [](char lead) {
        const auto byte = static_cast<unsigned char>(lead);
        return byte >= 0xF0 ? 0xED50U + byte - 0xF0U : byte >= 0xEE ? 0xEE00U + byte : byte * 0x100U;
    };
    return rank(*left) != rank(*right) ? rank(*left) < rank(*right)
                                       : static_cast<unsigned char>(*left) < static_cast<unsigned char>(*right);
}

void write_string(std::string& out, std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    out.push_back('"');
    for (const char character : text) {
        switch (character) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\t': out += "\\t"; break;
            case '\n': out += "\\n"; break;
            case '\f': out += "\\f"; break;
            case '\r': out += "\\r"; break;
            default:
                if (static_cast<unsigned char>(character) < 0x20) {
                    out += "\\u00";
                    out.push_back(digits[static_cast<unsigned char>(character) >> 4U]);
                    out.push_back(digits[static_cast<unsigned char>(character) & 0x0FU]);
                } else {
                    out.push_back(character);
                }
        }
    }
    out.push_back('"');
}

/// ECMAScript's Number::toString from the shortest digits and the decimal exponent.
void write_double(std::string& out, double value) {
    ensure(std::isfinite(value), "JSON has no infinity");
    if (value == 0) {
        out += "0";
        return;
    }
    char buffer[40];
    const auto [end, failure] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
    ensure(failure == std::errc{}, "to_chars");
    std::string_view text(buffer, static_cast<std::size_t>(end - buffer));
    if (text.front() == '-') {
        out.push_back('-');
        text.remove_prefix(1);
    }
    const std::size_t mark = text.find('e');
    int exponent = 0;
    const std::size_t exponent_at = mark + (text[mark + 1] == '+' ? 2 : 1);
    std::from_chars(text.data() + exponent_at, text.data() + text.size(), exponent);
    std::string digits(1, text[0]);
    if (mark > 2) {
        digits += text.substr(2, mark - 2);
    }
    const int count = static_cast<int>(digits.size());
    const int point = exponent + 1;  // digits before the decimal point
    if (count <= point && point <= 21) {
        out += digits + std::string(static_cast<std::size_t>(point - count), '0');
    } else if (0 < point && point <= 21) {
        out += digits.substr(0, static_cast<std::size_t>(point)) + "." + digits.substr(static_cast<std::size_t>(point));
    } else if (-6 < point && point <= 0) {
        out += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
    } else {
        out += digits.substr(0, 1) + (count > 1 ? "." + digits.substr(1) : "") + "e" + (exponent < 0 ? "-" : "+") +
               std::to_string(exponent < 0 ? -exponent : exponent);
    }
}

enum class Layout { compact, canonical, pretty };

void write(std::string& out, const Json& value, Layout layout, std::size_t depth);

void new_line(std::string& out, Layout layout, std::size_t depth) {
    if (layout == Layout::pretty) {
        out.push_back('\n');
        out.append(depth * 2, ' ');
    }
}

void write_object(std::string& out, const Json::Object& object, Layout layout, std::size_t depth) {
    std::vector<const JsonMember*> members;
    members.reserve(object.size());
    for (const auto& member : object) {
        members.push_back(&member);
    }
    if (layout == Layout::canonical) {
        std::ranges::sort(members, [](const auto* a, const auto* b) { return utf16_less(a->key, b->key); });
    }
    out.push_back('{');
    bool first = true;
    for (const auto* member : members) {
        if (!std::exchange(first, false)) {
            out.push_back(',');
        }
        new_line(out, layout, depth + 1);
        write_string(out, member->key);
        out += layout == Layout::pretty ? ": " : ":";
        write(out, member->value, layout, depth + 1);
    }
    if (!members.empty()) {
        new_line(out, layout, depth);
    }
    out.push_back('}');
}

void write_array(std::string& out, const Json::Array& array, Layout layout, std::size_t depth) {
    out.push_back('[');
    bool first = true;
    for (const auto& item : array) {
        if (!std::exchange(first, false)) {
            out.push_back(',');
        }
        new_line(out, layout, depth + 1);
        write(out, item, layout, depth + 1);
    }
    if (!array.empty()) {
        new_line(out, layout, depth);
    }
    out.push_back(']');
}

void write(std::string& out, const Json& value, Layout layout, std::size_t depth) {
    if (value.is_object()) {
        write_object(out, value.as_object(), layout, depth);
    } else if (value.is_array()) {
        write_array(out, value.as_array(), layout, depth);
    } else if (value.is_string()) {
        write_string(out, value.as_string());
    } else if (value.is_integer()) {
        out += std::to_string(value.as_integer());
    } else if (value.is_number()) {
        write_double(out, value.as_number());
    } else if (value.is_bool()) {
        out += value.as_bool() ? "true" : "false";
    } else {
        out += "null";
    }
}

}  // namespace

std::string to_canonical_json(const Json& value) {
    std::string out;
    write(out, value, Layout::canonical, 0);
    return out;
}
std::string to_json_text(const Json& value) {
    std::string out;
    write(out, value, Layout::compact, 0);
    return out;
}
std::string to_pretty_json(const Json& value) {
    std::string out;
    write(out, value, Layout::pretty, 0);
    return out;
}

}  // namespace countersign

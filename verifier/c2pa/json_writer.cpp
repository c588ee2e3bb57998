#include "verifier/c2pa/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "identity/base/encoding.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

bool needs_escape(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\' || c == 0x7F;
}

}  // namespace

void JsonWriter::append(std::string_view text) {
    if (is_full_ || out_.size() + text.size() > bytes_max_) {
        is_full_ = true;
        return;
    }
    out_.append(text);
}

/// What was written last decides: after an opening bracket, a colon or nothing, no comma is due.
void JsonWriter::separate() {
    if (!out_.empty() && out_.back() != '{' && out_.back() != '[' && out_.back() != ':') {
        append(",");
    }
}

void JsonWriter::begin_object() {
    separate();
    append("{");
}

void JsonWriter::begin_array() {
    separate();
    append("[");
}

void JsonWriter::quote(std::string_view value) {
    append("\"");
    std::size_t from = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (!needs_escape(c)) {
            continue;
        }
        append(value.substr(from, i - from));
        from = i + 1;
        if (c == '"' || c == '\\') {
            append(c == '"' ? "\\\"" : "\\\\");
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        const std::array<char, 6> escaped{'\\', 'u', '0', '0', hex_digits[byte >> 4U], hex_digits[byte & 0xFU]};
        append({escaped.data(), escaped.size()});
    }
    append(value.substr(from));
    append("\"");
}

void JsonWriter::text(std::string_view value) {
    separate();
    if (is_utf8(as_bytes(value))) {
        quote(value);
    } else {
        quote(printable(value, value.size()));
    }
}

void JsonWriter::key(std::string_view name) {
    text(name);
    append(":");
}

void JsonWriter::bytes(ByteView value) {
    separate();
    append("\"b64'");
    append(to_base64(value));
    append("'\"");
}

void JsonWriter::number(std::uint64_t value) {
    separate();
    append(std::to_string(value));
}

void JsonWriter::negative(std::uint64_t magnitude) {
    separate();
    // The largest magnitude plus one no longer fits 64 bits.
    append(magnitude == UINT64_MAX ? "-18446744073709551616" : "-" + std::to_string(magnitude + 1));
}

void JsonWriter::number(double value) {
    separate();
    if (!std::isfinite(value)) {
        append("null");
        return;
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    append({digits.data(), static_cast<std::size_t>(end - digits.data())});
}

void JsonWriter::boolean(bool value) {
    separate();
    append(value ? "true" : "false");
}

void JsonWriter::null() {
    separate();
    append("null");
}

}  // namespace countersign::verifier::c2pa

#include "identity/base/encoding.hpp"

#include <array>
#include <cstdio>

#include "identity/base/limits.hpp"

namespace countersign {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view base58_alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

constexpr std::array<std::int16_t, 256> inverse(std::string_view alphabet) {
    std::array<std::int16_t, 256> table{};
    for (auto& value : table) {
        value = -1;
    }
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int16_t>(i);
    }
    return table;
}

constexpr auto hex_values = inverse(hex_digits);
constexpr auto base64_values = inverse(base64_alphabet);
constexpr auto base64url_values = inverse(base64url_alphabet);
constexpr auto base58_values = inverse(base58_alphabet);

std::string encode_base64(ByteView bytes, std::string_view alphabet, bool padded) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
        const std::uint32_t group = (std::uint32_t{bytes[i]} << 16U) |
                                    (count > 1 ? std::uint32_t{bytes[i + 1]} << 8U : 0U) |
                                    (count > 2 ? std::uint32_t{bytes[i + 2]} : 0U);
        for (std::size_t j = 0; j <= count; ++j) {
            out.push_back(alphabet[(group >> (18U - 6U * j)) & 0x3FU]);
        }
        if (padded) {
            out.append(3 - count, '=');
        }
    }
    return out;
}

/// Decodes text without padding; false for any character outside the alphabet, an impossible length, or trailing
/// bits that aren't zero.
bool decode_base64(std::string_view text, const std::array<std::int16_t, 256>& values, Bytes& out) {
    if (text.size() % 4 == 1) {
        return false;
    }
    out.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (const char character : text) {
        const std::int16_t value = values[static_cast<unsigned char>(character)];
        if (value < 0) {
            return false;
        }
        group = (group << 6U) | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<std::uint8_t>(group >> bits));
            group &= (1U << bits) - 1U;
        }
    }
    return group == 0;
}

/// Length of the well-formed UTF-8 sequence at `at`, or 0.
std::size_t utf8_sequence_length(ByteView bytes, std::size_t at) noexcept {
    const std::uint8_t lead = bytes[at];
    if (lead < 0x80) {
        return 1;
    }
    std::size_t length = 0;
    std::uint32_t value = 0;
    std::uint32_t smallest = 0;
    if ((lead & 0xE0U) == 0xC0U) {
        length = 2, value = lead & 0x1FU, smallest = 0x80;
    } else if ((lead & 0xF0U) == 0xE0U) {
        length = 3, value = lead & 0x0FU, smallest = 0x800;
    } else if ((lead & 0xF8U) == 0xF0U) {
        length = 4, value = lead & 0x07U, smallest = 0x10000;
    } else {
        return 0;
    }
    if (at + length > bytes.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((bytes[at + i] & 0xC0U) != 0x80U) {
            return 0;
        }
        value = (value << 6U) | (bytes[at + i] & 0x3FU);
    }
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    return value < smallest || value > 0x10FFFF || surrogate ? 0 : length;
}

/// Characters that change how the text around them is shown: bidirectional controls, zero-width and line separators.
bool is_invisible(std::string_view sequence) noexcept {
    if (sequence.size() == 2) {
        // U+0080 to U+009F (C1 controls), U+00AD soft hyphen, U+061C Arabic letter mark.
        return (sequence[0] == '\xC2' && static_cast<unsigned char>(sequence[1]) <= 0x9F) || sequence == "\xC2\xAD" ||
               sequence == "\xD8\x9C";
    }
    if (sequence.size() == 3 && sequence[0] == '\xE2' && sequence[1] == '\x80') {
        const auto last = static_cast<unsigned char>(sequence[2]);
        return (last >= 0x8B && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE);
    }
    if (sequence.size() == 3 && sequence[0] == '\xE2' && sequence[1] == '\x81') {
        return static_cast<unsigned char>(sequence[2]) >= 0xA0 && static_cast<unsigned char>(sequence[2]) <= 0xAF;
    }
    return sequence == "\xEF\xBB\xBF";
}

}  // namespace

std::string to_hex(ByteView bytes) {
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        out.push_back(hex_digits[byte >> 4U]);
        out.push_back(hex_digits[byte & 0x0FU]);
    }
    return out;
}

Result<Bytes> parse_hex(std::string_view text) {
    if (text.size() % 2 != 0) {
        return fail(errors::encoding_hex, "odd length");
    }
    Bytes out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_values[static_cast<unsigned char>(text[i])];
        const int low = hex_values[static_cast<unsigned char>(text[i + 1])];
        if (high < 0 || low < 0) {
            return fail(errors::encoding_hex, "at character " + std::to_string(i));
        }
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return out;
}

std::string to_base64(ByteView bytes) { return encode_base64(bytes, base64_alphabet, true); }
std::string to_base64url(ByteView bytes) { return encode_base64(bytes, base64url_alphabet, false); }

Result<Bytes> parse_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return fail(errors::encoding_base64, "length is not a multiple of four");
    }
    std::string_view body = text;
    for (int padding = 0; padding < 2 && !body.empty() && body.back() == '='; ++padding) {
        body.remove_suffix(1);
    }
    Bytes out;
    if (!decode_base64(body, base64_values, out)) {
        return fail(errors::encoding_base64);
    }
    return out;
}

Result<Bytes> parse_base64url(std::string_view text) {
    Bytes out;
    if (!decode_base64(text, base64url_values, out)) {
        return fail(errors::encoding_base64url);
    }
    return out;
}

std::string to_base58btc(ByteView bytes) {
    std::size_t zeros = 0;
    while (zeros < bytes.size() && bytes[zeros] == 0) {
        ++zeros;
    }
    Bytes digits;  // least significant first
    for (const std::uint8_t byte : bytes.subspan(zeros)) {
        std::uint32_t carry = byte;
        for (auto& digit : digits) {
            carry += std::uint32_t{digit} << 8U;
            digit = static_cast<std::uint8_t>(carry % 58);
            carry /= 58;
        }
        while (carry > 0) {
            digits.push_back(static_cast<std::uint8_t>(carry % 58));
            carry /= 58;
        }
    }
    std::string out(zeros, '1');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit) {
        out.push_back(base58_alphabet[*digit]);
    }
    return out;
}

Result<Bytes> parse_base58btc(std::string_view text) {
    if (text.size() > limits::base58_text_bytes_max) {
        return fail(errors::encoding_base58, "too long");
    }
    std::size_t zeros = 0;
    while (zeros < text.size() && text[zeros] == '1') {
        ++zeros;
    }
    Bytes digits;  // least significant first
    for (const char character : text.substr(zeros)) {
        const int value = base58_values[static_cast<unsigned char>(character)];
        if (value < 0) {
            return fail(errors::encoding_base58);
        }
        auto carry = static_cast<std::uint32_t>(value);
        for (auto& digit : digits) {
            carry += std::uint32_t{digit} * 58U;
            digit = static_cast<std::uint8_t>(carry);
            carry >>= 8U;
        }
        if (carry > 0) {
            digits.push_back(static_cast<std::uint8_t>(carry));
        }
    }
    Bytes out(zeros, 0);
    out.insert(out.end(), digits.rbegin(), digits.rend());
    return out;
}

Result<Bytes> parse_multibase(std::string_view text) {
    if (text.empty()) {
        return fail(errors::encoding_multibase, "empty");
    }
    switch (text.front()) {
        case 'z': return parse_base58btc(text.substr(1));
        case 'u': return parse_base64url(text.substr(1));
        case 'f': return parse_hex(text.substr(1));
        default: return fail(errors::encoding_multibase, "unknown prefix");
    }
}

std::string to_multibase_base58btc(ByteView bytes) { return "z" + to_base58btc(bytes); }
std::string to_multibase_base64url(ByteView bytes) { return "u" + to_base64url(bytes); }

bool is_utf8(ByteView bytes) noexcept {
    for (std::size_t at = 0; at < bytes.size();) {
        const std::size_t length = utf8_sequence_length(bytes, at);
        if (length == 0) {
            return false;
        }
        at += length;
    }
    return true;
}

std::string printable(std::string_view text, std::size_t characters_max) {
    const ByteView bytes = as_bytes(text);
    std::string out;
    std::size_t characters = 0;
    for (std::size_t at = 0; at < bytes.size(); ++characters) {
        if (characters == characters_max) {
            return out + "\xE2\x80\xA6";
        }
        const std::size_t length = utf8_sequence_length(bytes, at);
        const std::string_view sequence = text.substr(at, length == 0 ? 1 : length);
        const bool control = length == 1 && (bytes[at] < 0x20 || bytes[at] == 0x7F);
        if (length == 0 || control || is_invisible(sequence)) {
            for (const std::uint8_t byte : as_bytes(sequence)) {
                out += "\\x";
                out += to_hex({&byte, 1});
            }
        } else {
            out += sequence;
        }
        at += sequence.size();
    }
    return out;
}

}  // namespace countersign

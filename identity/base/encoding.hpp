// Text forms of bytes, all strict: one byte string has exactly one text, so a text can be compared, hashed and
// signed. Upper-case hex, missing or extra padding, non-zero trailing bits and white space are errors.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "identity/base/bytes.hpp"
#include "identity/base/errors.hpp"
#include "identity/base/result.hpp"

namespace countersign {

[[nodiscard]] std::string to_hex(ByteView bytes);
/// Lower-case only, even length, no prefix. Errors: encoding.hex.
[[nodiscard]] Result<Bytes> parse_hex(std::string_view text);

/// Standard alphabet with padding (RFC 4648 section 4).
[[nodiscard]] std::string to_base64(ByteView bytes);
/// Errors: encoding.base64.
[[nodiscard]] Result<Bytes> parse_base64(std::string_view text);

/// URL alphabet without padding (RFC 4648 section 5).
[[nodiscard]] std::string to_base64url(ByteView bytes);
/// Errors: encoding.base64url.
[[nodiscard]] Result<Bytes> parse_base64url(std::string_view text);

[[nodiscard]] std::string to_base58btc(ByteView bytes);
/// At most limits::base58_text_bytes_max characters (decoding is quadratic). Errors: encoding.base58.
[[nodiscard]] Result<Bytes> parse_base58btc(std::string_view text);

/// Multibase prefixes we read: `z` base58btc, `u` base64url, `f` hex. Errors: encoding.multibase and those of the
/// alphabet.
[[nodiscard]] Result<Bytes> parse_multibase(std::string_view text);
[[nodiscard]] std::string to_multibase_base58btc(ByteView bytes);
[[nodiscard]] std::string to_multibase_base64url(ByteView bytes);

/// Hex of exactly the digest's or key's length. Errors: encoding.hex, encoding.length.
template <typename Fixed>
[[nodiscard]] Result<Fixed> parse_hex_fixed(std::string_view text) {
    const auto bytes = parse_hex(text);
    if (!bytes) {
        return fail(bytes.error());
    }
    Fixed out{};
    if (!copy_exact(*bytes, out)) {
        return fail(errors::encoding_length, std::to_string(bytes->size()) + " bytes");
    }
    return out;
}

/// True for well-formed UTF-8 (no surrogates, no overlong forms).
[[nodiscard]] bool is_utf8(ByteView bytes) noexcept;

/// Text from a stranger made safe for one line of a log or terminal: control characters, direction marks and
/// invalid UTF-8 become visible escapes, and it is cut after `characters_max` characters.
[[nodiscard]] std::string printable(std::string_view text, std::size_t characters_max = 200);

}  // namespace countersign

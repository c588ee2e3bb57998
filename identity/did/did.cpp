#include "identity/did/did.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"

namespace countersign::did {
namespace {

constexpr std::string_view scheme = "did:";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_method_character(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }
bool is_id_character(char c) { return is_digit(c) || is_alpha(c) || c == '.' || c == '-' || c == '_'; }
/// pchar of RFC 3986 without pct-encoded.
bool is_path_character(char c) {
    return is_id_character(c) || c == '~' || std::string_view("!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

/// Every character is allowed by `is_plain`, or is part of a percent-encoding.
template <typename IsPlain>
bool is_encoded_text(std::string_view text, const IsPlain& is_plain) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2])) {
                return false;
            }
            i += 2;
        } else if (!is_plain(text[i])) {
            return false;
        }
    }
    return true;
}

bool is_query_text(std::string_view text) {
    return is_encoded_text(text, [](char c) { return is_path_character(c) || c == '/' || c == '?'; });
}

/// The part of `text` after the first `mark`, which is cut from `text` together with the mark.
std::optional<std::string> cut_after(std::string_view& text, char mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) {
        return std::nullopt;
    }
    std::string after(text.substr(at + 1));
    text = text.substr(0, at);
    return after;
}

}  // namespace

std::string_view Did::method() const noexcept {
    const std::string_view rest = std::string_view(text_).substr(scheme.size());
    return rest.substr(0, rest.find(':'));
}

std::string_view Did::specific_id() const noexcept {
    return std::string_view(text_).substr(scheme.size() + method().size() + 1);
}

Result<Did> parse_did(std::string_view text) {
    if (text.size() > limits::did_url_bytes_max) {
        return fail(errors::did_too_long, std::to_string(text.size()) + " bytes");
    }
    const std::string_view rest = text.starts_with(scheme) ? text.substr(scheme.size()) : std::string_view{};
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    const std::string_view method = rest.substr(0, colon);
    const std::string_view id = rest.substr(std::min(colon + 1, rest.size()));
    const bool good = !method.empty() && std::ranges::all_of(method, is_method_character) && !id.empty() &&
                      id.back() != ':' && is_encoded_text(id, [](char c) { return is_id_character(c) || c == ':'; });
    if (!good) {
        return fail(errors::did_syntax, printable(text, 100));  // D1
    }
    return Did(std::string(text));
}

Result<DidUrl> parse_did_url(std::string_view text) {
    if (text.size() > limits::did_url_bytes_max) {
        return fail(errors::did_too_long, std::to_string(text.size()) + " bytes");
    }
    std::string_view rest = text;
    auto fragment = cut_after(rest, '#');
    auto query = cut_after(rest, '?');
    auto path = cut_after(rest, '/');
    auto did = parse_did(rest);
    if (!did) {
        return fail(did.error());
    }
    const bool good = is_query_text(fragment.value_or("")) && is_query_text(query.value_or("")) &&
                      is_encoded_text(path.value_or(""), [](char c) { return is_path_character(c) || c == '/'; });
    if (!good) {
        return fail(errors::did_url_syntax, printable(text, 100));  // D2
    }
    return DidUrl{std::move(*did), path ? "/" + *path : std::string{}, std::move(query), std::move(fragment)};
}

}  // namespace countersign::did

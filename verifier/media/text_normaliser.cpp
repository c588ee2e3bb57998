#include "verifier/media/text_normaliser.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"
#include "identity/names/normal_form.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The code point that starts at `at`, or zero where it is cut or broken.
char32_t code_point_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t first = byte(at);
    if (first < 0x80) {
        return first;
    }
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (at + length > text.size()) {
        return 0;
    }
    char32_t out = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        out = (out << 6U) | (byte(at + i) & 0x3FU);
    }
    return out;
}

/// The last place before which everything is normalised by itself; zero where there is none.
std::size_t find_boundary(std::string_view text) noexcept {
    for (std::size_t at = text.size(); at-- > 1;) {
        const bool is_start = (static_cast<std::uint8_t>(text[at]) & 0xC0U) != 0x80U;
        const char32_t code = is_start ? code_point_at(text, at) : 0;
        if (code != 0 && names::is_nfc_boundary(code)) {
            return at;
        }
    }
    return 0;
}

}  // namespace

void TextNormaliser::pass(std::size_t length) {
    const std::string_view ready = std::string_view(held_).substr(0, length);
    if (is_ascii(ready)) {
        sink_(as_bytes(ready));
    } else {
        sink_(as_bytes(names::to_nfc(ready)));
    }
    held_.erase(0, length);
}

Result<Done> TextNormaliser::update(ByteView piece) {
    constexpr std::size_t step = limits::text_normalised_bytes_max;
    for (std::size_t at = 0; at < piece.size(); at += step) {
        held_ += as_text(piece.subspan(at, std::min(step, piece.size() - at)));
        if (const std::size_t boundary = find_boundary(held_); boundary > 0) {
            pass(boundary);
        } else if (held_.size() > limits::text_normalised_bytes_max) {
            return fail(errors::container_limit, "marks without a letter");
        }
    }
    return Done{};
}

void TextNormaliser::finish() {
    if (!held_.empty()) {
        pass(held_.size());
    }
}

}  // namespace countersign::verifier::media

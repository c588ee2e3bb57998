#include "verifier/media/pdf_syntax.hpp"

#include <algorithm>
#include <charconv>

namespace countersign::verifier::media {
namespace {

constexpr std::size_t nesting_max = 64;
constexpr std::size_t elements_max = 4096;
constexpr std::string_view spaces{"\0\t\n\f\r ", 6};
constexpr std::string_view ends{"\0\t\n\f\r ()<>[]{}/%", 16};

std::optional<std::size_t> skip_string(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    for (; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '(') {
            ++depth;
        } else if (text[at] == ')' && --depth == 0) {
            return at + 1;
        }
    }
    return std::nullopt;
}

std::size_t skip_word(std::string_view text, std::size_t at) noexcept {
    return std::min(text.find_first_of(ends, at), text.size());
}

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// Behind `12 0 R` where that stands at `at`, else behind the word.
std::size_t skip_number_or_reference(std::string_view text, std::size_t at) noexcept {
    const std::size_t word = skip_word(text, at);
    std::size_t next = word;
    for (int i = 0; i < 2; ++i) {
        const std::size_t start = skip_pdf_space(text, next);
        if (start == next || start >= text.size()) {
            return word;
        }
        const bool fits = i == 0 ? is_digit(text[start]) : text[start] == 'R';
        next = skip_word(text, start);
        if (!fits || (i == 1 && next != start + 1)) {
            return word;
        }
    }
    return next;
}

}  // namespace

std::size_t skip_pdf_space(std::string_view text, std::size_t at) noexcept {
    while (at < text.size()) {
        if (spaces.find(text[at]) != std::string_view::npos) {
            ++at;
        } else if (text[at] == '%') {
            at = std::min(text.find_first_of("\r\n", at), text.size());
        } else {
            break;
        }
    }
    return at;
}

std::optional<std::size_t> skip_pdf_object(std::string_view text, std::size_t at) {
    std::vector<char> open;
    do {
        at = skip_pdf_space(text, at);
        if (at >= text.size() || open.size() > nesting_max) {
            return std::nullopt;
        }
        const std::string_view rest = text.substr(at);
        if (rest.starts_with("<<")) {
            open.push_back('<');
            at += 2;
        } else if (rest.starts_with(">>") || rest[0] == ']') {
            if (open.empty() || (open.back() == '<') != (rest[0] == '>')) {
                return std::nullopt;
            }
            open.pop_back();
            at += rest[0] == ']' ? std::size_t{1} : std::size_t{2};
        } else if (rest[0] == '[') {
            open.push_back('[');
            ++at;
        } else if (rest[0] == '(') {
            const auto end = skip_string(text, at);
            if (!end) {
                return std::nullopt;
            }
            at = *end;
        } else if (rest[0] == '<') {
            const std::size_t end = text.find('>', at);
            if (end == std::string_view::npos) {
                return std::nullopt;
            }
            at = end + 1;
        } else {
            const std::size_t end = is_digit(rest[0])
                                        ? skip_number_or_reference(text, at)
                                        : skip_word(text, at + (rest[0] == '/' ? std::size_t{1} : std::size_t{0}));
            if (end == at) {
                return std::nullopt;
            }
            at = end;
        }
    } while (!open.empty());
    return at;
}

std::string_view find_pdf_value(std::string_view dictionary, std::string_view key) {
    std::size_t at = skip_pdf_space(dictionary, 0);
    if (!dictionary.substr(std::min(at, dictionary.size())).starts_with("<<")) {
        return {};
    }
    at += 2;
    for (;;) {
        const std::size_t name = skip_pdf_space(dictionary, at);
        if (name >= dictionary.size() || dictionary[name] != '/') {
            return {};
        }
        const std::size_t name_end = skip_word(dictionary, name + 1);
        const std::size_t value = skip_pdf_space(dictionary, name_end);
        const auto end = skip_pdf_object(dictionary, value);
        if (!end) {
            return {};
        }
        if (dictionary.substr(name, name_end - name) == key) {
            return dictionary.substr(value, *end - value);
        }
        at = *end;
    }
}

std::vector<std::string_view> list_pdf_elements(std::string_view value) {
    std::vector<std::string_view> out;
    if (value.empty() || value[0] != '[') {
        return value.empty() ? out : std::vector{value};
    }
    std::size_t at = 1;
    while (out.size() < elements_max) {
        at = skip_pdf_space(value, at);
        const auto end = at < value.size() && value[at] != ']' ? skip_pdf_object(value, at) : std::nullopt;
        if (!end) {
            break;
        }
        out.push_back(value.substr(at, *end - at));
        at = *end;
    }
    return out;
}

std::optional<std::uint64_t> parse_pdf_number(std::string_view value) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    static_cast<void>(end);
    return error == std::errc{} ? std::optional(number) : std::nullopt;
}

std::optional<PdfReference> parse_pdf_reference(std::string_view value) {
    const auto number = parse_pdf_number(value);
    if (!number || !value.ends_with('R')) {
        return std::nullopt;
    }
    const auto generation = parse_pdf_number(value.substr(skip_pdf_space(value, skip_word(value, 0))));
    return generation ? std::optional(PdfReference{*number, *generation}) : std::nullopt;
}

}  // namespace countersign::verifier::media

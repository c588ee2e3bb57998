#include "identity/credential/problem.hpp"

#include <algorithm>

namespace countersign::credential {

Error to_error(const Problem& problem) {
    std::string detail = problem.pointer.empty() ? std::string("/") : problem.pointer;
    if (!problem.detail.empty()) {
        detail += ": " + problem.detail;
    }
    return Error{problem.code, std::move(detail)};
}

std::string child_pointer(std::string_view parent, std::string_view key) {
    std::string out(parent);
    out += '/';
    for (const char c : key) {
        out += c == '~' ? std::string_view("~0") : c == '/' ? std::string_view("~1") : std::string_view(&c, 1);
    }
    return out;
}

std::string child_pointer(std::string_view parent, std::size_t index) {
    return child_pointer(parent, std::to_string(index));
}

bool is_absolute_url(std::string_view text) noexcept {
    const auto is_alpha = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !is_alpha(text.front())) {
        return false;
    }
    const bool scheme = std::ranges::all_of(
        text.substr(0, colon), [&](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
    return scheme && std::ranges::all_of(text.substr(colon + 1), [&](char c) {
               return is_alpha(c) || is_digit(c) ||
                      std::string_view("-._~:/?#[]@!$&'()*+,;=%").find(c) != std::string_view::npos;
           });
}

}  // namespace countersign::credential

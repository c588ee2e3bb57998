#include "identity/names/name.hpp"

#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"
#include "identity/names/errors.hpp"
#include "identity/names/grammar.hpp"
#include "identity/names/unicode.hpp"

namespace countersign::names {

Result<Name> parse_name(std::string_view text) {
    switch (find_name_fault(text.data(), text.size())) {
        case NameFault::none: return Name(std::string(text));
        case NameFault::length: return fail(errors::name_length, std::to_string(text.size()) + " bytes");
        case NameFault::alphabet: return fail(errors::name_alphabet, printable(text));
        case NameFault::reserved: return fail(errors::name_reserved, std::string(text));
        case NameFault::hyphen: return fail(errors::name_hyphen, std::string(text));
    }
    return fail(errors::name_alphabet);
}

Result<std::string> fold_typed_name(std::string_view typed) {
    if (typed.size() > limits::typed_name_bytes_max) {
        return fail(errors::name_too_long, std::to_string(typed.size()) + " bytes");
    }
    if (!is_utf8(as_bytes(typed))) {
        return fail(errors::name_utf8);
    }
    std::string folded;
    for (const char32_t code : detail::to_code_points(detail::fold_case(typed))) {
        folded += code == U'_' || detail::is_hyphen(code) || detail::is_space(code) ? "-" : detail::to_utf8(code);
    }
    const auto first = folded.find_first_not_of('-');
    if (first == std::string::npos) {
        return std::string();
    }
    return folded.substr(first, folded.find_last_not_of('-') - first + 1);
}

Result<Name> parse_typed_name(std::string_view typed) {
    const auto folded = fold_typed_name(typed);
    if (!folded) {
        return fail(folded.error());
    }
    return parse_name(*folded);
}

}  // namespace countersign::names

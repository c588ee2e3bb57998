// What is wrong with a credential: a stable code and where, as a JSON pointer (RFC 6901) into the document.
#pragma once

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "identity/base/result.hpp"
#include "identity/credential/errors.hpp"

namespace countersign::credential {

struct Problem {
    ErrorCode code;
    /// `/credentialSubject/0/id`; empty for the whole document.
    std::string pointer;
    std::string detail;
};

template <typename T>
using Checked = tl::expected<T, Problem>;

[[nodiscard]] inline tl::unexpected<Problem> reject(const ErrorCode& code, std::string pointer,
                                                    std::string detail = {}) {
    return tl::unexpected<Problem>(Problem{code, std::move(pointer), std::move(detail)});
}
[[nodiscard]] inline tl::unexpected<Problem> reject(Problem problem) {
    return tl::unexpected<Problem>(std::move(problem));
}

/// For callers that carry an Error: the pointer leads the detail.
[[nodiscard]] Error to_error(const Problem& problem);

/// `parent` with one more step; `~` and `/` in the key are escaped.
[[nodiscard]] std::string child_pointer(std::string_view parent, std::string_view key);
[[nodiscard]] std::string child_pointer(std::string_view parent, std::size_t index);

/// Scheme, colon, and at least one of the characters that RFC 3986 allows; nothing else.
[[nodiscard]] bool is_absolute_url(std::string_view text) noexcept;

}  // namespace countersign::credential

// Result<T> and the one error vocabulary. Every expected failure (bad input, not found, disk full) is a
// value: an ErrorCode with a stable public name, such as `credential.revoked`, and a free detail
// for people. Bugs abort through ensure() (ensure.hpp). Exceptions never cross a module.
//
// Each module declares its codes in its own errors.hpp as `inline constexpr ErrorCode`. The kind decides
// the HTTP status in one place (api/http/problem.cpp), so no lower layer knows HTTP.
// Thread-safety: plain values.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace countersign {

enum class ErrorKind : unsigned char {
    invalid,       ///< malformed or impossible input; sending it again can't help
    unauthorized,  ///< no or wrong proof of who is asking
    forbidden,     ///< known who, but not allowed
    not_found,     ///< nothing of that name
    conflict,      ///< the state of the registry refuses it (nonce used, name taken)
    too_large,     ///< over a named limit of limits.hpp
    unsupported,   ///< well-formed, but of a kind that isn't implemented
    rate_limited,  ///< too many requests; later is fine
    unavailable,   ///< the environment failed (disk, peer, shutting down); later may be fine
};

/// A stable public name with one sentence for people. Compare codes with ==; the name never changes once
/// released.
struct ErrorCode {
    std::string_view name;
    ErrorKind kind = ErrorKind::invalid;
    std::string_view text;

    friend constexpr bool operator==(const ErrorCode& a, const ErrorCode& b) noexcept { return a.name == b.name; }
};

struct Error {
    ErrorCode code;
    /// What exactly was wrong, for people; never a secret, never compared.
    std::string detail;
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> fail(const ErrorCode& code, std::string detail = {}) {
    return tl::unexpected<Error>(Error{code, std::move(detail)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// For functions that can fail and have nothing to say on success.
struct Done {};

}  // namespace countersign

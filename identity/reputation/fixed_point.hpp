// Products that don't fit 64 bits, and the two roundings used. Private to identity/reputation.
#pragma once

#include <cstdint>

#include "identity/base/ensure.hpp"

namespace countersign::reputation::detail {

__extension__ using Wide = unsigned __int128;
__extension__ using WideSigned = __int128;

/// floor(a * b / c); c > 0 and the quotient must fit.
[[nodiscard]] inline std::uint64_t multiply_divide(std::uint64_t a, std::uint64_t b, std::uint64_t c) noexcept {
    ensure(c != 0, "a divisor");
    return static_cast<std::uint64_t>(Wide{a} * b / c);
}

/// floor(a / b) towards minus infinity; b > 0 and the quotient must fit.
[[nodiscard]] constexpr std::int64_t floor_divide(WideSigned a, WideSigned b) noexcept {
    const WideSigned quotient = a / b;
    return static_cast<std::int64_t>(a % b < 0 ? quotient - 1 : quotient);
}

static_assert(floor_divide(-1, 3) == -1 && floor_divide(-3, 3) == -1 && floor_divide(2, 3) == 0);

}  // namespace countersign::reputation::detail

// Strong integers: quantities that can't be mixed up by accident (seconds with block numbers).
// Freestanding. Thread-safety: plain values.
#pragma once

#include <stdint.h>

namespace countersign {

template <typename Representation, typename Tag>
struct StrongInteger {
    Representation value = 0;

    friend constexpr bool operator==(StrongInteger a, StrongInteger b) noexcept { return a.value == b.value; }
    friend constexpr bool operator!=(StrongInteger a, StrongInteger b) noexcept { return a.value != b.value; }
    friend constexpr bool operator<(StrongInteger a, StrongInteger b) noexcept { return a.value < b.value; }
    friend constexpr bool operator<=(StrongInteger a, StrongInteger b) noexcept { return a.value <= b.value; }
    friend constexpr bool operator>(StrongInteger a, StrongInteger b) noexcept { return a.value > b.value; }
    friend constexpr bool operator>=(StrongInteger a, StrongInteger b) noexcept { return a.value >= b.value; }
};

/// POSIX time in whole seconds, UTC. 0 means "not set" where a field is optional.
using UnixSeconds = StrongInteger<uint64_t, struct UnixSecondsTag>;
/// Parts per million, 0 to 1,000,000: trust and reputation, never a floating-point number.
using ScorePpm = StrongInteger<uint32_t, struct ScorePpmTag>;
/// Position of an entry in the log, 0-based.
using LogIndex = StrongInteger<uint64_t, struct LogIndexTag>;

static_assert(UnixSeconds{1} < UnixSeconds{2});

}  // namespace countersign

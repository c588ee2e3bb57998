// The grammar of a name in the registry (docs/spec/names.md, N1 to N5), as one pure function that names the fault. The
// ledger's R12 refuses the same texts in a function of its own, since contracts/rules includes nothing of this.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "identity/base/limits.hpp"

namespace countersign::names {

enum class NameFault : uint8_t { none, length, alphabet, reserved, hyphen };

[[nodiscard]] constexpr bool is_name_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/// The first rule that the text breaks, in the order N2, N1, N5, N3 and N4.
[[nodiscard]] constexpr NameFault find_name_fault(const char* text, size_t size_bytes) noexcept {
    if (size_bytes < limits::name_bytes_min || size_bytes > limits::name_bytes_max) {  // N2
        return NameFault::length;
    }
    for (size_t i = 0; i < size_bytes; ++i) {  // N1
        if (!is_name_character(text[i])) {
            return NameFault::alphabet;
        }
    }
    if (size_bytes >= 4 && text[0] == 'x' && text[1] == 'n' && text[2] == '-' && text[3] == '-') {  // N5
        return NameFault::reserved;
    }
    if (text[0] == '-' || text[size_bytes - 1] == '-') {  // N3
        return NameFault::hyphen;
    }
    for (size_t i = 1; i < size_bytes; ++i) {  // N4
        if (text[i] == '-' && text[i - 1] == '-') {
            return NameFault::hyphen;
        }
    }
    return NameFault::none;
}

static_assert(find_name_fault("example-bank", 12) == NameFault::none);
static_assert(find_name_fault("xn--e1a", 7) == NameFault::reserved);

}  // namespace countersign::names

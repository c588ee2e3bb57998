// ensure(): an assertion that stays on in release builds. It states what the code itself guarantees; it is never
// used to judge input.
#pragma once

#include <source_location>

namespace countersign {

[[noreturn]] void ensure_failed(const char* what, std::source_location where) noexcept;

inline void ensure(bool condition, const char* what = "invariant",
                   std::source_location where = std::source_location::current()) noexcept {
    if (!condition) [[unlikely]] {
        ensure_failed(what, where);
    }
}

}  // namespace countersign

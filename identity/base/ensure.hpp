// ensure(): an assertion that stays on in release builds. It states what the code itself guarantees; it is never
// used to judge input.
#pragma once

namespace countersign {

/// Prints what and where, and aborts.
[[noreturn]] void ensure_failed(const char* what, const char* file, int line) noexcept;

// The builtins rather than std::source_location, which clang 14 lacks with libstdc++.
inline void ensure(bool condition, const char* what = "invariant", const char* file = __builtin_FILE(),
                   int line = __builtin_LINE()) noexcept {
    if (!condition) [[unlikely]] {
        ensure_failed(what, file, line);
    }
}

}  // namespace countersign

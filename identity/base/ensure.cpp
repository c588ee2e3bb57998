#include "identity/base/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace countersign {

void ensure_failed(const char* what, const char* file, int line) noexcept {
    static_cast<void>(std::fprintf(stderr, "countersign: bug: %s at %s:%d\n", what, file, line));
    std::abort();
}

}  // namespace countersign

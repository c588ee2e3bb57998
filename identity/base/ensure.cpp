#include "identity/base/ensure.hpp"

#include <cstdio>
#include <cstdlib>

namespace countersign {

void ensure_failed(const char* what, std::source_location where) noexcept {
    std::fprintf(stderr, "countersign: bug: %s at %s:%u\n", what, where.file_name(), where.line());
    std::abort();
}

}  // namespace countersign

// `countersign version`.
#include "api/cli/console.hpp"

namespace countersign::cli {

Exit run(const VersionOptions&) {
    print_line("countersign " COUNTERSIGN_VERSION);
    return Exit::success;
}

}  // namespace countersign::cli

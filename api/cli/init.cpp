// `countersign init`: a new data folder.
#include "api/cli/init.hpp"

#include "api/cli/console.hpp"
#include "api/service/service.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::cli {

std::string random_origin(Entropy& entropy) {
    std::uint8_t name[8];
    entropy.fill(name);
    return "localhost/" + to_hex(name);
}

Exit run(const InitOptions& options) {
    const SystemClock clock;
    SystemEntropy entropy;
    const std::string origin = options.origin.empty() ? random_origin(entropy) : options.origin;
    if (const auto made = api::service::init({options.home, origin}, clock, entropy); !made) {
        return report(made.error());
    }
    print_line("Registry made in " + options.home + "\n  log origin  " + origin + "\nNow: countersign serve");
    return Exit::success;
}

}  // namespace countersign::cli

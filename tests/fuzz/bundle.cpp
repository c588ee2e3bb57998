// A bundle that parses is its own text; and whatever a stranger sends, the check ends in an outcome that can be told.
#include "verifier/bundle/bundle.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "verifier/bundle/check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    const std::string_view text = as_text({data, size});
    const auto parsed = bundle::parse_bundle(text);
    if (parsed) {
        ensure(bundle::to_text(*parsed) == text, "one bundle, one text");
        const auto outcome = bundle::check(text, {.asset = parsed->asset, .report = nullptr, .log_keys = {}});
        ensure(bundle::exit_status(outcome) != 0, "nothing holds without a key");
        static_cast<void>(to_canonical_json(bundle::to_json(outcome)));
    }
    return 0;
}

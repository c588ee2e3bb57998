// Whatever parses has a canonical text that parses to the same value and is its own canonical text.
#include "identity/base/json.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto value = countersign::parse_json(countersign::as_text({data, size}));
    if (value) {
        const std::string canonical = countersign::to_canonical_json(*value);
        const auto again = countersign::parse_json(canonical);
        countersign::ensure(again.has_value(), "canonical text must parse");
        countersign::ensure(countersign::to_canonical_json(*again) == canonical, "canonical text must be stable");
        static_cast<void>(countersign::to_pretty_json(*value));
    }
    return 0;
}

// A policy that parses has a text that parses to the same policy, known by the same hash.
#include "verifier/verdict/policy.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    const auto policy = verdict::parse_policy(as_text({data, size}));
    if (policy) {
        const auto again = verdict::parse_policy(to_canonical_json(to_json(*policy)));
        ensure(again.has_value() && again->sha256 == policy->sha256, "one policy, one hash");
    }
    return 0;
}

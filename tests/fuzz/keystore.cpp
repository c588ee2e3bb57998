// A key file from a stranger: it parses or is refused with a code, at a bounded cost. What parses lists unique names.
#include "identity/keys/keystore.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    if (const auto listed = parse_keystore_listing(as_text({data, size}))) {
        ensure(!listed->empty() && listed->size() <= limits::keystore_keys_max, "count");
    }
    return 0;
}

// One byte string, one text: whatever an alphabet accepts encodes back to the very same text.
#include "identity/base/encoding.hpp"
#include "identity/base/clock.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    const std::string_view text = as_text({data, size});
    if (const auto bytes = parse_hex(text)) {
        ensure(to_hex(*bytes) == text, "hex");
    }
    if (const auto bytes = parse_base64(text)) {
        ensure(to_base64(*bytes) == text, "base64");
    }
    if (const auto bytes = parse_base64url(text)) {
        ensure(to_base64url(*bytes) == text, "base64url");
    }
    if (const auto bytes = parse_base58btc(text)) {
        ensure(to_base58btc(*bytes) == text, "base58btc");
    }
    static_cast<void>(parse_multibase(text));
    static_cast<void>(parse_rfc3339(text));
    ensure(is_utf8(as_bytes(printable(text))), "printable text is UTF-8");
    return 0;
}

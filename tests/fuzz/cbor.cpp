// What decodes, encodes and decodes to the same value, in both orders of map keys.
#include "verifier/c2pa/cbor.hpp"

#include "identity/base/ensure.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto value = parse_cbor({data, size});
    if (value) {
        const Bytes given = encode_cbor(*value, CborOrder::as_given);
        const auto again = parse_cbor(given);
        ensure(again.has_value(), "what was encoded decodes");
        ensure(encode_cbor(*again, CborOrder::as_given) == given, "encoding is stable");
        const Bytes sorted = encode_cbor(*value);
        ensure(encode_cbor(parse_cbor(sorted).value()) == sorted, "deterministic encoding is stable");
    }
    return 0;
}

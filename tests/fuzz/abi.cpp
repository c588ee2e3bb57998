// A type's text up to a zero byte, then an encoding: what decodes is encoded as the same bytes.
#include <algorithm>

#include "contracts/chain/abi.hpp"
#include "identity/base/ensure.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    using namespace countersign::chain;
    const ByteView all{data, size};
    const auto text_bytes = static_cast<std::size_t>(std::ranges::find(all, std::uint8_t{0}) - all.begin());
    const auto type = AbiType::parse(as_text(all.first(text_bytes)));
    if (!type) {
        return 0;
    }
    const ByteView bytes = all.subspan(std::min(size, text_bytes + 1));
    if (const auto value = decode_abi(*type, bytes)) {
        const auto again = encode_abi(*type, *value);
        ensure(again && equal(*again, bytes), "the same bytes");
    }
    return 0;
}

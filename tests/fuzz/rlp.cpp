// What is read as RLP is written as the same bytes.
#include "contracts/chain/rlp.hpp"
#include "identity/base/ensure.hpp"

namespace {

using namespace countersign;
using namespace countersign::chain;

Bytes encode(const RlpItem& item) {
    if (!item.is_list()) {
        return encode_rlp(item.content());
    }
    RlpListWriter list;
    for (const RlpItem& part : item.items()) {
        list.encoded(encode(part));
    }
    return list.take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes{data, size};
    if (const auto item = parse_rlp(bytes)) {
        ensure(equal(encode(*item), bytes), "the same bytes");
        RlpFields fields(*item);
        static_cast<void>(fields.u64());
        static_cast<void>(fields.fixed<Keccak256Digest>());
        static_cast<void>(fields.list());
        static_cast<void>(fields.finish());
    }
    return 0;
}

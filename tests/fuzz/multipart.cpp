// A form's parts lie inside the body, in order and apart.
#include "api/service/multipart.hpp"
#include "identity/base/ensure.hpp"

using namespace countersign;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const verifier::media::MemoryByteSource source({data, size});
    const auto parts = api::service::read_parts(source, "multipart/form-data; boundary=b");
    std::uint64_t end = 0;
    for (std::size_t i = 0; parts && i < parts->size(); ++i) {
        const auto& part = (*parts)[i];
        ensure(part.offset >= end && part.size_bytes <= size - part.offset, "inside the body, behind the one before");
        end = part.offset + part.size_bytes;
    }
    return 0;
}

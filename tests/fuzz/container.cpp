// The readers of all formats, chosen by content: ranges lie inside the file, boxes cover it without a gap, but for a
// font's, whose directory is no box, and Ogg's, which lie in pieces.
#include "verifier/media/container.hpp"

#include "identity/base/ensure.hpp"

using namespace countersign;
using namespace countersign::verifier::media;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const MemoryByteSource source(ByteView(data, size));
    const auto container = read_container(source);
    if (!container) {
        return 0;
    }
    for (const ByteRange& range : container->store_ranges) {
        ensure(range.end() <= size && range.start <= range.end(), "store range");
    }
    ensure(container->insertion_offset <= size, "insertion offset");
    ensure(container->store.size() <= size, "store");
    if (const auto boxes = list_boxes(source, *container)) {
        const bool is_scattered =
            container->format == Format::ogg || container->format == Format::otf || container->format == Format::ttf;
        std::uint64_t at = is_scattered ? size : 0;
        for (const NamedBox& box : *boxes) {
            if (is_scattered) {
                ensure(box.range.start <= size && box.range.end() <= size, "boxes in the file");
                continue;
            }
            ensure(box.range.start == at, "boxes without a gap");
            at = box.range.end();
        }
        ensure(at == size, "boxes cover the file");
    }
    return 0;
}

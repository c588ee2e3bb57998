// Text and HTML whatever their first bytes say: the walk, what it finds, normalisation however the text is cut.
#include "verifier/media/text.hpp"

#include "identity/base/ensure.hpp"
#include "verifier/media/html.hpp"
#include "verifier/media/text_normaliser.hpp"
#include "verifier/media/text_scan.hpp"

using namespace countersign;
using namespace countersign::verifier::media;

namespace {

Bytes normalise(ByteView text, std::size_t step) {
    Bytes out;
    TextNormaliser normaliser([&out](ByteView part) { append(out, part); });
    for (std::size_t at = 0; at < text.size(); at += step) {
        ensure(normaliser.update(text.subspan(at, std::min(step, text.size() - at))).has_value(), "short text");
    }
    normaliser.finish();
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    const MemoryByteSource source(bytes);
    for (const auto read : {read_text, read_html}) {
        const auto container = read(source);
        if (!container) {
            continue;
        }
        ensure(container->store_range.end() <= size, "a range inside the text");
        for (const ByteRange& range : container->store_ranges) {
            ensure(range.end() <= size, "ranges inside the text");
        }
    }
    const auto scan = scan_text(source);
    if (scan && scan->is_utf8 && size < 4096) {
        const Bytes whole = normalise(bytes, 4096);
        ensure(normalise(bytes, 1) == whole && normalise(bytes, 7) == whole, "one form, wherever it is cut");
        ensure(normalise(whole, 4096) == whole, "normalised text stays");
    }
    return 0;
}

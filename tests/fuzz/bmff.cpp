// ISO base media files: the hard binding for any assertion over any boxes, and plans of signed files. The first byte
// says how many 16-byte units of the input are the assertion's CBOR; the rest is the file.
#include "verifier/media/bmff.hpp"

#include "identity/base/ensure.hpp"
#include "verifier/c2pa/check_bmff_hash.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

void check_plan(const media::ByteSource& source, const media::Container& container) {
    constexpr std::uint64_t store_bytes = 1000;
    const auto plan = media::embed_bmff(source, container, store_bytes);
    if (!plan) {
        return;
    }
    std::uint64_t removed = 0;
    for (const media::ByteRange& range : container.store_ranges) {
        removed += range.length;
    }
    ensure(plan->size() == source.size() - removed + plan->hole_range().length, "nothing lost");
    ensure(plan->hole_range().length == media::frame_bmff(Bytes(store_bytes)).size(), "the hole fits");
    std::uint64_t at = 0;
    for (const media::Piece& piece : plan->pieces()) {
        if (piece.kind == media::Piece::Kind::copied) {
            ensure(piece.range.start >= at && piece.range.end() <= source.size(), "copied in order");
            at = piece.range.end();
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input(data, size);
    if (input.empty() || std::size_t{input[0]} * 16 + 1 > size) {
        return 0;
    }
    const auto content = c2pa::parse_cbor_prefix(input.subspan(1, std::size_t{input[0]} * 16));
    const media::MemoryByteSource source(input.subspan(std::size_t{input[0]} * 16 + 1));
    auto container = media::read_bmff(source);
    if (container) {
        container->format = media::Format::mp4;
        check_plan(source, *container);
    }
    if (!content) {
        return 0;
    }
    const media::Container found{
        .format = media::Format::mp4, .store = {}, .store_range = {}, .store_ranges = {}, .remote_url = {}};
    const media::ByteSource* const fragments[]{&source};
    for (const bool apart : {false, true}) {
        c2pa::BindingContext context{source, found};
        if (apart) {
            context.fragments = fragments;
        }
        c2pa::Assertion assertion{.label = {}, .base = "c2pa.hash.bmff.v3", .url = {}, .content = content->item};
        c2pa::StatusLists out;
        ensure(c2pa::check_bmff_hash(context, assertion, "sha256", out).has_value(), "memory can be read");
        ensure(out.success.size() + out.failure.size() == 1, "one verdict");
    }
    return 0;
}

// ZIP archives: any collection over any archive is judged once, and a plan of a signed archive, font, Ogg or MIDI file
// has all its places. The first byte says how many 16-byte units of the input are the assertion's CBOR; the rest is the
// file.
#include "identity/base/ensure.hpp"
#include "verifier/c2pa/check_collection_hash.hpp"
#include "verifier/c2pa/collection_hash.hpp"
#include "verifier/media/embed.hpp"
#include "verifier/media/zip.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

void check_plan(const media::ByteSource& source, const media::Container& container) {
    constexpr std::uint64_t store_bytes = 1000;
    if (!media::is_embeddable(container.format)) {
        return;
    }
    const auto plan = media::plan_embedding(source, container, store_bytes);
    if (!plan) {
        return;
    }
    Bytes store(store_bytes, 1);
    ensure(plan->hole_range().length == media::frame_store(container.format, store).size(), "the hole fits");
    for (const media::Piece& piece : plan->pieces()) {
        ensure(piece.kind != media::Piece::Kind::copied || piece.range.end() <= source.size(), "copied from the file");
    }
    for (const media::Checksum& checksum : plan->checksums()) {
        ensure(checksum.offset + 4 <= plan->size(), "a checksum in the file");
        ensure(checksum.make(store, checksum.seed).size() == 4, "four bytes");
    }
}

void check_names(const media::ByteSource& source) {
    const auto directory = media::find_zip_directory(source);
    if (!directory) {
        return;
    }
    const auto walked =
        media::walk_zip_directory(source, *directory, [&](const media::ZipEntry& entry) -> Result<Done> {
            ensure(entry.header.end() <= source.size(), "a header in the file");
            ensure(c2pa::decode_uri_path(c2pa::encode_uri_path(entry.name)) == entry.name, "a path comes back");
            if (const auto place = media::place_zip_entry(source, *directory, entry)) {
                ensure(place->whole.end() <= directory->headers.start, "an entry before the directory");
                ensure(place->content.start >= place->whole.start && place->content.end() <= place->whole.end(),
                       "content");
            }
            return Done{};
        });
    static_cast<void>(walked.has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView input(data, size);
    if (input.empty() || std::size_t{input[0]} * 16 + 1 > size) {
        return 0;
    }
    const auto content = c2pa::parse_cbor_prefix(input.subspan(1, std::size_t{input[0]} * 16));
    const media::MemoryByteSource source(input.subspan(std::size_t{input[0]} * 16 + 1));
    const auto container = media::read_container(source);
    if (container) {
        check_plan(source, *container);
    }
    check_names(source);
    if (!content) {
        return 0;
    }
    media::Container archive;
    archive.format = media::Format::zip;
    const c2pa::BindingContext context{source, archive};
    c2pa::Assertion assertion{.label = {}, .base = "c2pa.hash.collection.data", .url = {}, .content = content->item};
    c2pa::StatusLists out;
    ensure(c2pa::check_collection_hash(context, assertion, "sha256", out).has_value(), "memory can be read");
    ensure(out.success.size() + out.failure.size() == 1, "one verdict");
    return 0;
}

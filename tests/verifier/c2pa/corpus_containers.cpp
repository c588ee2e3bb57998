// ZIP archives, fonts and Ogg files of the corpus.
#include <algorithm>

#include "tests/carrier_samples.hpp"
#include "tests/verifier/c2pa/corpus.hpp"
#include "tests/verifier/c2pa/test_archive.hpp"
#include "verifier/media/container.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

using Codes = std::vector<std::string>;

Cbor::Array& uris_of(Cbor& binding) {
    for (CborEntry& entry : binding.as_map()) {
        if (entry.key == Cbor("uris")) {
            return entry.value.as_array();
        }
    }
    ensure(false, "a collection has uris");
    return binding.as_array();
}
void drop(Cbor& map, std::string_view key) {
    std::erase_if(map.as_map(), [&](const CborEntry& one) { return one.key == Cbor(std::string(key)); });
}
Bytes edited(const std::function<void(Cbor&)>& edit) { return make_signed_archive({.edit = edit}); }
Bytes with_uri(const std::string& uri) {
    return edited([&](Cbor& binding) { uris_of(binding)[0].set("uri", uri); });
}

/// `place(store)` gives the file; its boxes are listed one by one and hashed, the store's as `00`.
Bytes make_boxed(const std::function<Bytes(const Bytes&)>& place, const std::function<void(Cbor::Array&)>& edit = {}) {
    Bytes store(8000);
    for (int round = 0; round < 10; ++round) {
        const Bytes file = place(store);
        const media::MemoryByteSource source(file);
        const auto boxes = media::list_boxes(source, media::read_container(source).value()).value();
        Cbor::Array list;
        for (const media::NamedBox& box : boxes) {
            Bytes copy = file;
            std::fill_n(copy.begin() + static_cast<std::ptrdiff_t>(box.zeroed.start), box.zeroed.length,
                        std::uint8_t{0});
            const auto ranges = box.pieces.empty() ? std::vector{box.range} : box.pieces;
            const Bytes hash = box.name == "C2PA" ? Bytes{0} : hash_of(copy, ranges);
            list.push_back(Cbor::map({{"names", Cbor::array({box.name})}, {"hash", hash}, {"pad", Bytes{}}}));
        }
        if (edit) {
            edit(list);
        }
        const TestAssertion binding{"c2pa.hash.boxes",
                                    Cbor::map({{"alg", "sha256"}, {"boxes", Cbor(std::move(list))}})};
        const Bytes next = make_store({world().manifest({.assertions = {created_action(), binding}})});
        if (next.size() == store.size()) {
            return place(next);
        }
        store = next;
    }
    ensure(false, "the store's length settles");
    return {};
}

/// A table `C2PA` before all others, in the directory and in the file.
Bytes font_with(const Bytes& store) {
    Bytes table =
        ByteWriter().u32(0x00010000).u32(0).u32(0).u32(20).u32(static_cast<std::uint32_t>(store.size())).take();
    append(table, store);
    const std::size_t length = table.size();
    table.resize((length + 3) / 4 * 4);
    const Bytes plain = sample_font();
    constexpr std::uint32_t records = 16 * 3;
    const auto moved = static_cast<std::uint32_t>(16 + table.size());
    ByteWriter out;
    out.u32(0x00010000).u16(4).u16(64).u16(2).u16(0);
    out.bytes(as_bytes("C2PA")).u32(0).u32(12 + 16 + records).u32(static_cast<std::uint32_t>(length));
    for (std::size_t at = 12; at < 12 + records; at += 16) {
        ByteReader record(ByteView(plain).subspan(at));
        out.bytes(record.read(8)).u32(record.u32() + moved).u32(record.u32());
    }
    return out.bytes(table).bytes(ByteView(plain).subspan(12 + records)).take();
}

/// The store in pages of 40,000 bytes behind the first page.
Bytes ogg_with(const Bytes& store) {
    Bytes packet = to_bytes(as_bytes(std::string_view("\0c2pa", 5)));
    append(packet, store);
    Bytes out = ogg_page(7, 0, 2, as_bytes("\x01vorbis"));
    append(out, ogg_page(9, 0, 6, packet));
    append(out, ogg_page(7, 1, 0, sample_bytes(600)));
    append(out, ogg_page(7, 2, 4, sample_bytes(255)));
    return out;
}

void add_archives(Corpus& corpus) {
    const Codes mismatch{"assertion.collectionHash.mismatch"};
    const Codes malformed{"assertion.collectionHash.malformed"};
    const Codes invalid_uri{"assertion.collectionHash.invalidURI"};
    const Codes missing{"assertion.collectionHash.incorrectFileCount"};
    const Bytes epub = make_signed_archive();
    corpus.add("archives/epub_valid", epub, {}, {"assertion.collectionHash.match"});
    corpus.add("archives/zip64_valid", make_signed_archive({.shape = {.is_zip64 = true}}), {});
    corpus.add("archives/crc_zero_hashed", make_signed_archive({.is_old_form = true}), {});
    corpus.add("archives/uri_encoded", edited([](Cbor& binding) { uris_of(binding)[1].set("uri", "chapter%201"); }),
               {});
    corpus.add("archives/uris_missing", edited([](Cbor& binding) { drop(binding, "uris"); }), malformed);
    corpus.add("archives/uris_empty", edited([](Cbor& binding) { binding.set("uris", Cbor::array()); }), malformed);
    corpus.add("archives/uri_missing", edited([](Cbor& binding) { drop(uris_of(binding)[0], "uri"); }), malformed);
    corpus.add("archives/hash_missing", edited([](Cbor& binding) { drop(uris_of(binding)[0], "hash"); }), malformed);
    corpus.add("archives/directory_hash_missing",
               edited([](Cbor& binding) { drop(binding, "zip_central_directory_hash"); }), malformed);
    corpus.add("archives/uri_twice", with_uri("chapter%201"), malformed);
    corpus.add("archives/uri_dots", with_uri("../mimetype"), invalid_uri);
    corpus.add("archives/uri_dot", with_uri("./mimetype"), invalid_uri);
    corpus.add("archives/uri_dots_encoded", with_uri("a/%2e%2e/mimetype"), invalid_uri);
    corpus.add("archives/uri_absolute", with_uri("https://example.com/mimetype"), invalid_uri);
    corpus.add("archives/uri_query", with_uri("mimetype?a"), invalid_uri);
    corpus.add("archives/file_missing", edited([](Cbor& binding) {
                   uris_of(binding).push_back(Cbor::map({{"uri", "chapter 2"}, {"hash", Bytes(32)}}));
               }),
               missing);
    corpus.add("archives/file_not_listed", edited([](Cbor& binding) { uris_of(binding).pop_back(); }), mismatch);
    corpus.add("archives/hash_wrong", edited([](Cbor& binding) { uris_of(binding)[1].set("hash", Bytes(32)); }),
               mismatch);
    corpus.add("archives/directory_hash_wrong",
               edited([](Cbor& binding) { binding.set("zip_central_directory_hash", Bytes(32)); }), mismatch);
    corpus.add("archives/algorithm_unknown", edited([](Cbor& binding) { binding.set("alg", "md5"); }),
               {"algorithm.unsupported"});
    corpus.add("archives/bytes_between", make_signed_archive({.shape = {.before = zip_text("PK\x03\x04 hidden")}}),
               mismatch);
    ArchiveSpec lying;
    lying.items.push_back({.name = "safe", .local_name = "evil"});
    corpus.add("archives/two_names", make_signed_archive(lying), mismatch);
    Bytes altered = epub;
    const std::size_t first = as_text(altered).find("application/epub");
    altered[first + corpus.random(15)] ^= 1U;
    corpus.add("archives/entry_altered", altered, mismatch);
    altered = epub;
    altered[altered.size() - 22 - 1 - corpus.random(9)] ^= 0x20U;  // the last header's name
    corpus.add("archives/directory_altered", altered, mismatch);
}

}  // namespace

void add_containers(Corpus& corpus) {
    add_archives(corpus);
    const Codes mismatch{"assertion.boxesHash.mismatch"};
    const Bytes font = make_boxed(font_with);
    corpus.add("fonts/boxes_valid", font, {}, {"assertion.boxesHash.match"});
    const std::size_t tables = font.size() - 156;  // cvt 64, head 56, name 36 bytes
    Bytes adjusted = font;
    adjusted[tables + 64 + 8] ^= 1U;
    corpus.add("fonts/adjustment_altered", adjusted, {});
    adjusted[tables + 64 + 12] ^= 1U;
    corpus.add("fonts/head_altered", adjusted, mismatch);
    corpus.add("fonts/table_not_listed", make_boxed(font_with, [](Cbor::Array& boxes) { boxes.pop_back(); }),
               {"assertion.boxesHash.unknownBox"});
    corpus.add("fonts/store_not_listed", make_boxed(font_with, [](Cbor::Array& boxes) { boxes.erase(boxes.begin()); }),
               {"assertion.boxesHash.unknownBox"});
    corpus.add("fonts/order_wrong", make_boxed(font_with, [](Cbor::Array& boxes) { std::swap(boxes[1], boxes[2]); }),
               mismatch);
    const Bytes ogg = make_boxed(ogg_with);
    corpus.add("ogg/boxes_valid", ogg, {}, {"assertion.boxesHash.match"});
    Bytes altered = ogg;
    altered[altered.size() - 1 - corpus.random(500)] ^= 1U;
    corpus.add("ogg/page_altered", altered, mismatch);
    altered = ogg;
    append(altered, ogg_page(5, 0, 6, as_bytes("another")));
    corpus.add("ogg/stream_added", altered, {"assertion.boxesHash.unknownBox"});
    altered = ogg;
    altered[60] ^= 1U;  // in the first page of the store, whose checksum then doesn't hold
    corpus.add("ogg/store_altered", altered, {"manifest.inaccessible.malformed"}, {}, "inaccessible");
}

}  // namespace countersign::verifier::c2pa::test

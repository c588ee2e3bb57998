// Collections of files in a ZIP archive: each code of 14.12.5 provoked, and what nobody's hash covers. Rules C69, C70,
// C71.
#include "verifier/c2pa/collection_hash.hpp"

#include <catch2/catch.hpp>

#include "tests/verifier/c2pa/test_archive.hpp"

using namespace countersign;
using namespace countersign::verifier;
using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

namespace {

using Codes = std::vector<std::string>;

Codes codes(const ArchiveSpec& spec) { return failures(world().check(make_signed_archive(spec))); }
Codes edited(const std::function<void(Cbor&)>& edit) { return codes({.edit = edit}); }

Cbor& uri_entry(Cbor& binding, std::size_t index) {
    for (CborEntry& entry : binding.as_map()) {
        if (entry.key == Cbor("uris")) {
            return entry.value.as_array()[index];
        }
    }
    FAIL("no uris");
    return binding;
}
void drop(Cbor& map, std::string_view key) {
    std::erase_if(map.as_map(), [&](const CborEntry& one) { return one.key == Cbor(std::string(key)); });
}
Codes with_uri(const std::string& uri) {
    return edited([&](Cbor& binding) { uri_entry(binding, 0).set("uri", uri); });
}

const Codes mismatch{"assertion.collectionHash.mismatch"};
const Codes malformed{"assertion.collectionHash.malformed"};
const Codes invalid_uri{"assertion.collectionHash.invalidURI"};
const Codes missing{"assertion.collectionHash.incorrectFileCount"};

}  // namespace

TEST_CASE("C71: a collection of a ZIP archive's entries is trusted", "[c2pa][collection]") {
    const Report report = world().check(make_signed_archive());
    CHECK(report.state == State::trusted);
    CHECK(report.active.has(status::collection_hash_match));
    CHECK(report.asset.media_type == "application/epub+zip");
    // The crc-32 of the store is anybody's; versions before 2.5 hashed a zero there.
    CHECK(codes({.is_old_form = true}).empty());
    // ZIP64, descriptors, folders, names in another encoding, a comment.
    ArchiveSpec wide{.items = {{.name = "\xC3\xA4 100%.txt", .content = Bytes(40, 'x')},
                               {.name = "folder/"},
                               {.name = "folder/b", .content = Bytes(9), .has_descriptor = true, .is_zip64 = true},
                               {.name = "c", .content = Bytes(99), .is_deflated = true, .has_descriptor = true}},
                     .shape = {.comment = "a comment", .is_zip64 = true}};
    CHECK(codes(wide).empty());
    // Encoded, as URIs are.
    CHECK(edited([](Cbor& binding) { uri_entry(binding, 1).set("uri", "chapter%201#top"); }).empty());
    // As c2pa-rs writes it: a map by URI.
    const auto as_map = [](bool has_hash) {
        return [has_hash](Cbor& binding) {
            Cbor map = Cbor::map();
            for (const Cbor& one : binding.as_map()[0].value.as_array()) {
                Cbor fields = Cbor::map({{"size", 1}});
                if (has_hash) {
                    fields.set("hash", *one.find_bytes("hash"));
                }
                map.set(*one.find_text("uri"), fields);
            }
            binding.set("uris", map);
        };
    };
    CHECK(edited(as_map(true)).empty());
    CHECK(edited(as_map(false)) == malformed);
    // A folder without content needs no entry.
    wide.edit = [](Cbor& binding) {
        for (CborEntry& entry : binding.as_map()) {
            if (entry.key == Cbor("uris")) {
                entry.value.as_array().erase(entry.value.as_array().begin() + 1);
            }
        }
    };
    CHECK(codes(wide).empty());
    CHECK(edited([](Cbor& binding) { drop(binding, "alg"); }).empty());  // the claim's
}

TEST_CASE("C71: each code of a collection", "[c2pa][collection]") {
    CHECK(edited([](Cbor& binding) { drop(binding, "uris"); }) == malformed);
    CHECK(edited([](Cbor& binding) { binding.set("uris", Cbor::array()); }) == malformed);
    CHECK(edited([](Cbor& binding) { drop(uri_entry(binding, 0), "hash"); }) == malformed);
    CHECK(edited([](Cbor& binding) { drop(uri_entry(binding, 1), "uri"); }) == malformed);
    CHECK(edited([](Cbor& binding) { uri_entry(binding, 0).set("uri", 7); }) == malformed);
    CHECK(edited([](Cbor& binding) { drop(binding, "zip_central_directory_hash"); }) == malformed);
    CHECK(edited([](Cbor& binding) { binding.set("zip_central_directory_hash", "text"); }) == malformed);
    CHECK(edited([](Cbor& binding) { binding.set("alg", 1); }) == malformed);
    CHECK(with_uri("chapter%201") == malformed);  // listed twice
    CHECK(edited([](Cbor& binding) { binding.set("alg", "md5"); }) == Codes{"algorithm.unsupported"});
    for (const char* const uri : {".", "..", "../mimetype", "a/../mimetype", "a/./b", "%2e%2E/mimetype", "a\\..\\b",
                                  "/mimetype", "https://example.com/a", "mimetype?x", "", "#top"}) {
        INFO(uri);
        CHECK(with_uri(uri) == invalid_uri);
    }
    CHECK(with_uri("another") == mismatch);  // mimetype isn't covered then
    CHECK(edited([](Cbor& binding) {
              Cbor::Array& uris = binding.as_map()[0].value.as_array();
              uris.push_back(Cbor::map({{"uri", "chapter 2"}, {"hash", Bytes(32)}}));
          }) == missing);
    CHECK(edited([](Cbor& binding) { uri_entry(binding, 0).set("hash", Bytes(32)); }) == mismatch);
    CHECK(edited([](Cbor& binding) { binding.set("zip_central_directory_hash", Bytes(32)); }) == mismatch);
    // In a file of another kind none of the files is there.
    const TestAssertion elsewhere{
        "c2pa.hash.collection.data",
        Cbor::map({{"uris", Cbor::array({Cbor::map({{"uri", "a"}, {"hash", Bytes(32)}})})}, {"alg", "sha256"}})};
    const Bytes png = make_png(make_store({world().manifest({.assertions = {created_action(), elsewhere}})}));
    CHECK(failures(world().check(png)) == missing);
}

TEST_CASE("C70: nothing in a signed archive is left to nobody", "[c2pa][collection]") {
    // What no entry covers may be there, but not the beginning of another one.
    CHECK(codes({.shape = {.before = Bytes(7)}}).empty());
    CHECK(codes({.shape = {.before = zip_text("..PK\x03\x04..")}}) == mismatch);
    ArchiveSpec twice;
    twice.items.push_back(twice.items.front());
    CHECK(codes(twice) == malformed);
    twice.edit = [](Cbor& binding) { binding.as_map()[0].value.as_array().pop_back(); };
    CHECK(codes(twice) == mismatch);
    ArchiveSpec lying;
    lying.items.push_back({.name = "safe", .local_name = "evil"});
    CHECK(codes(lying) == mismatch);
    // Two entries over the same bytes: the second's header points to the first.
    Bytes overlapping = make_signed_archive();
    const std::string_view text = as_text(overlapping);
    const std::size_t header = text.rfind("chapter 1") - 46;
    std::fill_n(overlapping.begin() + static_cast<std::ptrdiff_t>(header) + 42, 4, std::uint8_t{0});
    CHECK(failures(world().check(overlapping)) == mismatch);
    // An entry more, with a directory that is right.
    ArchiveSpec more;
    const Bytes before = make_signed_archive(more);
    more.items.push_back({.name = "added", .content = Bytes(3)});
    more.edit = [](Cbor& binding) { binding.as_map()[0].value.as_array().pop_back(); };
    CHECK(codes(more) == mismatch);
}

TEST_CASE("C71: whatever byte of a signed archive is changed is noticed", "[c2pa][collection]") {
    for (const bool is_zip64 : {false, true}) {
        ArchiveSpec spec{.shape = {.comment = "comment", .is_zip64 = is_zip64}};
        spec.items.push_back({.name = "last", .content = Bytes(50, 'l'), .has_descriptor = true});
        Bytes file = make_signed_archive(spec);
        const auto store = media::read_container(media::MemoryByteSource(file)).value().store_range;
        for (std::size_t at = 0; at < file.size(); ++at) {
            // The store's own content is the matter of every format.
            const bool is_content = at >= store.start + 30 + media::zip_store_name.size() && at < store.end();
            if (is_content) {
                continue;
            }
            file[at] ^= 0x10U;
            const Report report = world().check(file);
            file[at] ^= 0x10U;
            INFO("byte " << at << " of " << file.size() << ", ZIP64 " << is_zip64);
            const bool is_sound = report.state == State::trusted || report.state == State::valid;
            // A.6.2.2 leaves out the crc-32, but it stands in two places; of ZIP64's record the versions of its writer
            // and reader say nothing.
            const std::size_t record = as_text(file).rfind("PK\x06\x06");
            const bool is_version = is_zip64 && at >= record + 12 && at < record + 16;
            CHECK(is_sound == is_version);
        }
    }
}

TEST_CASE("C71: paths and URIs", "[c2pa][collection]") {
    CHECK(encode_uri_path("a b/\xC3\xA4%?#:") == "a%20b/%C3%A4%25%3F%23%3A");
    for (const std::string path : {"a b/\xC3\xA4%?#:", "plain", "%41"}) {
        CHECK(decode_uri_path(encode_uri_path(path)) == path);
    }
    CHECK(decode_uri_path("100%") == "100%");
    CHECK(decode_uri_path("%4") == "%4");
    CHECK(decode_uri_path("%zz%41#%41") == "%zzA");
    CHECK(is_collection_uri("a.b/..c/d"));
    CHECK_FALSE(is_collection_uri("a/%2e."));
}

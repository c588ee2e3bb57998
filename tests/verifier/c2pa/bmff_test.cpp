// The hard binding of ISO base media files, on files made here. The digests are computed here a second time.
#include <catch2/catch.hpp>

#include <algorithm>

#include "identity/base/hash.hpp"
#include "tests/verifier/bmff_file.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"
#include "verifier/media/bmff.hpp"

using namespace countersign;
using namespace countersign::test;
using namespace countersign::verifier;
using namespace countersign::verifier::c2pa;
using namespace countersign::verifier::c2pa::test;

namespace {

using Codes = std::vector<std::string>;

const Bytes provenance_uuid = to_bytes(media::provenance_uuid);

Cbor excluded(const std::string& path) { return Cbor::map({{"xpath", path}}); }
Cbor excluded_store() {
    return excluded("/uuid").set("data", Cbor::array({Cbor::map({{"offset", 8}, {"value", provenance_uuid}})}));
}
Cbor basic_exclusions() { return Cbor::array({excluded_store(), excluded("/mfra")}); }

/// The digest that the standard asks for, where only whole top-level boxes are excluded: those of C2PA and `mfra`.
Bytes digest_of(const Bytes& file, std::size_t from = 0) {
    Bytes input;
    for (std::size_t at = 0; at < file.size();) {
        const auto size = static_cast<std::size_t>(ByteReader(ByteView(file).subspan(at, 4)).u32());
        const ByteView box = ByteView(file).subspan(at, size);
        const bool ours = as_text(box.subspan(4, 4)) == "uuid" && equal(box.subspan(8, 16), provenance_uuid);
        if (at >= from && !ours && as_text(box.subspan(4, 4)) != "mfra") {
            append(input, ByteWriter().u64(at).view());
            append(input, box);
        }
        at += size;
    }
    return to_bytes(view(sha256(input)));
}

struct Signing {
    /// What stands behind the store's box.
    std::vector<Bytes> boxes;
    /// Gives the binding's content for the file as it is.
    std::function<Cbor(const Bytes& file)> bind;
    std::string label = "c2pa.hash.bmff.v3";
};

Bytes make_file(const Bytes& store, const std::vector<Bytes>& boxes) {
    return joined({file_type("isom"), store_box("manifest", store), joined(boxes)});
}

Bytes sign(const Signing& signing) {
    Bytes store;
    for (int round = 0; round < 4; ++round) {
        const Bytes file = make_file(store, signing.boxes);
        const TestAssertion binding{signing.label, signing.bind(file)};
        Bytes next = make_store({world().manifest({.assertions = {created_action(), binding}})});
        const bool settled = next.size() == store.size();
        store = std::move(next);
        if (settled) {
            break;
        }
    }
    return make_file(store, signing.boxes);
}

Cbor plain_hash(const Bytes& file) {
    return Cbor::map({{"alg", "sha256"}, {"exclusions", basic_exclusions()}, {"hash", digest_of(file)}});
}

const Bytes movie = bmff_box(
    "moov", joined({full_box("mvhd", 0, 0, some_bytes(20)), bmff_box("trak", full_box("tkhd", 1, 3, some_bytes(30))),
                    bmff_box("trak", full_box("tkhd", 0, 7, some_bytes(30, 9)))}));
const Bytes media_data = bmff_box("mdat", some_bytes(500));

Signing whole_file() { return {{movie, media_data, bmff_box("mfra", some_bytes(20))}, plain_hash}; }

/// What stands at `offset` behind the last `type`, as a position in the file: the manifest may name it too.
std::size_t position_of(const Bytes& file, std::string_view type, std::size_t offset) {
    const auto found = std::find_end(file.begin(), file.end(), type.begin(), type.end());
    REQUIRE(found != file.end());
    return static_cast<std::size_t>(found - file.begin()) + offset;
}

Report check_changed(Bytes file, std::size_t position) {
    file[position] ^= 1U;
    return world().check(file);
}

/// The same file with its binding edited before it is signed.
Report check_edited(const std::function<void(Cbor&)>& edit) {
    Signing signing = whole_file();
    signing.bind = [&](const Bytes& file) {
        Cbor content = plain_hash(file);
        edit(content);
        return content;
    };
    return world().check(sign(signing));
}

const Codes is_mismatch{"assertion.bmffHash.mismatch"};
const Codes is_malformed{"assertion.bmffHash.malformed"};

}  // namespace

TEST_CASE("C64: a BMFF hash covers every box but those excluded, and where it stands", "[c2pa][bmff]") {
    Signing signing = whole_file();
    signing.label = GENERATE("c2pa.hash.bmff.v2", "c2pa.hash.bmff.v3");
    const Bytes file = sign(signing);
    const Report good = world().check(file);
    CHECK(failures(good) == Codes{});
    CHECK(good.state == State::trusted);
    CHECK(good.active.has(status::bmff_hash_match));
    CHECK_FALSE(has_information(good, status::bmff_hash_exclusions));

    for (const auto& [type, offset] : std::vector<std::pair<std::string_view, std::size_t>>{
             {"ftyp", 13}, {"moov", 0}, {"tkhd", 10}, {"mdat", 400}}) {
        CHECK(failures(check_changed(file, position_of(file, type, offset))) == is_mismatch);
    }
    CHECK(failures(check_changed(file, position_of(file, "mfra", 8))) == Codes{});
    // Moved, cut, and with something behind.
    Bytes moved = joined({file, bmff_box("free", {})});
    CHECK(failures(world().check(moved)) == is_mismatch);
    Bytes cut = file;
    cut.resize(cut.size() - 40);
    CHECK(failures(world().check(cut)) == is_mismatch);
    CHECK(failures(world().check(joined({file, Bytes{1, 2, 3}}))) == is_mismatch);
}

TEST_CASE("C64: what makes a BMFF hash malformed", "[c2pa][bmff]") {
    const auto entry = [](Cbor exclusion) {
        return check_edited([&](Cbor& content) {
            content.set("exclusions", Cbor::array({excluded_store(), std::move(exclusion)}));
        });
    };
    CHECK(failures(check_edited([](Cbor& content) { content.set("exclusions", Cbor::array()); })) == is_malformed);
    CHECK(failures(check_edited([](Cbor& content) { content.set("exclusions", nullptr); })) == is_malformed);
    CHECK(failures(check_edited([](Cbor& content) { content.set("hash", "text"); })) == is_malformed);
    CHECK(failures(check_edited([](Cbor& content) { content.set("merkle", Cbor::array()); })) == is_malformed);
    for (const char* path :
         {"", "free", "/", "//free", "/fre", "/freeze", "/free[0]", "/free[01]", "/free[x]", "/free/", "/free[", "/a/b",
          "/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/aaaa/"
          "aaaa/aaaa/aaaa"}) {
        INFO(path);
        CHECK(failures(entry(excluded(path))) == is_malformed);
    }
    const auto part = [](int offset, int length) { return Cbor::map({{"offset", offset}, {"length", length}}); };
    CHECK(failures(entry(excluded("/free").set("subset", Cbor::array({part(4, 4), part(7, 1)})))) == is_malformed);
    CHECK(failures(entry(excluded("/free").set("subset", Cbor::array({part(-1, 4)})))) == is_malformed);
    CHECK(failures(entry(excluded("/free").set("subset", 1))) == is_malformed);
    CHECK(failures(entry(excluded("/free").set("length", -1))) == is_malformed);
    CHECK(failures(entry(excluded("/free").set("flags", Bytes(2)))) == is_malformed);
    CHECK(failures(entry(excluded("/free").set("exact", 1))) == is_malformed);
    CHECK(failures(entry(excluded("/free").set("version", "1"))) == is_malformed);
    CHECK(failures(entry(excluded("/free").set("data", Cbor::array({Cbor::map({{"offset", 1}})})))) == is_malformed);
    CHECK(failures(check_edited([](Cbor& content) { content.set("alg", "md5"); })) == Codes{"algorithm.unsupported"});
    CHECK(failures(check_edited([](Cbor& content) { content.set("hash", nullptr); })) == is_mismatch);
}

TEST_CASE("C65: an exclusion needs all its conditions, and may leave out a part of a box", "[c2pa][bmff]") {
    const Bytes file = sign(whole_file());
    // Signed with the whole file's digest, an exclusion that matches anything makes it another.
    const auto matches = [&](Cbor exclusion) {
        const Report report = check_edited([&](Cbor& content) {
            content.set("exclusions", Cbor::array({excluded_store(), excluded("/mfra"), exclusion}));
        });
        CHECK(has_information(report, status::bmff_hash_exclusions));
        return failures(report) == is_mismatch;
    };
    const auto data = [](int offset, Bytes value) {
        return Cbor::array({Cbor::map({{"offset", offset}, {"value", std::move(value)}})});
    };
    const auto part = [](int offset, int length) {
        return Cbor::array({Cbor::map({{"offset", offset}, {"length", length}})});
    };
    CHECK(matches(excluded("/moov")));
    CHECK(matches(excluded("/moov[1]/trak[2]/tkhd")));
    CHECK(matches(excluded("/moov/trak[2]/tkhd[1]")));
    CHECK_FALSE(matches(excluded("/moov[2]")));
    CHECK_FALSE(matches(excluded("/moov/trak[3]/tkhd")));
    CHECK_FALSE(matches(excluded("/moov/tkhd")));
    CHECK_FALSE(matches(excluded("/mdat/tkhd")));
    CHECK_FALSE(matches(excluded("/tkhd")));
    CHECK(matches(excluded("/mdat").set("length", 508)));
    CHECK_FALSE(matches(excluded("/mdat").set("length", 507)));
    CHECK(matches(excluded("/mdat").set("data", data(8, some_bytes(500)))));
    CHECK_FALSE(matches(excluded("/mdat").set("data", data(8, some_bytes(501)))));
    CHECK_FALSE(matches(excluded("/mdat").set("data", data(9, some_bytes(10)))));
    CHECK_FALSE(matches(excluded("/mdat").set("data", data(600, Bytes{}))));
    CHECK(matches(excluded("/moov/trak/tkhd").set("version", 1)));
    CHECK_FALSE(matches(excluded("/moov/trak/tkhd").set("version", 2)));
    CHECK_FALSE(matches(excluded("/mdat").set("version", 1)));
    CHECK(matches(excluded("/moov/trak/tkhd").set("flags", Bytes{0, 0, 7})));
    CHECK_FALSE(matches(excluded("/moov/trak/tkhd").set("flags", Bytes{0, 0, 2})));
    CHECK(matches(excluded("/moov/trak/tkhd").set("flags", Bytes{0, 0, 2}).set("exact", false)));
    CHECK_FALSE(matches(excluded("/moov/trak/tkhd").set("flags", Bytes{0, 0, 8}).set("exact", false)));
    CHECK(matches(excluded("/mdat").set("subset", part(16, 0))));
    CHECK_FALSE(matches(excluded("/mdat").set("subset", part(508, 0))));

    // A part that is left out may change, the rest may not.
    Signing signing = whole_file();
    signing.bind = [&](const Bytes& whole) {
        Bytes input;
        const std::size_t start = position_of(whole, "mdat", 0) - 4;
        const Bytes head = to_bytes(ByteView(whole).first(start));
        const std::size_t movie_at = position_of(whole, "moov", 0) - 4;
        append(input, ByteWriter().u64(0).view());
        append(input, file_type("isom"));
        append(input, ByteWriter().u64(movie_at).view());
        append(input, movie);
        append(input, ByteWriter().u64(start).view());
        append(input, ByteView(whole).subspan(start, 20));
        append(input, ByteView(whole).subspan(start + 30, 508 - 30));
        return Cbor::map({{"alg", "sha256"},
                          {"exclusions", Cbor::array({excluded_store(), excluded("/mfra"),
                                                      excluded("/mdat").set("subset", part(20, 10))})},
                          {"hash", to_bytes(view(sha256(input)))}});
    };
    const Bytes partial = sign(signing);
    CHECK(failures(world().check(partial)) == Codes{});
    CHECK(failures(check_changed(partial, position_of(partial, "mdat", 16))) == Codes{});
    CHECK(failures(check_changed(partial, position_of(partial, "mdat", 15))) == is_mismatch);
    CHECK(failures(check_changed(partial, position_of(partial, "mdat", 26))) == is_mismatch);
}

TEST_CASE("C65: free, skip and the required exclusions aren't additional", "[c2pa][bmff]") {
    const Report report = check_edited([](Cbor& content) {
        content.set("exclusions", Cbor::array({excluded_store(), excluded("/mfra"), excluded("/free"),
                                               excluded("/moov/free"), excluded("/skip")}));
    });
    CHECK(failures(report) == Codes{});
    CHECK_FALSE(has_information(report, status::bmff_hash_exclusions));
}

namespace {

Bytes hash_pair(const Bytes& left, const Bytes& right) { return to_bytes(view(sha256({left, right}))); }
Bytes hash_of(ByteView data) { return to_bytes(view(sha256(data))); }

/// All rows, leaves first; a node without a neighbour goes up as it is.
std::vector<std::vector<Bytes>> make_tree(std::vector<Bytes> leaves) {
    std::vector<std::vector<Bytes>> rows{std::move(leaves)};
    while (rows.back().size() > 1) {
        const std::vector<Bytes>& row = rows.back();
        std::vector<Bytes> next;
        for (std::size_t i = 0; i < row.size(); i += 2) {
            next.push_back(i + 1 < row.size() ? hash_pair(row[i], row[i + 1]) : row[i]);
        }
        rows.push_back(std::move(next));
    }
    return rows;
}
Cbor hash_list(const std::vector<Bytes>& hashes) {
    Cbor out = Cbor::array();
    for (const Bytes& hash : hashes) {
        out.push(hash);
    }
    return out;
}
Bytes proof_box(const std::vector<std::vector<Bytes>>& rows, std::size_t row, std::size_t location, int local_id,
                std::size_t padding = 0) {
    Cbor hashes = Cbor::array();
    for (std::size_t level = 0, at = location; level < row; ++level, at /= 2) {
        if ((at ^ 1U) < rows[level].size()) {
            hashes.push(rows[level][at ^ 1U]);
        }
    }
    Cbor map = Cbor::map({{"uniqueId", 5}, {"localId", local_id}, {"location", location}});
    if (!hashes.as_array().empty()) {
        map.set("hashes", std::move(hashes));
    }
    return provenance_box("merkle", joined({encode_cbor(map), Bytes(padding)}));
}

/// 500 bytes in pieces of 64: 8 leaves, the last of 52 bytes.
struct Pieces {
    std::vector<std::vector<Bytes>> rows;
    Pieces() {
        std::vector<Bytes> leaves;
        const Bytes content = some_bytes(500);
        for (std::size_t at = 0; at < content.size(); at += 64) {
            leaves.push_back(hash_of(ByteView(content).subspan(at, std::min<std::size_t>(64, content.size() - at))));
        }
        rows = make_tree(leaves);
    }
    [[nodiscard]] Cbor map(std::size_t row) const {
        return Cbor::map({{"uniqueId", 5},
                          {"localId", 0},
                          {"count", rows.front().size()},
                          {"hashes", hash_list(rows[row])},
                          {"fixedBlockSize", 64}});
    }
    [[nodiscard]] std::vector<Bytes> boxes(std::size_t row) const {
        std::vector<Bytes> out{movie, media_data};
        for (std::size_t i = 0; i < rows.front().size(); ++i) {
            out.push_back(proof_box(rows, row, i, 0, 7));
        }
        return out;
    }
};

/// Hash and tree: the `mdat` but for its first 16 bytes is left to the tree.
Cbor pieces_hash(const Bytes& file, const Cbor& map) {
    Bytes input;
    const std::size_t movie_at = position_of(file, "moov", 0) - 4;
    append(input, ByteWriter().u64(0).view());
    append(input, file_type("isom"));
    append(input, ByteWriter().u64(movie_at).view());
    append(input, movie);
    append(input, ByteWriter().u64(movie_at + movie.size()).view());
    append(input, ByteView(media_data).first(16));
    const Cbor rest = excluded("/mdat").set("subset", Cbor::array({Cbor::map({{"offset", 16}, {"length", 0}})}));
    return Cbor::map({{"alg", "sha256"},
                      {"exclusions", Cbor::array({excluded_store(), excluded("/mfra"), rest})},
                      {"hash", hash_of(input)},
                      {"merkle", Cbor::array({map})}});
}
Bytes sign_pieces(const std::vector<Bytes>& boxes, const Cbor& map) {
    return sign({boxes, [&](const Bytes& file) { return pieces_hash(file, map); }});
}

}  // namespace

TEST_CASE("C66: media data bound piece by piece, by a row of its Merkle tree", "[c2pa][bmff]") {
    const Pieces pieces;
    const std::size_t row = GENERATE(0U, 1U, 3U);
    const Bytes file = sign_pieces(pieces.boxes(row), pieces.map(row));
    const Report good = world().check(file);
    CHECK(failures(good) == Codes{});
    CHECK(good.active.has(status::bmff_hash_match));
    CHECK_FALSE(has_information(good, status::bmff_hash_exclusions));
    for (const std::size_t offset : {4U, 11U, 12U, 100U, 503U}) {
        CHECK(failures(check_changed(file, position_of(file, "mdat", offset))) == is_mismatch);
    }
    std::vector<Bytes> fewer = pieces.boxes(row);
    fewer.pop_back();
    CHECK(failures(world().check(sign_pieces(fewer, pieces.map(row)))) == (row == 0 ? Codes{} : is_malformed));
    std::vector<Bytes> disordered = pieces.boxes(row);
    std::swap(disordered[3], disordered[4]);
    CHECK(failures(world().check(sign_pieces(disordered, pieces.map(row)))) == is_malformed);
}

TEST_CASE("C66: pieces must fit the tree and the media data", "[c2pa][bmff]") {
    const Pieces pieces;
    const auto check = [&](const std::function<void(Cbor&)>& edit) {
        Cbor map = pieces.map(0);
        edit(map);
        return failures(world().check(sign_pieces({movie, media_data}, map)));
    };
    const auto sizes = [](std::initializer_list<int> list) {
        Cbor out = Cbor::array();
        for (const int size : list) {
            out.push(size);
        }
        return out;
    };
    CHECK(check([](Cbor&) {}) == Codes{});
    CHECK(check([&](Cbor& map) {
              map.set("fixedBlockSize", nullptr).set("variableBlockSizes", sizes({64, 64, 64, 64, 64, 64, 64, 52}));
          }) == Codes{});
    CHECK(check([&](Cbor& map) { map.set("variableBlockSizes", sizes({500})); }) == is_malformed);
    CHECK(check([&](Cbor& map) {
              map.set("fixedBlockSize", nullptr).set("variableBlockSizes", sizes({64, 64, 64, 64, 64, 64, 64, 51}));
          }) == is_malformed);
    CHECK(check([&](Cbor& map) {
              map.set("fixedBlockSize", nullptr).set("variableBlockSizes", sizes({64, 64, 64, 64, 64, 64, 116}));
          }) == is_malformed);
    CHECK(check([](Cbor& map) { map.set("fixedBlockSize", 0); }) == is_malformed);
    CHECK(check([](Cbor& map) { map.set("fixedBlockSize", 50); }) == is_malformed);
    CHECK(check([](Cbor& map) { map.set("fixedBlockSize", 100); }) == is_mismatch);
    CHECK(check([](Cbor& map) { map.set("fixedBlockSize", nullptr); }) == is_mismatch);
    CHECK(check([](Cbor& map) { map.set("count", 3); }) == is_malformed);
    CHECK(check([](Cbor& map) { map.set("localId", 1); }) == is_mismatch);
    CHECK(check([](Cbor& map) { map.set("uniqueId", nullptr); }) == is_malformed);
    CHECK(check([](Cbor& map) { map.set("alg", "md5"); }) == Codes{"algorithm.unsupported"});
    CHECK(check([](Cbor& map) { map.set("initHash", Bytes(32)); }) == is_malformed);
    // A second mdat box that no tree covers; a tree without a hash of the rest.
    CHECK(failures(world().check(sign_pieces({movie, media_data, bmff_box("mdat", {})}, pieces.map(0)))) ==
          is_mismatch);
    CHECK(failures(world().check(sign({{movie, media_data}, [&](const Bytes& file) {
                                           return pieces_hash(file, pieces.map(0)).set("hash", nullptr);
                                       }}))) == is_mismatch);
}

namespace {

Bytes make_fragment(const std::vector<std::vector<Bytes>>& rows, std::size_t location) {
    const auto seed = static_cast<std::uint8_t>(location + 3);
    return joined({bmff_box("styp", some_bytes(8)), proof_box(rows, 1, location, 2, 3),
                   bmff_box("moof", some_bytes(40, seed)), bmff_box("mdat", some_bytes(60, seed))});
}
Cbor fragments_map(const std::vector<std::vector<Bytes>>& rows, const Bytes& init_hash) {
    return Cbor::map({{"uniqueId", 5},
                      {"localId", 2},
                      {"count", rows.front().size()},
                      {"initHash", init_hash},
                      {"hashes", hash_list(rows[1])}});
}
Cbor fragments_hash(Cbor map) {
    return Cbor::map(
        {{"alg", "sha256"}, {"exclusions", basic_exclusions()}, {"merkle", Cbor::array({std::move(map)})}});
}

/// Five fragments apart, so that the last one has no neighbour.
struct Stream {
    Bytes init;
    std::vector<Bytes> fragments;
    Stream() {
        std::vector<std::vector<Bytes>> rows(2, std::vector<Bytes>(5));
        std::vector<Bytes> leaves;
        for (std::size_t i = 0; i < 5; ++i) {
            leaves.push_back(digest_of(make_fragment(rows, i)));
        }
        rows = make_tree(leaves);
        for (std::size_t i = 0; i < 5; ++i) {
            fragments.push_back(make_fragment(rows, i));
            // What is excluded has no part in the digest, but its length moves what follows.
            leaves[i] = digest_of(fragments.back());
        }
        rows = make_tree(leaves);
        for (std::size_t i = 0; i < 5; ++i) {
            fragments[i] = make_fragment(rows, i);
        }
        init = sign({{movie}, [&](const Bytes& file) { return fragments_hash(fragments_map(rows, digest_of(file))); }});
    }
    static Report check(const Bytes& init, const std::vector<Bytes>& fragments) {
        const std::vector<media::MemoryByteSource> sources(fragments.begin(), fragments.end());
        std::vector<const media::ByteSource*> pointers;
        for (const auto& source : sources) {
            pointers.push_back(&source);
        }
        return world().validator.validate_fragmented(media::MemoryByteSource(init), pointers, c2pa::test::now).value();
    }
};

}  // namespace

TEST_CASE("C63: fragments that are files of their own", "[c2pa][bmff]") {
    const Stream stream;
    const Report all = Stream::check(stream.init, stream.fragments);
    CHECK(failures(all) == Codes{});
    CHECK(all.state == State::trusted);
    CHECK(failures(Stream::check(stream.init, {stream.fragments[4], stream.fragments[1]})) == Codes{});
    CHECK(failures(Stream::check(stream.init, {})) == is_mismatch);
    CHECK(failures(Stream::check(stream.init, {stream.fragments[1], stream.fragments[1]})) == is_mismatch);

    for (const std::string_view part : {"styp", "moof", "mdat", "location"}) {
        Bytes changed = stream.fragments[2];
        const std::size_t at = position_of(changed, part, 8);
        changed[at] ^= 1U;
        INFO(part);
        CHECK(failures(Stream::check(stream.init, {changed})) == is_mismatch);
    }
    Bytes init = stream.init;
    init[position_of(init, "tkhd", 12)] ^= 1U;
    CHECK(failures(Stream::check(init, stream.fragments)) == is_mismatch);
    // Without a proof, with two films in one file, and with no film at all.
    const Bytes bare = joined({bmff_box("moof", some_bytes(4)), bmff_box("mdat", {})});
    CHECK(failures(Stream::check(stream.init, {bare})) == is_malformed);
    CHECK(failures(Stream::check(stream.init, {joined({stream.fragments[0], stream.fragments[1]})})) == is_malformed);
    CHECK(failures(Stream::check(stream.init, {Bytes{1, 2, 3}})) == is_malformed);
    // A manifest that binds its own file alone says nothing of fragments.
    CHECK(failures(Stream::check(sign(whole_file()), stream.fragments)) == is_mismatch);
}

namespace {

/// One file: the digest of a fragment covers its `moof` and all until the next one.
std::vector<Bytes> one_file_leaves(const Bytes& file, std::size_t count) {
    std::vector<std::size_t> starts;
    for (std::size_t at = 0; at < file.size();) {
        if (as_text(ByteView(file).subspan(at + 4, 4)) == "moof") {
            starts.push_back(at);
        }
        at += ByteReader(ByteView(file).subspan(at, 4)).u32();
    }
    std::vector<Bytes> out;
    for (std::size_t i = 0; i < count && i < starts.size(); ++i) {
        const std::size_t end = i + 1 < starts.size() ? starts[i + 1] : file.size();
        out.push_back(digest_of(to_bytes(ByteView(file).first(end)), starts[i]));
    }
    return out;
}

struct OneFile {
    std::size_t fragments = 3;
    std::size_t count = 3;
    std::function<void(Cbor&)> edit = [](Cbor&) {};
    [[nodiscard]] std::vector<Bytes> boxes(const std::vector<std::vector<Bytes>>& rows) const {
        std::vector<Bytes> out{movie};
        for (std::size_t i = 0; i < fragments; ++i) {
            out.push_back(proof_box(rows, 1, i, 2));
            out.push_back(bmff_box("moof", some_bytes(30, static_cast<std::uint8_t>(i))));
            out.push_back(bmff_box("mdat", some_bytes(50, static_cast<std::uint8_t>(i))));
        }
        return out;
    }
    [[nodiscard]] Bytes make() const {
        std::vector<std::vector<Bytes>> rows = make_tree(std::vector<Bytes>(count, Bytes(32)));
        Bytes store;
        for (int round = 0; round < 5; ++round) {
            const Bytes file = make_file(store, boxes(rows));
            std::vector<Bytes> leaves = one_file_leaves(file, count);
            leaves.resize(count, Bytes(32));
            rows = make_tree(leaves);
            const std::size_t init_end = position_of(file, "moov", 0) - 4 + movie.size();
            Cbor content = fragments_hash(fragments_map(rows, digest_of(to_bytes(ByteView(file).first(init_end)))));
            edit(content);
            store = make_store(
                {world().manifest({.assertions = {created_action(), {"c2pa.hash.bmff.v3", std::move(content)}}})});
        }
        return make_file(store, boxes(rows));
    }
};

}  // namespace

TEST_CASE("C63: all fragments in one file", "[c2pa][bmff]") {
    const Bytes file = OneFile{}.make();
    const Report good = world().check(file);
    CHECK(failures(good) == Codes{});
    CHECK(good.state == State::trusted);
    for (const std::string_view part : {"ftyp", "moov", "moof", "mdat"}) {
        CHECK(failures(check_changed(file, position_of(file, part, 9))) == is_mismatch);
    }
    CHECK(failures(check_changed(file, file.size() - 1)) == is_mismatch);
    CHECK(failures(world().check(joined({file, bmff_box("free", {})}))) == is_mismatch);
    Bytes shorter = file;
    shorter.resize(file.size() - 58 - 38);
    CHECK(failures(world().check(shorter)) != Codes{});
    CHECK(failures(world().check(OneFile{.fragments = 2, .count = 3}.make())) == is_mismatch);
    CHECK(failures(world().check(OneFile{.fragments = 0, .count = 2}.make())) == is_mismatch);
    CHECK(failures(world().check(OneFile{.edit = [](Cbor& content) { content.set("hash", Bytes(32)); }}.make())) ==
          is_malformed);
    CHECK(failures(world().check(OneFile{.edit = [](Cbor& content) {
                                     content.set("merkle", Cbor::array({content.find_array("merkle")->front(),
                                                                        content.find_array("merkle")->front()}));
                                 }}.make())) == is_malformed);
    CHECK(failures(world().check(OneFile{.edit = [](Cbor& content) {
                                     Cbor map = content.find_array("merkle")->front();
                                     content.set("merkle", Cbor::array({map.set("initHash", nullptr)}));
                                 }}.make())) == is_malformed);
}

TEST_CASE("C67: the first BMFF hash binds nothing, and an ingredient had its binding", "[c2pa][bmff]") {
    TestManifest early{.version = 1, .assertions = {{"c2pa.hash.bmff", Cbor::map({{"hash", Bytes(32)}})}}};
    const Report report = world().check(make_file(make_store({world().manifest(early)}), {media_data}));
    CHECK(failures(report) == Codes{"claim.hardBindings.missing"});
    CHECK(report.state == State::invalid);
}

TEST_CASE("C68: hostile boxes and exclusions cost bounded work", "[c2pa][bmff]") {
    Cbor exclusions = basic_exclusions();
    for (int i = 0; i < 900; ++i) {
        exclusions.push(excluded("/free").set("length", 1'000 + i));
    }
    std::vector<Bytes> boxes(1, Bytes{});
    for (int i = 0; i < 50'000; ++i) {
        append(boxes.front(), bmff_box("free", {}));
    }
    const Bytes file =
        sign({boxes, [&](const Bytes& whole) {
                  return Cbor::map({{"alg", "sha256"}, {"exclusions", exclusions}, {"hash", digest_of(whole)}});
              }});
    const Report report = world().check(file);
    CHECK(failures(report) == is_mismatch);
    CHECK(report.active.failure.front().explanation == "The container has more parts than are read.");

    for (int i = 0; i < 2'000; ++i) {
        exclusions.push(excluded("/free"));
    }
    CHECK(failures(check_edited([&](Cbor& content) { content.set("exclusions", exclusions); })) == is_malformed);

    // Boxes in boxes, far deeper than any path.
    Bytes nested;
    for (int i = 0; i < 3'000; ++i) {
        nested = bmff_box("moov", nested);
    }
    const Bytes deep = sign(
        {{nested}, [](const Bytes& whole) {
             return Cbor::map({{"alg", "sha256"},
                               {"exclusions", Cbor::array({excluded_store(), excluded("/moov/moov/moov/moov/free")})},
                               {"hash", digest_of(whole)}});
         }});
    CHECK(failures(world().check(deep)) == Codes{});
}

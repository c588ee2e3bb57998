// Files of two files, bound by the whole and by their parts (14.12.4): a photo with another one behind it.
#include "identity/base/hash.hpp"
#include "tests/verifier/c2pa/corpus.hpp"
#include "verifier/media/bmff.hpp"

namespace countersign::verifier::c2pa::test {
namespace {

const std::string mismatch = "assertion.multiAssetHash.mismatch";
const std::string malformed = "assertion.multiAssetHash.malformed";
const std::string missing = "assertion.multiAssetHash.missingPart";

/// A sound two-part file, and what a case makes different.
struct TwoParts {
    bool is_optional = false;
    std::string second_algorithm = "sha256";
    /// The entries of `parts`.
    std::function<void(Cbor::Array&)> edit_parts = {};
    /// The assertions before signing: binding, first part, second part, multi-asset hash.
    std::function<void(std::vector<TestAssertion>&)> edit = {};
};

Bytes second_file() {
    Bytes out{0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x06, 'G', 'A', 'I', 'N', 0xFF, 0xDA, 0x00, 0x04, 0x01, 0x02};
    append(out, Bytes(300, 0x33));
    append(out, Bytes{0xFF, 0xD9});
    return out;
}

Bytes hash_of(const Bytes& bytes) { return to_bytes(view(sha256(bytes))); }

TestAssertion part_hash(const std::string& label, const Bytes& hash, Cbor::Array exclusions = {}) {
    Cbor content = Cbor::map({{"alg", "sha256"}, {"hash", hash}, {"pad", Bytes(8)}});
    if (!exclusions.empty()) {
        content.set("exclusions", Cbor(std::move(exclusions)));
    }
    return {label, content};
}

Cbor part_entry(Cbor location, const TestAssertion& hash, bool is_optional = false) {
    Cbor out = Cbor::map(
        {{"location", std::move(location)},
         {"hashAssertion", make_hashed_uri("self#jumbf=c2pa.assertions/" + hash.label, make_assertion_box(hash))}});
    if (is_optional) {
        out.set("optional", true);
    }
    return out;
}

Cbor bytes_at(std::uint64_t offset, std::uint64_t length) {
    return Cbor::map({{"byteOffset", offset}, {"length", length}});
}

Bytes make(const TwoParts& spec) {
    return make_bound_jpeg_before(
        [&](const TestAssertion& binding) {
            const Cbor exclusion = binding.content.find_array("exclusions")->front();
            const std::uint64_t first_length = jpeg_without_store().size() + exclusion.find("length")->as_unsigned();
            const TestAssertion first = part_hash("c2pa.hash.data.part", hash_of(jpeg_without_store()), {exclusion});
            TestAssertion second = part_hash("c2pa.hash.data.part__1", hash_of(second_file()));
            second.content.set("alg", spec.second_algorithm);
            Cbor::Array parts{part_entry(bytes_at(0, first_length), first),
                              part_entry(bytes_at(first_length, second_file().size()), second, spec.is_optional)};
            if (spec.edit_parts) {
                spec.edit_parts(parts);
            }
            std::vector<TestAssertion> assertions{
                created_action(),
                binding,
                first,
                second,
                {"c2pa.hash.multi-asset", Cbor::map({{"parts", Cbor(std::move(parts))}})}};
            if (spec.edit) {
                spec.edit(assertions);
            }
            return make_store({world().manifest({.assertions = assertions})});
        },
        second_file());
}

/// So that the whole never matches and the parts are asked.
void break_whole(std::vector<TestAssertion>& assertions) { assertions[1].content.set("hash", Bytes(32)); }

Bytes cut(Bytes file, std::size_t bytes) {
    file.resize(file.size() - bytes);
    return file;
}

Bytes flipped(Bytes file, std::size_t from_end) {
    file[file.size() - from_end] ^= 1U;
    return file;
}

Bytes with_parts(std::function<void(Cbor::Array&)> edit) {
    return make({.edit_parts = std::move(edit), .edit = break_whole});
}

void add_malformed(Corpus& corpus) {
    const auto add = [&](const std::string& name, std::function<void(Cbor::Array&)> edit) {
        corpus.add("multi_asset/" + name, with_parts(std::move(edit)), {malformed});
    };
    add("no_parts", [](Cbor::Array& parts) { parts.clear(); });
    add("too_many_parts", [](Cbor::Array& parts) { parts.resize(1'025, parts.front()); });
    add("no_location", [](Cbor::Array& parts) {
        parts[1] = Cbor::map({{"hashAssertion", *parts[1].find("hashAssertion")}});
    });
    add("no_length", [](Cbor::Array& parts) {
        parts[1].set("location", Cbor::map({{"byteOffset", std::uint64_t{9}}}));
    });
    add("negative_offset", [](Cbor::Array& parts) {
        parts[1].set("location", Cbor::map({{"byteOffset", std::int64_t{-1}}, {"length", std::uint64_t{5}}}));
    });
    add("no_hash", [](Cbor::Array& parts) { parts[1] = Cbor::map({{"location", *parts[1].find("location")}}); });
    add("gap", [](Cbor::Array& parts) {
        const std::uint64_t start = parts[1].find("location")->find("byteOffset")->as_unsigned();
        parts[1].set("location", bytes_at(start + 1, second_file().size() - 1));
    });
    add("overlap", [](Cbor::Array& parts) {
        const std::uint64_t start = parts[1].find("location")->find("byteOffset")->as_unsigned();
        parts[1].set("location", bytes_at(start - 1, second_file().size() + 1));
    });
    add("wrong_order", [](Cbor::Array& parts) { std::swap(parts[0], parts[1]); });
    add("uncovered_end", [](Cbor::Array& parts) { parts.pop_back(); });
    add("no_such_box", [](Cbor::Array& parts) { parts[1].set("location", Cbor::map({{"bmffBox", "/mpvd"}})); });
    add("not_a_part_hash", [](Cbor::Array& parts) {
        const TestAssertion other = created_action();
        parts[1].set("hashAssertion",
                     make_hashed_uri("self#jumbf=c2pa.assertions/" + other.label, make_assertion_box(other)));
    });
    corpus.add("multi_asset/twice",
               make({.edit =
                         [](std::vector<TestAssertion>& all) {
                             break_whole(all);
                             TestAssertion again = all[4];
                             again.label += "__1";
                             all.push_back(again);
                         }}),
               {malformed});
    const Bytes whole = make({});
    Bytes longer = whole;
    append(longer, Bytes(10, 1));
    corpus.add("multi_asset/bytes_behind", longer, {malformed});
}

/// A motion video in a box of its own.
Bytes make_motion_photo(const std::string& path, bool is_altered) {
    const Bytes video(200, 0x44);
    ByteWriter box;
    box.u32(static_cast<std::uint32_t>(video.size() + 8)).bytes(as_bytes("mpvd"));
    const Bytes header = box.view().size() == 8 ? to_bytes(box.view()) : Bytes{};
    Bytes behind = header;
    append(behind, video);
    Bytes out = make_bound_bmff_before(
        [&](const TestAssertion& binding) {
            const Cbor exclusion = binding.content.find_array("exclusions")->front();
            Bytes outside{0, 0, 0, 16, 'f', 't', 'y', 'p', 'm', 'p', '4', '2', 0, 0, 0, 0};
            append(outside, header);
            const std::uint64_t length = outside.size() + exclusion.find("length")->as_unsigned();
            const TestAssertion first = part_hash("c2pa.hash.data.part", hash_of(outside), {exclusion});
            const TestAssertion second = part_hash("c2pa.hash.data.part__1", hash_of(video));
            const Cbor parts = Cbor::array(
                {part_entry(bytes_at(0, length), first), part_entry(Cbor::map({{"bmffBox", path}}), second)});
            std::vector<TestAssertion> all{
                created_action(), binding, first, second, {"c2pa.hash.multi-asset", Cbor::map({{"parts", parts}})}};
            break_whole(all);
            return make_store({world().manifest({.assertions = all})});
        },
        behind);
    return is_altered ? flipped(std::move(out), 5) : out;
}

}  // namespace

void add_multi_asset(Corpus& corpus) {
    const std::vector<std::string> told{"assertion.multiAssetHash.match"};
    const Bytes sound = make({});
    const Bytes optional = make({.is_optional = true});
    const std::size_t second = second_file().size();
    corpus.add("multi_asset/whole_matches", sound, {}, {"assertion.dataHash.match"});
    corpus.add("multi_asset/parts_match", make({.edit = break_whole}), {}, told);
    corpus.add("multi_asset/optional_gone", cut(optional, second), {}, told);
    corpus.add("multi_asset/required_gone", cut(sound, second), {missing});
    corpus.add("multi_asset/second_altered", flipped(sound, 20), {mismatch});
    corpus.add("multi_asset/optional_altered", flipped(optional, 20), {mismatch});
    corpus.add("multi_asset/second_cut", cut(optional, 1 + corpus.random(second - 1)), {mismatch});
    corpus.add("multi_asset/first_altered", flipped(cut(optional, second), 3), {mismatch});
    // A part that its signer only gathered isn't asked.
    const auto gather = [](std::vector<TestAssertion>& all) { all[4].is_gathered = true; };
    corpus.add("multi_asset/gathered", cut(make({.is_optional = true, .edit = gather}), second),
               {"assertion.dataHash.mismatch"});
    corpus.add("multi_asset/part_algorithm", make({.second_algorithm = "sha1", .edit = break_whole}),
               {"algorithm.unsupported"});
    corpus.add("multi_asset/box_matches", make_motion_photo("/mpvd", false), {}, told);
    corpus.add("multi_asset/box_altered", make_motion_photo("/mpvd", true), {mismatch});
    corpus.add("multi_asset/box_second_missing", make_motion_photo("/mpvd[2]", false), {malformed});
    add_malformed(corpus);
}

}  // namespace countersign::verifier::c2pa::test

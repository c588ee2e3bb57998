// RFC 6962/9162 tree and proofs. Vectors: github.com/transparency-dev/merkle testdata; golden values: docs/spec/log.md.
#include "contracts/log/tree.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <functional>

#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/json.hpp"
#include "tests/testdata.hpp"

using namespace countersign;
using log::Proof;
using log::ProofView;
using log::TreeHead;

namespace {

Sha256Digest leaf_of(std::uint64_t number) {
    const auto entry = ByteWriter().u64(number).take();
    return log::leaf_hash(entry);
}

log::MerkleTree tree_of(std::uint64_t size) {
    log::MerkleTree tree;
    for (std::uint64_t i = 0; i < size; ++i) {
        tree.append(leaf_of(i));
    }
    return tree;
}

/// The definition of RFC 6962 2.1, word for word, to compare with.
Sha256Digest root_by_definition(std::uint64_t start, std::uint64_t end) {
    if (start == end) {
        return sha256(ByteView{});
    }
    if (end - start == 1) {
        return leaf_of(start);
    }
    std::uint64_t split = 1;
    while (split * 2 < end - start) {
        split *= 2;
    }
    return log::node_hash(root_by_definition(start, start + split), root_by_definition(start + split, end));
}

/// Runs `check` over every vector of one kind: (vector, proof or nothing where a hash has the wrong length).
std::size_t for_each_vector(const char* kind, const std::function<bool(const Json&, const Proof&)>& accepts) {
    const auto folder = testdata_folder(std::string("vectors/merkle/") + kind);
    if (!folder) {
        return 0;
    }
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(*folder)) {
        if (entry.path().extension() != ".json") {
            continue;
        }
        INFO(entry.path());
        const auto text = read_file(entry.path(), 1U << 20U);
        REQUIRE(text.has_value());
        ++count;
        const auto vector = parse_json(as_text(*text));
        if (!vector) {
            // An index of 2^64 - 1: no JSON number of ours, and meant to be refused.
            CHECK(as_text(*text).find("\"wantErr\": true") != std::string_view::npos);
            continue;
        }
        Proof proof;
        bool lengths_good = true;
        if (const Json* hashes = vector->find("proof"); hashes != nullptr && hashes->is_array()) {
            for (const Json& hash : hashes->as_array()) {
                proof.emplace_back();
                lengths_good = copy_exact(parse_base64(hash.as_string()).value(), proof.back()) && lengths_good;
            }
        }
        const bool wanted = !get_bool(*vector, "wantErr").value();
        CHECK((lengths_good && accepts(*vector, proof)) == wanted);
    }
    return count;
}

/// Vectors that name roots of a wrong length ("don't care", nothing) are given to our fixed-size type as a hash of what
/// they say, so that equal ones stay equal; nothing equals nothing.
Sha256Digest digest_field(const Json& vector, const char* key) {
    const Bytes bytes = parse_base64(get_string(vector, key).value()).value();
    Sha256Digest digest{};
    return copy_exact(bytes, digest) ? digest : sha256({as_bytes(bytes.empty() ? key : ""), bytes});
}
std::uint64_t number_field(const Json& vector, const char* key) {
    const auto number = get_unsigned(vector, key);
    REQUIRE(number.has_value());
    return *number;
}

}  // namespace

TEST_CASE("L1, L2: roots follow the definition of RFC 6962 at every size", "[log][merkle]") {
    log::MerkleTree tree;
    log::CompactTree compact;
    CHECK(compact.root() == log::empty_root());
    for (std::uint64_t size = 0; size <= 130; ++size) {
        CHECK(tree.root() == root_by_definition(0, size));
        CHECK(compact.head() == tree.head());
        tree.append(leaf_of(size));
        compact.append(leaf_of(size));
    }
    for (std::uint64_t size = 0; size <= 130; ++size) {
        CHECK(tree.root_at(size).value() == root_by_definition(0, size));
    }
    CHECK(tree.root_at(132).error().code == errors::proof_range);
    CHECK(tree.leaf(5).value() == leaf_of(5));
    CHECK(tree.leaf(131).error().code == errors::proof_range);
}

TEST_CASE("L1: the golden roots of seven one-byte entries", "[log][merkle]") {
    static constexpr std::string_view roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                                 "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                                                 "a20bf9a7cc2dc8a08f5f415a71b19f6ac427bab54d24eec868b5d3103449953a",
                                                 "3b6cccd7e3e023ff393006f030315ee7ad9eb111b022b41fba7e5b7a3973f688",
                                                 "9bcd51240af4005168f033121ba85be5a6ed4f0e6a5fac262066729b8fbfdecb",
                                                 "b855b42d6c30f5b087e05266783fbd6e394f7b926013ccaa67700a8b0c5a596f",
                                                 "bb36e7d3d4cee5720cbd323d02fab15962e2ba1dadf5f8fc6eeef4fd6ad056a8",
                                                 "3560191803028444b232018ac047fdb561c09c23a7a6876c85e08b5e4d48e9f3"};
    log::MerkleTree tree;
    for (std::uint8_t entry = 0; entry < 8; ++entry) {
        CHECK(to_hex(view(tree.root())) == roots[entry]);
        tree.append(log::leaf_hash({&entry, 1}));
    }
    const auto inclusion = tree.inclusion_proof(3, 7).value();
    REQUIRE(inclusion.size() == 3);
    CHECK(to_base64(view(inclusion[0])) == "/PCmxwDdE+J0tvuo3uqN2bJuTu3eNJVxfKyECMnFF38=");
    CHECK(to_base64(view(inclusion[1])) == "ogv5p8wtyKCPX0FacbGfasQnurVNJO7IaLXTEDRJlTo=");
    CHECK(to_base64(view(inclusion[2])) == "ickpg07RRZsH9lteGiFDqM9djv3zD0n//6Moux2RM7s=");
    const auto consistency = tree.consistency_proof(3, 7).value();
    REQUIRE(consistency.size() == 4);
    CHECK(to_base64(view(consistency[0])) == "/PCmxwDdE+J0tvuo3uqN2bJuTu3eNJVxfKyECMnFF38=");
    CHECK(to_base64(view(consistency[1])) == "WDx9+3swVdmUZVRAMqVx4QoTSxtvdpQiu7cf1/oWel0=");
}

TEST_CASE("L3, L4: every inclusion proof of every size to 64 verifies, and nothing near it does", "[log][merkle]") {
    const log::MerkleTree tree = tree_of(64);
    for (std::uint64_t size = 1; size <= 64; ++size) {
        const Sha256Digest root = tree.root_at(size).value();
        for (std::uint64_t index = 0; index < size; ++index) {
            Proof proof = tree.inclusion_proof(index, size).value();
            bool good = log::verify_inclusion(leaf_of(index), index, size, proof, root).has_value();
            good = good && !log::verify_inclusion(leaf_of(index + 1), index, size, proof, root).has_value();
            const std::uint64_t other = size == 1 ? 1 : (index + 1) % size;
            good = good && !log::verify_inclusion(leaf_of(index), other, size, proof, root).has_value();
            good = good &&
                   log::verify_inclusion(leaf_of(index), size, size, proof, root).error().code == errors::proof_range;
            proof.push_back(root);
            good = good &&
                   log::verify_inclusion(leaf_of(index), index, size, proof, root).error().code == errors::proof_length;
            proof.pop_back();
            if (!proof.empty()) {
                proof.pop_back();
                good = good && log::verify_inclusion(leaf_of(index), index, size, proof, root).error().code ==
                                   errors::proof_length;
            }
            if (!good) {
                FAIL_CHECK("size " << size << " index " << index);
            }
        }
    }
    CHECK(tree.inclusion_proof(64, 64).error().code == errors::proof_range);
    CHECK(tree.inclusion_proof(1, 65).error().code == errors::proof_range);
}

TEST_CASE("L5: every consistency proof between two sizes to 64 verifies, and nothing near it does", "[log][merkle]") {
    const log::MerkleTree tree = tree_of(64);
    for (std::uint64_t newer = 1; newer <= 64; ++newer) {
        const TreeHead new_head{newer, tree.root_at(newer).value()};
        for (std::uint64_t older = 1; older <= newer; ++older) {
            const TreeHead old_head{older, tree.root_at(older).value()};
            Proof proof = tree.consistency_proof(older, newer).value();
            bool good = log::verify_consistency(old_head, new_head, proof).has_value();
            const TreeHead forged{older, log::leaf_hash(view(old_head.root))};
            good = good && log::verify_consistency(forged, new_head, proof).error().code == errors::proof_root_mismatch;
            for (std::size_t i = 0; i < proof.size(); ++i) {
                proof[i].bytes[i % 32] ^= 1U;
                good = good && !log::verify_consistency(old_head, new_head, proof).has_value();
                proof[i].bytes[i % 32] ^= 1U;
            }
            proof.push_back(new_head.root);
            good = good && log::verify_consistency(old_head, new_head, proof).error().code == errors::proof_length;
            if (!good) {
                FAIL_CHECK("sizes " << older << " and " << newer);
            }
        }
        const TreeHead nothing{0, log::empty_root()};
        CHECK(log::verify_consistency(nothing, new_head, {}).error().code == errors::proof_range);
    }
    CHECK(tree.consistency_proof(0, 5).error().code == errors::proof_range);
    CHECK(tree.consistency_proof(6, 5).error().code == errors::proof_range);
    CHECK(tree.consistency_proof(6, 65).error().code == errors::proof_range);
    const TreeHead two{2, tree.root_at(2).value()};
    const TreeHead five{5, tree.root_at(5).value()};
    CHECK(log::verify_consistency(five, two, {}).error().code == errors::proof_range);
    CHECK(log::verify_consistency(two, five, {}).error().code == errors::proof_length);
}

TEST_CASE("L3: large indexes neither overflow nor loop", "[log][merkle]") {
    const std::uint64_t huge = ~std::uint64_t{0};
    const Proof path(64, log::empty_root());
    CHECK(log::root_from_inclusion(leaf_of(1), 0, huge, path).has_value());
    CHECK(log::root_from_inclusion(leaf_of(1), huge - 2, huge, path).has_value());
    CHECK(log::root_from_inclusion(leaf_of(1), huge - 1, huge, ProofView(path).first(63)).has_value());
    CHECK(log::root_from_inclusion(leaf_of(1), huge, huge, path).error().code == errors::proof_range);
    CHECK_FALSE(log::verify_consistency({huge - 1, {}}, {huge, {}}, path).has_value());
    CHECK_FALSE(log::verify_subtree({huge - 1, huge, {}}, {huge, {}}, path).has_value());
    CHECK_FALSE(log::verify_subtree({0, huge, {}}, {huge, {}}, {}).error().code == errors::proof_range);
    CHECK(log::verify_subtree({1, huge, {}}, {huge, {}}, {}).error().code == errors::proof_range);
}

TEST_CASE("L3: all published inclusion vectors", "[log][merkle][vectors]") {
    const auto count = for_each_vector("inclusion", [](const Json& vector, const Proof& proof) {
        return log::verify_inclusion(digest_field(vector, "leafHash"), number_field(vector, "leafIdx"),
                                     number_field(vector, "treeSize"), proof, digest_field(vector, "root"))
            .has_value();
    });
    CHECK((count == 98 || count == 0));
    const auto subtrees = for_each_vector("subtreeinclusion", [](const Json& vector, const Proof& proof) {
        const std::uint64_t start = number_field(vector, "start");
        const std::uint64_t end = number_field(vector, "end");
        const std::uint64_t index = number_field(vector, "leafIdx");
        return start <= index && start < end &&
               log::verify_inclusion(digest_field(vector, "leafHash"), index - start, end - start, proof,
                                     digest_field(vector, "root"))
                   .has_value();
    });
    CHECK((subtrees == 204 || subtrees == 0));
}

TEST_CASE("L5: all published consistency vectors", "[log][merkle][vectors]") {
    const auto count = for_each_vector("consistency", [](const Json& vector, const Proof& proof) {
        return log::verify_consistency({number_field(vector, "size1"), digest_field(vector, "root1")},
                                       {number_field(vector, "size2"), digest_field(vector, "root2")}, proof)
            .has_value();
    });
    CHECK((count == 98 || count == 0));
    const auto subtrees = for_each_vector("subtreeconsistency", [](const Json& vector, const Proof& proof) {
        const std::uint64_t start = number_field(vector, "start");
        const std::uint64_t end = number_field(vector, "end");
        if (start == end && proof.empty()) {
            // An empty subtree says nothing; we refuse it (L5), the vectors accept its one possible root.
            CHECK_FALSE(log::verify_subtree({start, end, digest_field(vector, "root1")},
                                            {number_field(vector, "size"), digest_field(vector, "root2")}, proof)
                            .has_value());
            return get_bool(vector, "wantErr").value() == false;
        }
        return log::verify_subtree({start, end, digest_field(vector, "root1")},
                                   {number_field(vector, "size"), digest_field(vector, "root2")}, proof)
            .has_value();
    });
    CHECK((subtrees == 118 || subtrees == 0));
}

TEST_CASE("L3, L5: proofs of random sizes verify and any flipped byte breaks them", "[log][merkle]") {
    const log::MerkleTree tree = tree_of(3000);
    rc::prop("inclusion", [&] {
        const auto size = *rc::gen::inRange<std::uint64_t>(1, 3001);
        const auto index = *rc::gen::inRange<std::uint64_t>(0, size);
        const auto root = tree.root_at(size).value();
        Proof proof = tree.inclusion_proof(index, size).value();
        RC_ASSERT(log::verify_inclusion(leaf_of(index), index, size, proof, root).has_value());
        if (!proof.empty()) {
            proof[*rc::gen::inRange<std::size_t>(0, proof.size())].bytes[*rc::gen::inRange(0, 32)] ^= 4U;
            RC_ASSERT(!log::verify_inclusion(leaf_of(index), index, size, proof, root).has_value());
        }
    });
    rc::prop("consistency", [&] {
        const auto newer = *rc::gen::inRange<std::uint64_t>(1, 3001);
        const auto older = *rc::gen::inRange<std::uint64_t>(1, newer + 1);
        Proof proof = tree.consistency_proof(older, newer).value();
        const TreeHead from{older, tree.root_at(older).value()};
        const TreeHead to{newer, tree.root_at(newer).value()};
        RC_ASSERT(log::verify_consistency(from, to, proof).has_value());
        if (!proof.empty()) {
            proof[*rc::gen::inRange<std::size_t>(0, proof.size())].bytes[*rc::gen::inRange(0, 32)] ^= 4U;
            RC_ASSERT(!log::verify_consistency(from, to, proof).has_value());
        }
    });
}

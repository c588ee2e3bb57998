// Leaves, roots and inclusion proofs (R49, R50, R51).
#include <catch2/catch.hpp>

#include "contracts/rules/batch_tree.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "tests/contracts/rules/home.hpp"

using namespace countersign;
using namespace countersign::rules;
using namespace countersign::rules::test;

namespace {

template <typename Leaf>
Bytes bytes_of(const Leaf& leaf) {
    Bytes out(Leaf::size_bytes);
    Writer writer(MutableByteSpan{out.data(), out.size()});
    encode(leaf, writer);
    REQUIRE(writer.size() == Leaf::size_bytes);
    return out;
}

/// Every single byte set to every value: what still decodes encodes back to exactly those bytes.
template <typename Leaf>
void check_one_encoding(const Leaf& leaf) {
    const Bytes bytes = bytes_of(leaf);
    Leaf again{};
    REQUIRE(decode(bytes, again));
    CHECK(bytes_of(again) == bytes);
    CHECK_FALSE(decode(ByteSpan(bytes.data(), bytes.size() - 1), again));
    Bytes longer = bytes;
    longer.push_back(0);
    CHECK_FALSE(decode(longer, again));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (unsigned value = 0; value < 256; ++value) {
            Bytes other = bytes;
            other[i] = static_cast<std::uint8_t>(value);
            if (decode(other, again) && bytes_of(again) != other) {
                FAIL("byte " << i << " set to " << value << " has two encodings");
            }
        }
    }
}

std::vector<TreeHash> some_leaves(std::uint32_t count) {
    std::vector<TreeHash> out;
    for (std::uint32_t i = 0; i < count; ++i) {
        out.push_back(leaf_hash(as_bytes("leaf " + std::to_string(i)), test_crypto));
    }
    return out;
}

TreeHash root_of(const std::vector<TreeHash>& leaves) {
    BatchTree tree;
    for (const auto& leaf : leaves) {
        REQUIRE(tree.add(leaf, test_crypto));
    }
    return tree.root(test_crypto);
}

/// RFC 6962, 2.1, as it is written there.
TreeHash root_by_definition(const TreeHash* leaves, std::uint32_t count) {
    if (count == 1) {
        return leaves[0];
    }
    std::uint32_t split = 1;
    while (split * 2 < count) {
        split *= 2;
    }
    return node_hash(root_by_definition(leaves, split), root_by_definition(leaves + split, count - split), test_crypto);
}

}  // namespace

TEST_CASE("R49: a leaf has one encoding and holds its index", "[rules][leaf]") {
    const ContentLeaf content{7,
                              hash_of<Sha256Digest>("asset"),
                              hash_of<Sha256Digest>("manifest"),
                              hash_of<TreeHash>("parent"),
                              hash_of<ContentHash>("prints"),
                              ContentAction::edited,
                              AiDisclosure::edited,
                              UnixSeconds{1'700'000'000}};
    const CredentialLeaf credential{8, hash_of<ContentHash>("commitment"), UnixSeconds{5}, UnixSeconds{9}};
    const StatementLeaf statement{9,
                                  hash_of<ContentHash>("context"),
                                  TargetKind::identity,
                                  hash_of<SubjectId>("subject"),
                                  ScorePpm{1'000'000},
                                  hash_of<ContentHash>("text"),
                                  hash_of<TreeHash>("meeting"),
                                  UnixSeconds{1'700'000'000}};
    check_one_encoding(content);
    check_one_encoding(credential);
    check_one_encoding(statement);
    CHECK(to_hex(ByteView(bytes_of(content)).first(6)) == "010100000007");
    CHECK(to_hex(ByteView(bytes_of(credential)).first(6)) == "010200000008");
    CHECK(to_hex(ByteView(bytes_of(statement)).first(6)) == "010300000009");
    CHECK(bytes_of(statement).size() <= leaf_bytes_max);

    StatementLeaf too_much = statement;
    too_much.score = ScorePpm{1'000'001};
    CHECK_FALSE(decode(bytes_of(too_much), too_much));
    CredentialLeaf backwards = credential;
    backwards.valid_until = UnixSeconds{5};
    CHECK_FALSE(decode(bytes_of(backwards), backwards));
    ContentLeaf wrong_kind{};
    CHECK_FALSE(decode(bytes_of(credential), wrong_kind));
}

TEST_CASE("R49: a credential's commitment needs salt and credential", "[rules][leaf]") {
    const auto credential = hash_of<Sha256Digest>("credential");
    const auto salt = hash_of<Salt>("salt");
    CHECK(view(credential_commitment(salt, credential, test_crypto)).size() == 32);
    CHECK(retag<Sha256Digest>(credential_commitment(salt, credential, test_crypto)) ==
          sha256({as_bytes("countersign credential v1"), view(salt), view(credential)}));
    CHECK_FALSE(credential_commitment(hash_of<Salt>("other"), credential, test_crypto) ==
                credential_commitment(salt, credential, test_crypto));
}

TEST_CASE("R50: the root is that of RFC 6962", "[rules][leaf]") {
    CHECK(to_hex(view(leaf_hash({}, test_crypto))) ==
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");  // RFC 6962 leaf of no bytes
    for (std::uint32_t count = 1; count <= 70; ++count) {
        const auto leaves = some_leaves(count);
        CHECK(root_of(leaves) == root_by_definition(leaves.data(), count));
    }
}

TEST_CASE("R51: every leaf of every small tree is proven, and nothing else is", "[rules][leaf]") {
    for (std::uint32_t count = 1; count <= 33; ++count) {
        const auto leaves = some_leaves(count);
        const TreeHash root = root_of(leaves);
        for (std::uint32_t index = 0; index < count; ++index) {
            const InclusionProof proof = prove_inclusion(leaves.data(), count, index, test_crypto);
            INFO("leaf " << index << " of " << count);
            REQUIRE(is_included(leaves[index], index, count, proof, root, test_crypto));
            for (std::uint32_t other = 0; other < count; ++other) {
                if (other != index) {
                    REQUIRE_FALSE(is_included(leaves[index], other, count, proof, root, test_crypto));
                }
            }
            REQUIRE_FALSE(is_included(leaves[index], index + count, count, proof, root, test_crypto));
            REQUIRE_FALSE(is_included(hash_of<TreeHash>("x"), index, count, proof, root, test_crypto));
            REQUIRE_FALSE(is_included(leaves[index], index, count, proof, hash_of<TreeHash>("x"), test_crypto));
            if (count > 1) {
                InclusionProof shorter = proof;
                --shorter.count;
                REQUIRE_FALSE(is_included(leaves[index], index, count, shorter, root, test_crypto));
                InclusionProof spoilt = proof;
                spoilt[proof.size() / 2].bytes[31] ^= 1;
                REQUIRE_FALSE(is_included(leaves[index], index, count, spoilt, root, test_crypto));
            }
            InclusionProof longer = proof;
            REQUIRE(longer.push(root));
            REQUIRE_FALSE(is_included(leaves[index], index, count, longer, root, test_crypto));
        }
    }
}

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "contracts/chain/rlp.hpp"
#include "contracts/chain/trie.hpp"
#include "tests/contracts/chain/vectors.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

TrieProof proof_of(const Json& nodes) {
    TrieProof out;
    for (const Json& node : nodes.as_array()) {
        out.push_back(unhex(node.as_string()));
    }
    return out;
}

TrieRoot root_of(const Bytes& node) {
    TrieRoot out{};
    std::ignore = copy_exact(view(keccak256(node)), out);
    return out;
}

template <typename Value>
std::string error_of(const Result<Value>& result) {
    return result ? "" : std::string(result.error().code.name);
}

std::string walk(const TrieProof& proof, std::string_view key) {
    const Bytes path = parse_hex(key).value();
    const auto value = verify_trie_proof(root_of(proof.at(0)), path, proof);
    return !value ? std::string(value.error().code.name) : *value ? to_hex(**value) : "absent";
}

Bytes hex(std::string_view text) { return parse_hex(text).value(); }
Bytes two(std::string_view path, const Bytes& encoded) {
    return RlpListWriter().bytes(hex(path)).encoded(encoded).take();
}
Bytes leaf(std::string_view path, std::string_view value) { return two(path, encode_rlp(hex(value))); }
Bytes branch(const std::vector<std::pair<std::size_t, Bytes>>& children, std::string_view value = {}) {
    RlpListWriter list;
    for (std::size_t i = 0; i < 16; ++i) {
        const auto found =
            std::find_if(children.begin(), children.end(), [&](const auto& child) { return child.first == i; });
        found == children.end() ? list.bytes({}) : list.encoded(found->second);
    }
    return list.bytes(hex(value)).take();
}
Bytes by_hash(const Bytes& node) { return encode_rlp(view(keccak256(node))); }

}  // namespace

TEST_CASE("P2: accounts and words are proven, or proven absent, as anvil proves them", "[chain][trie]") {
    std::size_t absent = 0;
    for (const Json& vector : state_vectors("proofs")) {
        const auto root = unhex_fixed<TrieRoot>(vector, "stateRoot");
        const auto address = unhex_fixed<EthereumAddress>(vector, "address");
        const auto account = verify_account_proof(root, address, proof_of(*vector.find("accountProof")));
        REQUIRE(account.has_value());
        CHECK(account->has_value() == (vector.find("absent") == nullptr));
        if (!*account) {
            continue;
        }
        CHECK((*account)->nonce == get_unsigned(vector, "nonce").value());
        CHECK((*account)->code_hash == unhex_fixed<Keccak256Digest>(vector, "codeHash"));
        CHECK((*account)->storage_root == unhex_fixed<TrieRoot>(vector, "storageRoot"));
        for (const Json& word : vector.find("storage")->as_array()) {
            const auto value = verify_storage_proof((*account)->storage_root, unhex_fixed<Uint256>(word, "slot"),
                                                    proof_of(*word.find("proof")));
            REQUIRE(value.has_value());
            CHECK(*value == unhex_fixed<Uint256>(word, "value"));
            absent += value->is_zero() ? 1U : 0U;
        }
    }
    CHECK(absent >= 10);
}

TEST_CASE("P2: no changed byte, key or root of a proof goes unnoticed", "[chain][trie]") {
    const Json& vector = state_vectors("proofs").at(3);
    const auto root = unhex_fixed<TrieRoot>(vector, "storageRoot");
    for (const Json& word : vector.find("storage")->as_array()) {
        const TrieProof proof = proof_of(*word.find("proof"));
        const auto slot = unhex_fixed<Uint256>(word, "slot");
        for (std::size_t node = 0; node < proof.size(); ++node) {
            for (std::size_t i = 0; i < proof[node].size(); ++i) {
                TrieProof changed = proof;
                changed[node][i] = static_cast<std::uint8_t>(changed[node][i] ^ 0x80U);
                CHECK(error_of(verify_storage_proof(root, slot, changed)) == "chain.proof_hash");
            }
            TrieProof shorter = proof;
            shorter.erase(shorter.begin() + static_cast<std::ptrdiff_t>(node));
            CHECK_FALSE(verify_storage_proof(root, slot, shorter).has_value());
        }
        TrieProof longer = proof;
        longer.push_back(proof.back());
        CHECK(error_of(verify_storage_proof(root, slot, longer)) == "chain.proof_trailing");
        longer = proof;
        longer.pop_back();
        CHECK(error_of(verify_storage_proof(root, slot, longer)) == "chain.proof_incomplete");
        CHECK(error_of(verify_storage_proof(empty_trie_root(), slot, proof)) == "chain.proof_trailing");
        Uint256 other = slot;
        other.bytes[5] = 1;
        const auto elsewhere = verify_storage_proof(root, other, proof);
        CHECK((!elsewhere || elsewhere->is_zero()));
    }
    CHECK(verify_storage_proof(empty_trie_root(), Uint256{}, {}).value().is_zero());
}

TEST_CASE("P2: small nodes stand in their parent; ways and branches are taken in their one form", "[chain][trie]") {
    // Keys 12 34 and 12 56: an extension 12, then a branch with two leaves that stand in it.
    const Bytes small = branch({{3, leaf("34", "aa")}, {5, leaf("36", "bb")}});
    REQUIRE(small.size() < 32);
    const Bytes short_root = two("0012", small);
    CHECK(walk({short_root}, "1234") == "aa");
    CHECK(walk({short_root}, "1256") == "bb");
    CHECK(walk({short_root}, "1257") == "absent");
    CHECK(walk({short_root}, "1278") == "absent");
    CHECK(walk({short_root}, "1334") == "absent");
    // A value where a way ends in a branch.
    const Bytes with_value = two("0012", branch({{3, leaf("34", "aa")}}, "cc"));
    CHECK(walk({with_value}, "12") == "cc");
    CHECK(walk({short_root}, "12") == "absent");
    // Large nodes stand under their hash.
    const std::string long_value(80, 'a');
    const Bytes large = branch({{3, by_hash(leaf("34", long_value))}, {5, leaf("36", "bb")}});
    const Bytes long_root = two("0012", by_hash(large));
    CHECK(walk({long_root, large, leaf("34", long_value)}, "1234") == long_value);
    CHECK(walk({long_root, large}, "1256") == "bb");
    CHECK(walk({long_root, large}, "1234") == "chain.proof_incomplete");
    CHECK(walk({long_root, large, large}, "1234") == "chain.proof_hash");
}

TEST_CASE("P2: what is no node is refused", "[chain][trie]") {
    const auto refused = [](const Bytes& node) { return walk({node}, "1234") == "chain.proof_node"; };
    CHECK(refused(hex("8112")));
    CHECK(refused(encode_rlp(hex("1234"))));
    CHECK(refused(hex("c0")));
    CHECK(refused(hex("c3010203")));
    CHECK(refused(leaf("", "aa")));
    CHECK(refused(leaf("41", "aa")));
    CHECK(refused(leaf("201234", "")));
    CHECK(refused(leaf("211234", "")));
    CHECK(refused(leaf("2f1234", "aa")));
    CHECK(refused(two("201234", hex("c101"))));
    CHECK(refused(two("00", by_hash(hex("01")))));
    CHECK(refused(two("0012", encode_rlp(hex("aabb")))));
    CHECK(refused(two("0012", branch({{1, leaf("34", std::string(80, 'a'))}}))));
    CHECK(refused(branch({{1, encode_rlp(hex("aabb"))}})));
    // A hash of a node that should stand in its parent.
    const Bytes tiny = leaf("20", "aa");
    const Bytes root = branch({{1, by_hash(tiny)}});
    CHECK(walk({root, tiny}, "10") == "chain.proof_node");
}

TEST_CASE("P3: an account and a word have one form", "[chain][trie]") {
    const auto address = unhex_fixed<EthereumAddress>(state_vectors("proofs").at(0), "address");
    const auto account = [&](const Bytes& value) {
        const Bytes node =
            RlpListWriter().bytes(hex("20" + to_hex(view(keccak256(view(address)))))).bytes(value).take();
        return error_of(verify_account_proof(root_of(node), address, TrieProof{node}));
    };
    const Bytes fields =
        RlpListWriter().number(1).number(2).bytes(view(empty_trie_root())).bytes(view(keccak256({}))).take();
    CHECK(account(fields).empty());
    CHECK(account(RlpListWriter().number(1).take()) == "chain.proof_value");
    CHECK(account(hex("c100ff")) == "chain.proof_value");
    const auto word = [&](const Bytes& value) {
        const Bytes node =
            RlpListWriter().bytes(hex("20" + to_hex(view(keccak256(view(Uint256{})))))).bytes(value).take();
        return error_of(verify_storage_proof(root_of(node), Uint256{}, TrieProof{node}));
    };
    CHECK(word(hex("05")).empty());
    CHECK(word(hex("80")).empty());
    CHECK(word(hex("00")) == "chain.proof_value");
    CHECK(word(hex("820001")) == "chain.proof_value");
    CHECK(word(hex("c105")) == "chain.proof_value");
    CHECK(word(encode_rlp(Bytes(33, 1))) == "chain.proof_value");
    CHECK(word(encode_rlp(Bytes(32, 1))).empty());
}

TEST_CASE("P3: the root over a list is that of a trie in which each position proves its value", "[chain][trie]") {
    CHECK(list_root({}) == empty_trie_root());
    const std::vector<Bytes> one{Bytes(40, 7)};
    CHECK(list_root(one) == root_of(RlpListWriter().bytes(hex("2080")).bytes(one[0]).take()));
    // Same root however it is computed: 200 values give paths of one and two bytes.
    std::vector<Bytes> values;
    for (std::size_t i = 0; i < 200; ++i) {
        values.push_back(Bytes(1 + i % 50, static_cast<std::uint8_t>(i)));
        std::vector<Bytes> changed = values;
        changed.back()[0] = static_cast<std::uint8_t>(changed.back()[0] ^ 1U);
        CHECK(list_root(values) != list_root(changed));
    }
}

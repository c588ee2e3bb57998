#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "contracts/chain/header.hpp"
#include "contracts/chain/rlp.hpp"
#include "tests/contracts/chain/vectors.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

TEST_CASE("P1: a header of each fork is read, written back, and has the hash that anvil gives it", "[chain][header]") {
    for (const Json& vector : state_vectors("headers")) {
        INFO(vector.find("fork")->as_string());
        const Bytes rlp = unhex(vector, "rlp");
        const auto header = parse_header(rlp);
        REQUIRE(header.has_value());
        CHECK(encode_header(*header) == rlp);
        CHECK(hash_header(*header) == unhex_fixed<BlockHash>(vector, "hash"));
        CHECK(header->number == get_unsigned(vector, "number").value());
        CHECK(header->timestamp == get_unsigned(vector, "timestamp").value());
        CHECK(header->parent == unhex_fixed<BlockHash>(vector, "parent"));
        CHECK(header->state_root == unhex_fixed<TrieRoot>(vector, "stateRoot"));
        CHECK(header->receipts_root == unhex_fixed<TrieRoot>(vector, "receiptsRoot"));
        CHECK(header->bloom == unhex_fixed<Bloom>(vector, "bloom"));
    }
}

TEST_CASE("P1: a header with a field too few or too many is refused", "[chain][header]") {
    const Bytes rlp = unhex(state_vectors("headers").back(), "rlp");
    const auto items = parse_rlp(rlp)->items();
    REQUIRE(items.size() == 21);
    // Between the forks' field counts: 15, 16, 17, 20, 21.
    for (std::size_t count = 0; count <= items.size() + 1; ++count) {
        RlpListWriter list;
        for (std::size_t i = 0; i < count; ++i) {
            list.encoded(items[std::min(i, items.size() - 1)].encoded());
        }
        const Bytes shorter = list.take();
        const auto header = parse_header(shorter);
        INFO(count);
        if (count == 15 || count == 16 || count == 17 || count == 20 || count == 21) {
            REQUIRE(header.has_value());
            CHECK(encode_header(*header) == shorter);
        } else {
            REQUIRE_FALSE(header.has_value());
            CHECK(header.error().code.name == "chain.rlp_type");
        }
    }
}

TEST_CASE("P1: a changed byte of a header gives no header or another hash", "[chain][header]") {
    const Json& vector = state_vectors("headers").back();
    const Bytes rlp = unhex(vector, "rlp");
    const auto hash = unhex_fixed<BlockHash>(vector, "hash");
    for (std::size_t i = 0; i < rlp.size(); ++i) {
        Bytes changed = rlp;
        changed[i] = static_cast<std::uint8_t>(changed[i] ^ 0x01U);
        const auto header = parse_header(changed);
        CHECK((!header || hash_header(*header) != hash));
    }
}

TEST_CASE("P1: a bloom says of what is in a block's logs maybe, and of most else no", "[chain][bloom]") {
    for (const Json& vector : state_vectors("blooms")) {
        const auto bloom = unhex_fixed<Bloom>(vector, "bloom");
        Bloom built{};
        for (const Json& held : vector.find("holds")->as_array()) {
            CHECK(BloomBits(unhex(held.as_string())).may_be_in(bloom));
            BloomBits(unhex(held.as_string())).add_to(built);
        }
        CHECK(built == bloom);
        for (const Json& lacking : vector.find("lacks")->as_array()) {
            CHECK_FALSE(BloomBits(unhex(lacking.as_string())).may_be_in(bloom));
        }
    }
    CHECK_FALSE(BloomBits(as_bytes("anything")).may_be_in(Bloom{}));
}

// The words against the real contract: tests/interop/chain_words.mjs.
#include <catch2/catch.hpp>

#include "contracts/chain/words.hpp"
#include "identity/base/encoding.hpp"
#include "tests/contracts/rules/home.hpp"

using namespace countersign;
using namespace countersign::chain;

TEST_CASE("E13: a tenure's word has each field in its place", "[chain][words]") {
    rules::KeyRecord tenure{};
    tenure.tenure = 5;
    tenure.roles = 0x21;
    tenure.added_at = {0x123456789};
    tenure.valid_from = {1};
    CHECK(to_hex(view(pack_tenure(tenure, 0xABC))) ==
          "2468acf120000000000000000000000000000000000200000000000000" + std::string("2af21a"));
    // A time that doesn't fit stands in a word of its own.
    const auto words_for = [&] {
        Bytes record(rules::KeyRecord::size_bytes);
        rules::Writer writer({record.data(), record.size()});
        rules::encode(tenure, writer);
        return words_of(rules::test::MapState(), ByteWriter().u8('K').bytes(Bytes(32, 1)).view(), record).value();
    };
    tenure.key = rules::test::test_public_key("somebody");
    tenure.identity = rules::IdentityId{{7}};
    tenure.valid_until = {(std::uint64_t{1} << 35U) - 2};
    CHECK(words_for().size() == 2);
    tenure.valid_until = {(std::uint64_t{1} << 35U) - 1};
    REQUIRE(words_for().size() == 3);
    CHECK((words_for()[1].value.bytes[31] & 1U) == 1U);
    CHECK(words_for()[2].place == place_of_word(WordTable::exact, to_word(words_for()[1].place)));
}

TEST_CASE("E12: what is no record has no words", "[chain][words]") {
    const rules::test::MapState empty;
    for (const char table : std::string("KHONSABWQ?")) {
        const Bytes key = ByteWriter().u8(static_cast<std::uint8_t>(table)).bytes(Bytes(36, 1)).take();
        const auto words = words_of(empty, key, Bytes(5, 1));
        INFO(table);
        REQUIRE_FALSE(words.has_value());
        CHECK(words.error().code.name == "chain.record");
    }
    const Bytes counted = ByteWriter().u8('Q').bytes(Bytes(36, 1)).take();
    CHECK(words_of(empty, counted, ByteWriter().u32(2).view()).error().code.name == "chain.record");
    CHECK(words_of(empty, ByteWriter().u8('P').bytes(Bytes(40, 1)).view(), Bytes(5, 1))->empty());
}

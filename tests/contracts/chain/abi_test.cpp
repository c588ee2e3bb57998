#include <catch2/catch.hpp>

#include "contracts/chain/abi.hpp"
#include "contracts/chain/address.hpp"
#include "identity/base/hash.hpp"
#include "tests/contracts/chain/vectors.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

AbiValue value_of(const Json& json) {
    if (json.is_array()) {
        AbiValue::List items;
        for (const Json& item : json.as_array()) {
            items.push_back(value_of(item));
        }
        return AbiValue::list(std::move(items));
    }
    if (json.find("word") != nullptr) {
        return unhex_fixed<Uint256>(json, "word");
    }
    return AbiValue::bytes(unhex(json, "bytes"));
}

/// Words in hex, a space between two of them.
std::string error_of(std::string_view type, const std::vector<std::string>& words) {
    Bytes bytes;
    for (const std::string& word : words) {
        append(bytes, parse_hex(std::string(word.size() < 64 ? 64 - word.size() : 0, '0') + word).value());
    }
    const auto value = decode_abi(abi_type(type), bytes);
    return value ? "" : std::string(value.error().code.name);
}

std::string right_padded(std::string text) { return text + std::string(64 - text.size(), '0'); }

}  // namespace

TEST_CASE("X3: the ABI is encoded and decoded as viem and cast do", "[chain][abi]") {
    for (const Json& vector : vectors("abi")) {
        INFO(vector.find("types")->as_string());
        const AbiType type = abi_type(vector.find("types")->as_string());
        const AbiValue value = value_of(*vector.find("value"));
        const Bytes encoded = unhex(vector, "encoded");
        const auto ours = encode_abi(type, value);
        REQUIRE(ours.has_value());
        CHECK(to_hex(*ours) == to_hex(encoded));
        const auto decoded = decode_abi(type, encoded);
        INFO((decoded ? "" : decoded.error().detail));
        REQUIRE(decoded.has_value());
        CHECK(*decoded == value);
    }
}

TEST_CASE("X3: a value alone is laid out as the only argument", "[chain][abi]") {
    const Bytes bytes = encode_abi(abi_type("bytes"), AbiValue::text("abc")).value();
    CHECK(bytes == encode_abi(abi_type("(bytes)"), AbiValue::list({AbiValue::text("abc")})).value());
    CHECK(as_text(decode_abi(abi_type("bytes"), bytes)->bytes()) == "abc");
    CHECK(error_of("bytes", {}) == "chain.abi_truncated");
    CHECK(error_of("bytes", {"40", "0"}) == "chain.abi_offset");
    CHECK(decode_abi(abi_type("uint64"), encode_abi(abi_type("uint64"), AbiValue(7)).value())->u64() == 7);
}

TEST_CASE("X4: a word or padding that holds more than its type is refused", "[chain][abi]") {
    CHECK(error_of("uint8", {"ff"}).empty());
    CHECK(error_of("uint8", {"100"}) == "chain.abi_padding");
    CHECK(error_of("int8", {std::string(62, 'f') + "80"}).empty());
    CHECK(error_of("int8", {"80"}) == "chain.abi_padding");
    CHECK(error_of("int8", {std::string(62, 'f') + "7f"}) == "chain.abi_padding");
    CHECK(error_of("bool", {"1"}).empty());
    CHECK(error_of("bool", {"2"}) == "chain.abi_padding");
    CHECK(error_of("address", {std::string(40, 'f')}).empty());
    CHECK(error_of("address", {std::string(41, 'f')}) == "chain.abi_padding");
    CHECK(error_of("bytes4", {right_padded("deadbeef")}).empty());
    CHECK(error_of("bytes4", {right_padded("deadbeef01")}) == "chain.abi_padding");
    CHECK(error_of("bytes", {"20", "1", right_padded("aa")}).empty());
    CHECK(error_of("bytes", {"20", "1", right_padded("aabb")}) == "chain.abi_padding");
    CHECK(error_of("string", {"20", "1", right_padded("ff")}) == "chain.abi_text");
}

TEST_CASE("X5: there is one layout: no gap, no overlap, no free offset, nothing behind", "[chain][abi]") {
    CHECK(error_of("(bytes,bytes)", {"40", "60", "0", "0"}).empty());
    CHECK(error_of("(bytes,bytes)", {"40", "40", "0"}) == "chain.abi_offset");
    CHECK(error_of("(bytes,bytes)", {"60", "40", "0", "0"}) == "chain.abi_offset");
    CHECK(error_of("(bytes)", {"40", "0", "0"}) == "chain.abi_offset");
    CHECK(error_of("(bytes)", {std::string(64, 'f'), "0"}) == "chain.abi_offset");
    CHECK(error_of("(bytes)", {"20", "0", "0"}) == "chain.abi_trailing");
    CHECK(error_of("(bytes)", {"20"}) == "chain.abi_truncated");
    CHECK(error_of("(bytes)", {"20", "1"}) == "chain.abi_truncated");
    CHECK(error_of("(bytes)", {"20", std::string(64, 'f')}) == "chain.abi_truncated");
    CHECK(error_of("(uint256[])", {"20", "2", "0"}) == "chain.abi_truncated");
    CHECK(error_of("(uint256[])", {"20", std::string(16, 'f'), "0"}) == "chain.abi_truncated");
    CHECK(error_of("(uint256,uint256)", {"0"}) == "chain.abi_truncated");
    CHECK(error_of("uint256", {}) == "chain.abi_truncated");
    CHECK(error_of("uint256", {"0", "0"}) == "chain.abi_trailing");
}

TEST_CASE("X5: no cut or altered encoding is read as the same value", "[chain][abi]") {
    for (const Json& vector : vectors("abi")) {
        const AbiType type = abi_type(vector.find("types")->as_string());
        const AbiValue value = value_of(*vector.find("value"));
        Bytes encoded = unhex(vector, "encoded");
        if (encoded.size() > 3000) {
            continue;
        }
        CHECK_FALSE(decode_abi(type, ByteView(encoded).first(encoded.size() - 1)).has_value());
        for (std::uint8_t& byte : encoded) {
            byte ^= 1U;
            const auto altered = decode_abi(type, encoded);
            if (altered && *altered == value) {
                FAIL_CHECK(vector.find("types")->as_string());
            }
            byte ^= 1U;
        }
    }
}

TEST_CASE("X3: a type has one text, and a value must be one of it", "[chain][abi]") {
    for (const char* text : {"",          "uint",      "uint7",  "uint08",   "uint264",     "bytes0",
                             "bytes33",   "int",       "()",     "(uint8",   "uint8)",      "(uint8,)",
                             "uint8[0]",  "uint8[01]", "uint8[", "uint8[]x", "uint8[1025]", "uint8[1024][1024]",
                             "addresses", " uint8"}) {
        INFO(text);
        const auto type = AbiType::parse(text);
        REQUIRE_FALSE(type.has_value());
        CHECK(type.error().code == errors::chain_abi_type);
    }
    CHECK_FALSE(AbiType::parse(std::string(20, '(') + "uint8" + std::string(20, ')')).has_value());
    std::string wide = "(bool";
    for (int i = 0; i < 300; ++i) {
        wide += ",bool";
    }
    CHECK_FALSE(AbiType::parse(wide + ")").has_value());
    const std::vector<std::pair<const char*, AbiValue>> misfits = {
        {"uint8", AbiValue(256)},
        {"uint8", AbiValue::text("a")},
        {"bytes", AbiValue(1)},
        {"(uint8,uint8)", AbiValue(1)},
        {"uint8[2]", AbiValue::list({AbiValue(1)})},
        {"string", AbiValue::bytes(Bytes{0xff})},
        {"uint8[]", AbiValue::list({AbiValue(1), AbiValue(256)})}};
    for (const auto& [type, value] : misfits) {
        const auto encoded = encode_abi(abi_type(type), value);
        REQUIRE_FALSE(encoded.has_value());
        CHECK(encoded.error().code == errors::chain_abi_value);
    }
}

TEST_CASE("selectors and topics made by the compiler are those of viem and cast", "[chain][abi]") {
    static constexpr std::pair<Selector, Keccak256Digest> ours[] = {
        {selector_of("submit(bytes,bytes)"), topic_of("submit(bytes,bytes)")},
        {selector_of("transfer(address,uint256)"), topic_of("transfer(address,uint256)")},
        {selector_of("Refused(uint16)"), topic_of("Refused(uint16)")},
        {selector_of("Error(string)"), topic_of("Error(string)")},
        {selector_of("Panic(uint256)"), topic_of("Panic(uint256)")}};
    const auto& theirs = vectors("selectors");
    REQUIRE(theirs.size() == std::size(ours));
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        CHECK(equal(view(ours[i].first), unhex(theirs[i], "selector")));
        CHECK(equal(view(ours[i].second), unhex(theirs[i], "topic")));
    }
    const Bytes call = encode_call(ours[0].first, abi_type("(bytes,bytes)"),
                                   AbiValue::list({AbiValue::text("a"), AbiValue::text("b")}))
                           .value();
    CHECK(equal(ByteView(call).first(4), view(ours[0].first)));
    CHECK(call.size() == 4 + 6 * 32);
    CHECK_FALSE(encode_call(ours[0].first, abi_type("(bytes,bytes)"), AbiValue(1)).has_value());
}

TEST_CASE("X6: an address text carries its checksum or none", "[chain][address]") {
    for (const Json& vector : vectors("addresses")) {
        const std::string lower = vector.find("lower")->as_string();
        const std::string checksum = vector.find("checksum")->as_string();
        const auto address = parse_address(lower);
        REQUIRE(address.has_value());
        CHECK(to_checksum_address(*address) == checksum);
        CHECK(parse_address(checksum).value() == *address);
        CHECK(to_hex_data(view(*address)) == lower);
        CHECK(AbiValue(*address).address() == *address);
        for (std::size_t i = 2; i < checksum.size(); ++i) {
            std::string altered = checksum;
            altered[i] = altered[i] >= 'A' ? static_cast<char>(altered[i] ^ 0x20) : altered[i];
            CHECK(parse_address(altered).has_value() == (altered == checksum || altered == lower));
        }
    }
    for (const char* text :
         {"", "0x", "0x00", "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaeg",
          "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed0", "0X5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"}) {
        const auto address = parse_address(text);
        REQUIRE_FALSE(address.has_value());
        CHECK(address.error().code.name == "chain.address");
    }
}

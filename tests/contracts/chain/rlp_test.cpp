#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "contracts/chain/rlp.hpp"
#include "identity/base/limits.hpp"
#include "tests/contracts/chain/vectors.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

Bytes encode(const Json& value) {
    if (value.is_string()) {
        return encode_rlp(unhex(value.as_string()));
    }
    RlpListWriter list;
    for (const Json& item : value.as_array()) {
        list.encoded(encode(item));
    }
    return list.take();
}

Json decode(const RlpItem& item) {
    if (!item.is_list()) {
        return "0x" + to_hex(item.content());
    }
    Json list = Json::array();
    for (const RlpItem& part : item.items()) {
        list.push(decode(part));
    }
    return list;
}

std::string error_of(std::string_view hex) {
    const Bytes bytes = parse_hex(hex).value();
    const auto item = parse_rlp(bytes);
    return item ? "" : std::string(item.error().code.name);
}

std::string nested(std::size_t lists) {
    Bytes out{0xc0};
    for (std::size_t i = 1; i < lists; ++i) {
        out = RlpListWriter().encoded(out).take();
    }
    return to_hex(out);
}

}  // namespace

TEST_CASE("X1: RLP is encoded and decoded as viem and cast do", "[chain][rlp]") {
    for (const Json& vector : vectors("rlp")) {
        const Json& value = *vector.find("value");
        const Bytes encoded = unhex(vector, "encoded");
        INFO(to_hex(encoded));
        CHECK(encode(value) == encoded);
        const auto item = parse_rlp(encoded);
        REQUIRE(item.has_value());
        CHECK(equal(item->encoded(), encoded));
        CHECK(decode(*item) == value);
    }
}

TEST_CASE("X1: one value has one RLP", "[chain][rlp]") {
    CHECK(error_of("") == "chain.rlp_truncated");
    CHECK(error_of("81") == "chain.rlp_truncated");
    CHECK(error_of("8180").empty());
    CHECK(error_of("c3800102").empty());
    CHECK(error_of("c3830102") == "chain.rlp_truncated");
    CHECK(error_of("b8") == "chain.rlp_truncated");
    CHECK(error_of("bfffffffffffffffff") == "chain.rlp_truncated");
    CHECK(error_of("ffffffffffffffffff") == "chain.rlp_truncated");
    CHECK(error_of("817f") == "chain.rlp_not_canonical");
    CHECK(error_of("b801ff") == "chain.rlp_not_canonical");
    CHECK(error_of("b90001ff") == "chain.rlp_not_canonical");
    CHECK(error_of("f800") == "chain.rlp_not_canonical");
    CHECK(error_of("c28100") == "chain.rlp_not_canonical");
    CHECK(error_of("8000") == "chain.rlp_trailing");
    CHECK(error_of("c000") == "chain.rlp_trailing");
    CHECK(error_of(nested(limits::rlp_depth_max)).empty());
    CHECK(error_of(nested(limits::rlp_depth_max + 1)) == "chain.rlp_too_deep");
}

TEST_CASE("X1: no cut or altered RLP is read as the same value", "[chain][rlp]") {
    for (const Json& vector : vectors("rlp")) {
        const Bytes encoded = unhex(vector, "encoded");
        for (std::size_t i = 0; i < encoded.size(); ++i) {
            CHECK_FALSE(parse_rlp(ByteView(encoded).first(i)).has_value());
            Bytes altered = encoded;
            altered[i] ^= 1U;
            const auto item = parse_rlp(altered);
            if (item && decode(*item) == *vector.find("value")) {
                FAIL_CHECK("byte " << i << " of " << to_hex(encoded));
            }
        }
    }
}

TEST_CASE("X2: a list is read as what it should hold", "[chain][rlp]") {
    const Bytes bytes = RlpListWriter().number(7).bytes(as_bytes("abcd")).encoded(RlpListWriter().take()).take();
    const RlpItem root = parse_rlp(bytes).value();
    SECTION("all of it") {
        RlpFields fields(root);
        CHECK(fields.u64() == 7);
        CHECK(as_text(view(fields.fixed<FixedBytes<4, struct Four>>())) == "abcd");
        CHECK(fields.list().items().empty());
        CHECK(fields.finish().has_value());
    }
    const auto refused = [&root](auto read) {
        RlpFields fields(root);
        read(fields);
        const auto done = fields.finish();
        return done ? "" : std::string(done.error().code.name);
    };
    CHECK(refused([](RlpFields& f) { f.u64(); }) == "chain.rlp_type");
    CHECK(refused([](RlpFields& f) { f.list(); }) == "chain.rlp_type");
    CHECK(refused([](RlpFields& f) { f.item(), f.item(), f.bytes(); }) == "chain.rlp_type");
    CHECK(refused([](RlpFields& f) { f.item(), f.fixed<Keccak256Digest>(), f.item(); }) == "chain.rlp_type");
    CHECK(refused([](RlpFields& f) { f.item(), f.item(), f.item(), f.item(); }) == "chain.rlp_type");
    CHECK(refused([](RlpFields& f) { f.item(), f.item(), f.item(); }).empty());
    // Leading zeros, and more than fits.
    for (const std::string_view hex : {"c100", "c3820001", "ca89010000000000000000"}) {
        const Bytes raw = parse_hex(hex).value();
        RlpFields fields(parse_rlp(raw).value());
        CHECK(fields.u64() == 0);
        CHECK_FALSE(fields.finish().has_value());
    }
    RlpFields text(RlpItem{});
    CHECK_FALSE(text.finish().has_value());
}

TEST_CASE("X2: numbers of any size come back", "[chain][rlp]") {
    rc::prop("number", [](std::uint64_t small, const std::array<std::uint8_t, 32>& large) {
        Uint256 wide{};
        std::copy(large.begin(), large.end(), wide.begin());
        const Bytes bytes = RlpListWriter().number(small).number(wide).take();
        RlpFields fields(parse_rlp(bytes).value());
        RC_ASSERT(fields.u64() == small);
        RC_ASSERT(fields.uint256() == wide);
        RC_ASSERT(fields.finish().has_value());
    });
    rc::prop("multiplied as 128-bit numbers are", [](std::uint64_t a, std::uint64_t b) {
        __extension__ using Wide = unsigned __int128;
        const Wide product = Wide{a} * b;
        const Uint256 got = multiply(a, b);
        Wide back = 0;
        for (std::size_t i = 16; i < 32; ++i) {
            back = (back << 8U) | got.bytes[i];
        }
        RC_ASSERT(back == product);
    });
}

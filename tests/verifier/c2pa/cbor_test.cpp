#include "verifier/c2pa/cbor.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "verifier/c2pa/errors.hpp"

using namespace countersign;
using namespace countersign::verifier::c2pa;
namespace c2pa_errors = countersign::verifier::c2pa::errors;

namespace {

Result<Cbor> parse_text(std::string_view hex) { return parse_cbor(parse_hex(hex).value()); }

Cbor arbitrary(int depth) {
    const int kind = *rc::gen::inRange(0, depth > 0 ? 10 : 8);
    switch (kind) {
        case 0: return Cbor(*rc::gen::arbitrary<std::uint64_t>());
        case 1: return Cbor(CborNegative{*rc::gen::arbitrary<std::uint64_t>()});
        case 2: return Cbor(*rc::gen::arbitrary<Bytes>());
        case 3: return Cbor(*rc::gen::container<std::string>(rc::gen::inRange('a', 'z')));
        case 4: return Cbor(*rc::gen::arbitrary<bool>());
        case 5: return Cbor(nullptr);
        case 6: return Cbor(static_cast<double>(*rc::gen::arbitrary<std::int32_t>()) / 8);
        case 7: return Cbor(CborSimple{99});
        case 8: {
            Cbor out = Cbor::array();
            for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
                out.push(arbitrary(depth - 1));
            }
            return out;
        }
        default: {
            Cbor out = Cbor::map();
            for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
                out.set(std::to_string(i), Cbor::tagged(static_cast<std::uint64_t>(i), arbitrary(depth - 1)));
            }
            return out;
        }
    }
}

}  // namespace

TEST_CASE("the examples of RFC 8949 appendix A that keep their encoding", "[c2pa][cbor]") {
    for (const std::string_view hex : {"00",
                                       "17",
                                       "1818",
                                       "1864",
                                       "1903e8",
                                       "1a000f4240",
                                       "1bffffffffffffffff",
                                       "20",
                                       "3863",
                                       "3bffffffffffffffff",
                                       "f90000",
                                       "f98000",
                                       "f93c00",
                                       "fb3ff199999999999a",
                                       "f97bff",
                                       "fa47c35000",
                                       "fa7f7fffff",
                                       "fb7e37e43c8800759c",
                                       "f90001",
                                       "f90400",
                                       "f9c400",
                                       "f97c00",
                                       "f97e00",
                                       "f9fc00",
                                       "f4",
                                       "f5",
                                       "f6",
                                       "f7",
                                       "f0",
                                       "f8ff",
                                       "c11a514b67b0",
                                       "d74401020304",
                                       "40",
                                       "4401020304",
                                       "60",
                                       "6161",
                                       "62c3bc",
                                       "80",
                                       "83010203",
                                       "8301820203820405",
                                       "a0",
                                       "a201020304",
                                       "a26161016162820203"}) {
        INFO(hex);
        const auto value = parse_text(hex);
        REQUIRE(value.has_value());
        CHECK(to_hex(encode_cbor(*value)) == hex);
    }
}

TEST_CASE("indefinite lengths and long heads are read and become definite and short", "[c2pa][cbor]") {
    CHECK(to_hex(encode_cbor(parse_text("5f42010243030405ff").value())) == "450102030405");
    CHECK(to_hex(encode_cbor(parse_text("7f657374726561646d696e67ff").value())) == "6973747265616d696e67");
    CHECK(to_hex(encode_cbor(parse_text("9f018202039f0405ffff").value())) == "8301820203820405");
    CHECK(to_hex(encode_cbor(parse_text("bf61610161629f0203ffff").value())) == "a26161016162820203");
    CHECK(to_hex(encode_cbor(parse_text("1b0000000000000001").value())) == "01");
}

TEST_CASE("map keys are written in bytewise order unless told otherwise", "[c2pa][cbor]") {
    const Cbor value = Cbor::map({{"bb", 1}, {"a", 2}, {10, 3}});
    CHECK(to_hex(encode_cbor(value)) ==
          "a30a03616102626262"
          "01");
    CHECK(to_hex(encode_cbor(value, CborOrder::as_given)) == "a3626262016161020a03");
    CHECK(to_hex(encode_cbor_bytes_head(300)) == "59012c");
}

TEST_CASE("what isn't well-formed CBOR is refused", "[c2pa][cbor]") {
    for (const std::string_view hex : {"",
                                       "18",
                                       "1c",
                                       "ff",
                                       "1f",
                                       "3f",
                                       "df00",
                                       "41",
                                       "5f01ff",
                                       "5f5f4100ffff",
                                       "7f4100ff",
                                       "62c328",
                                       "9f",
                                       "9f01",
                                       "a1",
                                       "a101",
                                       "bf01ff",
                                       "f81f",
                                       "fc",
                                       "9bffffffffffffffff",
                                       "5bffffffffffffffff",
                                       "bbffffffffffffffff",
                                       "7f61c3ff"}) {
        INFO(hex);
        const auto value = parse_text(hex);
        REQUIRE_FALSE(value.has_value());
        CHECK(value.error().code == c2pa_errors::cbor_malformed);
    }
    CHECK(parse_text("0000").error().code == c2pa_errors::cbor_trailing);
    CHECK(parse_text("a2616101616102").error().code == c2pa_errors::cbor_duplicate_key);
    CHECK(parse_text("a20101180102").error().code == c2pa_errors::cbor_duplicate_key);
    CHECK(parse_cbor(Bytes(100, 0x81)).error().code == c2pa_errors::cbor_too_deep);
    CHECK(parse_cbor(Bytes{0x84, 1, 2, 3, 4}, {.items_max = 4}).error().code == c2pa_errors::cbor_too_large);
    CHECK(parse_cbor(Bytes{0x84, 1, 2, 3, 4}, {.items_max = 5}).has_value());
}

TEST_CASE("values are found by their keys", "[c2pa][cbor]") {
    const Cbor value = Cbor::map({{"t", "x"}, {"b", Bytes{1}}, {"a", Cbor::array({1})}, {-5, 7}});
    CHECK(*value.find_text("t") == "x");
    CHECK(value.find_text("b") == nullptr);
    CHECK(*value.find_bytes("b") == Bytes{1});
    CHECK(value.find_array("a")->size() == 1);
    CHECK(value.find(-5)->as_int64() == 7);
    CHECK(value.find("none") == nullptr);
    CHECK(Cbor(1).find("none") == nullptr);
    CHECK(Cbor(std::int64_t{-1}).as_int64() == -1);
    CHECK_FALSE(Cbor(~std::uint64_t{0}).fits_int64());
}

TEST_CASE("decode(encode(x)) == x", "[c2pa][cbor]") {
    rc::prop("round trip", [] {
        const Cbor value = arbitrary(3);
        const auto again = parse_cbor(encode_cbor(value, CborOrder::as_given));
        RC_ASSERT(again.has_value());
        RC_ASSERT(*again == value);
    });
}

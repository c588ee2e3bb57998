// The form of identity assertions: payload, roles, padding. Rules W50 to W52.
#include <catch2/catch.hpp>

#include "verifier/cawg/identity_assertion.hpp"
#include "verifier/cawg/write/errors.hpp"
#include "verifier/cawg/write/identity_form.hpp"

using namespace countersign;
using namespace countersign::verifier;
using c2pa::Cbor;

TEST_CASE("W52: padding fills every room exactly with zeros, and a room too small is an error", "[cawg][write]") {
    const Cbor payload = cawg::make_signer_payload({Cbor::map({{"url", "self#jumbf=x"}, {"hash", Bytes(32)}})},
                                                   "cawg.x509.cose", {"cawg.creator"});
    const Bytes signature(70, 7);
    const std::size_t least = cawg::encode_identity(payload, signature).size();
    // Over each length at which the head of a byte string grows.
    for (std::size_t more = 0; more < 70'000; more = more < 400 || more > 65'200 ? more + 1 : more + 997) {
        const auto padded = cawg::encode_identity(payload, signature, least + more);
        REQUIRE(padded.has_value());
        REQUIRE(padded->size() == least + more);
        const auto read = cawg::parse_identity_assertion(*padded);
        REQUIRE(read.has_value());
        REQUIRE(read->is_padding_zero);
        REQUIRE(read->signature == signature);
    }
    CHECK(cawg::encode_identity(payload, signature, least - 1).error().code == cawg::errors::identity_room);
}

TEST_CASE("W51: the payload holds references, type and roles, and no empty list", "[cawg][write]") {
    const Cbor::Array references{Cbor::map({{"url", "self#jumbf=x"}, {"hash", Bytes(32)}})};
    CHECK(cawg::make_signer_payload(references, "t", {}).find("role") == nullptr);
    const Cbor with_role = cawg::make_signer_payload(references, "t", {"cawg.editor"});
    CHECK(with_role.find_array("role")->front().as_text() == "cawg.editor");
    CHECK(cawg::is_named_role("cawg.translator"));
    CHECK_FALSE(cawg::is_named_role("creator"));
}

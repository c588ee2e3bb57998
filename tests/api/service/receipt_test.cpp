#include "api/service/receipt_signer.hpp"

#include <catch2/catch.hpp>

#include "api/service/address.hpp"
#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"

using namespace countersign;
using namespace countersign::api::service;

TEST_CASE("H20: a receipt is a compact JWS over the canonical answer, by the published key", "[api][service]") {
    SystemEntropy entropy;
    const ReceiptSigner signer(PrivateKey::generate(KeyType::p256, entropy));
    const std::string receipt = signer.sign(Json::object({{"b", 1}, {"a", "x"}}));
    const std::size_t first = receipt.find('.');
    const std::size_t second = receipt.find('.', first + 1);
    REQUIRE(second != std::string::npos);
    const Bytes payload = parse_base64url(receipt.substr(first + 1, second - first - 1)).value();
    CHECK(as_text(payload) == R"({"a":"x","b":1})");
    const Bytes signature = parse_base64url(receipt.substr(second + 1)).value();
    CHECK(verify_message(signer.public_key(), as_bytes(receipt.substr(0, second)), signature).has_value());
    const Bytes header = parse_base64url(receipt.substr(0, first)).value();
    CHECK(get_string(parse_json(as_text(header)).value(), "kid").value() == signer.key_id());
    const Json jwks = signer.jwks();
    CHECK(get_string((*get_array(jwks, "keys").value()).as_array().front(), "kid").value() == signer.key_id());
}

TEST_CASE("an address is a scheme and a host, and its DIDs follow", "[api][service]") {
    const Address address = parse_address("https://example.org:8443").value();
    CHECK(address.host == "example.org");
    CHECK(address.did() == "did:web:example.org%3A8443");
    CHECK(address.did_of({}).starts_with("did:web:example.org%3A8443:identities:0000"));
    for (const char* const bad : {"", "example.org", "ftp://example.org", "https://", "https://example.org/",
                                  "https://a@example.org", "https://exa mple.org"}) {
        CHECK(parse_address(bad).error().code == errors::service_address);
    }
}

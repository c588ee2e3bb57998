// Where DID documents and status lists come from (I8).
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "verifier/cawg/documents.hpp"
#include "verifier/cawg/errors.hpp"
#include "verifier/cawg/validator.hpp"

using namespace countersign;
using namespace countersign::verifier::cawg;

TEST_CASE("the first source that has a document gives it", "[cawg]") {
    SuppliedDocuments one;
    SuppliedDocuments two;
    REQUIRE(one.add(R"({"id":"did:web:a.example","alsoKnownAs":["one"]})").has_value());
    REQUIRE(two.add(R"({"id":"did:web:a.example","alsoKnownAs":["two"]})").has_value());
    REQUIRE(two.add(R"({"id":"did:web:b.example"})").has_value());
    REQUIRE(two.add(R"({"id":"https://b.example/list","credentialSubject":{}})").has_value());
    const SelfDescribing self;
    const FirstOf all({&self, &one, &two});
    CHECK(all.resolve(did::parse_did("did:web:a.example").value())->also_known_as == std::vector<std::string>{"one"});
    CHECK(all.resolve(did::parse_did("did:web:b.example").value()).has_value());
    CHECK(all.resolve(did::parse_did("did:web:c.example").value()).error().code ==
          countersign::errors::did_unavailable);
    CHECK(all.resolve(did::parse_did("did:other:c").value()).error().code == countersign::errors::did_method);
    CHECK(all.status_list("https://b.example/list").has_value());
    CHECK(all.status_list("https://c.example/list").error().code == countersign::errors::did_unavailable);
}

TEST_CASE("what isn't a document isn't taken, nor too many", "[cawg]") {
    SuppliedDocuments documents;
    CHECK_FALSE(documents.add("{").has_value());
    CHECK(documents.add(R"({"id":"x"})").error().code == countersign::errors::did_syntax);
    for (std::size_t i = 0; i < limits::supplied_documents_max; ++i) {
        REQUIRE(documents.add(R"({"id":"did:web:h)" + std::to_string(i) + R"(.example"})").has_value());
    }
    CHECK(documents.add(R"({"id":"did:web:more.example"})").error().code ==
          countersign::verifier::cawg::errors::too_many_documents);  // cawg.too_many_documents
    CHECK_FALSE(Validator::create({.anchors_pem = "-----BEGIN CERTIFICATE-----\nx",
                                   .interim_anchors_pem = {},
                                   .tsa_anchors_pem = {},
                                   .trusted_issuers = {}})
                    .has_value());
}

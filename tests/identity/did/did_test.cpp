#include "identity/did/did.hpp"

#include <catch2/catch.hpp>

#include "identity/base/limits.hpp"

using namespace countersign;
using namespace countersign::did;

TEST_CASE("D1: a DID keeps the grammar of DID Core", "[did]") {
    const Did did = parse_did("did:web:example.org%3A8443:a_b-C").value();
    CHECK(did.method() == "web");
    CHECK(did.specific_id() == "example.org%3A8443:a_b-C");
    for (const char* good : {"did:a:b", "did:1:::b", "did:key:z6Mk", "did:x:%00", "did:x:%aF.", "did:x::b"}) {
        CHECK(parse_did(good).value().text() == good);
    }
    for (const char* bad :
         {"",          "did",       "did:",      "did:a",          "did:a:",    "did::b",    "did:A:b", "DID:a:b",
          "did:a:b:",  "did:a-b:c", "did:a:b c", "did:a:b/c",      "did:a:b?c", "did:a:b#c", "did:a:%", "did:a:%4",
          "did:a:%4g", "did:a:b\n", " did:a:b",  "did:a:\xC3\xA9", "did:a:b@c", "did:a:b~"}) {
        INFO(bad);
        CHECK(parse_did(bad).error().code == errors::did_syntax);
    }
}

TEST_CASE("D2: a DID URL adds path, query and fragment", "[did]") {
    const DidUrl url = parse_did_url("did:web:example.org/a/b?c=d/?#e?/f").value();
    CHECK(url.did.text() == "did:web:example.org");
    CHECK(url.path == "/a/b");
    CHECK(url.query == "c=d/?");
    CHECK(url.fragment == "e?/f");
    const DidUrl plain = parse_did_url("did:a:b").value();
    CHECK(plain.path.empty());
    CHECK_FALSE(plain.query.has_value());
    CHECK_FALSE(plain.fragment.has_value());
    CHECK(parse_did_url("did:a:b#").value().fragment == "");
    for (const char* bad : {"did:a:b#c#d", "did:a:b#c d", "did:a:b/%zz", "did:a:b?<", "did:a:b/\"", "did:a:b#%"}) {
        INFO(bad);
        CHECK(parse_did_url(bad).error().code == errors::did_url_syntax);
    }
    CHECK(parse_did_url("#key").error().code == errors::did_syntax);
    CHECK(parse_did_url("https://example.org#key").error().code == errors::did_syntax);
}

TEST_CASE("D3: DIDs and DID URLs are bounded", "[did]") {
    const std::string longest = "did:a:" + std::string(limits::did_url_bytes_max - 6, 'x');
    CHECK(parse_did(longest).has_value());
    CHECK(parse_did(longest + "x").error().code == errors::did_too_long);
    CHECK(parse_did_url(longest).has_value());
    CHECK(parse_did_url(longest + "#").error().code == errors::did_too_long);
}

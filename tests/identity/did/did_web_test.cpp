#include "identity/did/did_web.hpp"

#include <catch2/catch.hpp>

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "identity/did/did_key.hpp"
#include "identity/did/resolver.hpp"
#include "identity/keys/key_encoding.hpp"

using namespace countersign;
using namespace countersign::did;

namespace {

constexpr ErrorCode fake_blocked{"http.blocked_in_test", ErrorKind::forbidden, "Blocked."};

/// Answers every request the same way and remembers the last.
class FakeHttp final : public HttpClient {
  public:
    Result<HttpAnswer> send(const HttpRequest& request) override {
        last = request;
        ++count;
        return answer;
    }
    void answers(unsigned status, std::string_view body) {
        answer = HttpAnswer{
            .status = status, .content_type = "application/did+json", .body = to_bytes(as_bytes(body)), .headers = {}};
    }
    Result<HttpAnswer> answer = fail(fake_blocked);
    HttpRequest last;
    int count = 0;
};

PublicKey test_key(KeyType type) {
    return PrivateKey::parse(type, sha256(as_bytes("did test")).bytes).value().public_key();
}

Result<std::string> url(std::string_view text) { return parse_did_web_url(parse_did(text).value()); }

RegistryIdentity some_identity() {
    return {.id = "0a1b",
            .host = "localhost:8080",
            .keys = {{test_key(KeyType::secp256k1), {.control = true}, {}, {}},
                     {test_key(KeyType::ed25519), {.sign = true, .issue = true}, UnixSeconds{200}, UnixSeconds{100}},
                     {test_key(KeyType::p256), {.revoke = true, .endorse = true}, {}, {}}}};
}

}  // namespace

TEST_CASE("D10: the host of a did:web is a plain domain name", "[did][did_web]") {
    CHECK(url("did:web:example.org").value() == "https://example.org/.well-known/did.json");
    CHECK(url("did:web:example.org%3A8443").value() == "https://example.org:8443/.well-known/did.json");
    CHECK(url("did:web:127.0.0.1%3A8080:a").value() == "https://127.0.0.1:8080/a/did.json");
    CHECK(url("did:web:localhost").has_value());
    for (const char* bad : {"did:web:Example.org", "did:web:10.0.0.1",    "did:web:169.254.169.254",
                            "did:web:2130706433",  "did:web:a..b",        "did:web:.a",
                            "did:web:a.",          "did:web:-a.org",      "did:web:a-.org",
                            "did:web:a_b.org",     "did:web:a%3A",        "did:web:a%3A0",
                            "did:web:a%3A65536",   "did:web:a%3A080",     "did:web:a%3A8x",
                            "did:web:a%3a80",      "did:web:a%40b",       "did:web:a%2Fb",
                            "did:web:%3A80",       "did:web:a%3A80%3A80", "did:web::a"}) {
        INFO(bad);
        CHECK(url(bad).error().code == errors::did_web_host);
    }
    CHECK(url("did:web:" + std::string(64, 'a') + ".org").error().code == errors::did_web_host);
    CHECK(url("did:key:z6Mk").error().code == errors::did_method);
}

TEST_CASE("D11: the path of a did:web can't leave its folder", "[did][did_web]") {
    CHECK(url("did:web:example.org:a:B-_.c").value() == "https://example.org/a/B-_.c/did.json");
    for (const char* bad : {"did:web:example.org:..:a", "did:web:example.org:.", "did:web:example.org:a%2F..",
                            "did:web:example.org:%2e%2e", "did:web:example.org::a", "did:web:example.org:a%00"}) {
        INFO(bad);
        CHECK(url(bad).error().code == errors::did_web_path);
    }
}

TEST_CASE("D12: an identity of the registry has a document with its keys and roles", "[did][did_web]") {
    const auto document = make_registry_document(some_identity()).value();
    CHECK(document.id.text() == "did:web:localhost%3A8080:identities:0a1b");
    CHECK(url(document.id.text()).value() == "https://localhost:8080/identities/0a1b/did.json");
    const auto good = [&](KeyType type, Purpose purpose) {
        const std::string id = document.id.text() + "#" + to_multikey(test_key(type));
        return find_key(document, id, purpose, UnixSeconds{50}).has_value();
    };
    CHECK(good(KeyType::secp256k1, Purpose::authentication));
    CHECK(good(KeyType::secp256k1, Purpose::capability_invocation));
    CHECK_FALSE(good(KeyType::secp256k1, Purpose::assertion_method));
    CHECK(good(KeyType::ed25519, Purpose::assertion_method));
    CHECK_FALSE(good(KeyType::ed25519, Purpose::authentication));
    CHECK(good(KeyType::p256, Purpose::assertion_method));
    CHECK(good(KeyType::p256, Purpose::capability_invocation));
    CHECK(parse_did_document(to_json_text(to_json(document))).value().methods.size() == 3);

    CHECK(make_registry_did("example.org", "a").value().text() == "did:web:example.org:identities:a");
    for (const char* bad : {"", "EXAMPLE.org", "a:b", "a:", "a:1:2", "a/b", "8.8.8.8", "[::1]"}) {
        INFO(bad);
        CHECK(make_registry_did(bad, "a").error().code == errors::did_web_host);
    }
    for (const char* bad : {"", "a:b", "..", "a/b", "a%41"}) {
        CHECK(make_registry_did("a", bad).error().code == errors::did_web_path);
    }
    CHECK(make_registry_did("a", std::string(limits::did_url_bytes_max, 'x')).error().code == errors::did_too_long);
}

TEST_CASE("D13: a retired or compromised key stays in the document with its time", "[did][did_web]") {
    const auto document = make_registry_document(some_identity()).value();
    const std::string id = document.id.text() + "#" + to_multikey(test_key(KeyType::ed25519));
    CHECK(find_key(document, id, Purpose::assertion_method, UnixSeconds{99}).has_value());
    CHECK(find_key(document, id, Purpose::assertion_method, UnixSeconds{150}).error().code ==
          errors::did_method_revoked);
    const Json json = to_json(document);
    const Json& method = json.find("verificationMethod")->as_array()[1];
    CHECK(get_string(method, "expires").value() == "1970-01-01T00:03:20Z");
    CHECK(get_string(method, "revoked").value() == "1970-01-01T00:01:40Z");
}

TEST_CASE("D14: resolution asks once, within limits, and takes only the document of that DID", "[did][resolver]") {
    FakeHttp http;
    DidResolver resolver(http);
    const Did did = make_registry_did("localhost:8080", "0a1b").value();
    CHECK(resolver.resolve(did).error().code == errors::did_unavailable);
    CHECK(http.last.url == "https://localhost:8080/identities/0a1b/did.json");
    CHECK(http.last.answer_bytes_max == limits::did_document_bytes_max);
    CHECK(http.last.timeout_ms == limits::did_timeout_ms);
    const std::string text = to_json_text(to_json(make_registry_document(some_identity()).value()));
    http.answers(200, text);
    CHECK(resolver.resolve(did).value().methods.size() == 3);
    http.answers(404, text);
    CHECK(resolver.resolve(did).error().code == errors::did_not_found);
    http.answers(410, text);
    CHECK(resolver.resolve(did).error().code == errors::did_not_found);
    for (const unsigned status : {204U, 301U, 403U, 500U}) {
        http.answers(status, text);
        CHECK(resolver.resolve(did).error().code == errors::did_unavailable);
    }
    http.answers(200, "{");
    CHECK_FALSE(resolver.resolve(did).has_value());
    http.answers(200, R"({"id":"did:web:localhost%3A8080:identities:other"})");
    CHECK(resolver.resolve(did).error().code == errors::did_document_id);

    const int asked = http.count;
    const Did own = make_did_key(test_key(KeyType::p256));
    CHECK(resolver.resolve(own).value().id == own);
    CHECK(resolver.resolve(parse_did("did:web:10.0.0.1").value()).error().code == errors::did_web_host);
    CHECK(resolver.resolve(parse_did("did:plc:abc").value()).error().code == errors::did_method);
    CHECK(http.count == asked);
}

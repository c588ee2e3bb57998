#include "identity/keys/key_encoding.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"

using namespace countersign;

namespace {

constexpr KeyType all_types[] = {KeyType::secp256k1, KeyType::p256, KeyType::ed25519};

PrivateKey test_key(KeyType type, std::string_view seed = "test key") {
    return PrivateKey::parse(type, sha256(as_bytes(seed)).bytes).value();
}

Json with(Json jwk, std::string_view name, Json value) { return jwk.set(name, std::move(value)); }

std::string multikey_of(std::string_view prefix_hex, std::size_t length, std::uint8_t fill = 2) {
    Bytes bytes = parse_hex(prefix_hex).value();
    bytes.insert(bytes.end(), length, fill);
    return to_multibase_base58btc(bytes);
}

}  // namespace

TEST_CASE("K12: a Multikey carries the kind of key", "[keys][multikey]") {
    CHECK(to_multikey(test_key(KeyType::ed25519).public_key()).starts_with("z6Mk"));
    CHECK(to_multikey(test_key(KeyType::secp256k1).public_key()).starts_with("zQ3s"));
    CHECK(to_multikey(test_key(KeyType::p256).public_key()).starts_with("zDna"));
    rc::prop("parse(to_multikey(x)) == x", [](const std::string& seed) {
        for (const KeyType type : all_types) {
            const auto key = test_key(type, seed).public_key();
            RC_ASSERT(parse_multikey(to_multikey(key)).value() == key);
        }
    });
}

TEST_CASE("K12: a wrong Multikey is refused with its reason", "[keys][multikey]") {
    const std::string good = to_multikey(test_key(KeyType::ed25519).public_key());
    CHECK(parse_multikey("").error().code == errors::key_multikey);
    CHECK(parse_multikey("z").error().code == errors::key_multikey);
    CHECK(parse_multikey("u" + good.substr(1)).error().code == errors::key_multikey);
    CHECK(parse_multikey("z0" + good.substr(1)).error().code == errors::key_multikey);
    CHECK(parse_multikey(good + " ").error().code == errors::key_multikey);
    CHECK(parse_multikey("z" + std::string(1000, '2')).error().code == errors::key_multikey);
    CHECK(parse_multikey(multikey_of("8124", 49)).error().code == errors::key_type);  // P-384
    CHECK(parse_multikey(multikey_of("ec01", 32)).error().code == errors::key_type);  // X25519
    CHECK(parse_multikey(multikey_of("8026", 32)).error().code == errors::key_private_in_public);
    CHECK(parse_multikey(multikey_of("8126", 32)).error().code == errors::key_private_in_public);
    CHECK(parse_multikey(multikey_of("8626", 32)).error().code == errors::key_private_in_public);
    CHECK(parse_multikey(multikey_of("ed01", 31)).error().code == errors::key_length);
    CHECK(parse_multikey(multikey_of("ed01", 33)).error().code == errors::key_length);
    CHECK(parse_multikey(multikey_of("e701", 65, 4)).error().code == errors::key_length);
    CHECK(parse_multikey(multikey_of("8024", 32)).error().code == errors::key_length);
    CHECK(parse_multikey(multikey_of("ed01", 32, 0)).error().code == errors::key_point);
    CHECK(parse_multikey(multikey_of("e701", 33, 0)).error().code == errors::key_point);
    CHECK(parse_multikey(multikey_of("8024", 33, 0)).error().code == errors::key_point);
}

TEST_CASE("K13: SubjectPublicKeyInfo has one DER form", "[keys][spki]") {
    for (const KeyType type : all_types) {
        const auto key = test_key(type).public_key();
        const Bytes der = to_spki_der(key);
        CHECK(parse_spki_der(der).value() == key);
        Bytes longer = der;
        longer.push_back(0);
        CHECK(parse_spki_der(longer).error().code == errors::key_spki);
        for (std::size_t cut = 0; cut < der.size(); ++cut) {
            CHECK(parse_spki_der(ByteView(der).first(cut)).error().code == errors::key_spki);
        }
        for (std::size_t i = 0; i < der.size(); ++i) {
            Bytes changed = der;
            changed[i] ^= 1;
            const auto parsed = parse_spki_der(changed);
            CHECK((!parsed || *parsed != key));
        }
    }
    // The example of RFC 8410 section 10.1.
    CHECK(parse_spki_der(parse_base64("MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=").value())
              .value()
              .type() == KeyType::ed25519);
}

TEST_CASE("K14: a JSON Web Key is public and exact", "[keys][jwk]") {
    for (const KeyType type : all_types) {
        const auto key = test_key(type).public_key();
        Json jwk = to_jwk(key);
        CHECK(parse_jwk(jwk).value() == key);
        CHECK(parse_jwk(with(jwk, "kid", "1")).value() == key);
        CHECK(parse_jwk(with(jwk, "d", "AA")).error().code == errors::key_private_in_public);
        CHECK(parse_jwk(with(jwk, "kty", "RSA")).error().code == errors::key_type);
        CHECK(parse_jwk(with(jwk, "crv", "P-384")).error().code == errors::key_type);
        CHECK(parse_jwk(with(jwk, "x", "AA")).error().code == errors::key_jwk);
        CHECK(parse_jwk(with(jwk, "x", 1)).error().code == errors::key_jwk);
        for (const char* name : {"kty", "crv", "x"}) {
            Json missing = jwk;
            missing.erase(name);
            CHECK(parse_jwk(missing).error().code == errors::key_jwk);
        }
        jwk.erase("y");
        CHECK(parse_jwk(jwk).has_value() == (type == KeyType::ed25519));
    }
    CHECK(parse_jwk(Json(1)).error().code == errors::key_jwk);
    CHECK(parse_jwk(to_jwk(test_key(KeyType::p256).public_key()).set("y", to_base64url(Bytes(32)))).error().code ==
          errors::key_point);
    // RFC 8037 appendix A.2.
    const auto key = PublicKey::parse(
        KeyType::ed25519, parse_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a").value());
    CHECK(to_json_text(to_jwk(key.value())) ==
          R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})");
}

TEST_CASE("K15: PKCS #8 round trips and refuses what isn't exact", "[keys][pkcs8]") {
    for (const KeyType type : {KeyType::p256, KeyType::ed25519}) {
        const auto key = test_key(type);
        const SecretBytes der = to_pkcs8_der(key);
        CHECK(parse_pkcs8_der(der.view()).value().public_key() == key.public_key());
        const SecretBytes pem = to_pkcs8_pem(key);
        const std::string text(as_text(pem.view()));
        CHECK(parse_pkcs8_pem(text).value().public_key() == key.public_key());
        CHECK(text.size() <= limits::private_key_pem_bytes_max);
        for (std::size_t cut = 0; cut < der.size(); ++cut) {
            CHECK(parse_pkcs8_der(der.view().first(cut)).error().code == errors::key_pkcs8);
        }
        std::string windows;
        for (const char c : text) {
            windows += c == '\n' ? std::string("\r\n") : std::string(1, c);
        }
        CHECK(parse_pkcs8_pem(windows).has_value());
        CHECK(parse_pkcs8_pem(text + "x").error().code == errors::key_pkcs8);
        CHECK(parse_pkcs8_pem(text + text).error().code == errors::key_pkcs8);
        CHECK(parse_pkcs8_pem(text.substr(0, text.size() - 10)).error().code == errors::key_pkcs8);
        CHECK(parse_pkcs8_pem("x" + text).error().code == errors::key_pkcs8);
    }
    CHECK(parse_pkcs8_pem(std::string(limits::private_key_pem_bytes_max + 1, 'x')).error().code == errors::key_pkcs8);
    // A P-256 key whose public half belongs to another.
    SecretBytes mixed = to_pkcs8_der(test_key(KeyType::p256));
    const SecretBytes other = to_pkcs8_der(test_key(KeyType::p256, "other"));
    std::copy(other.view().begin() + 70, other.view().end(), mixed.writable().begin() + 70);
    CHECK(parse_pkcs8_der(mixed.view()).error().code == errors::key_pkcs8);
    Bytes zero = parse_hex("3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420").value();
    zero.resize(zero.size() + 32);
    CHECK(parse_pkcs8_der(zero).error().code == errors::key_scalar);
    zero.back() = 1;
    CHECK(parse_pkcs8_der(zero).value().type() == KeyType::p256);
    // RFC 8410 section 10.3.
    const auto example = parse_pkcs8_pem(
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
        "-----END PRIVATE KEY-----\n");
    CHECK(to_base64(to_spki_der(example.value().public_key())) ==
          "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
}

// A key that parses from a stranger's bytes has one form: it encodes to the same text or DER, and parses back.
#include "identity/base/ensure.hpp"
#include "identity/keys/key_encoding.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace countersign;
    const ByteView bytes(data, size);
    const std::string_view text = as_text(bytes);
    for (const KeyType type : {KeyType::secp256k1, KeyType::p256, KeyType::ed25519}) {
        if (const auto key = PublicKey::parse(type, bytes)) {
            ensure(PublicKey::parse(type, key->bytes()).value() == *key, "raw");
            ensure(parse_multikey(to_multikey(*key)).value() == *key, "multikey");
            ensure(parse_jwk(to_jwk(*key)).value() == *key, "jwk");
            ensure(parse_spki_der(to_spki_der(*key)).value() == *key, "spki");
        }
    }
    if (const auto key = parse_multikey(text)) {
        ensure(to_multikey(*key) == text, "multikey text");
    }
    if (const auto key = parse_spki_der(bytes)) {
        ensure(equal(to_spki_der(*key), bytes), "spki bytes");
    }
    if (const auto jwk = parse_json(text)) {
        static_cast<void>(parse_jwk(*jwk));
    }
    static_cast<void>(parse_pkcs8_pem(text));
    if (const auto key = parse_pkcs8_der(bytes); key && key->type() == KeyType::ed25519) {
        ensure(equal(to_pkcs8_der(*key).view(), bytes), "pkcs8 bytes");
    }
    return 0;
}

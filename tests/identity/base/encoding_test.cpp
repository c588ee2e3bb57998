#include "identity/base/encoding.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

using namespace countersign;

TEST_CASE("strict hexadecimal has one text for each byte string", "[base][encoding]") {
    CHECK(to_hex(as_bytes(std::string_view("\x00\xff", 2))) == "00ff");
    CHECK(parse_hex("00ff").value() == Bytes{0x00, 0xFF});
    CHECK(parse_hex("").value().empty());
    for (const char* bad : {"0", "0F", "0x00", "zz", " 00", "00 "}) {
        CHECK(parse_hex(bad).error().code == errors::encoding_hex);
    }
    CHECK(parse_hex_fixed<Sha256Digest>("00").error().code == errors::encoding_length);
    rc::prop("decode(encode(x)) == x",
             [](const Bytes& bytes) { RC_ASSERT(parse_hex(to_hex(bytes)).value() == bytes); });
}

TEST_CASE("base64 and base64url refuse every second spelling", "[base][encoding]") {
    // RFC 4648 section 10.
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, text] : vectors) {
        CHECK(to_base64(as_bytes(plain)) == text);
        CHECK(as_text(parse_base64(text).value()) == plain);
    }
    for (const char* bad : {"Zg", "Zg=", "Zh==", "Zg===", "Z===", "====", "Zm9v\n", "Zm 9v", "Zm9-"}) {
        CHECK(parse_base64(bad).error().code == errors::encoding_base64);
    }
    for (const char* bad : {"Zg==", "Zh", "Zm9+", "Z"}) {
        CHECK(parse_base64url(bad).error().code == errors::encoding_base64url);
    }
    rc::prop("decode(encode(x)) == x", [](const Bytes& bytes) {
        RC_ASSERT(parse_base64(to_base64(bytes)).value() == bytes);
        RC_ASSERT(parse_base64url(to_base64url(bytes)).value() == bytes);
    });
}

TEST_CASE("base58btc keeps leading zeros and is bounded", "[base][encoding]") {
    CHECK(to_base58btc(as_bytes("Hello World!")) == "2NEpo7TZRRrLZSi2U");
    CHECK(to_base58btc(Bytes{0, 0, 1}) == "112");
    CHECK(parse_base58btc("112").value() == Bytes{0, 0, 1});
    for (const char* bad : {"0", "O", "I", "l", "2NEp "}) {
        CHECK(parse_base58btc(bad).error().code == errors::encoding_base58);
    }
    CHECK(parse_base58btc(std::string(256, '2')).has_value());
    CHECK(parse_base58btc(std::string(257, '2')).error().code == errors::encoding_base58);
    rc::prop("decode(encode(x)) == x", [] {
        const auto bytes = *rc::gen::resize(100, rc::gen::arbitrary<Bytes>());
        RC_ASSERT(parse_base58btc(to_base58btc(bytes)).value() == bytes);
    });
}

TEST_CASE("multibase reads base58btc, base64url and hex, and nothing else", "[base][encoding]") {
    CHECK(parse_multibase("z112").value() == Bytes{0, 0, 1});
    CHECK(parse_multibase("uZg").value() == Bytes{'f'});
    CHECK(parse_multibase("f00").value() == Bytes{0});
    CHECK(parse_multibase("").error().code == errors::encoding_multibase);
    CHECK(parse_multibase("mZg").error().code == errors::encoding_multibase);
}

TEST_CASE("UTF-8 is checked for overlong forms, surrogates and range", "[base][encoding]") {
    CHECK(is_utf8(as_bytes("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")));
    for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "\xC3", "\x80"}) {
        CHECK_FALSE(is_utf8(as_bytes(bad)));
    }
}

TEST_CASE("a stranger's text is printed on one line, visibly and cut", "[base][encoding]") {
    CHECK(printable("plain \xC3\xA9") == "plain \xC3\xA9");
    CHECK(printable("a\nb\x1b[0m") == "a\\x0ab\\x1b[0m");
    CHECK(printable("\xE2\x80\xAE"
                    "abc") ==
          "\\xe2\\x80\\xae"
          "abc");
    CHECK(printable("\xFF") == "\\xff");
    CHECK(printable("abcdef", 3) == "abc\xE2\x80\xA6");
}

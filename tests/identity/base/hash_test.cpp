#include "identity/base/hash.hpp"

#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/secret.hpp"

using namespace countersign;

TEST_CASE("SHA-2 and Keccak-256 match published digests", "[base][hash]") {
    // FIPS 180-4 examples; Keccak-256 of "" and "abc" as Ethereum computes them.
    CHECK(to_hex(view(sha256(as_bytes("abc")))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(view(sha384(as_bytes("abc")))) ==
          "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
    CHECK(to_hex(view(sha512(as_bytes("abc")))).substr(0, 32) == "ddaf35a193617abacc417349ae204131");
    CHECK(to_hex(view(keccak256({}))) == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
    CHECK(to_hex(view(keccak256(as_bytes("abc")))) ==
          "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
}

TEST_CASE("incremental and one-shot digests agree", "[base][hash]") {
    Sha2Hasher hasher;
    hasher.update(as_bytes("a"));
    hasher.update(as_bytes("bc"));
    CHECK(hasher.finish_sha256() == sha256(as_bytes("abc")));
    hasher.reset();
    hasher.update(as_bytes("abc"));
    CHECK(equal(hasher.finish(), view(sha256(as_bytes("abc")))));
    CHECK(sha256({as_bytes("a"), as_bytes("bc")}) == sha256(as_bytes("abc")));
    Sha2Hasher wide(Sha2::sha512);
    wide.update(as_bytes("abc"));
    CHECK(equal(wide.finish(), view(sha512(as_bytes("abc")))));
}

TEST_CASE("HMAC-SHA-256 matches RFC 4231 case 2", "[base][hash]") {
    CHECK(to_hex(view(hmac_sha256(as_bytes("Jefe"), as_bytes("what do ya want for nothing?")))) ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("constant-time comparison compares", "[base][secret]") {
    CHECK(equal_constant_time(as_bytes("same"), as_bytes("same")));
    CHECK_FALSE(equal_constant_time(as_bytes("same"), as_bytes("samf")));
    CHECK_FALSE(equal_constant_time(as_bytes("same"), as_bytes("sam")));
    CHECK(equal_constant_time({}, {}));
}

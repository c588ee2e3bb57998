#include "identity/keys/key.hpp"

#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"

using namespace countersign;

namespace {

constexpr KeyType all_types[] = {KeyType::secp256k1, KeyType::p256, KeyType::ed25519};

Bytes hex(std::string_view text) { return parse_hex(text).value(); }

PrivateKey test_key(KeyType type) { return PrivateKey::parse(type, sha256(as_bytes("test key")).bytes).value(); }

Signature64 signature_of(std::string_view text) { return parse_hex_fixed<Signature64>(text).value(); }

// n - s: the other value of s that belongs to the same signature.
Signature64 with_other_s(Signature64 signature, std::string_view order_hex) {
    const Bytes order = hex(order_hex);
    int borrow = 0;
    for (std::size_t i = 32; i-- > 0;) {
        const int difference = order[i] - signature[32 + i] - borrow;
        borrow = difference < 0 ? 1 : 0;
        signature[32 + i] = static_cast<std::uint8_t>(difference + 256 * borrow);
    }
    return signature;
}
constexpr std::string_view p256_order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr std::string_view secp256k1_order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

}  // namespace

TEST_CASE("K1: each kind of key has one name", "[keys]") {
    for (const KeyType type : all_types) {
        CHECK(parse_key_type(to_text(type)).value() == type);
    }
    CHECK(parse_key_type("P-256").error().code == errors::key_type);
}

TEST_CASE("K2: a public key that isn't a usable point is refused", "[keys]") {
    CHECK(PublicKey::parse(KeyType::ed25519, Bytes(31)).error().code == errors::key_length);
    CHECK(PublicKey::parse(KeyType::ed25519, Bytes(33)).error().code == errors::key_length);
    for (const KeyType type : {KeyType::secp256k1, KeyType::p256}) {
        for (const std::size_t length : {0U, 1U, 32U, 34U, 64U, 66U}) {
            CHECK(PublicKey::parse(type, Bytes(length, 2)).error().code == errors::key_length);
        }
        CHECK(PublicKey::parse(type, Bytes(33, 0)).error().code == errors::key_point);
        CHECK(PublicKey::parse(type, Bytes(65, 4)).error().code == errors::key_point);
        Bytes above_field(33, 0xFF);
        above_field[0] = 2;
        CHECK(PublicKey::parse(type, above_field).error().code == errors::key_point);
        const PublicKey key = test_key(type).public_key();
        Bytes point = uncompressed_point(key);
        CHECK(PublicKey::parse(type, point).value() == key);
        point[0] = static_cast<std::uint8_t>(6 + point[64] % 2);  // hybrid
        CHECK(PublicKey::parse(type, point).error().code == errors::key_point);
        point[0] = 4;
        point[64] ^= 1;
        CHECK(PublicKey::parse(type, point).error().code == errors::key_point);
    }
}

TEST_CASE("K3: Ed25519 keys of small order, off the curve or with a second spelling are refused", "[keys]") {
    for (const char* bad : {"0000000000000000000000000000000000000000000000000000000000000000",
                            "0000000000000000000000000000000000000000000000000000000000000080",
                            "0100000000000000000000000000000000000000000000000000000000000000",
                            "0100000000000000000000000000000000000000000000000000000000000080",
                            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
                            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",     // p
                            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",     // p + 1
                            "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",     // p + 3
                            "0200000000000000000000000000000000000000000000000000000000000000"}) {  // no such point
        CHECK(PublicKey::parse(KeyType::ed25519, hex(bad)).error().code == errors::key_point);
    }
    // y = 3 and 4 are on the curve.
    CHECK(PublicKey::parse(KeyType::ed25519, hex("03" + std::string(62, '0'))).has_value());
    rc::prop("every generated key is usable", [](const std::array<std::uint8_t, 32>& seed) {
        const auto key = PrivateKey::parse(KeyType::ed25519, seed).value();
        RC_ASSERT(PublicKey::parse(KeyType::ed25519, key.public_key().bytes()).value() == key.public_key());
    });
}

TEST_CASE("K4: a private key of zero, at the order or of another length is refused", "[keys]") {
    for (const auto& [type, order] : {std::pair{KeyType::secp256k1, secp256k1_order}, {KeyType::p256, p256_order}}) {
        Bytes scalar = hex(order);
        CHECK(PrivateKey::parse(type, scalar).error().code == errors::key_scalar);
        scalar[31] = static_cast<std::uint8_t>(scalar[31] - 1);
        CHECK(PrivateKey::parse(type, scalar).has_value());
        CHECK(PrivateKey::parse(type, Bytes(32)).error().code == errors::key_scalar);
        CHECK(PrivateKey::parse(type, Bytes(32, 0xFF)).error().code == errors::key_scalar);
    }
    for (const KeyType type : all_types) {
        CHECK(PrivateKey::parse(type, Bytes(31, 1)).error().code == errors::key_length);
        CHECK(PrivateKey::parse(type, Bytes(33, 1)).error().code == errors::key_length);
        SystemEntropy entropy;
        const auto key = PrivateKey::generate(type, entropy);
        CHECK(key.public_key() != PrivateKey::generate(type, entropy).public_key());
        CHECK(key.clone().public_key() == key.public_key());
        CHECK(PrivateKey::parse(type, key.secret()).value().public_key() == key.public_key());
    }
}

TEST_CASE("K5: what a key signs verifies, and with any bit flipped does not", "[keys]") {
    for (const KeyType type : all_types) {
        const auto key = test_key(type);
        const Bytes message = to_bytes(as_bytes("a message"));
        const Signature64 signature = sign_message(key, message);
        CHECK(is_low_s(type, signature));
        CHECK(verify_message(key.public_key(), message, view(signature)).has_value());
        for (std::size_t bit = 0; bit < 512; ++bit) {
            Signature64 flipped = signature;
            flipped[bit / 8] ^= static_cast<std::uint8_t>(1U << (bit % 8));
            CHECK_FALSE(verify_message(key.public_key(), message, view(flipped), HighS::accept_p256).has_value());
        }
        CHECK(verify_message(key.public_key(), as_bytes("a messagf"), view(signature)).error().code ==
              errors::signature_invalid);
        CHECK(verify_message(key.public_key(), message, view(signature).first(63)).error().code ==
              errors::signature_length);
        CHECK(verify_message(key.public_key(), message, {}).error().code == errors::signature_length);
        const auto other = PrivateKey::parse(type, sha256(as_bytes("other key")).bytes).value();
        CHECK(verify_message(other.public_key(), message, view(signature)).error().code == errors::signature_invalid);
    }
    rc::prop("sign and verify", [](const Bytes& message) {
        for (const KeyType type : all_types) {
            const auto key = test_key(type);
            RC_ASSERT(verify_message(key.public_key(), message, view(sign_message(key, message))).has_value());
            const Sha256Digest digest = sha256(message);
            RC_ASSERT(verify_digest(key.public_key(), digest, view(sign_digest(key, digest))).has_value());
            RC_ASSERT(is_signed_digest(key.type(), key.public_key().bytes(), digest, sign_digest(key, digest)));
        }
    });
}

TEST_CASE("K6: high s is refused, except for P-256 where the caller accepts it", "[keys]") {
    const auto chain = test_key(KeyType::secp256k1);
    const Signature64 high = with_other_s(sign_message(chain, as_bytes("m")), secp256k1_order);
    CHECK_FALSE(is_low_s(KeyType::secp256k1, high));
    CHECK(verify_message(chain.public_key(), as_bytes("m"), view(high)).error().code == errors::signature_high_s);
    CHECK(verify_message(chain.public_key(), as_bytes("m"), view(high), HighS::accept_p256).error().code ==
          errors::signature_high_s);

    const auto web = test_key(KeyType::p256);
    const Sha256Digest digest = sha256(as_bytes("digest"));
    const Signature64 low = sign_digest(web, digest);
    const Signature64 high_p256 = with_other_s(low, p256_order);
    CHECK(is_low_s(KeyType::p256, low));
    CHECK_FALSE(is_low_s(KeyType::p256, high_p256));
    CHECK(verify_digest(web.public_key(), digest, view(low)).has_value());
    CHECK(verify_digest(web.public_key(), digest, view(high_p256)).error().code == errors::signature_high_s);
    CHECK(is_signed_digest(KeyType::p256, web.public_key().bytes(), digest, low));
    CHECK_FALSE(is_signed_digest(KeyType::p256, web.public_key().bytes(), digest, high_p256));
    CHECK_FALSE(is_signed_digest(KeyType::secp256k1, chain.public_key().bytes(), sha256(as_bytes("m")), high));
    CHECK_FALSE(is_signed_digest(KeyType::secp256k1, Bytes(33, 2), digest, low));
    CHECK_FALSE(is_signed_digest(KeyType::p256, Bytes(33, 5), digest, low));
    CHECK_FALSE(is_signed_digest(KeyType::p256, Bytes(32, 2), digest, low));
    CHECK_FALSE(is_signed_digest(KeyType::ed25519, Bytes(32, 0), digest, low));
    CHECK(verify_message(web.public_key(), digest.bytes, view(high_p256)).error().code == errors::signature_high_s);
    CHECK(verify_message(web.public_key(), digest.bytes, view(high_p256), HighS::accept_p256).has_value());
    // The border: (n - 1) / 2 is low, (n + 1) / 2 high.
    const std::string half = "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192";
    CHECK(is_low_s(KeyType::p256, signature_of(std::string(64, '1') + half + "a8")));
    CHECK_FALSE(is_low_s(KeyType::p256, signature_of(std::string(64, '1') + half + "a9")));
    const std::string half_k1 = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20";
    CHECK(is_low_s(KeyType::secp256k1, signature_of(std::string(64, '1') + half_k1 + "a0")));
    CHECK_FALSE(is_low_s(KeyType::secp256k1, signature_of(std::string(64, '1') + half_k1 + "a1")));
}

TEST_CASE("K7: secp256k1 signs with the nonce of RFC 6979", "[keys]") {
    // The RFC has no vectors of this curve. These are the ones that Bitcoin libraries share (python-ecdsa of Trezor,
    // haskoin, python-bitcoinlib), compared with theirs: key, message hashed by SHA-256, r and s (low).
    struct Vector {
        const char* secret;
        const char* message;
        const char* signature;
    };
    const Vector vectors[] = {
        {"0000000000000000000000000000000000000000000000000000000000000001", "Satoshi Nakamoto",
         "934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
         "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5"},
        {"0000000000000000000000000000000000000000000000000000000000000001",
         "All those moments will be lost in time, like tears in rain. Time to die...",
         "8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b"
         "547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21"},
        {"fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364140", "Satoshi Nakamoto",
         "fd567d121db66e382991534ada77a6bd3106f0a1098c231e47993447cd6af2d0"
         "6b39cd0eb1bc8603e159ef5c20a5c8ad685a45b06ce9bebed3f153d10d93bed5"},
        {"f8b8af8ce3c7cca5e300d33939540c10d45ce001b8f252bfbc57ba0342904181", "Alan Turing",
         "7063ae83e7f62bbb171798131b4a0564b956930092b33b07b395615d9ec7e15c"
         "58dfcc1e00a35e1572f366ffe34ba0fc47db1e7189759b9fb233c5b05ab388ea"},
    };
    for (const auto& vector : vectors) {
        const auto key = PrivateKey::parse(KeyType::secp256k1, hex(vector.secret)).value();
        CHECK(to_hex(view(sign_message(key, as_bytes(vector.message)))) == vector.signature);
    }
}

TEST_CASE("K8: P-256 signatures of RFC 6979 A.2.5 verify", "[keys]") {
    // The two of SHA-256, compared digit by digit with the text of the RFC.
    const auto key =
        PrivateKey::parse(KeyType::p256, hex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"))
            .value();
    CHECK(to_hex(uncompressed_point(key.public_key())) ==
          "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
          "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299");
    const Signature64 sample = signature_of(
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8");
    const Signature64 test = signature_of(
        "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
        "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083");
    CHECK(verify_message(key.public_key(), as_bytes("sample"), view(sample), HighS::accept_p256).has_value());
    CHECK(verify_message(key.public_key(), as_bytes("sample"), view(sample)).error().code == errors::signature_high_s);
    CHECK(verify_message(key.public_key(), as_bytes("test"), view(test)).has_value());
}

namespace {

/// The message of TEST 1024 in RFC 8032 section 7.1.
constexpr const char* rfc8032_test_1024 =
    "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f54e9f77b1e355f6c5"
    "0544e23fb1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d658675fc6ea534e0"
    "810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc1a858efcb8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82"
    "d522c4feba15452f80288a821a579116ec6dad2b3b310da903401aa62100ab5d1a36553e06203b33890cc9b832f79ef80560ccb9"
    "a39ce767967ed628c6ad573cb116dbefefd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7aff6f6c9"
    "4fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed185ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5"
    "d0532ed8a5aa3fb2d17ba70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6079cad88"
    "425de6bde1a9187ebb6092cf67bf2b13fd65f27088d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc"
    "2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b0707e0917af48bbb75fed413d238f5555a7a569d80"
    "c3414a8d0859dc65a46128bab27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51addd3b75a2b1ae078"
    "4504df543af8969be3ea7082ff7fc9888c144da2af58429ec96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9"
    "b47acdb751fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafdb038dda0847dd988d"
    "cda6f3bfd15c4b4c4525004aa06eeff8ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34dff7310fdc"
    "82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08d78ff4ef5d63653a65040cf9bfd4aca7984a74d371459867"
    "80fc0b16ac451649de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e488acba6b965610b5480109c8"
    "b17b80e1b7b750dfc7598d5d5011fd2dcc5600a32ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e"
    "6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5fb93246f6b1116398a346f1a641f3b041e989f791"
    "4f90cc2c7fff357876e506b50d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa933a15ef1369546868a7f3a45"
    "a96768d40fd9d03412c091c6315cf4fde7cb68606937380db2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac"
    "86aba41c0618983f8741c5ef68d3a101e8a3b8cac60c905c15fc910840b94c00a0b9d0";

}  // namespace

TEST_CASE("K9: Ed25519 gives the signatures of RFC 8032 section 7.1", "[keys]") {
    struct Vector {
        const char* seed;
        const char* public_key;
        const char* message;
        const char* signature;
    };
    // TEST 1, 2, 3, 1024 and SHA(abc), compared digit by digit with the text of the RFC.
    const Vector vectors[] = {
        {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
         "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
         "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bb"
         "e24655141438e7a100b"},
        {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
         "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302"
         "aeeb00d291612bb0c00"},
        {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
         "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
         "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed"
         "28dc027beceea1ec40a"},
        {"f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
         "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e", rfc8032_test_1024,
         "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e3"
         "0a6ac00a9704a188a03"},
        {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
         "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
         "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce"
         "8"
         "0e2a9ac94fa54ca49f",
         "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac"
         "1"
         "7ad9bef1177331a704"},
    };
    for (const auto& vector : vectors) {
        const auto key = PrivateKey::parse(KeyType::ed25519, hex(vector.seed)).value();
        CHECK(to_hex(key.public_key().bytes()) == vector.public_key);
        CHECK(to_hex(view(sign_message(key, hex(vector.message)))) == vector.signature);
    }
}

TEST_CASE("K10: the registry's digest is signed itself by secp256k1 and as a message by the others", "[keys]") {
    const Keccak256Digest digest = keccak256(as_bytes("operation"));
    for (const KeyType type : all_types) {
        const auto key = test_key(type);
        const auto signature = sign_digest(key, digest);
        CHECK(verify_digest(key.public_key(), digest, view(signature)).has_value());
        CHECK(verify_message(key.public_key(), digest.bytes, view(signature)).has_value() ==
              (type != KeyType::secp256k1));
        CHECK(verify_digest(key.public_key(), keccak256(as_bytes("another")), view(signature)).error().code ==
              errors::signature_invalid);
        CHECK(verify_digest(key.public_key(), digest, view(signature).first(1)).error().code ==
              errors::signature_length);
    }
}

TEST_CASE("K11: a recoverable signature gives back its key and Ethereum address", "[keys]") {
    // Hardhat's and anvil's first account.
    const auto key =
        PrivateKey::parse(KeyType::secp256k1, hex("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"))
            .value();
    CHECK(to_hex(view(ethereum_address(key.public_key()))) == "f39fd6e51aad88f6f4ce6ab8827279cfffb92266");
    for (int i = 0; i < 40; ++i) {  // both parities of v
        const Keccak256Digest digest = keccak256(as_bytes(std::to_string(i)));
        const RecoverableSignature signature = sign_recoverable(key, digest);
        CHECK(recover_public_key(digest, view(signature)).value() == key.public_key());
        RecoverableSignature other_v = signature;
        other_v[64] = static_cast<std::uint8_t>(27 + 28 - other_v[64]);
        const auto other = recover_public_key(digest, view(other_v));
        CHECK((!other || *other != key.public_key()));
        for (const int v : {0, 1, 26, 29, 30, 255}) {
            other_v[64] = static_cast<std::uint8_t>(v);
            CHECK(recover_public_key(digest, view(other_v)).error().code == errors::signature_recovery);
        }
    }
    const Keccak256Digest digest = keccak256({});
    const RecoverableSignature good = sign_recoverable(key, digest);
    CHECK(recover_public_key(digest, view(good).first(64)).error().code == errors::signature_length);
    Signature64 plain{};
    std::copy_n(good.begin(), 64, plain.begin());
    const Signature64 high = with_other_s(plain, secp256k1_order);
    Bytes high_recoverable = to_bytes(view(high));
    high_recoverable.push_back(static_cast<std::uint8_t>(27 + 28 - good[64]));
    CHECK(recover_public_key(digest, high_recoverable).error().code == errors::signature_high_s);
    CHECK(recover_public_key(digest,
                             [] {
                                 Bytes zero(65);
                                 zero[64] = 27;
                                 return zero;
                             }())
              .error()
              .code == errors::signature_recovery);
}

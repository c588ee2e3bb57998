// Every case of the Wycheproof files for our three curves (C2SP/wycheproof, testvectors).
#include <catch2/catch.hpp>

#include <optional>

#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/json.hpp"
#include "identity/keys/key.hpp"
#include "tests/testdata.hpp"

using namespace countersign;

namespace {

struct Tally {
    std::size_t cases = 0;
    std::size_t accepted = 0;
    friend bool operator==(const Tally&, const Tally&) = default;
};

constexpr std::string_view p256_order = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
constexpr std::string_view secp256k1_order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";

/// Calls `accepts(key, message, signature)` for every case, which must answer as the file does.
template <typename Accepts>
Tally run_file(std::string_view name, KeyType type, std::string_view key_member, const Accepts& accepts) {
    Tally tally;
    const auto folder = testdata_folder("vectors/wycheproof");
    REQUIRE(folder.has_value());
    const auto file = read_file(*folder / name, 8'000'000).value();
    const Json document = parse_json(as_text(file), {.bytes_max = 8'000'000}).value();
    for (const Json& group : document.find("testGroups")->as_array()) {
        const auto key_bytes = parse_hex(get_string(*group.find("publicKey"), key_member).value()).value();
        const auto key = PublicKey::parse(type, key_bytes);
        for (const Json& test : group.find("tests")->as_array()) {
            const bool expected = get_string(test, "result").value() == "valid";
            const bool accepted = key && accepts(*key, parse_hex(get_string(test, "msg").value()).value(),
                                                 parse_hex(get_string(test, "sig").value()).value());
            INFO(name << " tcId " << get_unsigned(test, "tcId").value());
            CHECK(accepted == expected);
            ++tally.cases;
            tally.accepted += accepted ? 1 : 0;
        }
    }
    return tally;
}

/// One INTEGER of strict DER as 32 bytes.
std::optional<Bytes> read_integer(ByteReader& reader) {
    if (reader.u8() != 0x02) {
        return std::nullopt;
    }
    ByteView digits = reader.read(reader.u8());
    if (digits.empty() || (digits[0] & 0x80U) != 0 || (digits[0] == 0 && digits.size() > 1 && digits[1] < 0x80)) {
        return std::nullopt;
    }
    if (digits[0] == 0) {
        digits = digits.subspan(1);
    }
    if (digits.size() > 32) {
        return std::nullopt;
    }
    Bytes out(32 - digits.size(), 0);
    append(out, digits);
    return out;
}

std::optional<Bytes> from_strict_der(ByteView der) {
    ByteReader reader(der);
    if (reader.u8() != 0x30 || reader.u8() != reader.rest().size()) {
        return std::nullopt;
    }
    const auto r = read_integer(reader);
    const auto s = read_integer(reader);
    if (!r || !s || !reader.finished()) {
        return std::nullopt;
    }
    Bytes out = *r;
    append(out, *s);
    return out;
}

/// A high s is replaced by n - s, so that the curve's equation alone is judged.
Bytes normalised(KeyType type, std::string_view order_hex, ByteView signature) {
    Signature64 fixed{};
    const Bytes order = parse_hex(order_hex).value();
    const bool usable = copy_exact(signature, fixed) && equal(ByteView(order), view(fixed).subspan(32)) == false;
    Bytes out = to_bytes(signature);
    if (usable && !is_low_s(type, fixed) &&
        std::lexicographical_compare(out.begin() + 32, out.end(), order.begin(), order.end())) {
        int borrow = 0;
        for (std::size_t i = 32; i-- > 0;) {
            const int difference = order[i] - out[32 + i] - borrow;
            borrow = difference < 0 ? 1 : 0;
            out[32 + i] = static_cast<std::uint8_t>(difference + 256 * borrow);
        }
    }
    return out;
}

}  // namespace

TEST_CASE("Wycheproof: secp256k1 with low s, as Bitcoin", "[keys][wycheproof]") {
    if (!testdata_folder("vectors/wycheproof")) {
        return;
    }
    CHECK(run_file("ecdsa_secp256k1_sha256_bitcoin_test.json", KeyType::secp256k1, "uncompressed",
                   [](const PublicKey& key, ByteView message, ByteView der) {
                       const auto signature = from_strict_der(der);
                       return signature && verify_message(key, message, *signature).has_value();
                   }) == Tally{463, 162});
}

TEST_CASE("Wycheproof: secp256k1 in P1363 form, high s normalised by the test", "[keys][wycheproof]") {
    if (!testdata_folder("vectors/wycheproof")) {
        return;
    }
    CHECK(run_file("ecdsa_secp256k1_sha256_p1363_test.json", KeyType::secp256k1, "uncompressed",
                   [](const PublicKey& key, ByteView message, ByteView signature) {
                       const Bytes low = normalised(KeyType::secp256k1, secp256k1_order, signature);
                       return verify_message(key, message, low).has_value();
                   }) == Tally{252, 167});
}

TEST_CASE("Wycheproof: P-256 accepts high s only where asked to", "[keys][wycheproof]") {
    if (!testdata_folder("vectors/wycheproof")) {
        return;
    }
    const auto open = [](const PublicKey& key, ByteView message, ByteView signature) {
        const bool accepted = verify_message(key, message, signature, HighS::accept_p256).has_value();
        const Bytes low = normalised(KeyType::p256, p256_order, signature);
        CHECK(verify_message(key, message, low).has_value() == accepted);
        if (accepted && !equal(low, signature)) {
            CHECK(verify_message(key, message, signature).error().code == errors::signature_high_s);
        }
        return accepted;
    };
    CHECK(run_file("ecdsa_secp256r1_sha256_p1363_test.json", KeyType::p256, "uncompressed", open) == Tally{262, 173});
    CHECK(run_file("ecdsa_secp256r1_sha256_test.json", KeyType::p256, "uncompressed",
                   [&](const PublicKey& key, ByteView message, ByteView der) {
                       const auto signature = from_strict_der(der);
                       return signature && open(key, message, *signature);
                   }) == Tally{484, 174});
}

TEST_CASE("Wycheproof: Ed25519", "[keys][wycheproof]") {
    if (!testdata_folder("vectors/wycheproof")) {
        return;
    }
    CHECK(run_file("ed25519_test.json", KeyType::ed25519, "pk",
                   [](const PublicKey& key, ByteView message, ByteView signature) {
                       return verify_message(key, message, signature).has_value();
                   }) == Tally{151, 88});
}

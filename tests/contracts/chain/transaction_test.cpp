#include <catch2/catch.hpp>

#include "contracts/chain/rlp.hpp"
#include "contracts/chain/transaction.hpp"
#include "tests/contracts/chain/vectors.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

Transaction transaction_of(const Json& vector) {
    const auto number = [&vector](const char* key) { return get_unsigned(vector, key).value(); };
    Transaction out{.chain_id = number("chainId"),
                    .nonce = number("nonce"),
                    .max_priority_fee = number("maxPriorityFee"),
                    .max_fee = number("maxFee"),
                    .gas_limit = number("gas"),
                    .value = unhex_fixed<Uint256>(vector, "value"),
                    .data = unhex(vector, "data")};
    if (!vector.find("to")->is_null()) {
        out.to = unhex_fixed<EthereumAddress>(vector, "to");
    }
    for (const Json& entry : vector.find("accessList")->as_array()) {
        AccessListEntry& added =
            out.access_list.emplace_back(AccessListEntry{unhex_fixed<EthereumAddress>(entry, "address"), {}});
        for (const Json& key : entry.find("storageKeys")->as_array()) {
            Keccak256Digest digest{};
            REQUIRE(copy_exact(unhex(key.as_string()), digest));
            added.storage_keys.push_back(digest);
        }
    }
    return out;
}

PrivateKey key_of(const Json& vector) { return PrivateKey::parse(KeyType::secp256k1, unhex(vector, "secret")).value(); }

/// A transaction's fields as they are, signed by nobody: r and s of 1.
Bytes forged(std::uint64_t priority, std::uint64_t parity, ByteView to, ByteView access_list) {
    Bytes out{0x02};
    append(out, RlpListWriter()
                    .number(1)
                    .number(0)
                    .number(priority)
                    .number(10)
                    .number(21000)
                    .bytes(to)
                    .number(0)
                    .bytes({})
                    .encoded(access_list)
                    .number(parity)
                    .number(1)
                    .number(1)
                    .take());
    return out;
}

std::string error_of(ByteView raw) {
    const auto parsed = parse_transaction(raw);
    return parsed ? "" : std::string(parsed.error().code.name);
}

}  // namespace

TEST_CASE("X7: a transaction is signed, byte for byte, as viem signs it", "[chain][transaction]") {
    for (const Json& vector : vectors("transactions")) {
        const Transaction transaction = transaction_of(vector);
        CHECK(equal(view(signing_digest(transaction)), unhex(vector, "digest")));
        const SignedTransaction made = sign_transaction(key_of(vector), transaction);
        CHECK(to_hex(made.raw) == to_hex(unhex(vector, "raw")));
        CHECK(equal(view(made.hash), unhex(vector, "hash")));
        CHECK(equal(view(made.sender), unhex(vector, "sender")));
        CHECK(equal(view(created_address(made.sender, transaction.nonce)), unhex(vector, "creates")));
        const auto parsed = parse_transaction(made.raw);
        REQUIRE(parsed.has_value());
        CHECK(parsed->transaction == transaction);
        CHECK(parsed->sender == made.sender);
        CHECK(parsed->hash == made.hash);
    }
}

TEST_CASE("X8: no altered transaction is read as from the same sender", "[chain][transaction]") {
    for (const Json& vector : vectors("transactions")) {
        Bytes raw = unhex(vector, "raw");
        const auto sender = unhex_fixed<EthereumAddress>(vector, "sender");
        for (std::size_t i = 0; i < raw.size(); i += 1 + raw.size() / 150) {
            raw[i] ^= 1U;
            const auto parsed = parse_transaction(raw);
            if (parsed && parsed->sender == sender) {
                FAIL_CHECK("byte " << i << " of " << to_hex(raw));
            }
            raw[i] ^= 1U;
        }
    }
}

TEST_CASE("X8: a transaction that no node would take is refused", "[chain][transaction]") {
    const Bytes none = RlpListWriter().take();
    const Bytes address(20, 0x11);
    CHECK(error_of({}) == "chain.transaction_type");
    CHECK(error_of(Bytes{0x01, 0xc0}) == "chain.transaction_type");
    CHECK(error_of(Bytes{0x02, 0xc0}) == "chain.rlp_type");
    CHECK(error_of(Bytes{0x02, 0xc1}) == "chain.rlp_truncated");
    // Whose signature (1, 1) is can be computed, or not; what matters is that the form passed.
    CHECK(error_of(forged(1, 0, address, none)) != "chain.transaction_form");
    CHECK(error_of(forged(11, 0, address, none)) == "chain.transaction_form");
    CHECK(error_of(forged(1, 2, address, none)) == "chain.transaction_form");
    CHECK(error_of(forged(1, 0, ByteView(address).first(19), none)) == "chain.transaction_form");
    CHECK(error_of(forged(1, 0, address, RlpListWriter().number(1).take())) == "chain.rlp_type");
    CHECK(error_of(forged(1, 0, address, RlpListWriter().encoded(none).take())) == "chain.rlp_type");
}

TEST_CASE("the most that a transaction can cost has no overflow", "[chain][transaction]") {
    Transaction transaction{.max_fee = 1'000'000'000, .gas_limit = 16'777'216, .value = to_uint256(5)};
    CHECK(to_u64(cost_max(transaction)) == 16'777'216'000'000'005);
    std::memset(transaction.value.bytes, 0xFF, 32);
    CHECK(cost_max(transaction) == transaction.value);
}

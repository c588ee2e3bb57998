// Canonical bytes, digests and signatures: round trips, mutations and bounds (R2, R5, R6, R7, R8, R9).
#include <rapidcheck/catch.h>
#include <catch2/catch.hpp>

#include <memory>
#include <set>
#include <string>

#include "contracts/rules/authenticate.hpp"
#include "contracts/rules/keccak.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "identity/names/grammar.hpp"
#include "identity/names/name.hpp"
#include "tests/contracts/rules/operation_generator.hpp"

using namespace countersign;
using namespace countersign::rules;
using namespace countersign::rules::test;

namespace {

Bytes encode(const Operation& operation, const Signatures& signatures) {
    Bytes out(limits::operation_bytes_max);
    out.resize(encode_signed(operation, signatures, MutableByteSpan{out.data(), out.size()}));
    return out;
}

Bytes encode(const Operation& operation) {
    Bytes out(limits::operation_bytes_max);
    out.resize(encode_unsigned(operation, MutableByteSpan{out.data(), out.size()}));
    return out;
}

}  // namespace

TEST_CASE("R2: what is encoded decodes to the same value, and back to the same bytes", "[rules][codec]") {
    rc::prop("decode(encode(operation)) == operation", [] {
        const Operation operation = *any_operation();
        Signatures signatures = *any_signatures(operation);
        const Bytes bytes = encode(operation, signatures);
        RC_ASSERT(!bytes.empty());
        Operation again;
        Signatures signatures_again;
        std::size_t unsigned_bytes = 0;
        const RuleError error = decode_operation(bytes, again, signatures_again, unsigned_bytes);
        RC_ASSERT(std::string(rule_error_name(error)) == "ok");
        RC_ASSERT(encode(again, signatures_again) == bytes);
        RC_ASSERT(unsigned_bytes == encode(operation).size());
        RC_ASSERT(struct_hash(again, test_crypto) == struct_hash(operation, test_crypto));
    });
}

TEST_CASE("R2: no prefix of an operation is an operation, and nothing may follow one", "[rules][codec]") {
    rc::prop("every cut is refused", [] {
        const Operation operation = *any_operation();
        const Bytes bytes = encode(operation, *any_signatures(operation));
        const auto size = *rc::gen::inRange<std::size_t>(0, bytes.size());
        Operation out;
        Signatures signatures;
        std::size_t unsigned_bytes = 0;
        RC_ASSERT(decode_operation(ByteSpan(bytes.data(), size), out, signatures, unsigned_bytes) != RuleError::none);
        Bytes longer = bytes;
        longer.push_back(*rc::gen::arbitrary<std::uint8_t>());
        RC_ASSERT(decode_operation(longer, out, signatures, unsigned_bytes) == RuleError::trailing_bytes);
    });
}

TEST_CASE("R12, N1 to N5: the ledger takes the names that identity/names parses, and no other", "[rules][codec]") {
    rc::prop("both grammars agree", [] {
        const std::string alphabet = "ab09-xn-A_.\xc3";
        Name name{};
        std::string text(*rc::gen::inRange<std::size_t>(0, Name::capacity + 1), 'a');
        for (char& c : text) {
            c = *rc::gen::elementOf(alphabet);
        }
        if (*rc::gen::inRange(0, 4) != 0) {  // mostly near to a name
            std::replace_if(
                text.begin(), text.end(), [](char c) { return !names::is_name_character(c); }, 'a');
        }
        RC_PRE(name.assign(ByteSpan(as_bytes(text))));
        OperationHeader header;
        header.domain = test_domain();
        header.identity = hash_of<IdentityId>("identity");
        header.signer = test_public_key("signer");
        header.nonce = 1;
        const Operation operation(header, ClaimName{name});
        const Bytes bytes = encode(operation, *any_signatures(operation));
        Operation out;
        Signatures signatures;
        std::size_t unsigned_bytes = 0;
        const RuleError error = decode_operation(bytes, out, signatures, unsigned_bytes);
        RC_CLASSIFY(error == RuleError::none, "a name");
        RC_ASSERT(error == (names::parse_name(text) ? RuleError::none : RuleError::name_syntax));
    });
}

TEST_CASE("R9: a signed operation with any byte flipped is never accepted", "[rules][codec]") {
    const auto signer = GENERATE(std::string("signer"), std::string("signer:p256"), std::string("signer:ed25519"));
    OperationHeader header;
    header.domain = test_domain();
    header.identity = hash_of<IdentityId>("identity");
    header.nonce = 1;
    UpdateKeys update{};
    static_cast<void>(
        update.add.push(KeyGrant{test_public_key("added:ed25519"), roles::issue, UnixSeconds{5}, UnixSeconds{9}}));
    static_cast<void>(update.retire.push(test_key_id("old")));
    update.recovery = test_key_id("next recovery");
    const Bytes bytes = sign_operation(Operation(header, update), signer, {"added:ed25519"}, "recovery:p256");
    const auto authenticated = std::make_unique<Authenticated>();
    REQUIRE(authenticate(bytes, test_domain(), test_crypto, *authenticated) == RuleError::none);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (const unsigned flip : {1U, 0x80U}) {
            Bytes other = bytes;
            other[i] = static_cast<std::uint8_t>(other[i] ^ flip);
            INFO("byte " << i << " flipped by " << flip);
            REQUIRE(authenticate(other, test_domain(), test_crypto, *authenticated) != RuleError::none);
        }
    }
}

TEST_CASE("R6, R7: the id of an operation is the hash of header and body, and no two operations share one",
          "[rules][codec]") {
    rc::prop("same bytes, same id; other bytes, other id", [] {
        const Operation a = *any_operation();
        const Operation b = *any_operation();
        const bool same = encode(a) == encode(b);
        RC_ASSERT((operation_id(encode(a), test_crypto) == operation_id(encode(b), test_crypto)) == same);
        RC_ASSERT((operation_digest(a, test_crypto) == operation_digest(b, test_crypto)) == same);
    });
}

TEST_CASE("R7: ids don't depend on the home", "[rules][codec]") {
    rc::prop("another domain, the same struct hash, another digest", [] {
        Operation operation = *any_operation();
        const auto hash = struct_hash(operation, test_crypto);
        const auto digest = operation_digest(operation, test_crypto);
        operation.header.domain = test_domain("elsewhere");
        RC_ASSERT(struct_hash(operation, test_crypto) == hash);
        RC_ASSERT(!(operation_digest(operation, test_crypto) == digest));
    });
    const Commit commit{hash_of<TreeHash>("root"), 10, HashKind::sha256, LeafKind::content, {}, {}, {}};
    Bytes hashed{'B'};
    append(hashed, view(hash_of<Sha256Digest>("issuer")));
    append(hashed, view(commit.root));
    append(hashed, *parse_hex("0000000a0101"));
    CHECK(batch_id(hash_of<IdentityId>("issuer"), commit, test_crypto) == retag<BatchId>(keccak256(hashed)));
}

TEST_CASE("the compiler's Keccak-256 is the library's", "[rules][keccak]") {
    CHECK(to_hex(view(keccak256_text("hello"))) == "1c8aff950685c2ed4bc3174f3472287b56d9517b9c948127319a09a7a36deac8");
    rc::prop("for any message, around the block size too", [] {
        const auto size = *rc::gen::inRange<std::size_t>(0, 600);
        const auto message = *rc::gen::container<Bytes>(size, rc::gen::arbitrary<std::uint8_t>());
        RC_ASSERT(keccak256_of(message.size(), [&](std::size_t i) { return message[i]; }) == keccak256(message));
    });
    for (std::uint8_t kind = 1; kind <= operation_kind_last; ++kind) {
        const auto each = static_cast<OperationKind>(kind);
        CHECK(type_hash(each) == keccak256(as_bytes(type_text(each))));
    }
}

TEST_CASE("R8: who co-signs is said by the body", "[rules][codec]") {
    rc::prop("every added key but the signer", [] {
        const Operation operation = *any_operation();
        for (const rules::PublicKey& key : keys_to_prove(operation)) {
            RC_ASSERT(!(key == operation.header.signer));
        }
        const bool adds =
            operation.kind == OperationKind::create_identity || operation.kind == OperationKind::update_keys;
        RC_ASSERT(adds || keys_to_prove(operation).size() == 0);
    });
}

TEST_CASE("R5: the largest operation fits its limit, and a smaller buffer is refused", "[rules][codec]") {
    OperationHeader header;
    header.identity = hash_of<IdentityId>("identity");
    header.nonce = 1;
    SetStatus status{};
    for (std::uint32_t i = 0; i < limits::status_indices_max; ++i) {
        REQUIRE(status.indices.push(i));
    }
    CHECK_FALSE(status.indices.push(99));
    const Bytes bytes = encode(Operation(header, status), Signatures{});
    CHECK(bytes.size() == 108 + 32 + 1 + 2 + 8 + 1 + 4 * 64 + 64);
    Bytes small(bytes.size() - 1);
    CHECK(encode_signed(Operation(header, status), Signatures{}, MutableByteSpan{small.data(), small.size()}) == 0);
}

TEST_CASE("each error has one name of its own and a text", "[rules][errors]") {
    std::set<std::string> names;
    for (const auto& entry : rule_errors) {
        CHECK(names.insert(entry.name).second);
        CHECK(std::string(entry.text).ends_with("."));
        CHECK((entry.error == RuleError::none || std::string(entry.name).starts_with("registry.")));
    }
}

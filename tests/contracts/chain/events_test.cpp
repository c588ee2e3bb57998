#include <catch2/catch.hpp>

#include "contracts/chain/abi.hpp"
#include "contracts/chain/events.hpp"
#include "identity/base/limits.hpp"
#include "tests/contracts/chain/vectors.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

constexpr EventPlace place{.block = {7, {{1}}}, .time = {1'700'000'000}, .transaction = {{2}}, .log_index = 3};

Uint256 word(std::uint8_t last) { return to_uint256(last); }
Keccak256Digest digest(std::uint8_t last) { return Keccak256Digest{{last}}; }

std::string error_of(std::vector<Keccak256Digest> topics, const Bytes& data) {
    const auto event = decode_event(place, topics, data);
    return event ? "" : std::string(event.error().code.name);
}

Bytes arguments(std::string_view type, AbiValue::List values) {
    return encode_abi(abi_type(type), AbiValue::list(std::move(values))).value();
}

Bytes operation_data(const Bytes& operation) {
    // `bytes` alone as the argument list.
    return encode_abi(abi_type("(bytes)"), AbiValue::list({AbiValue::bytes(operation)})).value();
}

/// E9's change.
Uint256 change(std::uint32_t index, std::uint64_t at, std::uint16_t reason, std::uint8_t status, std::uint8_t kind,
               std::uint32_t count) {
    const Bytes bytes = ByteWriter().u32(0).u64(0).u32(count).u8(kind).u8(status).u16(reason).u64(at).u32(index).take();
    Uint256 out{};
    REQUIRE(copy_exact(bytes, out));
    return out;
}

}  // namespace

TEST_CASE("E10: an accepted operation is decoded, whatever its length", "[chain][events]") {
    for (const std::size_t length : {108U, 109U, 127U, 128U, 129U, 4096U}) {
        Bytes operation(length, 0x5a);
        const auto event = decode_event(place, std::vector{event_topics()[0], digest(9)}, operation_data(operation));
        REQUIRE(event.has_value());
        const auto& accepted = std::get<AcceptedOperation>(*event);
        CHECK(accepted.operation == operation);
        CHECK(accepted.identity == rules::IdentityId{{9}});
        CHECK(accepted.place == place);
        CHECK(place_of(*event) == place);
    }
}

TEST_CASE("E8: direct commits are decoded", "[chain][events]") {
    const Bytes plain = arguments("(bytes32,bytes32,uint256)", {word(1), word(2), std::uint64_t{1'000 * 256 + 2}});
    const auto event = decode_event(place, std::vector{event_topics()[1]}, plain);
    REQUIRE(event.has_value());
    const auto& commit = std::get<DirectCommit>(*event);
    CHECK(commit.key.bytes[31] == 1);
    CHECK(commit.root.bytes[31] == 2);
    CHECK(commit.count == 1'000);
    CHECK(commit.leaf_kind == rules::LeafKind::credential);
    CHECK(commit.schema.is_zero());

    const Bytes named = arguments("(bytes32,bytes32,uint256,bytes32,bytes32,bytes32)",
                                  {word(1), word(2), std::uint64_t{256 + 1}, word(3), word(4), word(5)});
    const auto with_names = decode_event(place, std::vector{event_topics()[2]}, named);
    REQUIRE(with_names.has_value());
    CHECK(std::get<DirectCommit>(*with_names).schema.bytes[31] == 3);
    CHECK(std::get<DirectCommit>(*with_names).accreditor.bytes[31] == 4);
    CHECK(std::get<DirectCommit>(*with_names).arbiter.bytes[31] == 5);
    CHECK(place_of(*with_names) == place);
}

TEST_CASE("E9: a direct change of status is decoded", "[chain][events]") {
    const Bytes data =
        arguments("(bytes32,bytes32,uint256)", {word(1), word(2), change(129, 1'600'000'000, 7, 2, 2, 1'000)});
    const auto event = decode_event(place, std::vector{event_topics()[3]}, data);
    REQUIRE(event.has_value());
    const auto& status = std::get<DirectStatus>(*event);
    CHECK(status.key.bytes[31] == 1);
    CHECK(status.batch.bytes[31] == 2);
    CHECK(status.index == 129);
    CHECK(status.effective_at == UnixSeconds{1'600'000'000});
    CHECK(status.reason == 7);
    CHECK(status.status == rules::Status::revoked);
    CHECK(status.leaf_kind == rules::LeafKind::credential);
    CHECK(status.count == 1'000);
}

TEST_CASE("E10: whatever else a contract says isn't taken for an event", "[chain][events]") {
    CHECK(error_of({}, {}) == "chain.event_unknown");
    CHECK(error_of({digest(1)}, {}) == "chain.event_unknown");
    const auto topic = [](std::size_t i) { return event_topics()[i]; };
    const Bytes operation = operation_data(Bytes(108, 1));
    CHECK(error_of({topic(0)}, operation) == "chain.event_malformed");
    CHECK(error_of({topic(0), digest(1), digest(2)}, operation) == "chain.event_malformed");
    CHECK(error_of({topic(0), digest(1)}, operation_data(Bytes(107, 1))) == "chain.event_malformed");
    CHECK(error_of({topic(0), digest(1)}, operation_data(Bytes(4'097, 1))) == "chain.event_malformed");
    // Each byte of the layout: offset, length, padding.
    for (std::size_t i = 0; i < operation.size(); ++i) {
        Bytes changed = operation;
        changed[i] = static_cast<std::uint8_t>(changed[i] ^ 0x40U);
        const bool is_content = i >= 64 && i < 64 + 108;
        CHECK((error_of({topic(0), digest(1)}, changed) == "chain.event_malformed") == !is_content);
    }
    const auto commit = [&](std::uint64_t shape) {
        return error_of({topic(1)}, arguments("(bytes32,bytes32,uint256)", {word(1), word(2), shape}));
    };
    CHECK(commit(256 + 1).empty());
    CHECK(commit(1) == "chain.event_malformed");
    CHECK(commit(256) == "chain.event_malformed");
    CHECK(commit(256 + 4) == "chain.event_malformed");
    CHECK(commit(std::uint64_t{limits::batch_leaves_max} * 256 + 1).empty());
    CHECK(commit(std::uint64_t{limits::batch_leaves_max} * 256 + 257) == "chain.event_malformed");
    CHECK(error_of({topic(1)}, Bytes(95)) == "chain.event_malformed");
    CHECK(error_of({topic(1)}, Bytes(128)) == "chain.event_malformed");
    CHECK(error_of({topic(1), digest(1)}, Bytes(96)) == "chain.event_malformed");
    const auto status = [&](const Uint256& packed) {
        return error_of({topic(3)}, arguments("(bytes32,bytes32,uint256)", {word(1), word(2), packed}));
    };
    CHECK(status(change(9, 0, 0, 0, 1, 10)).empty());
    CHECK(status(change(10, 0, 0, 0, 1, 10)) == "chain.event_malformed");
    CHECK(status(change(0, 0, 0, 3, 1, 10)) == "chain.event_malformed");
    CHECK(status(change(0, 0, 0, 0, 0, 10)) == "chain.event_malformed");
    Uint256 wide = change(0, 0, 0, 0, 1, 10);
    wide.bytes[0] = 1;
    CHECK(status(wide) == "chain.event_malformed");
}

// The relayer on a real node. The registry's place is taken by a contract of 60 bytes with its interface: it refuses
// with the number in the operation's first two bytes, and where that is zero counts the 32 bytes behind them.
#include <catch2/catch.hpp>

#include "contracts/chain/abi.hpp"
#include "contracts/chain/relayer.hpp"
#include "contracts/rules/errors.hpp"
#include "identity/base/clock.hpp"
#include "tests/contracts/chain/outbox_fixture.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;
using State = OperationState;

namespace {

std::string registry_code() {
    const std::string selector = to_hex(view(selector_of("Refused(uint16)")));
    return "0x60643560f01c806016575060663580546001019055005b7f" + selector + std::string(56, '0') + "5f526004526024" +
           "5ffd";
}

RelayRequest request_of(std::uint16_t refusal, std::uint8_t number, std::uint8_t who = 1) {
    Bytes operation = ByteWriter().u16(refusal).u8(number).take();
    operation.resize(34);
    return {operation, Bytes{0xaa}, {{who}}, "192.0.2." + std::to_string(who)};
}

/// What the registry counted for it.
std::uint64_t done_by(Anvil& anvil, const RelayRequest& request) {
    OperationKey word{};
    std::memcpy(word.bytes, request.operation.data() + 2, 32);
    return counted(anvil, word);
}

struct Fixture {
    TemporaryFolder folder;
    std::unique_ptr<Anvil> anvil = Anvil::start({"--no-mining", "--slots-in-an-epoch", "1"});
    FakeClock clock{UnixSeconds{1'800'000'000}};
    std::optional<Sender> sender;
    std::unique_ptr<Relayer> relayer;

    explicit Fixture(QuotaOptions quotas = {}, FeePolicy fees = {}) {
        if (anvil) {
            set_code(*anvil, counter_address, registry_code());
            sender.emplace(folder.path() / "outbox.db", anvil->url());
            relayer = Relayer::open(*sender->outbox, sender->node, clock,
                                    {.registry = counter_address, .chain_id = 31337, .fees = fees, .quotas = quotas})
                          .value();
        }
    }
    std::string code(const RelayRequest& request) {
        const auto answer = relayer->submit(request);
        return answer ? "" : std::string(answer.error().code.name);
    }
};

}  // namespace

TEST_CASE("X33: an operation is relayed once, however often it is handed in", "[chain][relayer]") {
    Fixture fixture;
    if (!fixture.anvil) {
        return;
    }
    RelayRequest request = request_of(0, 7);
    const Operation first = fixture.relayer->submit(request).value();
    CHECK(first.state == State::queued);
    CHECK(first.key == Relayer::key_of(request.operation));
    fixture.sender->step();
    // Another proof of the same operation is the same operation.
    request.proof = Bytes{0xbb};
    CHECK(fixture.relayer->submit(request)->sequence == first.sequence);
    settle(*fixture.sender, *fixture.anvil);
    CHECK(fixture.relayer->submit(request)->state == State::settled);
    CHECK(done_by(*fixture.anvil, request) == 1);
}

TEST_CASE("X30, X34: what the registry would refuse is refused by its own code, and costs nothing",
          "[chain][relayer]") {
    Fixture fixture;
    if (!fixture.anvil) {
        return;
    }
    for (const auto& entry : rules::rule_errors) {
        if (entry.error != rules::RuleError::none) {
            CHECK(fixture.code(request_of(static_cast<std::uint16_t>(entry.error), 1)) == entry.name);
        }
    }
    CHECK(fixture.code(request_of(256, 1)) == "chain.scheme_not_on_chain");
    CHECK(fixture.code(request_of(257, 1)) == "chain.sender_not_signer");
    CHECK(fixture.code(request_of(258, 1)) == "chain.hint_wrong");
    CHECK(fixture.code(request_of(999, 1)) == "chain.reverted");
    CHECK(fixture.sender->step().sent == 0);
    CHECK(fixture.sender->node.load_nonce(fixture.sender->outbox->sender(), BlockTag::pending).value() == 0);
    RelayRequest large = request_of(0, 1);
    large.operation.resize(limits::operation_bytes_max + 1);
    CHECK(fixture.code(large) == "chain.relay_form");
    RelayRequest long_proof = request_of(0, 1);
    long_proof.proof.resize(limits::relay_proof_bytes_max + 1);
    CHECK(fixture.code(long_proof) == "chain.relay_form");
    long_proof.proof.pop_back();
    CHECK(fixture.code(long_proof).empty());
}

TEST_CASE("X34: what became wrong while it waited can be handed in anew, with another proof", "[chain][relayer]") {
    Fixture fixture;
    if (!fixture.anvil) {
        return;
    }
    RelayRequest request = request_of(0, 7);
    REQUIRE(fixture.code(request).empty());
    set_code(*fixture.anvil, counter_address, "0x5f5ffd");
    CHECK(fixture.sender->step().refused == 1);
    CHECK(fixture.sender->outbox->status(Relayer::key_of(request.operation))->problem == "chain.reverted");
    CHECK(fixture.code(request) == "chain.reverted");
    set_code(*fixture.anvil, counter_address, registry_code());
    request.proof = Bytes{0xbb, 0xcc};
    CHECK(fixture.relayer->submit(request)->state == State::queued);
    settle(*fixture.sender, *fixture.anvil);
    CHECK(done_by(*fixture.anvil, request) == 1);
}

TEST_CASE("X31, X32: gas is paid within quotas, whatever the clock does", "[chain][relayer]") {
    // Each takes some 55,000 gas with its margin.
    Fixture fixture(
        {.gas_per_identity = 120'000, .gas_per_address = 180'000, .gas_total = 300'000, .window_seconds = 1000});
    if (!fixture.anvil) {
        return;
    }
    const auto by = [](std::uint8_t number, std::uint8_t identity, std::uint8_t address) {
        RelayRequest request = request_of(0, number, identity);
        request.address = "192.0.2." + std::to_string(address);
        return request;
    };
    CHECK(fixture.code(by(1, 1, 1)).empty());
    CHECK(fixture.code(by(2, 1, 1)).empty());
    CHECK(fixture.code(by(3, 1, 1)) == "chain.quota_identity");
    // One that is taken already is counted no more; one that wasn't is counted for nobody.
    CHECK(fixture.code(by(1, 1, 1)).empty());
    CHECK(fixture.sender->outbox->status(Relayer::key_of(by(3, 1, 1).operation)).error().code ==
          errors::chain_outbox_unknown);
    CHECK(fixture.code(by(4, 2, 1)).empty());
    CHECK(fixture.code(by(5, 2, 1)) == "chain.quota_address");
    CHECK(fixture.code(by(5, 2, 2)).empty());
    CHECK(fixture.code(by(6, 3, 3)).empty());
    CHECK(fixture.code(by(7, 4, 4)) == "chain.quota_total");
    // Back by years: the same window goes on.
    fixture.clock.set(UnixSeconds{1'500'000'000});
    CHECK(fixture.code(by(3, 1, 1)) == "chain.quota_identity");
    fixture.clock.set(UnixSeconds{1'800'000'999});
    CHECK(fixture.code(by(3, 1, 1)) == "chain.quota_identity");
    // The next window, and one far in the future that the clock returns from: nobody is locked out for long.
    fixture.clock.advance(1);
    CHECK(fixture.code(by(3, 1, 1)).empty());
    fixture.clock.advance(1'000'000'000);
    CHECK(fixture.code(by(8, 1, 1)).empty());
    fixture.clock.set(UnixSeconds{1'800'005'000});
    CHECK(fixture.code(by(9, 1, 1)).empty());
    CHECK(fixture.code(by(10, 1, 1)) == "chain.quota_identity");
    fixture.clock.advance(1000);
    CHECK(fixture.code(by(10, 1, 1)).empty());
    settle(*fixture.sender, *fixture.anvil);
    for (const std::uint8_t number : std::to_array<std::uint8_t>({1, 2, 3, 4, 5, 6, 8, 9, 10})) {
        CHECK(done_by(*fixture.anvil, by(number, 1, 1)) == 1);
    }
    CHECK(done_by(*fixture.anvil, by(7, 4, 4)) == 0);
}

TEST_CASE("X34: what keeps the relayer from paying is told at once", "[chain][relayer][faults]") {
    Fixture fixture({}, {.max_fee_ceiling = 5'000'000'000});
    if (!fixture.anvil) {
        return;
    }
    const RelayRequest request = request_of(0, 1);
    SECTION("no money") {
        const auto account = to_hex_data(view(fixture.sender->outbox->sender()));
        fixture.anvil->ask("anvil_setBalance", Json::array({account, "0x1000"}));
        CHECK(fixture.code(request) == "chain.out_of_funds");
    }
    SECTION("no contract") {
        set_code(*fixture.anvil, counter_address, "0x");
        CHECK(fixture.code(request) == "chain.contract_missing");
    }
    SECTION("more gas than a transaction may have") {
        set_code(*fixture.anvil, counter_address, endless_code);
        CHECK(fixture.code(request) == "chain.gas_cap");
    }
    SECTION("fees beyond the ceiling") {
        fixture.anvil->ask("anvil_setNextBlockBaseFeePerGas", Json::array({"0x2540be400"}));
        fixture.anvil->mine();
        CHECK(fixture.code(request) == "chain.fee_ceiling");
    }
    SECTION("another chain") {
        fixture.anvil->ask("anvil_setChainId", Json::array({5}));
        CHECK(fixture.code(request) == "chain.wrong_chain");
    }
    SECTION("no node") {
        fixture.anvil->kill();
        CHECK(fixture.code(request) == "chain.rpc_unreachable");
    }
    CHECK(fixture.sender->outbox->store().count_queued().value() == 0);
}

#include <catch2/catch.hpp>

#include <random>

#include "tests/contracts/chain/outbox_fixture.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;
using State = OperationState;

TEST_CASE("X24, X25: fees rise by an eighth on both caps and stop at the ceiling", "[chain][outbox]") {
    const FeePolicy policy{.max_fee_ceiling = 1000, .priority_fee_min = 2};
    CHECK(market_fees(policy, 100, 1).value() == Fees{202, 2});
    CHECK(market_fees(policy, 100, 7).value() == Fees{207, 7});
    CHECK(market_fees(policy, 600, 7).value() == Fees{1000, 7});
    CHECK_FALSE(market_fees(policy, 1000, 7).has_value());
    CHECK(market_fees({.max_fee_ceiling = UINT64_MAX}, UINT64_MAX - 1, 7)->max_fee == UINT64_MAX);
    const Fees bumped = bumped_fees(policy, {201, 1}, std::nullopt).value();
    CHECK(bumped == Fees{227, 2});
    CHECK(bumped.max_fee * 1000 >= 201 * 1125);
    CHECK(bumped_fees(policy, {201, 0}, Fees{400, 30}).value() == Fees{400, 30});
    CHECK_FALSE(bumped_fees(policy, {900, 1}, std::nullopt).has_value());
    for (std::uint64_t fee = 1; fee < 800; ++fee) {
        const auto more = bumped_fees(policy, {fee, fee}, std::nullopt).value();
        CHECK((more.max_fee * 1000 >= fee * 1125 && more.priority_fee * 1000 >= fee * 1125));
    }
}

TEST_CASE("X26: gas has a margin of a fifth below the cap", "[chain][outbox]") {
    CHECK(gas_limit_for(100'000) == 120'000U);
    CHECK(gas_limit_for(16'000'000) == 16'777'216U);
    CHECK(gas_limit_for(16'777'216) == 16'777'216U);
    CHECK_FALSE(gas_limit_for(16'777'217).has_value());
}

TEST_CASE("X17, X18: an outbox has one owner, and a key one operation", "[chain][outbox]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    const auto file = folder.path() / "outbox.db";
    {
        Sender sender(file, anvil->url());
        CHECK(sender.count(1).state == State::queued);
        CHECK(sender.count(1).sequence == 1);
        CHECK(sender.outbox->enqueue(key_of(1), count_request(key_of(2))).error().code ==
              errors::chain_outbox_conflict);
        OutboxRequest large = count_request(key_of(3));
        large.data.resize(limits::outbox_data_bytes_max + 1);
        CHECK(sender.outbox->enqueue(key_of(3), large).error().code == errors::chain_outbox_data);
        CHECK(sender.outbox->status(key_of(3)).error().code == errors::chain_outbox_unknown);
        CHECK(Outbox::open(file, sender.node, rich_key(0), {.chain_id = 31337}).error().code ==
              errors::chain_outbox_locked);
        sender.step();
        anvil->mine();
        settle(sender, *anvil);
        const Operation done = sender.count(1);
        CHECK(done.state == State::settled);
        CHECK(done.mined->succeeded);
        CHECK(to_text(done.state) == "settled");
        // What is over is forgotten behind so many that came later; what isn't, never.
        const Operation second = sender.count(2);
        REQUIRE(sender.outbox->store().prune(1).has_value());
        CHECK(sender.outbox->status(key_of(1)).error().code == errors::chain_outbox_unknown);
        CHECK(sender.outbox->status(second.key).has_value());
        REQUIRE(sender.outbox->store().prune(0).has_value());
        CHECK(sender.outbox->status(second.key)->state == State::queued);
    }
    RpcClient rpc(loopback_client(), entropy(), options_of(anvil->url()));
    Node node(rpc);
    CHECK(Outbox::open(file, node, rich_key(1), {.chain_id = 31337}).error().code == errors::chain_outbox_mismatch);
    CHECK(Outbox::open(file, node, rich_key(0), {.chain_id = 1}).error().code == errors::chain_outbox_mismatch);
    CHECK(counted(*anvil, key_of(1)) == 1);
}

TEST_CASE("X19, X20: lost answers, refused connections and restarts send nothing twice", "[chain][outbox][faults]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const Fault fault = GENERATE(Fault::lose_answer, Fault::refuse, Fault::late, Fault::half, Fault::oversized,
                                 Fault::not_json, Fault::wrong_id, Fault::both);
    bool is_broken = true;
    const FaultProxy proxy(anvil->port(), [&](const std::string& body) {
        return is_broken && body.find("eth_sendRawTransaction") != std::string::npos ? fault : Fault::none;
    });
    const TemporaryFolder folder;
    const auto file = folder.path() / "outbox.db";
    std::vector<TransactionHash> hashes;
    {
        Sender sender(file, proxy.url());
        sender.count(1);
        CHECK(sender.step_code().starts_with("chain.rpc_"));
        const Operation sent = sender.status(1);
        REQUIRE(sent.state == State::sent);
        CHECK(sent.nonce == 0U);
        hashes.push_back(sent.attempts.at(0).hash);
    }
    is_broken = false;
    Sender again(file, proxy.url());
    again.count(1);
    const StepReport report = again.step();
    CHECK(report.sent == 0);
    CHECK(report.resent == (fault == Fault::refuse ? 1U : 0U));
    settle(again, *anvil);
    CHECK(again.status(1).attempts.size() == 1);
    CHECK(again.status(1).mined->hash == hashes[0]);
    CHECK(counted(*anvil, key_of(1)) == 1);
}

TEST_CASE("X20: what a node forgot is sent again; nonces follow each other", "[chain][outbox][faults]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    for (std::uint64_t i = 0; i < 20; ++i) {
        sender.count(i);
    }
    CHECK(sender.step().sent == limits::outbox_in_flight_max);
    anvil->ask("anvil_dropAllTransactions");
    CHECK(sender.step().resent == limits::outbox_in_flight_max);
    settle(sender, *anvil);
    for (std::uint64_t i = 0; i < 20; ++i) {
        CHECK(sender.status(i).nonce == i);
        CHECK(sender.status(i).state == State::settled);
        CHECK(counted(*anvil, key_of(i)) == 1);
    }
}

TEST_CASE("X25: a stuck transaction offers more, up to the ceiling, and is mined once", "[chain][outbox]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    const std::uint64_t gwei = 1'000'000'000;
    Sender sender(folder.path() / "outbox.db", anvil->url(), 0,
                  {.chain_id = 31337, .fees = {.max_fee_ceiling = 20 * gwei, .bump_after_blocks = 2}});
    sender.count(1);
    sender.step();
    // The base fee is above what it offers, block after block.
    std::string problem;
    for (int i = 0; i < 40; ++i) {
        anvil->ask("anvil_setNextBlockBaseFeePerGas", Json::array({to_quantity(15 * gwei)}));
        anvil->mine();
        sender.step();
        const Operation now = sender.status(1);
        problem = now.problem.empty() ? problem : now.problem;
        if (now.state != State::sent) {
            break;
        }
    }
    const Operation pushed = sender.status(1);
    REQUIRE(pushed.attempts.size() >= 2);
    for (std::size_t i = 1; i < pushed.attempts.size(); ++i) {
        const Fees& before = pushed.attempts[i - 1].fees;
        const Fees& after = pushed.attempts[i].fees;
        CHECK(after.max_fee * 8 >= before.max_fee * 9);
        CHECK(after.priority_fee * 8 >= before.priority_fee * 9);
        CHECK(after.max_fee <= 20 * gwei);
    }
    settle(sender, *anvil);
    CHECK(counted(*anvil, key_of(1)) == 1);
}

TEST_CASE("X24: beyond the ceiling nothing is sent, and it says so", "[chain][outbox]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    const std::uint64_t gwei = 1'000'000'000;
    Sender sender(folder.path() / "outbox.db", anvil->url(), 0,
                  {.chain_id = 31337, .fees = {.max_fee_ceiling = 3 * gwei, .bump_after_blocks = 1}});
    const auto make_dear = [&] {
        anvil->ask("anvil_setNextBlockBaseFeePerGas", Json::array({to_quantity(10 * gwei)}));
        anvil->mine();
    };
    sender.count(1);
    CHECK(sender.step().sent == 1);
    for (int i = 0; i < 20; ++i) {
        make_dear();
        sender.step();
    }
    CHECK(sender.status(1).problem == "chain.fee_ceiling");
    sender.count(2);
    const StepReport report = sender.step();
    REQUIRE(report.blocked.has_value());
    CHECK(report.blocked->code == errors::chain_fee_ceiling);
    CHECK(sender.status(2).state == State::queued);
    CHECK(sender.status(2).problem == "chain.fee_ceiling");
    settle(sender, *anvil, 100);
    CHECK(counted(*anvil, key_of(1)) == 1);
    CHECK(counted(*anvil, key_of(2)) == 1);
}

TEST_CASE("X25: an operation can be cancelled as long as it isn't mined", "[chain][outbox]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    SECTION("before it is sent") {
        sender.count(1);
        CHECK(sender.outbox->cancel(key_of(1))->state == State::cancelled);
        CHECK(sender.outbox->cancel(key_of(1))->state == State::cancelled);
        CHECK(sender.step().sent == 0);
        // Asked for anew it is done.
        CHECK(sender.count(1).state == State::queued);
        settle(sender, *anvil);
        CHECK(counted(*anvil, key_of(1)) == 1);
    }
    SECTION("while it waits") {
        sender.count(1);
        sender.step();
        CHECK(sender.outbox->cancel(key_of(1))->is_cancel_wanted);
        CHECK(sender.step().bumped == 1);
        settle(sender, *anvil);
        CHECK(sender.status(1).state == State::cancelled);
        CHECK(sender.status(1).attempts.size() == 2);
        CHECK(counted(*anvil, key_of(1)) == 0);
        CHECK(sender.count(1).state == State::queued);
        settle(sender, *anvil);
        CHECK(sender.status(1).state == State::settled);
        CHECK(counted(*anvil, key_of(1)) == 1);
    }
    SECTION("not after") {
        sender.count(1);
        sender.step();
        anvil->mine();
        sender.step();
        CHECK(sender.status(1).state == State::mined);
        CHECK(sender.outbox->cancel(key_of(1)).error().code == errors::chain_outbox_settled);
        CHECK(sender.outbox->cancel(key_of(9)).error().code == errors::chain_outbox_unknown);
    }
}

TEST_CASE("X22: a reorganisation loses nothing and does nothing twice", "[chain][outbox][faults]") {
    const auto anvil = Anvil::start({"--no-mining"});
    if (!anvil) {
        return;
    }
    set_code(*anvil, counter_address, counter_code);
    const std::uint64_t depth = GENERATE(1U, 10U, 64U);
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url(), 0, {.chain_id = 31337, .confirmations = 80});
    anvil->mine(70);
    for (std::uint64_t i = 0; i < 3; ++i) {
        sender.count(i);
    }
    sender.step();
    anvil->mine(depth);
    CHECK(sender.step().mined == 3);
    CHECK(sender.status(0).state == State::mined);
    const BlockHash before = sender.status(0).mined->block_hash;
    anvil->ask("anvil_reorg", Json::array({Json(depth), Json::array()}));
    CHECK(counted(*anvil, key_of(0)) == 0);
    const StepReport report = sender.step();
    CHECK(report.reorganised == 3);
    CHECK(sender.status(0).state == State::sent);
    anvil->mine(81);
    sender.step();
    for (std::uint64_t i = 0; i < 3; ++i) {
        CHECK(sender.status(i).state == State::settled);
        CHECK(sender.status(i).attempts.size() == 1);
        CHECK(counted(*anvil, key_of(i)) == 1);
    }
    CHECK_FALSE(sender.status(0).mined->block_hash == before);
}

TEST_CASE("X23, X29: on another fork everything is sent again, once there is a contract", "[chain][outbox][faults]") {
    auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    FaultProxy proxy(anvil->port(), [](const std::string&) { return Fault::none; });
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", proxy.url());
    sender.count(1);
    settle(sender, *anvil);
    sender.count(2);
    sender.step();
    // Killed with one operation settled and one waiting; in its place comes a node of the same chain that never heard
    // of either.
    anvil->kill();
    CHECK(sender.step_code() == "chain.rpc_unreachable");
    anvil = Anvil::start({"--no-mining", "--slots-in-an-epoch", "1"});
    proxy.set_node_port(anvil->port());
    CHECK(sender.step().reorganised == 1);
    CHECK(sender.status(1).state == State::sent);
    CHECK(sender.status(1).problem == "chain.contract_missing");
    sender.count(3);
    const StepReport blocked = sender.step();
    REQUIRE(blocked.blocked.has_value());
    CHECK(blocked.blocked->code == errors::chain_contract_missing);
    CHECK(sender.status(3).problem == "chain.contract_missing");
    set_code(*anvil, counter_address, counter_code);
    settle(sender, *anvil);
    for (std::uint64_t i = 1; i <= 3; ++i) {
        CHECK(sender.status(i).state == State::settled);
        CHECK(counted(*anvil, key_of(i)) == 1);
    }
}

TEST_CASE("X23: final operations that are gone say so", "[chain][outbox][faults]") {
    auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    FaultProxy proxy(anvil->port(), [](const std::string&) { return Fault::none; });
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", proxy.url());
    sender.count(1);
    settle(sender, *anvil);
    anvil = start_counting_anvil();
    proxy.set_node_port(anvil->port());
    sender.step();
    CHECK(sender.status(1).problem == "chain.finality_broken");
}

TEST_CASE("X21: two outboxes with one key: each operation is done once", "[chain][outbox][faults]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    bool is_cut = true;
    const FaultProxy proxy(anvil->port(), [&is_cut](const std::string& body) {
        return is_cut && body.find("eth_sendRawTransaction") != std::string::npos ? Fault::refuse : Fault::none;
    });
    const TemporaryFolder folder;
    Sender first(folder.path() / "first.db", proxy.url());
    Sender second(folder.path() / "second.db", anvil->url());
    SECTION("one takes the other's nonce") {
        first.count(1);
        CHECK(first.step_code() == "chain.rpc_unreachable");
        second.count(2);
        CHECK(second.step().sent == 1);
        CHECK(second.status(2).nonce == first.status(1).nonce);
        anvil->mine();
        is_cut = false;
        first.step();
        CHECK(first.status(1).problem == "chain.nonce_taken");
        CHECK(first.status(1).state == State::sent);
        anvil->mine(blocks_to_final);
        first.step();
        CHECK(first.status(1).nonce == 1U);
        settle(first, *anvil);
    }
    SECTION("a cancellation whose nonce is taken is done, too") {
        first.count(1);
        CHECK(first.step_code() == "chain.rpc_unreachable");
        REQUIRE(first.outbox->cancel(key_of(1)).has_value());
        second.count(2);
        second.step();
        anvil->mine(1 + blocks_to_final);
        is_cut = false;
        first.step();
        CHECK(first.status(1).state == State::cancelled);
        CHECK(counted(*anvil, key_of(1)) == 0);
        first.count(1);
        settle(first, *anvil);
    }
    SECTION("both at once") {
        is_cut = false;
        for (std::uint64_t i = 0; i < 10; ++i) {
            first.count(100 + i);
            second.count(200 + i);
        }
        for (int i = 0; i < 40; ++i) {
            static_cast<void>(first.outbox->step());
            static_cast<void>(second.outbox->step());
            if (i % 2 == 1) {
                anvil->mine();
            }
        }
        settle(first, *anvil);
        settle(second, *anvil);
        for (std::uint64_t i = 0; i < 10; ++i) {
            CHECK(counted(*anvil, key_of(100 + i)) == 1);
            CHECK(counted(*anvil, key_of(200 + i)) == 1);
        }
        return;
    }
    settle(second, *anvil);
    CHECK(counted(*anvil, key_of(1)) == 1);
    CHECK(counted(*anvil, key_of(2)) == 1);
}

TEST_CASE("X23: a nonce that nobody uses any more is filled", "[chain][outbox][faults]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    // A stranger's transaction waits at nonce 0, and is dropped.
    const SignedTransaction stranger = sign_transaction(rich_key(0), {.chain_id = 31337,
                                                                      .max_priority_fee = 1,
                                                                      .max_fee = 10'000'000'000,
                                                                      .gas_limit = 21000,
                                                                      .to = counter_address});
    REQUIRE(sender.node.send(stranger.raw)->outcome == SendOutcome::accepted);
    sender.count(1);
    sender.step();
    CHECK(sender.status(1).nonce == 1U);
    // As long as it waits nothing is filled.
    CHECK(sender.step().in_flight == 1);
    anvil->ask("anvil_dropTransaction", Json::array({to_hex_data(view(stranger.hash))}));
    CHECK(sender.step().in_flight == 2);
    settle(sender, *anvil);
    CHECK(counted(*anvil, key_of(1)) == 1);
    CHECK(sender.node.load_nonce(sender.outbox->sender(), BlockTag::latest).value() == 2);
}

TEST_CASE("X28: without money nothing is sent, and it says so", "[chain][outbox][faults]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    const auto fund = [&](const char* wei) {
        anvil->ask("anvil_setBalance", Json::array({to_hex_data(view(sender.outbox->sender())), wei}));
    };
    fund("0x1");
    sender.count(1);
    const StepReport report = sender.step();
    REQUIRE(report.blocked.has_value());
    CHECK(report.blocked->code == errors::chain_out_of_funds);
    CHECK(sender.status(1).state == State::queued);
    CHECK(sender.status(1).problem == "chain.out_of_funds");
    fund("0xde0b6b3a7640000");
    CHECK(sender.step().sent == 1);
    CHECK(sender.status(1).problem.empty());
    // Spent by somebody else while it waits, and forgotten by the node.
    anvil->ask("anvil_dropAllTransactions");
    fund("0x1");
    sender.step();
    CHECK(sender.status(1).problem == "chain.out_of_funds");
    fund("0xde0b6b3a7640000");
    settle(sender, *anvil);
    CHECK(counted(*anvil, key_of(1)) == 1);
}

TEST_CASE("X27: what would revert is never paid for", "[chain][outbox]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    const EthereumAddress reverting{{0xc0, 0x02}};
    const EthereumAddress endless{{0xc0, 0x03}};
    set_code(*anvil, reverting, "0x5f5ffd");
    set_code(*anvil, endless, endless_code);
    REQUIRE(sender.outbox->enqueue(key_of(1), {reverting, Bytes{1}, {}}).has_value());
    REQUIRE(sender.outbox->enqueue(key_of(2), {endless, Bytes{1}, {}}).has_value());
    sender.count(3);
    const StepReport report = sender.step();
    CHECK(report.refused == 2);
    CHECK(report.sent == 1);
    CHECK(sender.status(1).state == State::refused);
    CHECK(sender.status(1).problem == "chain.reverted");
    CHECK(sender.status(2).problem == "chain.gas_cap");
    // What waits before it may be what it needs: it isn't refused yet.
    REQUIRE(sender.outbox->enqueue(key_of(4), {reverting, Bytes{4}, {}}).has_value());
    CHECK(sender.step().refused == 0);
    CHECK(sender.status(4).state == State::queued);
    set_code(*anvil, reverting, "0x00");
    settle(sender, *anvil);
    CHECK(sender.status(4).state == State::settled);
    // Handed in again, it is tried again.
    REQUIRE(sender.outbox->enqueue(key_of(1), {reverting, Bytes{1}, {}})->state == State::queued);
    settle(sender, *anvil);
    CHECK(sender.status(1).mined->succeeded);
}

TEST_CASE("X14: an outbox does nothing on another chain", "[chain][outbox][faults]") {
    const auto anvil = Anvil::start({"--chain-id", "5"});
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    sender.count(1);
    CHECK(sender.step_code() == "chain.wrong_chain");
    CHECK(sender.status(1).state == State::queued);
}

TEST_CASE("X16: a node's refusal stays with the operation", "[chain][outbox][faults]") {
    // A block that has less gas than the operation: the node says why in words of its own.
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const TemporaryFolder folder;
    Sender sender(folder.path() / "outbox.db", anvil->url());
    sender.count(1);
    sender.step();
    anvil->ask("anvil_dropAllTransactions");
    anvil->ask("evm_setBlockGasLimit", Json::array({"0x7530"}));
    anvil->mine();
    sender.step();
    CHECK(sender.status(1).problem == "chain.node_refused");
    anvil->ask("evm_setBlockGasLimit", Json::array({"0x1c9c380"}));
    settle(sender, *anvil);
    CHECK(counted(*anvil, key_of(1)) == 1);
}

TEST_CASE("X19, X20: under random faults every operation is done exactly once", "[chain][outbox][faults]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const FaultProxy proxy(anvil->port(), [&random](const std::string&) {
        constexpr Fault faults[] = {Fault::refuse,   Fault::lose_answer, Fault::half,       Fault::not_json,
                                    Fault::wrong_id, Fault::status_500,  Fault::status_429, Fault::oversized};
        return random() % 6 == 0 ? faults[random() % std::size(faults)] : Fault::none;
    });
    const TemporaryFolder folder;
    constexpr std::uint64_t operations = 40;
    std::uint64_t added = 0;
    for (int round = 0; round < 400; ++round) {
        // A new process each time, as far as the outbox can tell.
        Sender sender(folder.path() / "outbox.db", proxy.url());
        for (int i = 0; i < 5; ++i) {
            if (added < operations) {
                sender.count(added++);
            }
            const auto report = sender.outbox->step();
            if (random() % 3 == 0) {
                anvil->mine();
            }
            if (random() % 20 == 0) {
                anvil->ask("anvil_dropAllTransactions");
            }
            if (added == operations && report && report->queued + report->in_flight == 0) {
                round = 400;
                break;
            }
        }
    }
    Sender sender(folder.path() / "outbox.db", anvil->url());
    settle(sender, *anvil);
    for (std::uint64_t i = 0; i < operations; ++i) {
        CHECK(sender.status(i).state == State::settled);
        CHECK(counted(*anvil, key_of(i)) == 1);
    }
}

#include <catch2/catch.hpp>

#include "contracts/chain/blocks.hpp"
#include "contracts/chain/follower.hpp"
#include "identity/base/limits.hpp"
#include "tests/contracts/chain/emitter.hpp"
#include "tests/contracts/chain/fault_proxy.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

constexpr std::uint64_t anvil_chain = 31337;

/// Passes requests on and lets a test change what comes back.
class LyingClient final : public HttpClient {
  public:
    using Lie = std::function<void(const std::string& request, std::string& answer)>;
    explicit LyingClient(Lie lie) : lie_(std::move(lie)) {}
    Result<HttpAnswer> send(const HttpRequest& request) override {
        auto answer = loopback_client().send(request);
        if (answer) {
            std::string body(as_text(answer->body));
            lie_(std::string(as_text(request.body)), body);
            answer->body = to_bytes(as_bytes(body));
        }
        return answer;
    }

  private:
    Lie lie_;
};

RpcOptions options_for(std::vector<std::string> urls) {
    RpcOptions options;
    for (auto& url : urls) {
        options.endpoints.push_back({std::move(url)});
    }
    return options;
}

/// What a reader that obeys the steps knows.
struct Reader {
    std::vector<RegistryEvent> events;
    std::vector<BlockId> rollbacks;
    Heads heads;

    void take(const Step& step) {
        if (step.rolled_back_to) {
            rollbacks.push_back(*step.rolled_back_to);
            std::erase_if(events, [&](const RegistryEvent& event) {
                return place_of(event).block.number > step.rolled_back_to->number;
            });
        }
        events.insert(events.end(), step.events.begin(), step.events.end());
        heads = step.heads;
    }
    void catch_up(Follower& follower) {
        for (;;) {
            const auto step = follower.step();
            INFO((step ? "" : step.error().code.name) << " " << (step ? "" : step.error().detail));
            REQUIRE(step.has_value());
            take(*step);
            CHECK(follower.cursor().blocks.back() == step->position);
            if (step->caught_up) {
                return;
            }
        }
    }
};

/// The same events as the node gives them all at once, asked in another way.
void check_against_node(const Reader& reader, Anvil& anvil, const EthereumAddress& registry) {
    const Json logs = anvil.ask(
        "eth_getLogs", Json::array({Json::object(
                           {{"address", to_hex_data(view(registry))}, {"fromBlock", "0x0"}, {"toBlock", "latest"}})}));
    REQUIRE(logs.as_array().size() == reader.events.size());
    for (std::size_t i = 0; i < reader.events.size(); ++i) {
        const EventPlace& place = place_of(reader.events[i]);
        const Json& log = logs.as_array()[i];
        CHECK(place.block.hash == unhex_fixed<BlockHash>(log, "blockHash"));
        CHECK(place.transaction == unhex_fixed<TransactionHash>(log, "transactionHash"));
        CHECK(place.log_index == parse_quantity(*log.find("logIndex"), "logIndex").value());
        CHECK(place.time.value == parse_quantity(*log.find("blockTimestamp"), "time").value());
    }
}

template <typename Value>
std::string code_of(const Result<Value>& result) {
    return result ? "" : std::string(result.error().code.name);
}

struct World {
    std::unique_ptr<Anvil> anvil;
    std::unique_ptr<Emitter> emitter;
    std::unique_ptr<RpcClient> rpc;

    [[nodiscard]] FollowerOptions options() const {
        return {.chain_id = anvil_chain, .registry = emitter->address(), .first_block = 1};
    }
    [[nodiscard]] Follower follow(Cursor resume = {}) const { return Follower(*rpc, options(), std::move(resume)); }
};

World make_world(std::vector<std::string> arguments = {}) {
    World world;
    world.anvil = Anvil::start(std::move(arguments));
    if (world.anvil) {
        world.emitter = std::make_unique<Emitter>(*world.anvil);
        world.rpc = std::make_unique<RpcClient>(loopback_client(), entropy(), options_for({world.anvil->url()}));
    }
    return world;
}

Json reorganisation(std::uint64_t depth, const std::vector<std::pair<Json, std::uint64_t>>& transactions) {
    Json pairs = Json::array();
    for (const auto& [transaction, offset] : transactions) {
        pairs.push(Json::array({transaction, offset}));
    }
    return Json::array({depth, pairs});
}

}  // namespace

TEST_CASE("F1, F2, F3: a follower gives what the node has, near the head and far behind it", "[chain][follower]") {
    auto world = make_world({"--slots-in-an-epoch", "1"});
    if (!world.anvil) {
        return;
    }
    Follower follower = world.follow();
    Reader reader;
    for (std::uint8_t i = 0; i < 20; ++i) {
        world.emitter->emit(i % 3 == 0 ? world.emitter->direct_commit(i) : world.emitter->accepted(i, 1U + i % 4U));
        if (i % 5 == 0) {
            world.anvil->mine(3);
            reader.catch_up(follower);
        }
    }
    world.anvil->mine(700);
    reader.catch_up(follower);
    check_against_node(reader, *world.anvil, world.emitter->address());
    CHECK(reader.rollbacks.empty());
    CHECK(reader.heads.seen.number > reader.heads.finalized.number);
    CHECK(reader.heads.finality_of(reader.heads.seen.number) == Finality::seen);
    CHECK(reader.heads.finality_of(reader.heads.safe.number) != Finality::seen);
    CHECK(reader.heads.finality_of(1) == Finality::finalized);
    // From nothing, in ranges; with every receipt; and without trust in hashes.
    for (const int way : {0, 1, 2, 3}) {
        auto options = world.options();
        if (way == 3) {
            options.aside = [](std::function<void()> work) { return std::async(std::launch::async, std::move(work)); };
        }
        options.always_check_receipts = way == 1;
        options.check_hashes = way != 2;
        Follower again(*world.rpc, options);
        Reader other;
        other.catch_up(again);
        CHECK(other.events == reader.events);
        CHECK(again.cursor().blocks.size() <= 4);
    }
}

TEST_CASE("F8: a follower goes on where it stopped, whichever step was the last", "[chain][follower]") {
    auto world = make_world({"--slots-in-an-epoch", "1"});
    if (!world.anvil) {
        return;
    }
    for (std::uint8_t i = 1; i < 12; ++i) {
        world.emitter->emit(world.emitter->accepted(i));
        world.anvil->mine(40);
    }
    Reader reader;
    Bytes stored = encode_cursor({});
    for (bool is_done = false; !is_done;) {
        Follower follower = world.follow(decode_cursor(stored).value());
        const auto step = follower.step();
        INFO(code_of(step) << (step ? "" : step.error().detail));
        REQUIRE(step.has_value());
        reader.take(*step);
        stored = encode_cursor(follower.cursor());
        is_done = step->caught_up;
    }
    check_against_node(reader, *world.anvil, world.emitter->address());
}

TEST_CASE("F8: a cursor has one encoding", "[chain][follower]") {
    const Cursor cursor{{{1, {{1}}}, {3, {{3}}}}, 1, {{7}}};
    const Bytes bytes = encode_cursor(cursor);
    CHECK(decode_cursor(bytes).value() == cursor);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK(code_of(decode_cursor(ByteView(bytes).first(size))) == "chain.cursor");
    }
    CHECK(code_of(decode_cursor(encode_cursor({{{3, {}}, {3, {}}}, 1, {}}))) == "chain.cursor");
    Bytes other = bytes;
    other[0] = 1;
    CHECK(code_of(decode_cursor(other)) == "chain.cursor");
}

TEST_CASE("F9: reorganisations of 1, 10 and 64 blocks take back what was in them", "[chain][follower][reorg]") {
    for (const std::uint64_t depth : {1U, 10U, 64U}) {
        INFO("depth " << depth);
        auto world = make_world();
        if (!world.anvil) {
            return;
        }
        world.anvil->mine(70);
        Follower follower = world.follow();
        Reader reader;
        std::uint8_t mark = 1;
        for (std::uint64_t i = 0; i < depth + 3; ++i) {
            world.emitter->emit(world.emitter->accepted(mark++));
        }
        reader.catch_up(follower);
        const std::size_t before = reader.events.size();
        const std::uint64_t head = reader.heads.seen.number;
        // Other operations take the place of those, and more than there were.
        std::vector<std::pair<Json, std::uint64_t>> more;
        for (std::uint64_t i = 0; i < depth; ++i) {
            more.emplace_back(world.emitter->accepted(static_cast<std::uint8_t>(200U - i), 2), i);
        }
        world.anvil->ask("anvil_reorg", reorganisation(depth, more));
        reader.catch_up(follower);
        REQUIRE(reader.rollbacks.size() == 1);
        CHECK(reader.rollbacks[0].number == head - depth);
        CHECK(reader.events.size() == before + depth);
        check_against_node(reader, *world.anvil, world.emitter->address());
        // Again, empty, and one from which another follower starts anew.
        world.anvil->ask("anvil_reorg", reorganisation(depth, {}));
        reader.catch_up(follower);
        REQUIRE(reader.rollbacks.size() == 2);
        CHECK(reader.events.size() == before - depth);
        check_against_node(reader, *world.anvil, world.emitter->address());
        Follower fresh = world.follow();
        Reader other;
        other.catch_up(fresh);
        CHECK(other.events == reader.events);
    }
}

TEST_CASE("F9: finalized blocks aren't taken back", "[chain][follower][reorg]") {
    // Two chains with one first block.
    const std::vector<std::string> first_block = {"--slots-in-an-epoch", "1", "--timestamp", "1700000000"};
    auto world = make_world(first_block);
    if (!world.anvil) {
        return;
    }
    world.emitter->emit(world.emitter->accepted(1));
    world.anvil->mine(20);
    Follower follower = world.follow();
    Reader reader;
    reader.catch_up(follower);
    const Cursor cursor = follower.cursor();
    world.anvil->ask("anvil_reorg", reorganisation(10, {}));
    CHECK(code_of(follower.step()) == "chain.finality_broken");
    CHECK(code_of(follower.step()) == "chain.finality_broken");
    CHECK(follower.cursor() == cursor);
    // A node of the same kind of chain that began elsewhere.
    auto other = make_world(first_block);
    for (int i = 0; i < 3; ++i) {
        other.emitter->emit(other.emitter->accepted(9));
    }
    other.anvil->mine(40);
    Follower elsewhere(*other.rpc, world.options(), cursor);
    CHECK(code_of(elsewhere.step()) == "chain.finality_broken");
    CHECK(elsewhere.cursor() == cursor);
    // Where only unfinalized blocks are known, it is the limit that ends the way back.
    Follower cut(*other.rpc, world.options(), Cursor{{cursor.blocks.back()}, 0, cursor.genesis});
    CHECK(code_of(cut.step()) == "chain.reorganisation_too_deep");
}

TEST_CASE("F6: a node that lags behind another takes nothing back", "[chain][follower]") {
    auto world = make_world();
    if (!world.anvil) {
        return;
    }
    world.emitter->emit(world.emitter->accepted(1));
    world.anvil->mine(10);
    const Json state = world.anvil->ask("eth_blockNumber");
    Follower follower = world.follow();
    Reader reader;
    reader.catch_up(follower);
    const Cursor cursor = follower.cursor();
    // The same node, cut back to fewer blocks of the same chain.
    world.anvil->ask("anvil_rollback", Json::array({4}));
    const auto step = follower.step();
    REQUIRE(step.has_value());
    CHECK(step->caught_up);
    CHECK(step->events.empty());
    CHECK_FALSE(step->rolled_back_to.has_value());
    CHECK(step->heads.seen.number + 4 == step->position.number);
    CHECK(follower.cursor() == cursor);
}

TEST_CASE("F6: a young chain in the node's place is told from a node that lags", "[chain][follower]") {
    auto world = make_world({"--timestamp", "1700000000"});
    if (!world.anvil) {
        return;
    }
    world.emitter->emit(world.emitter->accepted(1));
    world.anvil->mine(10);
    Follower follower = world.follow();
    Reader reader;
    reader.catch_up(follower);
    const Cursor cursor = follower.cursor();
    CHECK_FALSE(cursor.genesis.is_zero());
    // The same id, the same contract at the same place, fewer blocks.
    auto young = make_world({"--timestamp", "1700000001"});
    REQUIRE(young.emitter->address() == world.emitter->address());
    Follower elsewhere(*young.rpc, world.options(), decode_cursor(encode_cursor(cursor)).value());
    CHECK(code_of(elsewhere.step()) == "chain.wrong_chain");
    CHECK(elsewhere.cursor() == cursor);
}

TEST_CASE("F7: the wrong chain, and an address without a contract, have codes of their own", "[chain][follower]") {
    auto world = make_world();
    if (!world.anvil) {
        return;
    }
    auto options = world.options();
    options.chain_id = 1;
    CHECK(code_of(Follower(*world.rpc, options).step()) == "chain.wrong_chain");
    options = world.options();
    options.registry = EthereumAddress{{1, 2, 3}};
    CHECK(code_of(Follower(*world.rpc, options).step()) == "chain.contract_missing");
    world.emitter->emit(world.emitter->nonsense());
    Follower follower = world.follow();
    CHECK(code_of(follower.step()) == "chain.event_unknown");
    CHECK(follower.cursor() == Cursor{});
}

TEST_CASE("F4, F5: a pruned or lying node is noticed before anything is passed over", "[chain][follower][faults]") {
    auto world = make_world({"--slots-in-an-epoch", "1"});
    if (!world.anvil) {
        return;
    }
    world.emitter->emit(world.emitter->accepted(1, 2));
    world.emitter->emit(world.emitter->accepted(2, 2));
    const std::uint64_t finalized_blocks = GENERATE(0U, 30U);
    world.anvil->mine(finalized_blocks);
    const auto replace = [](std::string& text, std::string_view from, std::string_view to, bool is_all = true) {
        for (auto at = text.find(from); at != std::string::npos;
             at = is_all ? text.find(from, at + to.size()) : std::string::npos) {
            text.replace(at, from.size(), to);
        }
    };
    const auto empty_results = [](const std::string& request, std::string& answer, std::string_view method,
                                  const char* result) {
        if (request.find(method) == std::string::npos) {
            return;
        }
        Json json = parse_json(answer).value();
        for (Json* each : json.is_array() ? [&] {
                 std::vector<Json*> all;
                 for (Json& one : json.as_array()) {
                     all.push_back(&one);
                 }
                 return all;
             }()
                                           : std::vector<Json*>{&json}) {
            each->set("result", parse_json(result).value());
        }
        answer = to_json_text(json);
    };
    std::string code;
    LyingClient::Lie lie;
    SECTION("logs are pruned") {
        code = "chain.node_pruned";
        lie = [&](const auto& request, auto& answer) { empty_results(request, answer, "eth_getLogs", "[]"); };
    }
    SECTION("logs and receipts are pruned") {
        code = "chain.node_pruned";
        lie = [&](const auto& request, auto& answer) {
            empty_results(request, answer, "eth_getLogs", "[]");
            empty_results(request, answer, "eth_getBlockReceipts", "null");
        };
    }
    SECTION("receipts are made up") {
        code = "chain.node_inconsistent";
        lie = [&](const auto& request, auto& answer) {
            empty_results(request, answer, "eth_getLogs", "[]");
            empty_results(request, answer, "eth_getBlockReceipts", "[]");
        };
    }
    SECTION("a bloom is emptied") {
        code = "chain.node_inconsistent";
        lie = [&](const auto&, auto& answer) {
            for (auto at = answer.find("\"logsBloom\":\""); at != std::string::npos;
                 at = answer.find("\"logsBloom\":\"", at + 1)) {
                answer.replace(at + 13, 514, "0x" + std::string(512, '0'));
            }
        };
    }
    SECTION("a log is of another block") {
        code = "chain.node_inconsistent";
        lie = [&](const auto& request, auto& answer) {
            if (request.find("eth_getLogs") != std::string::npos) {
                const auto at = answer.find("\"blockHash\":\"0x") + 15;
                answer[at] = answer[at] == '0' ? '1' : '0';
            }
        };
    }
    SECTION("a log is of another contract") {
        code = "chain.node_inconsistent";
        lie = [&](const auto& request, auto& answer) {
            if (request.find("eth_getLogs") != std::string::npos) {
                const auto at = answer.find("\"address\":\"0x") + 13;
                answer[at] = answer[at] == '0' ? '1' : '0';
            }
        };
    }
    SECTION("a log was taken back") {
        code = "chain.node_inconsistent";
        lie = [&](const auto&, auto& answer) { replace(answer, "\"removed\":false", "\"removed\":true"); };
    }
    SECTION("a block's time is changed") {
        code = "chain.node_inconsistent";
        lie = [&](const auto&, auto& answer) { replace(answer, "\"gasUsed\":\"0x", "\"gasUsed\":\"0x1"); };
    }
    SECTION("logs aren't a list") {
        code = "chain.rpc_result";
        lie = [&](const auto& request, auto& answer) { empty_results(request, answer, "eth_getLogs", "{}"); };
    }
    LyingClient client(lie);
    RpcClient rpc(client, entropy(), options_for({world.anvil->url()}));
    Follower follower(rpc, world.options());
    auto step = follower.step();
    while (step && !step->caught_up && step->events.empty()) {
        step = follower.step();
    }
    CHECK(code_of(step) == code);
    CHECK(follower.cursor().blocks.size() <= 1);
}

TEST_CASE("F4: with a pruned node nothing is rolled back", "[chain][follower][faults][reorg]") {
    auto world = make_world();
    if (!world.anvil) {
        return;
    }
    bool is_lying = false;
    LyingClient client([&](const std::string& request, std::string& answer) {
        if (is_lying && request.find("eth_getLogs") != std::string::npos) {
            Json json = parse_json(answer).value();
            if (json.is_object()) {
                json.set("result", Json::array());
            }
            answer = to_json_text(json);
        }
    });
    RpcClient rpc(client, entropy(), options_for({world.anvil->url()}));
    Follower follower(rpc, world.options());
    Reader reader;
    for (std::uint8_t i = 1; i < 6; ++i) {
        world.emitter->emit(world.emitter->accepted(i));
    }
    reader.catch_up(follower);
    world.anvil->ask("anvil_reorg", reorganisation(3, {{world.emitter->accepted(50), 1}}));
    is_lying = true;
    const Cursor cursor = follower.cursor();
    CHECK(code_of(follower.step()) == "chain.node_pruned");
    CHECK(follower.cursor() == cursor);
    is_lying = false;
    reader.catch_up(follower);
    CHECK(reader.rollbacks.size() == 1);
    check_against_node(reader, *world.anvil, world.emitter->address());
}

TEST_CASE("F8: whatever a node's answers suffer, each event comes once", "[chain][follower][faults]") {
    auto world = make_world({"--slots-in-an-epoch", "1"});
    if (!world.anvil) {
        return;
    }
    constexpr std::array faults = {Fault::refuse,        Fault::lose_answer,  Fault::half,       Fault::oversized,
                                   Fault::not_json,      Fault::not_rpc,      Fault::wrong_id,   Fault::other_half,
                                   Fault::both,          Fault::empty_object, Fault::status_500, Fault::status_429,
                                   Fault::limit_exceeded};
    std::atomic<std::size_t> asked{0};
    const FaultProxy proxy(world.anvil->port(), [&](const std::string& body) {
        const std::size_t turn = asked++;
        const Fault fault = turn % 2 == 0 ? faults[turn / 2 % faults.size()] : Fault::none;
        return fault == Fault::other_half && !body.starts_with('[') ? Fault::half : fault;
    });
    RpcClient rpc(loopback_client(), entropy(), options_for({proxy.url()}));
    Follower follower(rpc, world.options());
    Reader reader;
    std::size_t failed = 0;
    for (std::uint8_t round = 1; round < 30; ++round) {
        world.emitter->emit(world.emitter->accepted(round, 3));
        world.anvil->mine(round % 4U);
        for (int tries = 0; tries < 40; ++tries) {
            const auto step = follower.step();
            if (step) {
                reader.take(*step);
            }
            failed += step ? 0U : 1U;
            if (step && step->caught_up) {
                break;
            }
        }
    }
    // An odd number of requests a step would always meet the faults: at last the way is clear.
    Follower last(*world.rpc, world.options(), follower.cursor());
    reader.catch_up(last);
    CHECK(failed > 20);
    check_against_node(reader, *world.anvil, world.emitter->address());
}

TEST_CASE("F10: a range that is too much is asked for in parts", "[chain][follower][faults]") {
    auto world = make_world({"--slots-in-an-epoch", "1"});
    if (!world.anvil) {
        return;
    }
    for (std::uint8_t i = 1; i < 40; ++i) {
        world.emitter->emit(world.emitter->accepted(i, 20));
    }
    world.anvil->mine(5);
    auto options = options_for({world.anvil->url()});
    // Two blocks' worth.
    options.methods = {{"eth_getLogs", limits::rpc_timeout_ms, 60'000}};
    RpcClient rpc(loopback_client(), entropy(), options);
    Follower follower(rpc, world.options());
    Reader reader;
    reader.catch_up(follower);
    CHECK(reader.events.size() == 39 * 20);
    check_against_node(reader, *world.anvil, world.emitter->address());
}

#include <catch2/catch.hpp>

#include "contracts/chain/address.hpp"
#include "contracts/chain/quantity.hpp"
#include "tests/contracts/chain/anvil.hpp"
#include "tests/contracts/chain/fault_proxy.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

const std::vector<RpcCall> two_calls = {{"eth_chainId"}, {"eth_blockNumber"}};

/// Long enough for a busy machine; a test that waits for the time-out asks for less.
RpcOptions options_for(std::vector<std::string> urls, std::uint32_t timeout_ms = 10'000) {
    RpcOptions options;
    for (auto& url : urls) {
        options.endpoints.push_back({std::move(url)});
    }
    options.methods = {{"eth_chainId", timeout_ms, 4096}, {"eth_blockNumber", timeout_ms, 4096}};
    return options;
}

template <typename Value>
std::string code_of(const Result<Value>& result) {
    return result ? "" : std::string(result.error().code.name);
}

/// A port where nobody listens.
constexpr const char* nobody = "http://127.0.0.1:1";

}  // namespace

TEST_CASE("X9: a quantity and data have one spelling", "[chain][rpc]") {
    CHECK(to_quantity(0) == "0x0");
    CHECK(to_quantity(0x1234) == "0x1234");
    CHECK(to_quantity(0x123) == "0x123");
    CHECK(parse_quantity("0x0", "n").value() == 0);
    CHECK(parse_quantity("0xffffffffffffffff", "n").value() == UINT64_MAX);
    for (const char* text : {"", "0", "0x", "0x00", "0x01", "1", "0xg", "0xAB", "0x 1", "0x10000000000000000"}) {
        INFO(text);
        CHECK(code_of(parse_quantity(text, "n")) == "chain.rpc_result");
    }
    CHECK(code_of(parse_quantity(7, "n")) == "chain.rpc_result");
    CHECK(code_of(parse_quantity256("0x1" + std::string(64, '0'), "n")) == "chain.rpc_result");
    CHECK(to_quantity(parse_quantity256("0x1" + std::string(63, '0'), "n").value()) == "0x1" + std::string(63, '0'));
    CHECK(parse_data("0x", "d")->empty());
    CHECK(parse_data("0x00ff", "d").value() == Bytes{0x00, 0xff});
    for (const char* text : {"", "00", "0x0", "0xfF"}) {
        CHECK(code_of(parse_data(text, "d")) == "chain.rpc_result");
    }
    CHECK(code_of(parse_fixed_data<BlockHash>("0x00", "h")) == "chain.rpc_result");
}

TEST_CASE("X16: what nodes say of a transaction is understood", "[chain][rpc]") {
    const std::vector<std::pair<const char*, SendOutcome>> said = {
        {"already known", SendOutcome::already_known},
        {"ALREADY_EXISTS: already known", SendOutcome::already_known},
        {"AlreadyKnown", SendOutcome::already_known},
        {"Known transaction", SendOutcome::already_known},
        {"transaction already imported", SendOutcome::already_known},
        {"nonce too low: next nonce 5, tx nonce 4", SendOutcome::nonce_too_low},
        {"OldNonce, Current nonce: 5, nonce of rejected tx: 4", SendOutcome::nonce_too_low},
        {"replacement transaction underpriced", SendOutcome::replacement_underpriced},
        {"ReplacementNotAllowed", SendOutcome::replacement_underpriced},
        {"INTERNAL_ERROR: could not replace existing tx", SendOutcome::replacement_underpriced},
        {"transaction underpriced", SendOutcome::underpriced},
        {"max fee per gas less than block base fee", SendOutcome::underpriced},
        {"FeeTooLow, FeePerGas needs to be higher", SendOutcome::underpriced},
        {"insufficient funds for gas * price + value", SendOutcome::insufficient_funds},
        {"Insufficient funds for gas * price + value", SendOutcome::insufficient_funds},
        {"Upfront cost exceeds account balance", SendOutcome::insufficient_funds},
        {"exceeds block gas limit", SendOutcome::refused}};
    for (const auto& [message, outcome] : said) {
        INFO(message);
        CHECK(classify_send_fault(message) == outcome);
    }
}

TEST_CASE("X10: calls are batched, in pieces, and their answers put in order", "[chain][rpc]") {
    const auto anvil = Anvil::start();
    if (!anvil) {
        return;
    }
    anvil->mine(3);
    auto options = options_for({anvil->url()});
    options.batch_calls_max = 7;
    RpcClient client(loopback_client(), entropy(), options);
    std::vector<RpcCall> calls;
    for (std::uint64_t i = 0; i < 30; ++i) {
        calls.push_back({"eth_getBlockByNumber", Json::array({to_quantity(i % 4), false})});
    }
    calls.push_back({"eth_noSuchMethod"});
    const auto outcomes = client.batch(calls);
    REQUIRE(outcomes.has_value());
    REQUIRE(outcomes->size() == calls.size());
    for (std::uint64_t i = 0; i < 30; ++i) {
        REQUIRE((*outcomes)[i].has_value());
        CHECK(parse_quantity(member(*(*outcomes)[i], "number"), "number").value() == i % 4);
    }
    REQUIRE_FALSE(outcomes->back().has_value());
    CHECK(outcomes->back().error().code == -32601);
    CHECK(client.batch({})->empty());
}

TEST_CASE("X11, X12: each way in which a node fails to answer has its code", "[chain][rpc][faults]") {
    const auto anvil = Anvil::start();
    if (!anvil) {
        return;
    }
    const std::vector<std::pair<Fault, const char*>> table = {{Fault::none, ""},
                                                              {Fault::refuse, "chain.rpc_unreachable"},
                                                              {Fault::lose_answer, "chain.rpc_unreachable"},
                                                              {Fault::late, "chain.rpc_unreachable"},
                                                              {Fault::half, "chain.rpc_unreachable"},
                                                              {Fault::oversized, "chain.rpc_too_large"},
                                                              {Fault::not_json, "chain.rpc_malformed"},
                                                              {Fault::not_rpc, "chain.rpc_malformed"},
                                                              {Fault::both, "chain.rpc_malformed"},
                                                              {Fault::wrong_id, "chain.rpc_wrong_id"},
                                                              {Fault::other_half, "chain.rpc_partial"},
                                                              {Fault::status_500, "chain.rpc_status"},
                                                              {Fault::status_429, "chain.rpc_rate_limited"},
                                                              {Fault::limit_exceeded, "chain.rpc_rate_limited"}};
    for (const auto& [fault, code] : table) {
        const FaultProxy proxy(anvil->port(), [fault = fault](const std::string&) { return fault; });
        INFO(code << " " << static_cast<int>(fault));
        const std::uint32_t timeout_ms = fault == Fault::late ? 300 : 10'000;
        RpcClient alone(loopback_client(), entropy(), options_for({proxy.url()}, timeout_ms));
        const auto batch = alone.batch(two_calls);
        CHECK(code_of(batch) == code);
        if (fault != Fault::other_half) {
            CHECK(code_of(alone.call(two_calls[0])) == code);
        }
        // X13: another endpoint answers in its place.
        auto two = options_for({proxy.url(), anvil->url()}, fault == Fault::late ? 2'000 : timeout_ms);
        RpcClient with_second(loopback_client(), entropy(), two);
        const auto second = with_second.batch(two_calls);
        REQUIRE(second.has_value());
        CHECK(parse_quantity(*(*second)[0], "chain").value() == 31337);
    }
    const FaultProxy proxy(anvil->port(), [](const std::string&) { return Fault::empty_object; });
    RpcClient client(loopback_client(), entropy(), options_for({proxy.url()}));
    Node node(client);
    CHECK(code_of(node.load_chain_id()) == "chain.rpc_result");
    CHECK(code_of(node.load_sender_status({})) == "chain.rpc_result");
    CHECK(code_of(node.load_head(BlockTag::latest)) == "chain.rpc_result");
    CHECK(code_of(node.load_mined({TransactionHash{}})) == "chain.rpc_result");
    CHECK(code_of(node.load_sent({}, 0, 0)) == "chain.rpc_result");
    CHECK(code_of(node.load_has_code({})) == "chain.rpc_result");
    CHECK(code_of(node.estimate({})) == "chain.rpc_result");
    CHECK(code_of(node.call({}, BlockTag::latest)) == "chain.rpc_result");
}

TEST_CASE("X13: rounds are apart by a random, doubling, bounded pause", "[chain][rpc]") {
    auto options = options_for({nobody, nobody});
    options.rounds = 12;
    std::vector<std::uint32_t> pauses;
    options.pause = [&pauses](std::uint32_t ms) { pauses.push_back(ms); };
    RpcClient client(loopback_client(), entropy(), options);
    CHECK(code_of(client.call({"eth_chainId"})) == "chain.rpc_unreachable");
    REQUIRE(pauses.size() == 11);
    for (std::size_t i = 0; i < pauses.size(); ++i) {
        const std::uint64_t base = std::min<std::uint64_t>(limits::rpc_pause_ms_max, limits::rpc_pause_ms << i);
        CHECK(pauses[i] >= base / 2);
        CHECK(pauses[i] <= base + base / 2);
    }
}

TEST_CASE("X13: an endpoint that failed isn't asked first again", "[chain][rpc]") {
    const auto anvil = Anvil::start();
    if (!anvil) {
        return;
    }
    const FaultProxy bad(anvil->port(), [](const std::string&) { return Fault::status_500; });
    RpcClient client(loopback_client(), entropy(), options_for({bad.url(), anvil->url()}));
    for (int i = 0; i < 5; ++i) {
        REQUIRE(client.call({"eth_chainId"}).has_value());
    }
    CHECK(bad.requests() == 1);
}

TEST_CASE("X14: an endpoint of another chain is never used", "[chain][rpc][faults]") {
    const auto anvil = Anvil::start();
    if (!anvil) {
        return;
    }
    const auto other = Anvil::start({"--chain-id", "5"});
    auto options = options_for({anvil->url()});
    options.chain_id = 5;
    RpcClient client(loopback_client(), entropy(), options);
    CHECK(code_of(client.call({"eth_blockNumber"})) == "chain.wrong_chain");
    options.endpoints.push_back({other->url()});
    RpcClient both(loopback_client(), entropy(), options);
    CHECK(both.call({"eth_blockNumber"}).has_value());
    // A node that was away may have come back as another one.
    std::atomic<bool> is_away = false;
    FaultProxy proxy(other->port(), [&is_away](const std::string&) { return is_away ? Fault::refuse : Fault::none; });
    options.endpoints = {{proxy.url()}};
    RpcClient replaced(loopback_client(), entropy(), options);
    CHECK(replaced.call({"eth_blockNumber"}).has_value());
    is_away = true;
    CHECK(code_of(replaced.call({"eth_blockNumber"})) == "chain.rpc_unreachable");
    is_away = false;
    proxy.set_node_port(anvil->port());
    CHECK(code_of(replaced.call({"eth_blockNumber"})) == "chain.wrong_chain");
}

TEST_CASE("X15: what one lying node must not decide is asked of several", "[chain][rpc][faults]") {
    const auto honest = Anvil::start();
    if (!honest) {
        return;
    }
    const auto liar = Anvil::start();
    const EthereumAddress contract{{0xc0}};
    honest->ask("anvil_setCode", Json::array({to_hex_data(view(contract)), "0x00"}));
    const auto ask = [&contract](std::vector<std::string> urls, std::size_t quorum) {
        auto options = options_for(std::move(urls));
        options.quorum = quorum;
        RpcClient client(loopback_client(), entropy(), options);
        return Node(client).load_has_code(contract);
    };
    CHECK(ask({honest->url()}, 1).value());
    CHECK_FALSE(ask({liar->url(), honest->url()}, 1).value());
    CHECK(ask({liar->url(), honest->url(), honest->url()}, 2).value());
    CHECK(code_of(ask({liar->url(), honest->url()}, 2)) == "chain.rpc_disagreement");
    CHECK(code_of(ask({nobody, honest->url()}, 2)) == "chain.rpc_quorum_missing");
    CHECK(ask({nobody, honest->url(), honest->url()}, 2).value());
    CHECK(code_of(ask({nobody}, 1)) == "chain.rpc_unreachable");
}

TEST_CASE("X9: a node's blocks, accounts and receipts are read as values", "[chain][rpc]") {
    const auto anvil = Anvil::start({"--no-mining"});
    if (!anvil) {
        return;
    }
    RpcClient client(loopback_client(), entropy(), options_for({anvil->url()}));
    Node node(client);
    const PrivateKey key = rich_key(0);
    const EthereumAddress sender = ethereum_address(key.public_key());
    CHECK(to_checksum_address(sender) == "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266");
    const auto before = node.load_sender_status(sender);
    REQUIRE(before.has_value());
    CHECK(before->chain_id == 31337);
    CHECK(before->nonce == 0);
    CHECK(to_quantity(before->balance) == "0x21e19e0c9bab2400000");
    CHECK(before->latest.base_fee > 0);
    const SignedTransaction made = sign_transaction(key, {.chain_id = 31337,
                                                          .max_priority_fee = 1,
                                                          .max_fee = 2 * before->latest.base_fee,
                                                          .gas_limit = 21000,
                                                          .to = sender});
    CHECK_FALSE(node.load_known({made.hash}).value()[0]);
    CHECK(node.send(made.raw)->outcome == SendOutcome::accepted);
    anvil->mine();
    CHECK(node.load_known({made.hash, TransactionHash{}}).value() == std::vector<bool>{true, false});
    const auto mined = node.load_mined({TransactionHash{}, made.hash});
    REQUIRE(mined.has_value());
    CHECK_FALSE((*mined)[0].has_value());
    REQUIRE((*mined)[1].has_value());
    CHECK((*mined)[1]->succeeded);
    CHECK((*mined)[1]->gas_used == 21000);
    const auto head = node.load_head((*mined)[1]->block_number).value();
    REQUIRE(head.has_value());
    CHECK(head->hash == (*mined)[1]->block_hash);
    CHECK(head->parent == before->latest.hash);
    CHECK_FALSE(node.load_head(std::uint64_t{1000})->has_value());
    CHECK(node.load_sent(sender, 0, head->number).value() == made.hash);
    CHECK_FALSE(node.load_sent(sender, 1, head->number)->has_value());
    CHECK(node.load_nonce(sender, head->number).value() == 1);
    CHECK(node.load_nonce(sender, head->number - 1).value() == 0);
    CHECK(code_of(node.load_sent(sender, 0, 1000)) == "chain.rpc_result");
    CHECK(node.send(made.raw)->outcome == SendOutcome::nonce_too_low);
    // Code that reverts with two bytes; a method that doesn't exist.
    const EthereumAddress contract{{0xc0}};
    anvil->ask("anvil_setCode", Json::array({to_hex_data(view(contract)), "0x61abcd5f526002601efd"}));
    const auto estimate = node.estimate({.from = sender, .to = contract}).value();
    REQUIRE_FALSE(estimate.has_value());
    CHECK(estimate.error().data == Bytes{0xab, 0xcd});
    const auto called = node.call({.from = sender, .to = contract}, BlockTag::latest).value();
    REQUIRE_FALSE(called.has_value());
    CHECK(called.error().data == Bytes{0xab, 0xcd});
    CHECK(node.call({.from = sender, .to = sender}, BlockTag::latest)->value().empty());
    CHECK(code_of(node.load_nonce(sender, std::uint64_t{1000})) == "chain.rpc_fault");
}

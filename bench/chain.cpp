// How fast a chain's portable proof is checked, and how fast a follower takes events from a real node (anvil), against
// what the node itself delivers by eth_getLogs in the same run.
//   bench_chain [--json]      COUNTERSIGN_BENCH_EVENTS: how many events, 200,000 unless told otherwise
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include "bench/figures.hpp"
#include "contracts/chain/follower.hpp"
#include "contracts/chain/proof.hpp"
#include "tests/contracts/chain/emitter.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

using Clock = std::chrono::steady_clock;

bool json = false;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

/// Resident memory in MiB.
double resident_mib() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::strtod(line.c_str() + 6, nullptr) / 1024;
        }
    }
    return 0;
}

constexpr std::uint64_t events_per_block = 400;

}  // namespace

TEST_CASE("an offline check takes at most a millisecond") {
    const Json samples = read_vectors("chain_proofs.json");
    const Json& sample = samples.as_array().at(1);
    const ChainAnchor anchor{get_unsigned(sample, "chainId").value(), unhex_fixed<EthereumAddress>(sample, "registry"),
                             unhex_fixed<BlockHash>(sample, "blockHash")};
    const auto subject = unhex_fixed<Sha256Digest>(sample, "subject");
    const std::string& text = sample.find("text")->as_string();
    std::vector<double> times;
    for (int i = 0; i < 2'000; ++i) {
        const auto start = Clock::now();
        REQUIRE(check_chain_proof(text, subject, anchor).status == ProofStatus::holds);
        times.push_back(seconds_since(start) * 1'000);
    }
    std::ranges::sort(times);
    bench::print({"chain.proof_check", times[times.size() / 2], "ms", "1 ms", times[times.size() / 2]}, json);
    bench::print({"chain.proof_bytes", static_cast<double>(text.size()), "bytes"}, json);
}

TEST_CASE("a follower keeps up with what the node delivers") {
    const auto anvil = Anvil::start({"--slots-in-an-epoch", "1"});
    REQUIRE(anvil != nullptr);
    Emitter emitter(*anvil);
    const char* const wanted = std::getenv("COUNTERSIGN_BENCH_EVENTS");
    const std::uint64_t events = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 200'000;
    const Json transaction = emitter.accepted(7, events_per_block, 242);
    for (std::uint64_t made = 0; made < events; made += events_per_block) {
        emitter.emit(transaction);
    }
    anvil->mine(4);
    const std::uint64_t head = parse_quantity(anvil->ask("eth_blockNumber"), "head").value();
    RpcOptions options;
    options.endpoints.push_back({anvil->url()});
    options.methods = {{"eth_getLogs", 30'000, limits::rpc_batch_answer_bytes_max}};
    RpcClient rpc(loopback_client(), entropy(), options);

    // What the node delivers: the same ranges, and nothing done with the bytes.
    const auto deliver = [&] {
        const auto start = Clock::now();
        for (std::uint64_t first = 1; first <= head; first += 10) {
            const std::string body = R"({"jsonrpc":"2.0","id":1,"method":"eth_getLogs","params":[{"address":")" +
                                     to_hex_data(view(emitter.address())) + R"(","fromBlock":")" + to_quantity(first) +
                                     R"(","toBlock":")" + to_quantity(std::min(head, first + 9)) + R"("}]})";
            HttpRequest request{.method = "POST", .url = anvil->url()};
            request.headers.emplace_back("content-type", "application/json");
            request.body = to_bytes(as_bytes(body));
            request.answer_bytes_max = limits::rpc_batch_answer_bytes_max;
            request.timeout_ms = 30'000;
            REQUIRE(loopback_client().send(request).has_value());
        }
        return static_cast<double>(events) / seconds_since(start);
    };
    const double before = deliver();
    FollowerOptions how{.chain_id = 31337, .registry = emitter.address(), .first_block = 1};
    how.aside = [](std::function<void()> work) { return std::async(std::launch::async, std::move(work)); };
    Follower follower(rpc, how);
    std::uint64_t taken = 0;
    double early_mib = 0;
    double most_mib = 0;
    const auto start = Clock::now();
    for (bool is_done = false; !is_done;) {
        const auto step = follower.step();
        REQUIRE(step.has_value());
        taken += step->events.size();
        is_done = step->caught_up;
        most_mib = std::max(most_mib, resident_mib());
        early_mib = taken < events / 10 || early_mib == 0 ? most_mib : early_mib;
    }
    const double rate = static_cast<double>(taken) / seconds_since(start);
    REQUIRE(taken >= events);
    const double delivered = (before + deliver()) / 2;
    bench::print({"chain.events_delivered", delivered, "1/s"}, json);
    bench::print({"chain.events_followed", rate, "1/s", "chain.events_delivered", rate / delivered}, json);
    bench::print({"chain.follower_memory", most_mib, "MiB", "the first tenth", most_mib / early_mib}, json);
}

int main(int argc, char** argv) {
    json = bench::wants_json(argc, argv);
    const char* arguments[] = {argv[0]};
    return Catch::Session().run(1, arguments);
}

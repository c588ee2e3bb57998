// Real kill -9 of a process that sends, a hundred times at random instants, on one outbox and one chain.
#include <catch2/catch.hpp>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "tests/contracts/chain/outbox_fixture.hpp"

using namespace countersign;
using namespace countersign::chain;
using namespace countersign::chain_test;

namespace {

/// Starts the child, lets it say `lines` lines, waits `delay` more, and kills it. What it said.
std::string run_and_kill(std::vector<std::string> arguments, std::size_t lines, std::chrono::microseconds delay) {
    arguments.insert(arguments.begin(), COUNTERSIGN_OUTBOX_KILL_CHILD);
    std::vector<char*> raw;
    for (auto& argument : arguments) {
        raw.push_back(argument.data());
    }
    raw.push_back(nullptr);
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::execv(raw[0], raw.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    std::string text;
    std::array<char, 4096> buffer{};
    const auto read_some = [&] {
        const ssize_t got = ::read(ends[0], buffer.data(), buffer.size());
        text.append(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        return got > 0;
    };
    while (static_cast<std::size_t>(std::ranges::count(text, '\n')) < lines && read_some()) {
    }
    std::this_thread::sleep_for(delay);
    ::kill(child, SIGKILL);
    // What it said before it died still counts.
    while (read_some()) {
    }
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    INFO("the child ended by itself with status " << status);
    REQUIRE(WIFSIGNALED(status));
    return text;
}

std::set<std::uint64_t> acknowledged_in(const std::string& text) {
    std::set<std::uint64_t> out;
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line) && !lines.eof()) {
        if (line.starts_with("ack ")) {
            out.insert(std::stoull(line.substr(4)));
        }
    }
    return out;
}

}  // namespace

TEST_CASE("X19: a hundred kills: every operation is mined exactly once", "[chain][outbox][kill]") {
    const auto anvil = start_counting_anvil();
    if (!anvil) {
        return;
    }
    constexpr std::uint64_t kills = 100;
    constexpr std::uint64_t operations_each = 4;
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const TemporaryFolder folder;
    const auto file = folder.path() / "outbox.db";
    const std::string secret = to_hex(rich_key(0).secret());
    std::set<std::uint64_t> acknowledged;
    std::size_t cut_short = 0;
    for (std::uint64_t kill = 0; kill < kills; ++kill) {
        const std::string said =
            run_and_kill({file.string(), anvil->url(), secret, to_hex(view(counter_address)),
                          std::to_string(kill * operations_each), std::to_string(operations_each)},
                         1 + random() % (operations_each + 1), std::chrono::microseconds(random() % 12'000));
        const auto more = acknowledged_in(said);
        cut_short += more.size() < operations_each ? 1U : 0U;
        acknowledged.insert(more.begin(), more.end());
    }
    // Many were killed while they added and sent.
    CHECK(cut_short > kills / 10);
    CHECK(acknowledged.size() > kills);
    Sender sender(file, anvil->url());
    settle(sender, *anvil, 500);
    std::size_t wrong = 0;
    std::size_t known = 0;
    for (std::uint64_t i = 0; i < kills * operations_each; ++i) {
        const bool is_known = sender.outbox->status(key_of(i)).has_value();
        known += is_known ? 1U : 0U;
        REQUIRE((is_known || !acknowledged.contains(i)));
        wrong += counted(*anvil, key_of(i)) == (is_known ? 1U : 0U) ? 0U : 1U;
    }
    CHECK(wrong == 0);
    // And no transaction but theirs was paid for.
    CHECK(sender.node.load_nonce(sender.outbox->sender(), BlockTag::latest).value() == known);
}

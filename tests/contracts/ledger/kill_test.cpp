// Real kill -9 of a process that writes: two hundred times, at random instants, on one ledger that grows.
#include <catch2/catch.hpp>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <map>
#include <random>
#include <sstream>
#include <thread>

#include "identity/base/encoding.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::ledger_test;
using ledger::Ledger;

namespace {

struct Run {
    /// What the child found when it opened the ledger; 0 where it was killed before.
    std::uint64_t size_found = 0;
    std::map<std::uint64_t, std::string> acknowledged;
};

void parse_lines(const std::string& text, Run& run) {
    std::istringstream lines(text);
    std::string line;
    while (std::getline(lines, line) && !lines.eof()) {
        std::istringstream words(line);
        std::string word;
        std::uint64_t number = 0;
        words >> word >> number;
        if (word == "size") {
            run.size_found = number;
        } else {
            words >> run.acknowledged[number];
        }
    }
}

/// Starts the child, lets it say `lines` lines, waits `delay` more, and kills it.
Run run_and_kill(const std::string& folder, std::uint64_t actor, std::size_t lines, std::chrono::microseconds delay) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const std::string number = std::to_string(actor);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::close(ends[0]);
        ::close(ends[1]);
        ::execl(COUNTERSIGN_KILL_CHILD, COUNTERSIGN_KILL_CHILD, folder.c_str(), number.c_str(), nullptr);
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
    Run run;
    parse_lines(text, run);
    return run;
}

}  // namespace

TEST_CASE("L53: two hundred kills lose nothing that was acknowledged and leave no half", "[ledger][kill]") {
    constexpr std::uint64_t kills = 200;
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    const FakeClock clock(start_time);
    const TemporaryFolder folder;
    SeededEntropy entropy(1);
    { REQUIRE(Ledger::init(folder.path(), std::string(origin), entropy, quiet_options(clock)).has_value()); }
    std::map<std::uint64_t, std::string> acknowledged;
    std::uint64_t in_flight = 0;
    for (std::uint64_t kill = 0; kill < kills; ++kill) {
        const std::size_t lines = 1 + random() % 16;
        const auto delay = std::chrono::microseconds(random() % 1500);
        const Run run = run_and_kill(folder.path().string(), 1000 + kill * 3, lines, delay);
        REQUIRE(run.size_found > 0);
        if (!acknowledged.empty()) {
            REQUIRE(run.size_found > acknowledged.rbegin()->first);
        }
        in_flight += run.acknowledged.size() < 18 ? 1U : 0U;
        for (const auto& [index, hash] : run.acknowledged) {
            REQUIRE(acknowledged.emplace(index, hash).second);
        }
    }
    // Most were killed while there was work under way.
    CHECK(in_flight > kills / 2);
    const auto book = Ledger::open(folder.path(), quiet_options(clock)).value();
    std::size_t wrong = 0;
    for (const auto& [index, hash] : acknowledged) {
        const auto entry = book->entry(LogIndex{index});
        wrong += entry && to_hex(view(log::leaf_hash(entry->bytes))) == hash ? 0U : 1U;
    }
    CHECK(wrong == 0);
    CHECK(acknowledged.size() > kills);
    const auto checked = book->check();
    INFO((checked ? "" : checked.error().detail));
    REQUIRE(checked.has_value());
    const auto digest = book->view().state_digest();
    REQUIRE(book->rebuild().has_value());
    CHECK(book->view().state_digest() == digest);
}

// A ledger that is going to be killed: opens the folder, says how large the log is, then submits operations and prints
// index and leaf hash of each one that is acknowledged, until somebody ends it.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "identity/base/encoding.hpp"
#include "tests/contracts/ledger/fixture.hpp"

using namespace countersign;
using namespace countersign::ledger_test;

namespace {

/// One write a line, so that a line is whole or absent.
void say(const std::string& line) {
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) {
        std::exit(2);
    }
}

void acknowledge(const Result<ledger::Receipt>& result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", std::string(result.error().code.name).c_str());
        std::exit(1);
    }
    say("ack " + std::to_string(result->index.value) + " " + to_hex(view(result->leaf_hash)) + "\n");
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        return 64;
    }
    const FakeClock clock(start_time);
    auto options = quiet_options(clock);
    options.checkpoint_interval_ms = 1;
    const auto book = ledger::Ledger::open(argv[1], std::move(options));
    if (!book) {
        std::fprintf(stderr, "%s: %s\n", std::string(book.error().code.name).c_str(), book.error().detail.c_str());
        return 1;
    }
    say("size " + std::to_string((*book)->view().head().size) + "\n");
    // Three at once, one after the other each, so that whenever it ends something is under way; not too many, so that
    // two hundred rounds stay quick.
    const std::uint64_t first_actor = std::stoull(argv[2]);
    std::vector<std::thread> writers;
    for (std::uint64_t k = 0; k < 3; ++k) {
        writers.emplace_back([&, k] {
            Actor actor(first_actor + k, (*book)->domain());
            acknowledge((*book)->submit(actor.create()));
            for (std::uint64_t i = 0; i < 5; ++i) {
                acknowledge((*book)->submit(actor.commit(i * 10, static_cast<std::uint32_t>(1 + i % 3))));
            }
        });
    }
    for (;;) {
        ::pause();
    }
}

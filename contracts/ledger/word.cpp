#include "contracts/ledger/word.hpp"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <climits>

namespace countersign::ledger {
namespace {

// std::atomic's own wait yields the processor several times before it sleeps. Whatever a futex answers, the state is
// looked at again.
void futex(const void* word, int operation, std::uint32_t value) noexcept {
    static_cast<void>(::syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, nullptr, nullptr, 0));
}

}  // namespace

void Word::give() noexcept {
    static_assert(sizeof state_ == sizeof(std::uint32_t) && std::atomic<State>::is_always_lock_free);
    if (state_.exchange(State::given) == State::awaited) {
        futex(&state_, FUTEX_WAKE, INT_MAX);
    }
}

void Word::wait() noexcept {
    State seen = State::open;
    state_.compare_exchange_strong(seen, State::awaited);
    while (state_ != State::given) {
        futex(&state_, FUTEX_WAIT, static_cast<std::uint32_t>(State::awaited));
    }
}

}  // namespace countersign::ledger

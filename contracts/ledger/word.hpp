// A word that is given once and that any number of threads wait for. One system call wakes them all, and none is made
// where nobody sleeps. Private to contracts/ledger. Thread-safety: every function, from any thread.
#pragma once

#include <atomic>
#include <cstdint>

namespace countersign::ledger {

class Word {
  public:
    /// What was written before is seen by whoever waited.
    void give() noexcept;
    void wait() noexcept;

  private:
    enum class State : std::uint32_t { open, awaited, given };
    std::atomic<State> state_{State::open};
};

}  // namespace countersign::ledger

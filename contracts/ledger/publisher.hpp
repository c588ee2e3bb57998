// Signs checkpoints: in a thread of its own, or when asked. Private to contracts/ledger.
// Thread-safety: every function, from any thread.
#pragma once

#include <condition_variable>
#include <thread>

#include "contracts/ledger/core.hpp"

namespace countersign::ledger {

class Publisher {
  public:
    Publisher(Core& core, const store::Published& last);
    /// Signs what isn't yet, where it signs by itself, and ends.
    ~Publisher();
    Publisher(const Publisher&) = delete;
    Publisher& operator=(const Publisher&) = delete;

    /// The log has grown.
    void notify();
    [[nodiscard]] Result<SignedCheckpoint> publish();
    /// Errors: ledger.no_checkpoint.
    [[nodiscard]] Result<SignedCheckpoint> last() const;

  private:
    [[nodiscard]] SignedCheckpoint make(const store::Published& published) const;
    [[nodiscard]] bool signs_by_itself() const noexcept;
    void run();

    Core& core_;
    std::mutex publishing_;
    mutable std::mutex reading_;
    std::optional<SignedCheckpoint> last_;
    /// False where the last checkpoint was signed with another key of the same log.
    bool signed_by_present_key_ = false;

    std::mutex waiting_;
    std::condition_variable wake_;
    bool wanted_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace countersign::ledger

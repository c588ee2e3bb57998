// The writer of a ledger whose home is a chain: sends operations there, and writes down what the chain has accepted.
//
//   submit: authenticate, try by the rules -> hold the leaves -> relay -> (the chain) -> follow: complete, apply by the
//   same rules, one transaction with the cursor -> publish the state -> answer who waits
//
// Private to contracts/ledger. Thread-safety: submit() from any thread, follow() from one at a time.
#pragma once

#include <unordered_map>

#include "contracts/chain/follower.hpp"
#include "contracts/ledger/core.hpp"

namespace countersign::ledger {

class Mirror {
  public:
    /// `grown` is called after each step that gave entries or finality, from the follower's thread.
    Mirror(Core& core, std::function<void()> grown);
    /// Answers who still waits with ledger.closed.
    ~Mirror();
    Mirror(const Mirror&) = delete;
    Mirror& operator=(const Mirror&) = delete;

    void submit(Submission submission, Ledger::Callback done);
    [[nodiscard]] Result<Done> follow(const chain::Step& step, const chain::Cursor& cursor);
    [[nodiscard]] std::size_t waiting();

  private:
    struct Waiting {
        Ledger::Callback done;
        UnixSeconds until{};
    };
    struct Taken;

    /// What an earlier process left held although its entry is there: released once that is final.
    void find_held();
    [[nodiscard]] Result<RelayedOperation> prepare(const Submission& submission, const rules::Authenticated& operation);
    [[nodiscard]] Result<Done> take(Taken& taken, const chain::RegistryEvent& event);
    void publish(Taken& taken, const chain::Step& step);
    void answer(const Taken& taken);

    Core& core_;
    std::function<void()> grown_;
    std::unique_ptr<rules::Diff> diff_;
    /// Batches whose leaves are held until their entries are final.
    std::vector<std::pair<std::uint64_t, rules::BatchId>> held_;

    std::mutex waiting_mutex_;
    std::unordered_multimap<rules::OperationId, Waiting, FixedHash<rules::OperationId>> waiting_;
};

}  // namespace countersign::ledger

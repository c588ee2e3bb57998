// The one thread that writes: takes what is queued, decides it by the rules, makes it durable as a group and answers.
// Private to contracts/ledger. Thread-safety: submit from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <thread>

#include "contracts/ledger/core.hpp"

namespace countersign::ledger {

class Writer {
  public:
    /// `committed` is called after each group, from the writer's thread.
    Writer(Core& core, std::function<void()> committed);
    /// Answers what is queued, then ends.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void submit(Submission submission, Ledger::Callback done);
    [[nodiscard]] std::size_t queued();

  private:
    struct Pending {
        rules::Authenticated operation;
        Submission submission;
        std::size_t leaf_bytes = 0;
        Ledger::Callback done;
    };
    using Group = std::vector<std::unique_ptr<Pending>>;
    struct Outcome;
    struct Decided;

    [[nodiscard]] Result<Done> authenticate(Pending& pending) const;
    /// Whether there is room. Requires the lock.
    [[nodiscard]] Result<Done> check_room() const;
    [[nodiscard]] Result<Done> enqueue(std::unique_ptr<Pending>& pending);
    /// Waits for work and takes all of it, up to the limits of a group; empty when there will be no more. It lets
    /// whoever is ready to run go first, since most of them bring more; it doesn't wait, which made the whole slower
    /// (bench/ledger.cpp).
    [[nodiscard]] Group take_group();
    void run();
    void commit(Group& group);
    [[nodiscard]] Decided decide(const Group& group, Overlay& overlay);
    void publish(const Group& group, Decided& decided, Overlay& overlay);

    Core& core_;
    std::function<void()> committed_;
    std::unique_ptr<rules::Diff> diff_;

    std::mutex queueing_;
    std::condition_variable work_;
    std::deque<std::unique_ptr<Pending>> queue_;
    std::size_t queue_leaf_bytes_ = 0;
    bool closed_ = false;

    std::thread thread_;
};

}  // namespace countersign::ledger

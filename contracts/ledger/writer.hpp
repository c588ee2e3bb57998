// Where operations become entries: takes what waits, decides it by the rules, makes it durable as a group and answers.
// One thread at a time: whoever comes while nobody writes does it in its own thread; a thread of the ledger's writes
// what came meanwhile. Who waits for a group is woken with all of it, by one system call: woken one by one, they
// interrupt each other. Private to contracts/ledger. Thread-safety: submit from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <thread>

#include "contracts/ledger/core.hpp"

namespace countersign::ledger {

class Writer {
  public:
    /// `committed` is called after each group, from the thread that wrote it.
    Writer(Core& core, std::function<void()> committed);
    /// Answers what is queued, then ends.
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    [[nodiscard]] Result<Receipt> submit(Submission submission);
    void submit(Submission submission, Ledger::Callback done);
    [[nodiscard]] std::size_t queued();

  private:
    struct Pending;
    struct Group;
    struct Decided;

    [[nodiscard]] Result<Done> authenticate(Pending& pending) const;
    /// Whether there is room. Requires the lock.
    [[nodiscard]] Result<Done> check_room() const;
    struct Joined {
        std::shared_ptr<Group> group;
        /// Nobody writes: it is for the caller to do.
        bool leads = false;
    };
    /// Checks the operation and puts it into the last group that waits.
    [[nodiscard]] Result<Joined> join(Pending& pending);
    /// Writes the first group that waits, and leaves what is behind it to the thread. Where memory runs out it ends the
    /// process: nothing acknowledged is lost, and nobody waits for ever.
    void write_first() noexcept;
    void run();
    [[nodiscard]] Decided commit(const Group& group);
    [[nodiscard]] Decided decide(const Group& group, Overlay& overlay);
    void publish(const Group& group, Decided& decided, Overlay& overlay);

    Core& core_;
    std::function<void()> committed_;
    std::unique_ptr<rules::Diff> diff_;

    std::mutex queueing_;
    /// What waits: full groups, and one that others may still join.
    std::deque<std::shared_ptr<Group>> queue_;
    std::size_t queue_operations_ = 0;
    std::size_t queue_leaf_bytes_ = 0;
    bool closed_ = false;
    /// Somebody writes, or is about to.
    bool writing_ = false;
    /// It is the thread that is about to.
    bool threads_turn_ = false;
    /// `threads_turn_` has become true, or `writing_` false.
    std::condition_variable changed_;

    std::thread thread_;
};

}  // namespace countersign::ledger

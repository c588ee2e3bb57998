#include "contracts/ledger/writer.hpp"

#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <unordered_map>

#include "contracts/ledger/batch.hpp"
#include "contracts/ledger/receipts.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/ledger/word.hpp"
#include "contracts/rules/apply.hpp"

namespace countersign::ledger {
namespace {

/// Each group waits for a sync, after which everybody waits for the writer: a thread that asks for short slices is let
/// in sooner and gets no more of the processor. Kernels before 6.12 ignore it, and it may fail.
void ask_for_short_slices() noexcept {
    constexpr std::uint64_t slice_ns = 500'000;
    struct {
        std::uint32_t size;
        std::uint32_t policy;
        std::uint64_t flags;
        std::int32_t nice;
        std::uint32_t priority;
        std::uint64_t runtime_ns;
        std::uint64_t deadline_ns;
        std::uint64_t period_ns;
    } attributes{};  // the kernel's sched_attr: the C library has none
    const bool read = ::syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) == 0;
    if (read && attributes.policy == SCHED_OTHER) {
        attributes.runtime_ns = slice_ns;
        static_cast<void>(::syscall(SYS_sched_setattr, 0, &attributes, 0));
    }
}

}  // namespace

/// One operation under way. Of the thread that waits for it, or its own where it is answered by callback.
struct Writer::Pending {
    rules::Authenticated operation;
    Submission submission;
    std::size_t leaf_bytes = 0;
    /// None where a thread waits.
    Ledger::Callback done;
    Result<Receipt> answer = fail(errors::ledger_failed);
};

struct Writer::Group {
    std::vector<Pending*> operations;
    std::size_t leaf_bytes = 0;
    Word answered;

    [[nodiscard]] bool is_full() const noexcept {
        return operations.size() >= limits::ledger_group_operations_max ||
               leaf_bytes >= limits::ledger_group_leaf_bytes_max;
    }
};

/// What becomes of a group, once it is durable.
struct Writer::Decided {
    /// For each operation of the group.
    std::vector<Result<Receipt>> answers;
    /// Which of them become entries, in order.
    std::vector<std::size_t> accepted;
    std::vector<store::NewEntry> entries;
    UnixSeconds now{};
};

Writer::Writer(Core& core, std::function<void()> committed)
    : core_(core),
      committed_(std::move(committed)),
      diff_(std::make_unique<rules::Diff>()),
      thread_([this] { run(); }) {}

Writer::~Writer() {
    {
        std::unique_lock guard(queueing_);
        closed_ = true;
        changed_.wait(guard, [this] { return !writing_; });
    }
    changed_.notify_all();
    thread_.join();
}

std::size_t Writer::queued() {
    const std::lock_guard guard(queueing_);
    return queue_operations_;
}

Result<Done> Writer::check_room() const {
    if (core_.failed) {
        return fail(errors::ledger_failed, core_.failure());
    }
    if (closed_) {
        return fail(errors::ledger_closed);
    }
    if (queue_operations_ >= core_.options.queue_operations_max ||
        queue_leaf_bytes_ > limits::ledger_queue_leaf_bytes_max) {
        return fail(errors::ledger_busy);
    }
    return Done{};
}

Result<Done> Writer::authenticate(Pending& pending) const {
    const auto error =
        rules::authenticate(pending.submission.operation, core_.domain, host_crypto(), pending.operation);
    if (error != rules::RuleError::none) {
        return fail(to_error(error));
    }
    for (const Bytes& leaf : pending.submission.leaves) {
        pending.leaf_bytes += leaf.size();
    }
    return check_leaves(pending.operation.operation(), pending.submission.leaves);
}

Result<Writer::Joined> Writer::join(Pending& pending) {
    // A full queue is told before the signatures are checked: they are the costly part.
    std::unique_lock guard(queueing_);
    if (const auto room = check_room(); !room) {
        return fail(room.error());
    }
    guard.unlock();
    if (const auto good = authenticate(pending); !good) {
        return fail(good.error());
    }
    guard.lock();
    // Others may have come in between: the bound holds, however many threads there are.
    if (const auto room = check_room(); !room) {
        return fail(room.error());
    }
    if (queue_.empty() || queue_.back()->is_full()) {
        queue_.push_back(std::make_shared<Group>());
    }
    Group& group = *queue_.back();
    group.operations.push_back(&pending);
    group.leaf_bytes += pending.leaf_bytes;
    ++queue_operations_;
    queue_leaf_bytes_ += pending.leaf_bytes;
    return Joined{.group = queue_.back(), .leads = !std::exchange(writing_, true)};
}

Result<Receipt> Writer::submit(Submission submission) {
    Pending pending;
    pending.submission = std::move(submission);
    const auto joined = join(pending);
    if (!joined) {
        return fail(joined.error());
    }
    if (joined->leads) {
        write_first();
    } else {
        joined->group->answered.wait();
    }
    return std::move(pending.answer);
}

void Writer::submit(Submission submission, Ledger::Callback done) {
    auto pending = std::make_unique<Pending>();
    pending->submission = std::move(submission);
    pending->done = std::move(done);
    const auto joined = join(*pending);
    if (!joined) {
        return pending->done(fail(joined.error()));
    }
    static_cast<void>(pending.release());  // write_first() takes it back
    if (joined->leads) {
        {
            const std::lock_guard guard(queueing_);
            threads_turn_ = true;
        }
        changed_.notify_all();
    }
}

void Writer::run() {
    static_cast<void>(::pthread_setname_np(::pthread_self(), "ledger-writer"));
    ask_for_short_slices();
    std::unique_lock guard(queueing_);
    for (;;) {
        changed_.wait(guard, [this] { return threads_turn_ || (closed_ && !writing_); });
        if (!std::exchange(threads_turn_, false)) {
            return;
        }
        guard.unlock();
        write_first();
        guard.lock();
    }
}

void Writer::write_first() noexcept {
    std::unique_lock guard(queueing_);
    const std::shared_ptr<Group> group = std::move(queue_.front());
    queue_.pop_front();
    queue_operations_ -= group->operations.size();
    queue_leaf_bytes_ -= group->leaf_bytes;
    guard.unlock();
    Decided decided = commit(*group);
    for (std::size_t i = 0; i < group->operations.size(); ++i) {
        Pending* const pending = group->operations[i];
        if (pending->done) {
            const std::unique_ptr<Pending> answered(pending);
            answered->done(std::move(decided.answers[i]));
        } else {
            pending->answer = std::move(decided.answers[i]);
        }
    }
    group->answered.give();
    if (!decided.entries.empty()) {
        committed_();
    }
    guard.lock();
    writing_ = threads_turn_ = !queue_.empty();
    if (threads_turn_ || closed_) {
        changed_.notify_all();
    }
}

Writer::Decided Writer::commit(const Group& group) {
    const std::lock_guard writing(core_.writing);
    Decided decided;
    if (!core_.failed) {
        Overlay overlay(core_.derived.state);
        decided = decide(group, overlay);
        const auto stored = decided.entries.empty() ? Result<Done>(Done{})
                                                    : core_.store->append(core_.derived.tree.size(), decided.entries);
        if (stored) {
            publish(group, decided, overlay);
            return decided;
        }
        core_.fail_with(stored.error());
    }
    // Refusals too may rest on operations that are now lost, so the whole group gets the same answer.
    decided.entries.clear();
    decided.answers.assign(group.operations.size(), fail(errors::ledger_failed));
    return decided;
}

Writer::Decided Writer::decide(const Group& group, Overlay& overlay) {
    const Derived& derived = core_.derived;
    const std::size_t size = group.operations.size();
    Decided decided;
    decided.now = std::max(core_.options.clock.now(), derived.last_accepted_at());
    decided.answers.reserve(size);
    decided.accepted.reserve(size);
    decided.entries.reserve(size);
    const rules::Moment moment{.now = decided.now, .checkpoint = UnixSeconds{core_.checkpoint_time}};
    std::unordered_map<rules::OperationId, std::size_t, FixedHash<rules::OperationId>> in_group(size);
    for (std::size_t i = 0; i < size; ++i) {
        Pending& pending = *group.operations[i];
        const rules::OperationId& id = pending.operation.id();
        if (const auto known = derived.indexes.operation(id)) {
            decided.answers.emplace_back(make_receipt(derived, *known, id, pending.operation.identity()));
            continue;
        }
        if (const auto twin = in_group.find(id); twin != in_group.end()) {
            decided.answers.push_back(decided.answers[twin->second]);
            continue;
        }
        diff_->clear();
        const auto error = rules::apply(rules::ViewRef(overlay), pending.operation, moment, host_crypto(), *diff_);
        if (error != rules::RuleError::none) {
            decided.answers.emplace_back(fail(to_error(error)));
            continue;
        }
        overlay.put(*diff_);
        store::NewEntry entry{
            .bytes = encode_entry(OperationEntry{decided.now, std::move(pending.submission.operation)}),
            .leaf_hash = {},
            .leaves = std::move(pending.submission.leaves)};
        entry.leaf_hash = log::leaf_hash(entry.bytes);
        decided.answers.emplace_back(Receipt{.index = LogIndex{derived.tree.size() + decided.entries.size()},
                                             .accepted_at = decided.now,
                                             .operation = id,
                                             .identity = pending.operation.identity(),
                                             .leaf_hash = entry.leaf_hash});
        decided.entries.push_back(std::move(entry));
        decided.accepted.push_back(i);
        in_group.emplace(id, i);
    }
    return decided;
}

void Writer::publish(const Group& group, Decided& decided, Overlay& overlay) {
    const auto lock = core_.lock_to_publish();
    Derived& derived = core_.derived;
    overlay.merge_into(derived.state);
    for (std::size_t k = 0; k < decided.accepted.size(); ++k) {
        const std::size_t i = decided.accepted[k];
        derived.indexes.add(decided.answers[i]->index, group.operations[i]->operation, decided.entries[k].leaves);
        derived.tree.append(decided.entries[k].leaf_hash);
        derived.accepted_at.push_back(decided.now);
    }
}

}  // namespace countersign::ledger

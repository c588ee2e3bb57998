#include "contracts/ledger/writer.hpp"

#include <pthread.h>
#include <sched.h>

#include <unordered_map>

#include "contracts/ledger/batch.hpp"
#include "contracts/ledger/receipts.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/rules/apply.hpp"

namespace countersign::ledger {

/// What one operation of a group is answered with, once the group is durable.
struct Writer::Outcome {
    Result<Receipt> answer = fail(errors::ledger_failed);
    /// True where it becomes a new entry.
    bool accepted = false;
};

struct Writer::Decided {
    /// For each operation of the group.
    std::vector<Outcome> outcomes;
    /// For each accepted operation, in order.
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
        const std::lock_guard guard(queueing_);
        closed_ = true;
    }
    work_.notify_all();
    thread_.join();
}

std::size_t Writer::queued() {
    const std::lock_guard guard(queueing_);
    return queue_.size();
}

Result<Done> Writer::check_room() const {
    if (core_.failed) {
        return fail(errors::ledger_failed, core_.failure());
    }
    if (closed_) {
        return fail(errors::ledger_closed);
    }
    if (queue_.size() >= core_.options.queue_operations_max ||
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

void Writer::submit(Submission submission, Ledger::Callback done) {
    // A full queue is told before the signatures are checked: they are the costly part.
    std::unique_lock guard(queueing_);
    const auto room = check_room();
    guard.unlock();
    if (!room) {
        return done(fail(room.error()));
    }
    auto pending = std::make_unique<Pending>();
    pending->submission = std::move(submission);
    if (const auto good = authenticate(*pending); !good) {
        return done(fail(good.error()));
    }
    pending->done = std::move(done);
    if (const auto queued = enqueue(pending); !queued) {
        pending->done(fail(queued.error()));
    }
}

Result<Done> Writer::enqueue(std::unique_ptr<Pending>& pending) {
    {
        const std::lock_guard guard(queueing_);
        // Others may have come in between: the bound holds, however many threads there are.
        if (const auto room = check_room(); !room) {
            return fail(room.error());
        }
        queue_leaf_bytes_ += pending->leaf_bytes;
        queue_.push_back(std::move(pending));
    }
    work_.notify_one();
    return Done{};
}

Writer::Group Writer::take_group() {
    std::unique_lock guard(queueing_);
    work_.wait(guard, [this] { return closed_ || !queue_.empty(); });
    guard.unlock();
    ::sched_yield();
    guard.lock();
    Group group;
    std::size_t leaf_bytes = 0;
    while (!queue_.empty() && group.size() < limits::ledger_group_operations_max &&
           leaf_bytes < limits::ledger_group_leaf_bytes_max) {
        leaf_bytes += queue_.front()->leaf_bytes;
        group.push_back(std::move(queue_.front()));
        queue_.pop_front();
    }
    queue_leaf_bytes_ -= leaf_bytes;
    return group;
}

void Writer::run() {
    // A batch thread doesn't interrupt those that verify signatures; where the cores are idle it loses nothing.
    const sched_param batch{};
    static_cast<void>(::pthread_setname_np(::pthread_self(), "ledger-writer"));
    static_cast<void>(::pthread_setschedparam(::pthread_self(), SCHED_BATCH, &batch));
    for (Group group = take_group(); !group.empty(); group = take_group()) {
        commit(group);
    }
}

void Writer::commit(Group& group) {
    const std::lock_guard writing(core_.writing);
    Decided decided;
    if (core_.failed) {
        decided.outcomes.resize(group.size());
    } else {
        Overlay overlay(core_.derived.state);
        decided = decide(group, overlay);
        const auto stored = decided.entries.empty() ? Result<Done>(Done{})
                                                    : core_.store->append(core_.derived.tree.size(), decided.entries);
        if (stored) {
            publish(group, decided, overlay);
        } else {
            // Refusals too may rest on operations that are now lost, so the whole group gets the same answer.
            core_.fail_with(stored.error());
            decided.outcomes.assign(group.size(), Outcome{});
        }
    }
    for (std::size_t i = 0; i < group.size(); ++i) {
        group[i]->done(std::move(decided.outcomes[i].answer));
    }
    if (!decided.entries.empty()) {
        committed_();
    }
}

Writer::Decided Writer::decide(const Group& group, Overlay& overlay) {
    const Derived& derived = core_.derived;
    Decided decided;
    decided.now = std::max(core_.options.clock.now(), derived.last_accepted_at());
    decided.outcomes.reserve(group.size());
    const rules::Moment moment{.now = decided.now, .checkpoint = UnixSeconds{core_.checkpoint_time}};
    std::unordered_map<rules::OperationId, std::size_t, FixedHash<rules::OperationId>> in_group;
    for (std::size_t i = 0; i < group.size(); ++i) {
        const Pending& pending = *group[i];
        Outcome outcome;
        if (const auto known = derived.indexes.operation(pending.operation.id())) {
            outcome.answer = make_receipt(derived, *known, pending.operation.id(), pending.operation.identity());
        } else if (const auto twin = in_group.find(pending.operation.id()); twin != in_group.end()) {
            outcome.answer = decided.outcomes[twin->second].answer;
        } else {
            diff_->clear();
            const auto error = rules::apply(rules::ViewRef(overlay), pending.operation, moment, host_crypto(), *diff_);
            if (error != rules::RuleError::none) {
                outcome.answer = fail(to_error(error));
            } else {
                overlay.put(*diff_);
                store::NewEntry entry{.bytes = encode_entry(OperationEntry{decided.now, pending.submission.operation}),
                                      .leaf_hash = {},
                                      .leaves = std::move(group[i]->submission.leaves)};
                entry.leaf_hash = log::leaf_hash(entry.bytes);
                outcome.accepted = true;
                outcome.answer = Receipt{.index = LogIndex{derived.tree.size() + decided.entries.size()},
                                         .accepted_at = decided.now,
                                         .operation = pending.operation.id(),
                                         .identity = pending.operation.identity(),
                                         .leaf_hash = entry.leaf_hash};
                decided.entries.push_back(std::move(entry));
                in_group.emplace(pending.operation.id(), i);
            }
        }
        decided.outcomes.push_back(std::move(outcome));
    }
    return decided;
}

void Writer::publish(const Group& group, Decided& decided, Overlay& overlay) {
    const auto lock = core_.lock_to_publish();
    Derived& derived = core_.derived;
    overlay.merge_into(derived.state);
    std::size_t entry = 0;
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (decided.outcomes[i].accepted) {
            const LogIndex index = decided.outcomes[i].answer->index;
            derived.indexes.add(index, group[i]->operation, decided.entries[entry].leaves);
            derived.tree.append(decided.entries[entry].leaf_hash);
            derived.accepted_at.push_back(decided.now);
            ++entry;
        }
    }
}

}  // namespace countersign::ledger

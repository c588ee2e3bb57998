#include "contracts/ledger/publisher.hpp"

#include <chrono>

namespace countersign::ledger {

Publisher::Publisher(Core& core, const store::Published& last) : core_(core) {
    if (last.head.size != 0) {
        last_ = make(last);
        core_.checkpoint_time = last_->time.value;
        signed_by_present_key_ =
            core_.options.signer && log::open_checkpoint(last.note, core_.options.signer->verifier()).has_value();
    }
    if (signs_by_itself()) {
        wanted_ = true;
        thread_ = std::thread([this] { run(); });
    }
}

Publisher::~Publisher() {
    {
        const std::lock_guard guard(waiting_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
        static_cast<void>(publish());
    }
}

bool Publisher::signs_by_itself() const noexcept {
    return core_.options.signer && core_.options.access == Access::read_write &&
           core_.options.checkpoint_interval_ms != 0;
}

SignedCheckpoint Publisher::make(const store::Published& published) const {
    const auto lock = core_.lock_to_read();
    return SignedCheckpoint{
        .head = published.head, .time = core_.derived.accepted_at[published.head.size - 1], .note = published.note};
}

void Publisher::notify() {
    {
        const std::lock_guard guard(waiting_);
        if (wanted_) {
            return;  // it waits for its time, and needn't be woken by each group
        }
        wanted_ = true;
    }
    wake_.notify_one();
}

Result<SignedCheckpoint> Publisher::last() const {
    const std::lock_guard guard(reading_);
    if (!last_) {
        return fail(errors::ledger_no_checkpoint);
    }
    return *last_;
}

Result<SignedCheckpoint> Publisher::publish() {
    if (core_.options.access == Access::read_only) {
        return fail(errors::ledger_read_only);
    }
    if (!core_.options.signer) {
        return fail(errors::ledger_signer, "no checkpoint key");
    }
    const std::lock_guard publishing(publishing_);
    if (core_.failed) {
        return fail(errors::ledger_failed, core_.failure());
    }
    log::TreeHead head;
    {
        const auto lock = core_.lock_to_read();
        head.size = std::min(core_.derived.tree.size(), core_.final_size.load());
        head.root = core_.derived.tree.root_at(head.size).value();
    }
    const log::TreeHead before = last_ ? last_->head : log::TreeHead{0, log::empty_root()};
    if (last_ && before == head && signed_by_present_key_) {
        return *last_;
    }
    const store::Published next{.head = head, .note = log::sign_checkpoint(head, *core_.options.signer)};
    // Compare and swap: durable before anyone gets it, and never beside another one.
    if (const auto advanced = core_.store->advance_published(before, next); !advanced) {
        core_.fail_with(advanced.error());
        return fail(advanced.error());
    }
    auto made = make(next);
    core_.checkpoint_time = made.time.value;
    const std::lock_guard guard(reading_);
    signed_by_present_key_ = true;
    last_ = std::move(made);
    return *last_;
}

void Publisher::run() {
    const auto interval = std::chrono::milliseconds(core_.options.checkpoint_interval_ms);
    auto next = std::chrono::steady_clock::now();
    std::unique_lock guard(waiting_);
    for (;;) {
        wake_.wait(guard, [this] { return stopping_ || wanted_; });
        wake_.wait_until(guard, next, [this] { return stopping_; });
        if (stopping_) {
            return;
        }
        wanted_ = false;
        guard.unlock();
        // A failure has stopped the ledger and is in its health.
        static_cast<void>(publish());
        guard.lock();
        next = std::chrono::steady_clock::now() + interval;
    }
}

}  // namespace countersign::ledger

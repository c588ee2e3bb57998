#include "api/service/batcher.hpp"

#include <algorithm>

#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::service {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// What no later try can change. A nonce is taken anew with each try.
bool is_final(const Error& error) {
    const auto is = [&error](rules::RuleError rule) { return error.code == ledger::to_error(rule).code; };
    return (error.code.name.starts_with("registry.") && !is(rules::RuleError::nonce_stale) &&
            !is(rules::RuleError::nonce_gap)) ||
           error.code == errors::identity_not_hosted || error.code == errors::ledger_not_on_chain;
}

}  // namespace

Result<std::unique_ptr<Batcher>> Batcher::open(HostedSigner& signer, const Clock& clock, Entropy& entropy,
                                               BatchOptions options) {
    auto store = BatchStore::open(signer.vault());
    if (!store) {
        return fail(store.error());
    }
    std::unique_ptr<Batcher> batcher(new Batcher(signer, clock, entropy, options, std::move(*store)));
    const auto loaded = batcher->load();
    return loaded ? Result<std::unique_ptr<Batcher>>(std::move(batcher)) : fail(loaded.error());
}

Result<Done> Batcher::load() {
    if (const auto done = forget_old(); !done) {
        return done;
    }
    auto sealed = store_.load_sealed();
    const auto waiting = sealed ? store_.load_waiting() : fail(sealed.error());
    if (!waiting) {
        return fail(waiting.error());
    }
    const Time soon = SteadyClock::now();
    for (SealedBatch& batch : *sealed) {
        sealed_.push_back({.batch = std::move(batch), .due = soon});
    }
    for (const WaitingGroup& group : *waiting) {
        waiting_[group.group] = {group.waiting, soon + std::chrono::seconds(options_.seconds)};
    }
    return Done{};
}

Result<Done> Batcher::forget_old() {
    const std::uint64_t now = clock_.now().value;
    forgot_at_ = SteadyClock::now();
    return store_.forget_before(UnixSeconds{now - std::min(now, limits::batch_item_kept_seconds)});
}

void Batcher::start() {
    for (std::size_t i = 0; i < limits::batch_committers; ++i) {
        threads_.emplace_back([this] { run(); });
    }
}

Batcher::~Batcher() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) {
        thread.join();
    }
}

Result<Batcher::Added> Batcher::add(Request request) {
    if (options_.count > 1) {
        return keep(std::move(request));
    }
    // Q2: the embedded ledger syncs once, and answers; what waits for a block is kept first.
    return signer_.ledger().home().chain ? keep_and_commit(std::move(request)) : commit_now(std::move(request));
}

Result<Batcher::Added> Batcher::commit_now(Request request) {
    const SealedBatch batch{.group = request.group, .leaves = {std::move(request.leaf)}};
    const auto committed = send(batch);
    if (!committed) {
        return fail(committed.error());
    }
    if (request.issued) {
        request.issued->batch = committed->batch;
        request.issued->leaf = 0;
        if (auto kept = signer_.vault().put_issued(*request.issued); !kept) {
            return fail(kept.error());
        }
    }
    return Added{.receipt = committed->receipt, .batch = committed->batch};
}

BatchItem Batcher::make_item(const Request& request) {
    std::uint8_t raw_id[16];
    entropy_.fill(raw_id);
    return {.id = to_hex(raw_id),
            .group = request.group,
            .leaf = request.leaf,
            .added_at = clock_.now(),
            .credential = request.issued ? request.issued->id : ""};
}

Result<Batcher::Added> Batcher::keep(Request request) {
    const BatchItem item = make_item(request);
    {
        // Counted with the row, so that a committer that seals meanwhile never counts it twice.
        const std::lock_guard guard(mutex_);
        if (auto added = store_.add(item, request.issued); !added) {
            return fail(added.error());
        }
        Waiting& waiting = waiting_[item.group];
        if (waiting.items == 0) {
            waiting.due = SteadyClock::now() + std::chrono::seconds(options_.seconds);
        }
        ++waiting.items;
    }
    changed_.notify_all();
    return Added{.item = item.id};
}

Result<Batcher::Added> Batcher::keep_and_commit(Request request) {
    const BatchItem item = make_item(request);
    auto batch = [&]() -> Result<std::optional<SealedBatch>> {
        const std::lock_guard guard(mutex_);
        const auto added = store_.add(item, request.issued);
        return added ? store_.seal(item.group, 1) : fail(added.error());
    }();
    if (!batch || !*batch) {
        return fail(batch ? Error{errors::item_unknown, {}} : batch.error());
    }
    const auto committed = send(**batch, std::move(request.address));
    if (committed) {
        static_cast<void>(store_.settle((*batch)->id, ItemState::committed, ""));
        return Added{.receipt = committed->receipt, .batch = committed->batch, .item = item.id};
    }
    if (committed.error().code != errors::ledger_pending && committed.error().code != errors::ledger_closed) {
        // Nobody was told of it, and nothing is on its way.
        const auto gone = store_.discard((*batch)->id);
        return fail(gone ? committed.error() : gone.error());
    }
    put_back({.batch = std::move(**batch), .due = SteadyClock::now()});
    return Added{.item = item.id};
}

Result<HostedSigner::Committed> Batcher::send(const SealedBatch& batch, std::string address) {
    const auto keys = signer_.vault().hosted(batch.group.issuer);
    if (!keys) {
        return fail(keys.error());
    }
    const PrivateKey& key = batch.group.choice.kind == rules::LeafKind::credential ? keys->issue : keys->control;
    return signer_.commit_all(batch.group.issuer, key, batch.leaves, batch.group.choice, std::move(address));
}

Batcher::Tried Batcher::try_batch(const SealedBatch& batch) {
    // Q5: a try of an earlier process may have come through.
    const bool is_there = signer_.ledger().batch_receipt(batch.id).has_value();
    const auto committed = is_there ? Result<HostedSigner::Committed>(HostedSigner::Committed{}) : send(batch);
    if (committed) {
        return store_.settle(batch.id, ItemState::committed, "") ? Tried::done : Tried::later;
    }
    if (is_final(committed.error())) {
        return store_.settle(batch.id, ItemState::refused, code_of(committed.error())) ? Tried::done : Tried::later;
    }
    static_cast<void>(store_.note(batch.id, code_of(committed.error())));
    return Tried::later;
}

std::optional<ItemGroup> Batcher::due_group(Time now) const {
    for (const auto& [group, waiting] : waiting_) {
        if (waiting.items >= options_.count || (waiting.items != 0 && waiting.due <= now)) {
            return group;
        }
    }
    return std::nullopt;
}

std::optional<Batcher::Sealed> Batcher::take_due() {
    std::unique_lock guard(mutex_);
    for (;;) {
        if (stopping_) {
            return std::nullopt;
        }
        const Time now = SteadyClock::now();
        if (now - forgot_at_ > std::chrono::seconds(limits::batch_forget_seconds)) {
            static_cast<void>(forget_old());  // tried again an hour later
        }
        if (const auto due = std::ranges::find_if(sealed_, [now](const Sealed& each) { return each.due <= now; });
            due != sealed_.end()) {
            Sealed taken = std::move(*due);
            sealed_.erase(due);
            return taken;
        }
        if (const auto group = due_group(now)) {
            auto batch = store_.seal(*group, options_.count);
            if (batch && *batch) {
                Waiting& waiting = waiting_[*group];
                waiting.items -= std::min(waiting.items, (*batch)->leaves.size());
                waiting.due = now + std::chrono::seconds(options_.seconds);
                if (waiting.items == 0) {
                    waiting_.erase(*group);
                }
                return Sealed{.batch = std::move(**batch), .due = now};
            }
            // The disk: again in a while.
            waiting_[*group].due = now + std::chrono::milliseconds(limits::batch_retry_ms);
        }
        Time next = now + std::chrono::hours(1);
        for (const Sealed& each : sealed_) {
            next = std::min(next, each.due);
        }
        for (const auto& [group, waiting] : waiting_) {
            next = std::min(next, waiting.due);
        }
        changed_.wait_until(guard, next);
    }
}

void Batcher::put_back(Sealed sealed) {
    {
        const std::lock_guard guard(mutex_);
        sealed_.push_back(std::move(sealed));
    }
    changed_.notify_all();
}

void Batcher::run() {
    while (auto taken = take_due()) {
        if (try_batch(taken->batch) == Tried::later) {
            taken->due = SteadyClock::now() + std::chrono::milliseconds(taken->pause_ms);
            taken->pause_ms = std::min(taken->pause_ms * 2, limits::batch_retry_ms_max);
            put_back(std::move(*taken));
        }
        changed_.notify_all();
    }
}

Result<Batcher::Standing> Batcher::find(std::string_view id) {
    auto item = store_.find(id);
    if (!item) {
        return fail(item.error());
    }
    Standing standing{.item = std::move(*item)};
    if (standing.item.state == ItemState::waiting) {
        return standing;
    }
    // The registry knows best: a chain may have taken it back, or have it before the row says so.
    if (auto receipt = signer_.ledger().batch_receipt(standing.item.batch)) {
        standing.item.state = ItemState::committed;
        standing.item.problem.clear();
        standing.receipt = std::move(*receipt);
    } else if (standing.item.state == ItemState::committed) {
        standing.item.state = ItemState::sealed;
    }
    return standing;
}

Result<Done> Batcher::flush(const rules::IdentityId& identity) {
    const Time end = SteadyClock::now() + std::chrono::milliseconds(limits::batch_flush_ms_max);
    std::unique_lock guard(mutex_);
    for (;;) {
        const auto open = store_.has_open(identity);
        if (!open || !*open) {
            return open ? Result<Done>(Done{}) : fail(open.error());
        }
        for (auto& [group, waiting] : waiting_) {
            if (group.issuer == identity) {
                waiting.due = SteadyClock::now();
            }
        }
        changed_.notify_all();
        if (threads_.empty() || changed_.wait_until(guard, end) == std::cv_status::timeout) {
            return fail(errors::item_open);
        }
    }
}

}  // namespace countersign::api::service

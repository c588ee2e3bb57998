#include "contracts/ledger/mirror.hpp"

#include <algorithm>

#include "contracts/ledger/batch.hpp"
#include "contracts/ledger/complete.hpp"
#include "contracts/ledger/receipts.hpp"
#include "contracts/ledger/relay.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/ledger/submit_proof.hpp"
#include "contracts/rules/apply.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::ledger {
namespace {

/// A process may have ended between the finality of its last entries and the release of their leaves.
constexpr std::uint64_t held_entries_back = 1'000;

}  // namespace

/// What a step makes of the ledger, before it is durable.
struct Mirror::Taken {
    /// The ledger as it is, or as it was before what is taken back.
    Derived* base = nullptr;
    std::optional<Derived> cut_back;
    std::optional<Overlay> overlay;
    std::vector<std::unique_ptr<rules::Authenticated>> operations;
    std::vector<OperationEntry> placed;
    std::vector<store::NewEntry> entries;

    [[nodiscard]] UnixSeconds last_accepted_at() const noexcept {
        return placed.empty() ? base->last_accepted_at() : placed.back().accepted_at;
    }
};

Mirror::Mirror(Core& core, std::function<void()> grown)
    : core_(core), grown_(std::move(grown)), diff_(std::make_unique<rules::Diff>()) {
    find_held();
}

void Mirror::find_held() {
    const std::uint64_t final_size = core_.final_size;
    const std::uint64_t first = final_size - std::min(final_size - 1, held_entries_back);
    const auto read = core_.store->read_entries(
        first, core_.derived.tree.size(), [this](const store::StoredEntry& stored) -> Result<Done> {
            const auto entry = parse_entry(stored.bytes);
            const auto* const placed = entry ? std::get_if<OperationEntry>(&*entry) : nullptr;
            const auto operation = placed != nullptr ? read_operation(*placed) : fail(errors::ledger_not_found);
            if (!operation || operation->operation.kind != rules::OperationKind::commit) {
                return Done{};
            }
            const auto batch = rules::batch_id(operation->identity, operation->operation.body.commit, host_crypto());
            const auto leaves = core_.store->held_leaves(view(batch));
            if (leaves && !leaves->empty()) {
                held_.emplace_back(stored.index, batch);
            }
            return leaves ? Result<Done>(Done{}) : fail(leaves.error());
        });
    // What can't be read now stays held: it costs room and nothing else.
    static_cast<void>(read);
}

Mirror::~Mirror() {
    for (auto& [id, waiting] : waiting_) {
        waiting.done(fail(errors::ledger_closed));
    }
}

std::size_t Mirror::waiting() {
    const std::lock_guard guard(waiting_mutex_);
    return waiting_.size();
}

void Mirror::submit(Submission submission, Ledger::Callback done) {
    if (core_.failed) {
        return done(fail(errors::ledger_failed, core_.failure()));
    }
    if (core_.options.relay == nullptr) {
        return done(fail(errors::ledger_read_only));
    }
    const auto operation = std::make_unique<rules::Authenticated>();
    if (const auto error = rules::authenticate(submission.operation, core_.domain, host_crypto(), *operation);
        error != rules::RuleError::none) {
        return done(fail(to_error(error)));
    }
    if (const auto good = check_leaves(operation->operation(), submission.leaves); !good) {
        return done(fail(good.error()));
    }
    {
        const auto lock = core_.lock_to_read();
        if (const auto known = core_.derived.indexes.operation(operation->id())) {
            return done(make_receipt(core_.derived, *known, operation->id(), operation->identity()));
        }
    }
    const auto relayed = prepare(submission, *operation);
    if (!relayed) {
        return done(fail(relayed.error()));
    }
    {
        const std::lock_guard guard(waiting_mutex_);
        if (waiting_.size() >= core_.options.queue_operations_max) {
            return done(fail(errors::ledger_busy));
        }
        // It may have come in since; then nobody else answers.
        if (const auto lock = core_.lock_to_read();
            const auto known = core_.derived.indexes.operation(operation->id())) {
            return done(make_receipt(core_.derived, *known, operation->id(), operation->identity()));
        }
        const UnixSeconds until{core_.options.clock.now().value + limits::chain_inclusion_seconds_max};
        waiting_.emplace(operation->id(), Waiting{std::move(done), until});
    }
    if (const auto sent = core_.options.relay->send(*relayed); !sent) {
        std::vector<Ledger::Callback> refused;
        {
            const std::lock_guard guard(waiting_mutex_);
            const auto [first, last] = waiting_.equal_range(operation->id());
            std::for_each(first, last, [&](auto& item) { refused.push_back(std::move(item.second.done)); });
            waiting_.erase(first, last);
        }
        for (const auto& callback : refused) {
            callback(fail(sent.error()));
        }
    }
}

Result<RelayedOperation> Mirror::prepare(const Submission& submission, const rules::Authenticated& operation) {
    RelayedOperation relayed{
        .id = operation.id(),
        .identity = operation.identity(),
        .address = submission.address,
        .operation = Bytes(submission.operation.begin(),
                           submission.operation.begin() + static_cast<std::ptrdiff_t>(operation.unsigned_bytes())),
        .proof = {}};
    {
        const auto lock = core_.lock_to_read();
        const Derived& derived = core_.derived;
        const UnixSeconds now = std::max(core_.options.clock.now(), derived.last_accepted_at());
        // The contract decides; what it would refuse as things stand costs nothing here.
        const rules::Moment moment{
            .now = now,
            .checkpoint =
                UnixSeconds{now.value - std::min(now.value, std::uint64_t{limits::chain_checkpoint_seconds})}};
        const auto diff = std::make_unique<rules::Diff>();
        const auto error = rules::apply(rules::ViewRef(derived.state), operation, moment, host_crypto(), *diff);
        if (error != rules::RuleError::none) {
            return fail(to_error(error));
        }
        auto proof = make_submit_proof(rules::ViewRef(derived.state), submission.operation, operation);
        if (!proof) {
            return fail(proof.error());
        }
        relayed.proof = std::move(*proof);
    }
    if (!submission.leaves.empty()) {
        const auto batch = rules::batch_id(operation.identity(), operation.operation().body.commit, host_crypto());
        if (const auto held = core_.store->hold_leaves(view(batch), submission.leaves); !held) {
            return fail(held.error());
        }
    }
    return relayed;
}

Result<Done> Mirror::follow(const chain::Step& step, const chain::Cursor& cursor) {
    const std::lock_guard writing(core_.writing);
    if (core_.failed) {
        return fail(errors::ledger_failed, core_.failure());
    }
    Taken taken;
    taken.base = &core_.derived;
    if (step.rolled_back_to && core_.derived.entries_up_to(step.rolled_back_to->number) < core_.derived.tree.size()) {
        auto earlier =
            derive(*core_.store, Signatures::trust, core_.derived.entries_up_to(step.rolled_back_to->number));
        if (!earlier) {
            return fail(earlier.error());
        }
        taken.cut_back = std::move(*earlier);
        taken.base = &*taken.cut_back;
    }
    taken.overlay.emplace(taken.base->state);
    for (const chain::RegistryEvent& event : step.events) {
        if (const auto done = take(taken, event); !done) {
            core_.fail_with(done.error());
            return fail(done.error());
        }
    }
    const auto stored = core_.store->mirror(taken.base->tree.size(), taken.entries, chain::encode_cursor(cursor));
    if (!stored) {
        core_.fail_with(stored.error());
        return fail(stored.error());
    }
    publish(taken, step);
    answer(taken);
    grown_();
    return Done{};
}

Result<Done> Mirror::take(Taken& taken, const chain::RegistryEvent& event) {
    const auto disagrees = [&](std::string_view what) {
        const chain::EventPlace& place = chain::place_of(event);
        return fail(errors::ledger_chain_disagrees, "block " + std::to_string(place.block.number) + ", log " +
                                                        std::to_string(place.log_index) + ": " + std::string(what));
    };
    const rules::ViewRef state(*taken.overlay);
    auto entry = complete(state, event, core_.domain);
    if (!entry) {
        return disagrees(entry.error().code.name);
    }
    auto operation = std::make_unique<rules::Authenticated>();
    auto error = admit_mirrored(state, entry->operation, core_.domain, *operation);
    if (error == rules::RuleError::none) {
        error = apply_accepted(*taken.overlay, *entry, *operation, *diff_);
    }
    if (error != rules::RuleError::none || entry->accepted_at < taken.last_accepted_at()) {
        return disagrees(rules::rule_error_name(error));
    }
    store::NewEntry stored{.bytes = encode_entry(*entry), .leaf_hash = {}, .leaves = {}};
    stored.leaf_hash = log::leaf_hash(stored.bytes);
    if (operation->operation().kind == rules::OperationKind::commit) {
        const auto batch = rules::batch_id(operation->identity(), operation->operation().body.commit, host_crypto());
        auto leaves = core_.store->held_leaves(view(batch));
        if (!leaves) {
            return fail(leaves.error());
        }
        stored.leaves = std::move(*leaves);
        if (!stored.leaves.empty()) {
            held_.emplace_back(taken.base->tree.size() + taken.entries.size(), batch);
        }
    }
    taken.entries.push_back(std::move(stored));
    taken.placed.push_back(std::move(*entry));
    taken.operations.push_back(std::move(operation));
    return Done{};
}

void Mirror::publish(Taken& taken, const chain::Step& step) {
    std::uint64_t final_size = 0;
    {
        const auto lock = core_.lock_to_publish();
        taken.overlay->merge_into(taken.base->state);
        for (std::size_t i = 0; i < taken.entries.size(); ++i) {
            add_accepted(*taken.base, taken.placed[i], *taken.operations[i], taken.entries[i].leaves);
            taken.base->tree.append(taken.entries[i].leaf_hash);
        }
        if (taken.cut_back) {
            core_.derived = std::move(*taken.cut_back);
            ++core_.cuts;
        }
        core_.heads = step.heads;
        final_size = core_.derived.entries_up_to(std::min(step.heads.finalized.number, step.position.number));
        core_.final_size = std::max(core_.final_size.load(), final_size);
    }
    std::erase_if(held_, [&](const auto& item) {
        return item.first < final_size && core_.store->release_leaves(view(item.second)).has_value();
    });
}

void Mirror::answer(const Taken& taken) {
    std::vector<std::pair<Ledger::Callback, Result<Receipt>>> answers;
    {
        const std::lock_guard guard(waiting_mutex_);
        for (const auto& operation : taken.operations) {
            const auto [first, last] = waiting_.equal_range(operation->id());
            std::for_each(first, last, [&](auto& item) {
                const auto lock = core_.lock_to_read();
                const auto index = core_.derived.indexes.operation(operation->id());
                ensure(index.has_value(), "an operation that was taken");
                answers.emplace_back(std::move(item.second.done),
                                     make_receipt(core_.derived, *index, operation->id(), operation->identity()));
            });
            waiting_.erase(first, last);
        }
        const UnixSeconds now = core_.options.clock.now();
        for (auto item = waiting_.begin(); item != waiting_.end();) {
            if (item->second.until < now) {
                answers.emplace_back(std::move(item->second.done), fail(errors::ledger_pending));
                item = waiting_.erase(item);
            } else {
                ++item;
            }
        }
    }
    for (auto& [done, result] : answers) {
        done(std::move(result));
    }
}

}  // namespace countersign::ledger

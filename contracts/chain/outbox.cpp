#include "contracts/chain/outbox.hpp"

#include "contracts/chain/outbox_step.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {
Result<std::unique_ptr<Outbox>> Outbox::open(const std::filesystem::path& path, Node& node, PrivateKey key,
                                             OutboxOptions options) {
    ensure(key.type() == KeyType::secp256k1 && options.in_flight_max > 0, "outbox options");
    auto store = OutboxStore::open(path, options.chain_id, ethereum_address(key.public_key()));
    if (!store) {
        return fail(store.error());
    }
    return std::unique_ptr<Outbox>(new Outbox(node, std::move(key), options, std::move(*store)));
}

Result<Operation> Outbox::enqueue(const OperationKey& key, const OutboxRequest& request) {
    if (request.data.size() > limits::outbox_data_bytes_max) {
        return fail(errors::chain_outbox_data, std::to_string(request.data.size()) + " bytes");
    }
    return store_->add(key, request);
}

Result<Operation> Outbox::cancel(const OperationKey& key) {
    // Not while a step may be about to send it.
    const std::lock_guard guard(step_mutex_);
    auto operation = store_->load(key);
    if (!operation) {
        return operation;
    }
    Result<Done> done = Done{};
    switch (operation->state) {
        case OperationState::queued:
        case OperationState::refused:
            done = store_->set_state(operation->sequence, OperationState::cancelled, std::nullopt);
            break;
        case OperationState::sent: done = store_->set_cancel_wanted(operation->sequence); break;
        case OperationState::mined:
        case OperationState::settled: return fail(errors::chain_outbox_settled);
        case OperationState::cancelled: break;
    }
    return done ? store_->load(key) : fail(done.error());
}

Result<StepReport> Outbox::step() {
    const std::lock_guard guard(step_mutex_);
    const auto status = node_.load_sender_status(sender_);
    if (!status) {
        return fail(status.error());
    }
    // X14: whatever the connection believes.
    if (status->chain_id != options_.chain_id) {
        return fail(errors::chain_wrong_chain, "chain " + std::to_string(status->chain_id));
    }
    auto in_flight = store_->load_in_flight();
    if (!in_flight) {
        return fail(in_flight.error());
    }
    Step step{.status = *status,
              .final_block = status->finalized.number,
              .market = market_fees(options_.fees, status->latest.base_fee, status->priority_fee),
              .in_flight = std::move(*in_flight)};
    if (options_.confirmations) {
        const std::uint64_t head = status->latest.number;
        step.final_block =
            head >= *options_.confirmations ? std::optional(head - *options_.confirmations) : std::nullopt;
    }
    step.report.head = status->latest;
    if (status->nonce != first_nonce_ || first_since_ == 0 || status->latest.number < first_since_) {
        first_nonce_ = status->nonce;
        first_since_ = status->latest.number;
    }
    for (const auto part : {&Outbox::reopen_settled, &Outbox::look_for_receipts, &Outbox::find_strangers,
                            &Outbox::fill_gaps, &Outbox::push_waiting, &Outbox::send_queued}) {
        if (const auto done = (this->*part)(step); !done) {
            return fail(done.error());
        }
    }
    const auto queued = store_->count_queued();
    if (!queued) {
        return fail(queued.error());
    }
    if (step.report.settled != 0) {
        if (const auto done = store_->prune(limits::outbox_settled_kept); !done) {
            return fail(done.error());
        }
    }
    step.report.queued = *queued;
    step.report.in_flight = static_cast<std::size_t>(std::ranges::count_if(
        step.in_flight, [](const Operation& operation) { return operation.state < OperationState::settled; }));
    return step.report;
}

Result<Done> Outbox::reopen_settled(Step& step) {
    // X23: a nonce that the chain doesn't count any more belonged to another fork. Its operations are looked for and
    // sent like all others.
    auto settled = store_->load_settled_from(step.status.nonce);
    if (!settled) {
        return fail(settled.error());
    }
    std::ranges::move(*settled, std::back_inserter(step.in_flight));
    step.sort();
    return Done{};
}

Result<Done> Outbox::look_for_receipts(Step& step) {
    std::vector<TransactionHash> hashes;
    for (const Operation& operation : step.in_flight) {
        for (const Attempt& attempt : operation.attempts) {
            hashes.push_back(attempt.hash);
        }
    }
    if (hashes.empty()) {
        return Done{};
    }
    const auto found = node_.load_mined(hashes);
    if (!found) {
        return fail(found.error());
    }
    std::size_t next = 0;
    for (Operation& operation : step.in_flight) {
        const auto from = found->begin() + static_cast<std::ptrdiff_t>(next);
        next += operation.attempts.size();
        const std::vector<std::optional<MinedTransaction>> mine(from,
                                                                found->begin() + static_cast<std::ptrdiff_t>(next));
        if (auto done = look_at(step, operation, mine); !done) {
            return done;
        }
    }
    return Done{};
}

Result<Done> Outbox::look_at(Step& step, Operation& operation,
                             const std::vector<std::optional<MinedTransaction>>& found) {
    const auto mined = std::ranges::find_if(found, [](const auto& one) { return one.has_value(); });
    if (mined == found.end()) {
        if (operation.state == OperationState::sent) {
            return Done{};
        }
        // X22: its block is gone; it waits again, under the same nonce.
        const bool was_final = operation.state != OperationState::mined;
        ++step.report.reorganised;
        operation.state = OperationState::sent;
        operation.mined.reset();
        const auto done = store_->set_state(operation.sequence, OperationState::sent, std::nullopt);
        return done && was_final ? store_->set_problem(operation.sequence, errors::chain_finality_broken.name, "")
                                 : done;
    }
    const bool was_cancel = operation.attempts[static_cast<std::size_t>(mined - found.begin())].is_cancel;
    OperationState state = OperationState::mined;
    if (step.is_final((*mined)->block_number)) {
        state = was_cancel ? OperationState::cancelled : OperationState::settled;
        ++step.report.settled;
    }
    if (operation.state == state && operation.mined == *mined) {
        return Done{};
    }
    step.report.mined += operation.state == OperationState::sent ? 1U : 0U;
    operation.state = state;
    operation.mined = *mined;
    return store_->set_state(operation.sequence, state, *mined);
}

Result<Done> Outbox::find_strangers(Step& step) {
    for (Operation& operation : step.in_flight) {
        if (!is_unmined(operation) || *operation.nonce >= step.status.nonce) {
            continue;
        }
        // X21: its nonce is used, and by none of its transactions as far as the node says.
        auto done = store_->set_problem(operation.sequence, errors::chain_nonce_taken.name,
                                        "nonce " + std::to_string(*operation.nonce));
        if (!done) {
            return done;
        }
        if (step.final_block) {
            if (auto searched = find_stranger(step, operation); !searched) {
                return searched;
            }
        }
    }
    return Done{};
}

Result<Done> Outbox::find_stranger(Step& step, Operation& operation) {
    const auto unsure = [&](const Error& error) {
        return store_->set_problem(operation.sequence, errors::chain_nonce_taken.name, error.detail);
    };
    const auto final_nonce = node_.load_nonce(sender_, *step.final_block);
    if (!final_nonce || *final_nonce <= *operation.nonce) {
        return final_nonce ? Result<Done>(Done{}) : unsure(final_nonce.error());
    }
    // Block by block from where the nonce was given out, since old states are kept by few nodes, and blocks by all.
    const std::uint64_t signed_at = operation.attempts.front().block;
    const std::uint64_t start = signed_at - std::min(signed_at, limits::outbox_search_slack_blocks);
    std::uint64_t& next = searched_to_.try_emplace(operation.sequence, start).first->second;
    std::optional<TransactionHash> found;
    for (std::size_t i = 0; i < limits::outbox_search_blocks_max && next <= *step.final_block && !found; ++i, ++next) {
        const auto hash = node_.load_sent(sender_, *operation.nonce, next);
        if (!hash) {
            return unsure(hash.error());
        }
        found = *hash;
    }
    if (!found && next <= *step.final_block) {
        return Done{};
    }
    searched_to_.erase(operation.sequence);
    const bool is_ours = std::ranges::any_of(
        operation.attempts, [&found](const Attempt& attempt) { return found && attempt.hash == *found; });
    if (!found || is_ours) {
        // Not proven: mined after all, and the node will find the receipt; or the search begins anew.
        return Done{};
    }
    // X21: proven final and another's: none of ours can be mined any more.
    if (operation.is_cancel_wanted) {
        operation.state = OperationState::cancelled;
        return store_->set_state(operation.sequence, OperationState::cancelled, std::nullopt);
    }
    operation.state = OperationState::queued;
    return store_->requeue(operation.sequence);
}

}  // namespace countersign::chain

// The half of a step that sends: gaps are filled, what waits is sent again or made dearer, what is queued gets its
// turn.
#include "contracts/chain/outbox_step.hpp"
#include "contracts/chain/refusal.hpp"

namespace countersign::chain {
namespace {

/// What a transaction of nothing costs.
constexpr std::uint64_t plain_gas = 21'000;

}  // namespace

Result<Done> Outbox::fill_gaps(Step& step) {
    // X23: below a transaction that waits, every nonce has one, or nothing would ever be mined. A stranger's that the
    // node has waiting is none of our business.
    std::uint64_t next = std::max(step.status.nonce, step.status.pending_nonce);
    std::size_t filled = 0;
    std::vector<Operation> fillers;
    for (const Operation& operation : step.in_flight) {
        for (; is_unmined(operation) && next < *operation.nonce && filled < limits::outbox_fillers_max;
             ++next, ++filled) {
            if (!step.market) {
                return Done{};
            }
            const Attempt attempt = sign(step, {}, next, *step.market, plain_gas, true);
            OperationKey key{};
            std::memcpy(key.bytes, attempt.hash.bytes, 32);
            if (auto done = store_->add_filler(key, next, attempt); !done) {
                return done;
            }
            auto filler = store_->load(key);
            if (!filler) {
                return fail(filler.error());
            }
            fillers.push_back(std::move(*filler));
        }
        next = std::max(next, operation.nonce.value_or(0) + 1);
    }
    std::ranges::move(fillers, std::back_inserter(step.in_flight));
    step.sort();
    return Done{};
}

Result<Done> Outbox::push_waiting(Step& step) {
    std::vector<Operation*> waiting;
    std::vector<TransactionHash> newest;
    for (Operation& operation : step.in_flight) {
        if (is_unmined(operation) && *operation.nonce >= step.status.nonce) {
            waiting.push_back(&operation);
            newest.push_back(operation.attempts.back().hash);
        }
    }
    if (waiting.empty()) {
        return Done{};
    }
    const auto known = node_.load_known(newest);
    if (!known) {
        return fail(known.error());
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (auto done = push(step, *waiting[i], (*known)[i]); !done) {
            return done;
        }
    }
    return Done{};
}

Result<Done> Outbox::push(Step& step, Operation& operation, bool is_known) {
    const Attempt newest = operation.attempts.back();
    if (!newest.is_cancel) {
        const auto may = may_call(step, operation.request);
        if (!may) {
            return fail(may.error());
        }
        if (!*may && !operation.is_cancel_wanted) {
            return store_->set_problem(operation.sequence, errors::chain_contract_missing.name, "");
        }
    }
    const std::uint64_t head = step.status.latest.number;
    const bool is_first = *operation.nonce == step.status.nonce;
    const std::uint64_t since = std::max(newest.block, first_since_);
    // X25: the oldest is what all others wait for.
    const bool is_stuck = is_first && head >= since + options_.fees.bump_after_blocks;
    const bool to_cancel = operation.is_cancel_wanted && !newest.is_cancel;
    if (!is_stuck && !to_cancel && !operation.is_underpriced) {
        if (is_known) {
            return Done{};
        }
        // What kept it from going on may be over; if not, sending says so again.
        if (!operation.problem.empty() && operation.problem != errors::chain_finality_broken.name) {
            if (auto done = store_->set_problem(operation.sequence, {}, {}); !done) {
                return done;
            }
        }
        ++step.report.resent;
        return transmit(step, operation.sequence, newest);
    }
    const auto fees = bumped_fees(options_.fees, newest.fees, step.market);
    if (!fees) {
        const auto done = store_->set_problem(operation.sequence, errors::chain_fee_ceiling.name,
                                              std::to_string(newest.fees.max_fee) + " wei per gas don't suffice");
        return done && !is_known ? transmit(step, operation.sequence, newest) : done;
    }
    const bool is_cancel = operation.is_cancel_wanted;
    const Attempt attempt =
        sign(step, operation.request, *operation.nonce, *fees, is_cancel ? plain_gas : newest.gas_limit, is_cancel);
    if (auto done = store_->add_attempt(operation.sequence, *operation.nonce, attempt); !done) {
        return done;
    }
    ++step.report.bumped;
    operation.attempts.push_back(attempt);
    return transmit(step, operation.sequence, attempt);
}

Result<Done> Outbox::send_queued(Step& step) {
    const auto in_flight = static_cast<std::size_t>(std::ranges::count_if(step.in_flight, is_unmined));
    if (in_flight >= options_.in_flight_max || step.report.blocked) {
        return Done{};
    }
    const auto queued = store_->load_queued(limits::outbox_step_operations_max);
    if (!queued) {
        return fail(queued.error());
    }
    std::size_t room = options_.in_flight_max - in_flight;
    for (const Operation& operation : *queued) {
        if (room == 0) {
            break;
        }
        const auto was_sent = send_first(step, operation);
        if (!was_sent) {
            return fail(was_sent.error());
        }
        if (step.report.blocked) {
            return store_->set_problem(operation.sequence, step.report.blocked->code.name, step.report.blocked->detail);
        }
        room -= *was_sent ? 1U : 0U;
    }
    return Done{};
}

Result<bool> Outbox::send_first(Step& step, const Operation& operation) {
    if (!step.market) {
        step.report.blocked = Error{errors::chain_fee_ceiling, std::to_string(step.status.latest.base_fee)};
        return false;
    }
    auto may = may_call(step, operation.request);
    if (!may) {
        return may;
    }
    if (!*may) {
        step.report.blocked = Error{errors::chain_contract_missing, {}};
        return false;
    }
    const auto estimate =
        node_.estimate({sender_, operation.request.to, operation.request.data, operation.request.value});
    if (!estimate) {
        // A node that can't say isn't a reason to stop for all that come after.
        const bool is_fault = estimate.error().code == errors::chain_rpc_fault;
        const auto done =
            is_fault ? store_->set_problem(operation.sequence, errors::chain_rpc_fault.name, estimate.error().detail)
                     : Result<Done>(fail(estimate.error()));
        return done ? Result<bool>(false) : fail(done.error());
    }
    const auto refuse = [&](const Error& why) -> Result<bool> {
        auto done = store_->set_state(operation.sequence, OperationState::refused, std::nullopt);
        done = done ? store_->set_problem(operation.sequence, why.code.name, why.detail) : done;
        ++step.report.refused;
        return done ? Result<bool>(false) : fail(done.error());
    };
    if (!*estimate) {
        // X27: never paid for. But what waits before it may be what it needs.
        return step.has_unmined() ? Result<bool>(false) : refuse(to_error(estimate->error()));
    }
    const auto gas_limit = gas_limit_for(**estimate);
    if (!gas_limit) {
        return refuse({errors::chain_gas_cap, std::to_string(**estimate)});
    }
    const auto next = store_->load_next_nonce();
    if (!next) {
        return fail(next.error());
    }
    const std::uint64_t nonce = std::max({step.status.nonce, step.status.pending_nonce, *next});
    const Attempt attempt = sign(step, operation.request, nonce, *step.market, *gas_limit, false);
    // X28: money for all that waits, and this.
    Uint256 needed = operation.request.value;
    const auto charge = [&needed](const Attempt& one) {
        needed = add(needed, multiply(one.gas_limit, one.fees.max_fee)).value_or(needed);
    };
    charge(attempt);
    for (const Operation& other : step.in_flight) {
        if (is_unmined(other)) {
            charge(other.attempts.back());
            needed = add(needed, other.request.value).value_or(needed);
        }
    }
    if (step.status.balance < needed) {
        step.report.blocked = Error{errors::chain_out_of_funds, std::to_string(*gas_limit) + " gas"};
        return false;
    }
    // X19: durable, then sent.
    if (const auto done = store_->add_attempt(operation.sequence, nonce, attempt); !done) {
        return fail(done.error());
    }
    ++step.report.sent;
    Operation sent = operation;
    sent.state = OperationState::sent;
    sent.nonce = nonce;
    sent.attempts = {attempt};
    step.in_flight.push_back(std::move(sent));
    const auto done = transmit(step, operation.sequence, attempt);
    return done ? Result<bool>(true) : fail(done.error());
}

Result<bool> Outbox::may_call(Step& step, const OutboxRequest& request) {
    // X29: a call to an address without a contract succeeds, costs money and does nothing.
    if (request.data.empty()) {
        return true;
    }
    const auto known = step.has_code.find(request.to);
    if (known != step.has_code.end()) {
        return known->second;
    }
    auto has_code = node_.load_has_code(request.to);
    if (has_code) {
        step.has_code.emplace(request.to, *has_code);
    }
    return has_code;
}

Attempt Outbox::sign(const Step& step, const OutboxRequest& request, std::uint64_t nonce, const Fees& fees,
                     std::uint64_t gas_limit, bool is_cancel) const {
    Transaction transaction{.chain_id = options_.chain_id,
                            .nonce = nonce,
                            .max_priority_fee = fees.priority_fee,
                            .max_fee = fees.max_fee,
                            .gas_limit = gas_limit,
                            .to = sender_};
    if (!is_cancel) {
        transaction.to = request.to;
        transaction.value = request.value;
        transaction.data = request.data;
    }
    SignedTransaction made = sign_transaction(key_, std::move(transaction));
    return {made.hash, fees, gas_limit, is_cancel, step.status.latest.number, std::move(made.raw)};
}

Result<Done> Outbox::transmit(Step& step, std::int64_t sequence, const Attempt& attempt) {
    const auto answer = node_.send(attempt.raw);
    if (!answer) {
        return fail(answer.error());
    }
    switch (answer->outcome) {
        // X20: known or mined already is what was wanted; the next step finds the receipt.
        case SendOutcome::accepted:
        case SendOutcome::already_known:
        case SendOutcome::nonce_too_low: return Done{};
        case SendOutcome::underpriced:
        case SendOutcome::replacement_underpriced: return store_->set_underpriced(sequence);
        case SendOutcome::insufficient_funds:
            step.report.blocked = Error{errors::chain_out_of_funds, answer->message};
            return store_->set_problem(sequence, errors::chain_out_of_funds.name, answer->message);
        case SendOutcome::refused:
            return store_->set_problem(sequence, errors::chain_node_refused.name, answer->message);
    }
    return Done{};
}

}  // namespace countersign::chain

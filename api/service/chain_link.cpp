#include "api/service/chain_link.hpp"

#include <chrono>
#include <future>

namespace countersign::api::service {
namespace {

chain::RpcOptions rpc_options(const ChainOptions& options) {
    chain::RpcOptions out;
    for (const std::string& url : options.urls) {
        out.endpoints.push_back({.url = url});
    }
    out.chain_id = options.contracts.chain_id;
    out.quorum = options.quorum;
    return out;
}

}  // namespace

ChainLink::ChainLink(const ChainOptions& options, HttpClient& http, Entropy& entropy)
    : options_(options), rpc_(http, entropy, rpc_options(options)), node_(rpc_) {
    standing_.contracts = options.contracts;
}

Result<std::unique_ptr<ChainLink>> ChainLink::open(const ChainOptions& options, const std::filesystem::path& outbox,
                                                   PrivateKey payer, HttpClient& http, Entropy& entropy,
                                                   const Clock& clock) {
    std::unique_ptr<ChainLink> link(new ChainLink(options, http, entropy));
    link->standing_.payer = ethereum_address(payer.public_key());
    auto opened = chain::Outbox::open(outbox, link->node_, std::move(payer), {.chain_id = options.contracts.chain_id});
    if (!opened) {
        return fail(opened.error());
    }
    link->outbox_ = std::move(*opened);
    auto relayer = chain::Relayer::open(
        *link->outbox_, link->node_, clock,
        {.registry = options.contracts.registry, .chain_id = options.contracts.chain_id, .quotas = options.quotas});
    if (!relayer) {
        return fail(relayer.error());
    }
    link->relayer_ = std::move(*relayer);
    return link;
}

ChainLink::~ChainLink() {
    {
        const std::lock_guard guard(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void ChainLink::anchor(ledger::Ledger& ledger, AnchorKeys keys, AnchorOptions options) {
    anchorer_.emplace(
        Anchorer::Parts{
            .outbox = *outbox_, .relayer = *relayer_, .node = node_, .ledger = ledger, .contracts = options_.contracts},
        std::move(keys), options);
}

Result<Done> ChainLink::start(ledger::Ledger& ledger) {
    ledger_ = &ledger;
    std::optional<chain::Follower> follower;
    if (ledger.home().chain) {
        auto cursor = ledger.cursor();
        if (!cursor) {
            return fail(cursor.error());
        }
        follower.emplace(
            rpc_,
            chain::FollowerOptions{
                .chain_id = options_.contracts.chain_id,
                .registry = options_.contracts.registry,
                .first_block = options_.contracts.first_block,
                .aside = [](std::function<void()> work) { return std::async(std::launch::async, std::move(work)); }},
            std::move(*cursor));
    }
    thread_ = std::thread([this, moved = std::move(follower)]() mutable { run(std::move(moved)); });
    return Done{};
}

Result<Done> ChainLink::send(const ledger::RelayedOperation& operation) {
    const auto sent = relayer_->submit({.operation = operation.operation,
                                        .proof = operation.proof,
                                        .identity = operation.identity,
                                        .address = operation.address});
    if (!sent) {
        return fail(sent.error());
    }
    {
        const std::lock_guard guard(mutex_);
        wanted_ = true;
    }
    wake_.notify_all();
    return Done{};
}

Result<chain::Operation> ChainLink::outgoing(const rules::OperationId& id) {
    chain::OperationKey key{};  // the relayer's is the operation's id
    static_cast<void>(copy_exact(view(id), key));
    return outbox_->status(key);
}

ChainLink::Standing ChainLink::standing() const {
    Standing out;
    {
        const std::lock_guard guard(mutex_);
        out = standing_;
    }
    if (anchorer_) {
        out.anchor = anchorer_->standing();
    }
    return out;
}

bool ChainLink::look(chain::Follower* follower) {
    const auto sent = outbox_->step();
    const bool again = follower != nullptr ? follow(*follower, sent) : sent && sent->sent != 0;
    if (anchorer_) {
        static_cast<void>(anchorer_->look());
    }
    const std::lock_guard guard(mutex_);
    if (sent) {
        standing_.queued = sent->queued;
        standing_.in_flight = sent->in_flight;
    }
    if (follower == nullptr) {
        standing_.problem = sent ? sent->blocked : std::optional(sent.error());
    }
    return again;
}

bool ChainLink::follow(chain::Follower& follower, const Result<chain::StepReport>& sent) {
    const auto step = follower.step();
    const auto taken = step ? ledger_->follow(*step, follower.cursor()) : fail(step.error());
    const std::lock_guard guard(mutex_);
    if (!taken) {
        standing_.caught_up = false;
        standing_.problem = taken.error();
        return false;
    }
    standing_.heads = step->heads;
    standing_.position = step->position;
    standing_.caught_up = step->caught_up;
    standing_.problem = sent ? sent->blocked : std::optional(sent.error());
    // A chain that makes a block for each transaction has one by now.
    return !step->caught_up || (sent && sent->sent != 0);
}

void ChainLink::run(std::optional<chain::Follower> follower) {
    const auto poll = std::chrono::milliseconds(options_.poll_ms);
    for (;;) {
        const bool again = look(follower ? &*follower : nullptr);
        std::unique_lock guard(mutex_);
        if (!again) {
            wake_.wait_for(guard, poll, [this] { return stopping_ || wanted_; });
        }
        wanted_ = false;
        if (stopping_) {
            return;
        }
    }
}

}  // namespace countersign::api::service

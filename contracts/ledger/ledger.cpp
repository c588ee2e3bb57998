#include "contracts/ledger/ledger.hpp"

#include <condition_variable>
#include <optional>

#include "contracts/ledger/parts.hpp"
#include "contracts/ledger/receipts.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/store/sqlite_log_store.hpp"

namespace countersign::ledger {
namespace {

constexpr std::uint64_t log_size_max = (std::uint64_t{1} << 63U) - 1;

struct Genesis {
    store::LogIdentity identity;
    store::NewEntry entry;
};

Result<Genesis> make_genesis(std::string origin, Entropy& entropy, const LedgerOptions& options,
                             std::optional<ChainHome> chain = std::nullopt) {
    if (const auto good = log::check_origin(origin); !good) {
        return fail(good.error());
    }
    if (options.signer && options.signer->verifier().name != origin) {
        return fail(errors::ledger_signer, options.signer->verifier().name);
    }
    // A mirror's entries have the times of their blocks, and may be older than this log.
    const GenesisEntry genesis{.created_at = chain ? UnixSeconds{} : options.clock.now(),
                               .random = entropy.fixed<Sha256Digest>(),
                               .origin = origin,
                               .chain = chain};
    Genesis made{.identity = {.origin = std::move(origin), .registry = {}},
                 .entry = {.bytes = encode_entry(genesis), .leaf_hash = {}, .leaves = {}}};
    made.entry.leaf_hash = log::leaf_hash(made.entry.bytes);
    made.identity.registry = made.entry.leaf_hash;
    return made;
}

/// How far a mirror had come when it was closed; none before its first step. What was safe isn't remembered, so no more
/// than what was finalized is called that.
Result<std::optional<chain::Heads>> read_heads(store::LogStore& store) {
    const auto bytes = store.read_cursor();
    if (!bytes) {
        return fail(bytes.error());
    }
    if (bytes->empty()) {
        return std::nullopt;
    }
    const auto cursor = chain::decode_cursor(*bytes);
    if (!cursor) {
        return fail(cursor.error());
    }
    if (cursor->blocks.empty()) {
        return std::nullopt;
    }
    chain::BlockId finalized = cursor->blocks.front();
    for (const chain::BlockId& block : cursor->blocks) {
        finalized = block.number <= cursor->finalized ? block : finalized;
    }
    return chain::Heads{.seen = cursor->blocks.back(), .safe = finalized, .finalized = finalized};
}

/// A callback's answer for the thread that waits. One for each thread: it is still there when the one who answered lets
/// go of it, so the answer is given without holding the lock, on which the woken thread would have to wait again.
class Waiter {
  public:
    void answer(Result<Receipt> result) {
        {
            const std::lock_guard guard(mutex_);
            result_.emplace(std::move(result));
        }
        answered_.notify_one();
    }
    [[nodiscard]] Result<Receipt> wait() {
        std::unique_lock guard(mutex_);
        answered_.wait(guard, [this] { return result_.has_value(); });
        Result<Receipt> result = std::move(*result_);
        result_.reset();
        return result;
    }

  private:
    std::mutex mutex_;
    std::condition_variable answered_;
    std::optional<Result<Receipt>> result_;
};

}  // namespace

Ledger::Ledger(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Ledger::~Ledger() = default;

Result<std::unique_ptr<Ledger>> Ledger::init(const std::filesystem::path& folder, std::string origin, Entropy& entropy,
                                             LedgerOptions options) {
    const auto genesis = make_genesis(std::move(origin), entropy, options);
    if (!genesis) {
        return fail(genesis.error());
    }
    auto store = store::create_sqlite_log_store(folder, genesis->identity, genesis->entry);
    if (!store) {
        return fail(store.error());
    }
    return over(std::move(*store), std::move(options));
}

Result<std::unique_ptr<Ledger>> Ledger::init_mirror(const std::filesystem::path& folder, std::string origin,
                                                    const ChainHome& chain, Entropy& entropy, LedgerOptions options) {
    const auto genesis = make_genesis(std::move(origin), entropy, options, chain);
    if (!genesis) {
        return fail(genesis.error());
    }
    auto store = store::create_sqlite_log_store(folder, genesis->identity, genesis->entry);
    if (!store) {
        return fail(store.error());
    }
    return over(std::move(*store), std::move(options));
}

Result<std::unique_ptr<Ledger>> Ledger::open(const std::filesystem::path& folder, LedgerOptions options) {
    auto store = store::open_sqlite_log_store(folder, {.read_only = options.access == Access::read_only, .vfs = {}});
    if (!store) {
        return fail(store.error());
    }
    return over(std::move(*store), std::move(options));
}

Result<std::unique_ptr<Ledger>> Ledger::in_memory(std::string origin, Entropy& entropy, LedgerOptions options) {
    const auto genesis = make_genesis(std::move(origin), entropy, options);
    if (!genesis) {
        return fail(genesis.error());
    }
    auto store = store::make_memory_log_store(genesis->identity);
    if (const auto done = store->append(0, {&genesis->entry, 1}); !done) {
        return fail(done.error());
    }
    return over(std::move(store), std::move(options));
}

Result<std::unique_ptr<Ledger>> Ledger::over(std::unique_ptr<store::LogStore> store, LedgerOptions options) {
    if (options.signer && options.signer->verifier().name != store->identity().origin) {
        return fail(errors::ledger_signer, options.signer->verifier().name);
    }
    const bool writes = options.access == Access::read_write;
    auto core = std::make_unique<Core>(std::move(options));
    core->store = std::move(store);
    auto derived = derive(*core->store, Signatures::trust);
    if (!derived) {
        return fail(derived.error());
    }
    core->derived = std::move(*derived);
    if (writes) {
        // At rest there is nothing beyond the last entry; leaves without one would be half a write.
        const auto leaves = core->store->count_leaves(core->derived.tree.size(), log_size_max);
        if (!leaves || *leaves != 0) {
            return leaves ? fail(errors::ledger_corrupt, "there are leaves beyond the last entry")
                          : fail(leaves.error());
        }
    }
    core->home = core->derived.home;
    core->domain = core->home.domain(host_crypto());
    auto published = core->store->read_published();
    if (!published) {
        return fail(published.error());
    }
    if (const auto good = check_published(core->derived.tree, *published); !good) {
        if (writes || good.error().code != errors::ledger_behind_checkpoint) {
            return fail(good.error());
        }
        *published = {};  // to be read, as far as it goes, without the checkpoint that is ahead of it
    }
    if (core->home.chain) {
        core->final_size = std::max(published->head.size, std::uint64_t{1});  // until the chain has said more
        const auto heads = read_heads(*core->store);
        if (!heads) {
            return fail(heads.error());
        }
        core->heads = *heads;
    }
    return std::unique_ptr<Ledger>(new Ledger(std::make_unique<Parts>(std::move(core), *published)));
}

const std::string& Ledger::origin() const noexcept { return parts_->core->store->identity().origin; }
const rules::RegistryId& Ledger::registry() const noexcept { return parts_->core->home.registry; }
const Home& Ledger::home() const noexcept { return parts_->core->home; }
const rules::DomainSeparator& Ledger::domain() const noexcept { return parts_->core->domain; }

std::optional<log::VerifierKey> Ledger::verifier_key() const {
    const auto& signer = parts_->core->options.signer;
    return signer ? std::optional(signer->verifier()) : std::nullopt;
}

Result<Receipt> Ledger::submit(Submission submission) {
    if (parts_->writer) {
        return parts_->writer->submit(std::move(submission));
    }
    thread_local Waiter waiter;
    submit(std::move(submission), [waiter = &waiter](Result<Receipt> result) { waiter->answer(std::move(result)); });
    return waiter.wait();
}

void Ledger::submit(Submission submission, Callback done) {
    if (parts_->mirror) {
        return parts_->mirror->submit(std::move(submission), std::move(done));
    }
    if (!parts_->writer) {
        return done(fail(errors::ledger_read_only));
    }
    parts_->writer->submit(std::move(submission), std::move(done));
}

Result<Done> Ledger::follow(const chain::Step& step, const chain::Cursor& cursor) {
    return parts_->mirror ? parts_->mirror->follow(step, cursor) : fail(errors::ledger_not_a_mirror);
}

Result<chain::Cursor> Ledger::cursor() const {
    const auto bytes = parts_->core->store->read_cursor();
    if (!bytes) {
        return fail(bytes.error());
    }
    return bytes->empty() ? chain::Cursor{} : chain::decode_cursor(*bytes);
}

std::optional<chain::Heads> Ledger::heads() const {
    const auto lock = parts_->core->lock_to_read();
    return parts_->core->heads;
}

Result<std::optional<Ledger::ChainStanding>> Ledger::chain_standing(LogIndex index) const {
    const auto present = heads();
    if (!present || index.value == 0) {
        return std::nullopt;
    }
    const auto stored = entry(index);
    const auto parsed = stored ? parse_entry(stored->bytes) : fail(stored.error());
    if (!parsed) {
        return fail(parsed.error());
    }
    const ChainPlace& place = std::get<OperationEntry>(*parsed).place.value();
    return ChainStanding{.finality = present->finality_of(place.block.number), .place = place};
}

Ledger::View Ledger::view() const {
    View view;
    view.lock_ = parts_->core->lock_to_read();
    view.state_ = &parts_->core->derived.state;
    view.indexes_ = &parts_->core->derived.indexes;
    view.tree_ = &parts_->core->derived.tree;
    return view;
}

UnixSeconds Ledger::now() const {
    const auto lock = parts_->core->lock_to_read();
    return std::max(parts_->core->options.clock.now(), parts_->core->derived.last_accepted_at());
}

Result<Receipt> Ledger::receipt(const rules::OperationId& operation) const {
    std::optional<LogIndex> index;
    {
        const auto lock = parts_->core->lock_to_read();
        index = parts_->core->derived.indexes.operation(operation);
    }
    return index ? receipt_at(*index) : fail(errors::ledger_not_found, "operation");
}

Result<Receipt> Ledger::batch_receipt(const rules::BatchId& batch) const {
    std::optional<LogIndex> index;
    {
        const auto lock = parts_->core->lock_to_read();
        index = parts_->core->derived.indexes.batch(batch);
    }
    return index ? receipt_at(*index) : fail(errors::ledger_not_found, "batch");
}

Result<Receipt> Ledger::receipt_at(LogIndex index) const {
    const auto stored = entry(index);
    if (!stored) {
        return fail(stored.error());
    }
    const auto parsed = parse_entry(stored->bytes);
    const auto read = parsed ? read_operation(std::get<OperationEntry>(*parsed)) : fail(parsed.error());
    if (!read) {
        return fail(errors::ledger_corrupt, "entry " + std::to_string(index.value));
    }
    const auto lock = parts_->core->lock_to_read();
    if (index.value >= parts_->core->derived.tree.size()) {
        return fail(errors::ledger_not_found, "taken back meanwhile");
    }
    return make_receipt(parts_->core->derived, index, read->id, read->identity);
}

Result<SignedCheckpoint> Ledger::checkpoint() const { return parts_->publisher->last(); }
Result<SignedCheckpoint> Ledger::publish() { return parts_->publisher->publish(); }

Ledger::Edition Ledger::edition() const {
    const auto lock = parts_->core->lock_to_read();
    return {.size = parts_->core->derived.tree.size(), .cuts = parts_->core->cuts};
}

Ledger::Health Ledger::health() const {
    Core& core = *parts_->core;
    Health health;
    const bool writes = parts_->writer || parts_->mirror;
    health.accepting = writes && !core.failed;
    health.reason = writes ? core.failure() : "opened for reading only";
    health.queued = parts_->writer ? parts_->writer->queued() : parts_->mirror ? parts_->mirror->waiting() : 0;
    {
        const auto lock = core.lock_to_read();
        health.size = core.derived.tree.size();
    }
    const auto last = parts_->publisher->last();
    health.checkpoint_size = last ? last->head.size : 0;
    return health;
}

}  // namespace countersign::ledger

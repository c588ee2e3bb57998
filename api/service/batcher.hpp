// Commits what hosted identities sign and issue in batches: by count or by time, several items under one root, each
// with its path. What is answered as taken is durable first; a kill at any instant loses nothing and commits nothing
// twice. Rules: docs/spec/batching.md. Thread-safety: all functions, from any thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "api/service/batch_store.hpp"
#include "identity/base/clock.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {

struct BatchOptions {
    /// A batch is committed once it has so many items. 1: each for itself, at once.
    std::uint32_t count = 1;
    /// Or once its first item has waited so long.
    std::uint32_t seconds = 0;
};

class Batcher {
  public:
    /// The arguments must outlive it. Nothing that waits moves before start(). Errors: store.*.
    [[nodiscard]] static Result<std::unique_ptr<Batcher>> open(HostedSigner& signer, const Clock& clock,
                                                               Entropy& entropy, BatchOptions options);
    /// Ends its threads; what waits, waits for the next start.
    ~Batcher();
    Batcher(const Batcher&) = delete;
    Batcher& operator=(const Batcher&) = delete;
    void start();

    struct Request {
        ItemGroup group = {};
        /// Its index is set here.
        Bytes leaf = {};
        std::optional<IssuedRecord> issued = std::nullopt;
        /// Who asked, where the service pays.
        std::string address = {};
    };
    struct Added {
        /// None: it is durable here and not yet committed; ask for the item.
        std::optional<ledger::Receipt> receipt = std::nullopt;
        rules::BatchId batch{};
        std::string item = {};
    };
    /// Errors: those of the ledger where the item would be committed at once (nothing is kept then), store.*.
    [[nodiscard]] Result<Added> add(Request request);

    struct Standing {
        BatchItem item;
        std::optional<ledger::Receipt> receipt = std::nullopt;
    };
    /// Errors: item.unknown, store.*.
    [[nodiscard]] Result<Standing> find(std::string_view item);

    /// Commits what this identity has waiting, and waits for it. Errors: item.open, store.*.
    [[nodiscard]] Result<Done> flush(const rules::IdentityId& identity);
    [[nodiscard]] BatchStore& store() noexcept { return store_; }
    [[nodiscard]] const BatchOptions& options() const noexcept { return options_; }

  private:
    using Time = std::chrono::steady_clock::time_point;
    struct Waiting {
        std::size_t items = 0;
        /// When the first of them has waited long enough.
        Time due;
    };
    struct Sealed {
        SealedBatch batch;
        Time due;
        std::uint32_t pause_ms = limits::batch_retry_ms;
    };
    enum class Tried : std::uint8_t { done, later };

    Batcher(HostedSigner& signer, const Clock& clock, Entropy& entropy, BatchOptions options, BatchStore store)
        : signer_(signer), clock_(clock), entropy_(entropy), options_(options), store_(std::move(store)) {}
    [[nodiscard]] Result<Done> load();
    [[nodiscard]] Result<Done> forget_old();
    [[nodiscard]] Result<Added> commit_now(Request request);
    [[nodiscard]] Result<Added> keep_and_commit(Request request);
    [[nodiscard]] Result<Added> keep(Request request);
    [[nodiscard]] BatchItem make_item(const Request& request);
    [[nodiscard]] Result<HostedSigner::Committed> send(const SealedBatch& batch, std::string address = {});
    [[nodiscard]] Tried try_batch(const SealedBatch& batch);
    void run();
    /// What is due, sealed; none when the threads are to end.
    [[nodiscard]] std::optional<Sealed> take_due();
    [[nodiscard]] std::optional<ItemGroup> due_group(Time now) const;
    void put_back(Sealed sealed);

    HostedSigner& signer_;
    const Clock& clock_;
    Entropy& entropy_;
    BatchOptions options_;
    BatchStore store_;

    std::mutex mutex_;
    std::condition_variable changed_;
    Time forgot_at_;
    std::map<ItemGroup, Waiting> waiting_;
    std::vector<Sealed> sealed_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

/// The code of an error as it is kept with an item.
[[nodiscard]] inline std::string code_of(const Error& error) { return std::string(error.code.name); }

}  // namespace countersign::api::service

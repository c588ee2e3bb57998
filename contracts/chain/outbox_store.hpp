// What the outbox remembers, in SQLite: operations, and every transaction that was ever signed for each. Each function
// is one durable transaction: it returns after the sync.
// Thread-safety: all functions from any thread.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "contracts/chain/fees.hpp"
#include "contracts/chain/node.hpp"
#include "contracts/store/database.hpp"
#include "contracts/store/file_lock.hpp"

namespace countersign::chain {

/// Chosen by whoever sends: the same key is the same operation, however often it is handed in.
using OperationKey = FixedBytes<32, struct OperationKeyTag>;

struct OutboxRequest {
    EthereumAddress to{};
    Bytes data = {};
    Uint256 value = {};
    friend bool operator==(const OutboxRequest&, const OutboxRequest&) = default;
};

enum class OperationState : std::uint8_t {
    queued = 0,     ///< has no nonce; nothing was signed
    sent = 1,       ///< has a nonce; at least one transaction was signed and may be mined any time
    mined = 2,      ///< one of its transactions is in a block that may still go
    settled = 3,    ///< that block is final; `succeeded` says how it went
    refused = 4,    ///< would revert, so it was never sent
    cancelled = 5,  ///< before it was sent, or its nonce was used up by a cancellation that is final
};
[[nodiscard]] std::string_view to_text(OperationState state) noexcept;

/// One signed transaction of an operation.
struct Attempt {
    TransactionHash hash{};
    Fees fees;
    std::uint64_t gas_limit = 0;
    bool is_cancel = false;
    /// The chain's latest block when it was signed.
    std::uint64_t block = 0;
    Bytes raw;
};

struct Operation {
    std::int64_t sequence = 0;
    OperationKey key{};
    OutboxRequest request;
    OperationState state = OperationState::queued;
    std::optional<std::uint64_t> nonce = std::nullopt;
    /// In the order of signing; empty where only the state was asked for.
    std::vector<Attempt> attempts = {};
    bool is_cancel_wanted = false;
    /// The node wants more money for it.
    bool is_underpriced = false;
    std::optional<MinedTransaction> mined = std::nullopt;
    /// A stable code of what keeps it from going on, or why it was refused; and the detail for people.
    std::string problem = {};
    std::string detail = {};
};

class OutboxStore {
  public:
    /// Opens or makes it. Errors: chain.outbox_locked, chain.outbox_mismatch, store.*.
    [[nodiscard]] static Result<std::unique_ptr<OutboxStore>> open(const std::filesystem::path& path,
                                                                   std::uint64_t chain_id,
                                                                   const EthereumAddress& sender);

    /// Done in the transaction that queues an operation, or else not at all: its error keeps the operation out.
    using Along = std::function<Result<Done>(store::Database&)>;
    /// The new operation, or the one that has this key already. One that was refused or cancelled is queued anew, with
    /// the request that comes now. Errors: chain.outbox_conflict, store.*, those of `along`.
    [[nodiscard]] Result<Operation> add(const OperationKey& key, const OutboxRequest& request, const Along& along = {});
    /// Errors: chain.outbox_unknown, store.*.
    [[nodiscard]] Result<Operation> load(const OperationKey& key);
    /// With their attempts, by nonce.
    [[nodiscard]] Result<std::vector<Operation>> load_in_flight();
    /// Settled or cancelled ones whose nonce is at least `nonce`, with their attempts.
    [[nodiscard]] Result<std::vector<Operation>> load_settled_from(std::uint64_t nonce);
    /// The first of them, without attempts.
    [[nodiscard]] Result<std::vector<Operation>> load_queued(std::size_t count);
    [[nodiscard]] Result<std::size_t> count_queued();
    /// One more than any nonce that an operation has.
    [[nodiscard]] Result<std::uint64_t> load_next_nonce();

    /// Before anything is sent: the nonce and the signed transaction.
    [[nodiscard]] Result<Done> add_attempt(std::int64_t sequence, std::uint64_t nonce, const Attempt& attempt);
    /// An operation that only uses up a nonce.
    [[nodiscard]] Result<Done> add_filler(const OperationKey& key, std::uint64_t nonce, const Attempt& attempt);
    [[nodiscard]] Result<Done> set_state(std::int64_t sequence, OperationState state,
                                         const std::optional<MinedTransaction>& mined);
    [[nodiscard]] Result<Done> set_problem(std::int64_t sequence, std::string_view problem, std::string_view detail);
    [[nodiscard]] Result<Done> set_underpriced(std::int64_t sequence);
    [[nodiscard]] Result<Done> set_cancel_wanted(std::int64_t sequence);
    /// Takes the nonce away, once it is proven that none of the operation's transactions can ever be mined.
    [[nodiscard]] Result<Done> requeue(std::int64_t sequence);

    /// Forgets what is over, of all but the `keep` operations that came last. Errors: store.*.
    [[nodiscard]] Result<Done> prune(std::size_t keep);

    /// For whoever keeps more in the same file (the relayer's quotas). Errors: store.*, those of `work`.
    [[nodiscard]] Result<Done> with_database(const Along& work) {
        const std::lock_guard guard(mutex_);
        return work(database_);
    }

  private:
    OutboxStore(store::FileLock lock, store::Database database)
        : lock_(std::move(lock)), database_(std::move(database)) {}
    Result<std::vector<Operation>> select(const std::string& where, std::int64_t parameter, bool with_attempts);
    Result<Operation> find(const OperationKey& key);
    Result<Done> load_attempts(Operation& operation);
    Result<Done> insert(store::Database& database, const OperationKey& key, const OutboxRequest& request);

    store::FileLock lock_;
    std::mutex mutex_;
    store::Database database_;
};

}  // namespace countersign::chain

// The ledger: the only writer of the registry in this process. Signed operations go in; an acknowledged one is
// synced to disk, in order, for ever. State and indexes are in memory, derived from the log when it is opened.
//
//   submit: authenticate in the caller's thread -> bounded queue -> one thread at a time: apply a group of operations
//   by the rules, one transaction, one sync -> publish the state -> acknowledge each
//
// Checkpoints are signed by a second thread: at once when the last is old enough, else when the interval is over. A
// checkpoint is recorded durably, apart from the log, before anyone gets it, so a log that was set back can't fork.
// After any failure to write or sync it accepts nothing more (`ledger.failed`) and still answers reads.
// Thread-safety: every member function, from any thread. Rules: docs/spec/log.md (L50 on).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include "contracts/chain/follower.hpp"
#include "contracts/ledger/entry.hpp"
#include "contracts/ledger/indexes.hpp"
#include "contracts/ledger/relay.hpp"
#include "contracts/ledger/state.hpp"
#include "contracts/log/tlog_proof.hpp"
#include "contracts/log/tree.hpp"
#include "contracts/rules/queries.hpp"
#include "contracts/store/log_store.hpp"
#include "identity/base/clock.hpp"
#include "identity/base/entropy.hpp"
#include "identity/base/limits.hpp"

namespace countersign::ledger {

enum class Access : std::uint8_t { read_write, read_only };

struct LedgerOptions {
    /// Must outlive the ledger; thread-safe.
    const Clock& clock;
    /// Where a mirror's operations go; must outlive the ledger. None: a mirror only follows.
    Relay* relay = nullptr;
    /// Signs checkpoints; must be named by the origin. None: the ledger accepts operations and signs nothing.
    std::optional<log::NoteSigner> signer = std::nullopt;
    Access access = Access::read_write;
    std::size_t queue_operations_max = limits::ledger_queue_operations_max;
    /// At most one checkpoint in this time; 0: only when publish() is called.
    std::uint32_t checkpoint_interval_ms = 1000;
};

/// What an accepted operation is answered with: the same for ever, however often it is sent.
struct Receipt {
    LogIndex index;
    UnixSeconds accepted_at{};
    rules::OperationId operation{};
    /// Who acted; for create_identity the identity that was made.
    rules::IdentityId identity{};
    /// Of the entry in the log.
    Sha256Digest leaf_hash{};

    friend bool operator==(const Receipt&, const Receipt&) = default;
};

struct Submission {
    /// Canonical bytes with signatures.
    Bytes operation;
    /// The batch's leaves, for a commit; else empty.
    std::vector<Bytes> leaves;
    /// Who asks, for those who pay for others: a network address; empty for the service itself.
    std::string address = {};
};

/// A leaf of a batch, and what shows that it is one: from leaf hash to the root that the commit signs.
struct LeafProof {
    LeafPlace place;
    Bytes leaf;
    rules::TreeHash root{};
    std::uint32_t count = 0;
    log::Proof path;
};

/// The largest head that this log has signed.
struct SignedCheckpoint {
    log::TreeHead head;
    /// When the last entry that it covers was accepted.
    UnixSeconds time{};
    /// The signed note.
    std::string note;
};

class Ledger {
  public:
    /// Makes a new ledger in `folder` (created where it is absent) and opens it. `origin` names the log for ever: a
    /// schema-less URL without spaces and plus signs. Errors: store.exists, note.key_name, ledger.signer, those of the
    /// store.
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> init(const std::filesystem::path& folder, std::string origin,
                                                              Entropy& entropy, LedgerOptions options);
    /// Makes a new ledger that mirrors the registry of a chain: submit() relays, and what the chain has accepted comes
    /// in by follow(). Checkpoints cover only what is finalized there. Errors: as init.
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> init_mirror(const std::filesystem::path& folder,
                                                                     std::string origin, const ChainHome& chain,
                                                                     Entropy& entropy, LedgerOptions options);
    /// Opens an existing ledger: reads the whole log, checks its hashes against the last published checkpoint and
    /// rebuilds the state. Errors: store.missing, store.locked, store.schema, those of the store, ledger.corrupt,
    /// ledger.signer; ledger.behind_checkpoint unless opened for reading only.
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> open(const std::filesystem::path& folder,
                                                              LedgerOptions options);
    /// A ledger that lives as long as the process, for tests and trials.
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> in_memory(std::string origin, Entropy& entropy,
                                                                   LedgerOptions options);
    /// Over a store of the caller's. Errors: as open.
    [[nodiscard]] static Result<std::unique_ptr<Ledger>> over(std::unique_ptr<store::LogStore> store,
                                                              LedgerOptions options);
    /// Stops accepting, finishes what is queued, and joins its threads.
    ~Ledger();
    Ledger(const Ledger&) = delete;
    Ledger& operator=(const Ledger&) = delete;

    [[nodiscard]] const std::string& origin() const noexcept;
    [[nodiscard]] const rules::RegistryId& registry() const noexcept;
    [[nodiscard]] const Home& home() const noexcept;
    /// What every operation for this ledger is signed for.
    [[nodiscard]] const rules::DomainSeparator& domain() const noexcept;
    /// The log's public key, where checkpoints are signed.
    [[nodiscard]] std::optional<log::VerifierKey> verifier_key() const;

    /// Waits until the operation is durable or refused. Idempotent: an operation that is in the log already gets its
    /// first answer. Errors: those of the rules (`registry.*`), ledger.leaves_missing, ledger.leaves_unexpected,
    /// ledger.leaf_form, ledger.leaves_root, ledger.busy, ledger.failed, ledger.closed, ledger.read_only.
    [[nodiscard]] Result<Receipt> submit(Submission submission);
    /// The same without waiting: authenticates in the caller's thread, then answers through `done`, which is called
    /// once, either here (an early refusal) or from a thread that writes, where it must be quick and must not throw.
    using Callback = std::function<void(Result<Receipt>)>;
    void submit(Submission submission, Callback done);

    // A ledger that mirrors a chain.

    /// Takes a step of the follower and remembers its cursor with it. From one thread at a time.
    /// Errors: ledger.not_a_mirror; ledger.chain_disagrees, after which nothing is mirrored any more; ledger.failed,
    /// those of the store.
    [[nodiscard]] Result<Done> follow(const chain::Step& step, const chain::Cursor& cursor);
    /// To go on from: of the last step taken. Errors: chain.cursor, those of the store.
    [[nodiscard]] Result<chain::Cursor> cursor() const;
    struct ChainStanding {
        chain::Finality finality{};
        ChainPlace place;
    };
    /// Where an entry of a mirror stands, as of the last step taken, be it before this ledger was opened; none for the
    /// genesis, in other ledgers, and before the first step of all. Errors: store.no_entry, those of the store.
    [[nodiscard]] Result<std::optional<ChainStanding>> chain_standing(LogIndex index) const;
    /// None in other ledgers, and before the first step of all. After opening, what is known of the last step: `safe`
    /// is then told as no more than what was finalized.
    [[nodiscard]] std::optional<chain::Heads> heads() const;

    /// A consistent look at everything that is acknowledged. Holds a shared lock: keep it briefly, and don't submit
    /// while holding it.
    class View {
      public:
        /// For the queries of contracts/rules/queries.hpp: find_identity(view.state(), id, record).
        [[nodiscard]] rules::ViewRef state() const noexcept { return rules::ViewRef(*state_); }
        [[nodiscard]] const Indexes& indexes() const noexcept { return *indexes_; }
        /// Size and root of the log; the last signed checkpoint may be older.
        [[nodiscard]] log::TreeHead head() const noexcept { return tree_->head(); }
        /// Roots of earlier sizes, and the proofs between any two.
        [[nodiscard]] const log::MerkleTree& tree() const noexcept { return *tree_; }
        /// Hash over all of the state: equal states, equal digests. O(state).
        [[nodiscard]] Sha256Digest state_digest() const { return state_->digest(); }
        void visit_records(const State::Visitor& visitor) const { state_->visit(visitor); }

      private:
        friend class Ledger;
        std::shared_lock<std::shared_mutex> lock_;
        const State* state_ = nullptr;
        const Indexes* indexes_ = nullptr;
        const log::MerkleTree* tree_ = nullptr;
    };
    [[nodiscard]] View view() const;

    /// What tells one state of the ledger from another: what was made from an edition is good while it is the present
    /// one.
    struct Edition {
        std::uint64_t size = 0;
        /// How often entries were taken back since it was opened: only the mirror of a chain does that.
        std::uint64_t cuts = 0;
        friend bool operator==(const Edition&, const Edition&) = default;
    };
    [[nodiscard]] Edition edition() const;

    /// The time operations are judged at: the clock, but never before the last accepted operation.
    [[nodiscard]] UnixSeconds now() const;

    // The log and its proofs.

    /// Errors: store.no_entry, those of the store.
    [[nodiscard]] Result<store::StoredEntry> entry(LogIndex index) const;
    /// At most `count` entries from `first` on; none at or past the end.
    [[nodiscard]] Result<std::vector<store::StoredEntry>> entries(LogIndex first, std::size_t count) const;
    /// The receipt that the operation got. Errors: ledger.not_found.
    [[nodiscard]] Result<Receipt> receipt(const rules::OperationId& operation) const;
    /// Of the operation that committed the batch. Errors: ledger.not_found.
    [[nodiscard]] Result<Receipt> batch_receipt(const rules::BatchId& batch) const;

    /// The last signed checkpoint. Errors: ledger.no_checkpoint.
    [[nodiscard]] Result<SignedCheckpoint> checkpoint() const;
    /// Signs the present head unless it is signed already, and gives the checkpoint.
    /// Errors: ledger.signer where there is no key, ledger.behind_checkpoint, ledger.failed, those of the store.
    [[nodiscard]] Result<SignedCheckpoint> publish();
    /// The proof that entry `index` is in the log, up to the last signed checkpoint.
    /// Errors: ledger.no_checkpoint where that doesn't cover the entry yet (publish() makes one), store.no_entry.
    [[nodiscard]] Result<log::TlogProof> prove_entry(LogIndex index) const;
    /// Errors: proof.range.
    [[nodiscard]] Result<log::Proof> prove_consistency(std::uint64_t older, std::uint64_t newer) const;
    /// A tile or bundle that the last signed checkpoint covers, by its path (`tile/0/000`). Errors: tile.path,
    /// tile.not_found.
    [[nodiscard]] Result<Bytes> tile(std::string_view path) const;

    /// A leaf's bytes. Errors: ledger.not_found.
    [[nodiscard]] Result<Bytes> leaf(const LeafPlace& place) const;
    /// All leaves of a batch in order. Errors: ledger.not_found.
    [[nodiscard]] Result<std::vector<Bytes>> leaves(const rules::BatchId& batch) const;
    /// Errors: ledger.not_found.
    [[nodiscard]] Result<LeafProof> prove_leaf(const rules::BatchId& batch, std::uint32_t index) const;

    // Health.

    struct Health {
        bool accepting = false;
        /// Why not, where it isn't.
        std::string reason;
        std::size_t queued = 0;
        std::uint64_t size = 0;
        std::uint64_t checkpoint_size = 0;
    };
    [[nodiscard]] Health health() const;

    /// Reads everything back from the store and recomputes every hash, the tree, the batches and the state. A flipped
    /// byte in any entry or leaf is named. Gives the number of entries checked. Errors: ledger.corrupt, those of the
    /// store.
    [[nodiscard]] Result<std::uint64_t> check() const;
    /// Drops everything derived and derives it again. Errors: as check.
    [[nodiscard]] Result<Done> rebuild();

  private:
    struct Parts;
    [[nodiscard]] Result<Receipt> receipt_at(LogIndex index) const;
    explicit Ledger(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace countersign::ledger

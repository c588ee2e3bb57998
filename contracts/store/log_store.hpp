// What a ledger keeps: entries, the leaves of batches, and the last published checkpoint. Everything else is derived
// from these. One implementation on SQLite files (sqlite_log_store.hpp), one in memory for tests and trials.
// Thread-safety: appends and cuts by one thread at a time, everything else by any.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "contracts/log/merkle.hpp"
#include "contracts/store/errors.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"
#include "identity/base/strong.hpp"

namespace countersign::store {

/// Fixed when the ledger is made; never changes.
struct LogIdentity {
    std::string origin;
    /// Hash of the genesis entry.
    Sha256Digest registry{};

    friend bool operator==(const LogIdentity&, const LogIdentity&) = default;
};

struct NewEntry {
    Bytes bytes;
    /// Kept beside the bytes, so that damage can be told and named.
    Sha256Digest leaf_hash{};
    /// Of a batch that this entry commits; else empty.
    std::vector<Bytes> leaves;
};

struct StoredEntry {
    std::uint64_t index = 0;
    Bytes bytes;
    /// As it was computed when the entry was written.
    Sha256Digest leaf_hash{};
};

struct StoredLeaf {
    Bytes bytes;
    /// leaf_mark() of the bytes as they were written.
    std::uint64_t mark = 0;
};
/// The first eight bytes of the leaf's hash: a batch's root shows that it is damaged, the mark shows where.
[[nodiscard]] std::uint64_t leaf_mark(ByteView leaf) noexcept;

/// The largest tree head that was ever signed, with the note that says so. Size 0: none yet.
struct Published {
    log::TreeHead head;
    std::string note;
};

class LogStore {
  public:
    virtual ~LogStore() = default;

    [[nodiscard]] virtual const LogIdentity& identity() const = 0;

    /// Adds entries from index `first` on, with their leaves: all of them, durably, or none. After an error nothing may
    /// be appended any more: what reached the disk is known only after it is opened again. Errors: store.conflict where
    /// the log's size isn't `first` or it was opened for reading only; store.full, store.io, store.busy, store.corrupt.
    [[nodiscard]] virtual Result<Done> append(std::uint64_t first, std::span<const NewEntry> entries) = 0;
    [[nodiscard]] virtual Result<std::uint64_t> size() = 0;

    // A log that mirrors a chain goes back where the chain does. Never below what was published.

    /// Keeps the first `keep` entries, with their leaves, then appends, and remembers how far the chain was read: all
    /// of it, durably, or nothing. Errors: store.conflict where the log is shorter, or has published more; as append.
    [[nodiscard]] virtual Result<Done> mirror(std::uint64_t keep, std::span<const NewEntry> entries,
                                              ByteView cursor) = 0;
    /// What mirror() remembered last; empty before.
    [[nodiscard]] virtual Result<Bytes> read_cursor() = 0;
    /// Keeps a batch's leaves, durably, for an entry that is still to come: a commit is on its way to a chain. The same
    /// again is fine. Errors: as append.
    [[nodiscard]] virtual Result<Done> hold_leaves(ByteView batch, std::span<const Bytes> leaves) = 0;
    /// What is held for `batch`, in order; empty where nothing is.
    [[nodiscard]] virtual Result<std::vector<Bytes>> held_leaves(ByteView batch) = 0;
    /// The entry is there to stay. Errors: as append.
    [[nodiscard]] virtual Result<Done> release_leaves(ByteView batch) = 0;

    using EntryVisitor = std::function<Result<Done>(StoredEntry)>;
    /// Visits entries [first, end) in order; stops at the visitor's first error and gives it.
    [[nodiscard]] virtual Result<Done> read_entries(std::uint64_t first, std::uint64_t end,
                                                    const EntryVisitor& visit) = 0;
    /// All leaves of the batch that entry `entry` commits, in order; empty where it commits none.
    [[nodiscard]] virtual Result<std::vector<StoredLeaf>> read_leaves(std::uint64_t entry) = 0;
    /// One leaf. Errors: store.no_entry.
    [[nodiscard]] virtual Result<Bytes> read_leaf(std::uint64_t entry, std::uint32_t leaf) = 0;
    /// How many leaves the store holds of entries [first, end), whether these exist or not.
    [[nodiscard]] virtual Result<std::uint64_t> count_leaves(std::uint64_t first, std::uint64_t end) = 0;

    /// Whether the files themselves are sound; what is in them, the ledger checks. Errors: store.corrupt.
    [[nodiscard]] virtual Result<Done> check_structure() = 0;

    [[nodiscard]] virtual Result<Published> read_published() = 0;
    /// Replaces the published checkpoint, durably, only while it is still the one of `expected` (compare and swap).
    /// Kept apart from the log, so that a log restored from an older backup can be told. Errors: store.conflict.
    [[nodiscard]] virtual Result<Done> advance_published(const log::TreeHead& expected, const Published& next) = 0;
};

/// Forgets everything with the process.
[[nodiscard]] std::unique_ptr<LogStore> make_memory_log_store(LogIdentity identity);

}  // namespace countersign::store

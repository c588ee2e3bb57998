#include "contracts/store/sqlite_log_store.hpp"

#include <mutex>
#include <optional>

#include "contracts/store/database.hpp"
#include "contracts/store/file_lock.hpp"
#include "contracts/store/log_tables.hpp"
#include "contracts/store/published_file.hpp"

namespace countersign::store {
namespace {

namespace fs = std::filesystem;

/// Entries that are in memory at once while a reader goes over the log.
constexpr std::uint64_t read_page_entries = 512;

fs::path log_file(const fs::path& folder) { return folder / "ledger.db"; }
fs::path published_file(const fs::path& folder) { return folder / "published.db"; }
fs::path lock_file(const fs::path& folder) { return folder / "ledger.lock"; }

class SqliteLogStore final : public LogStore {
  public:
    SqliteLogStore(LogIdentity identity, Database reader, Database published, std::uint64_t size)
        : identity_(std::move(identity)), reader_(std::move(reader)), published_(std::move(published)), size_(size) {}

    /// Without it the store only reads. Before anything else.
    void write_with(FileLock lock, Database database, WriteStatements statements) {
        writer_.emplace(Writer{std::move(lock), std::move(database), std::move(statements)});
    }

    [[nodiscard]] const LogIdentity& identity() const override { return identity_; }

    [[nodiscard]] Result<Done> append(std::uint64_t first, std::span<const NewEntry> entries) override {
        const std::lock_guard guard(writing_);
        if (first != size_) {
            return fail(errors::store_conflict, "the log has " + std::to_string(size_) + " entries");
        }
        auto done = write([&](Database&) { return insert_all(first, entries); });
        if (done) {
            size_ += entries.size();
        }
        return done;
    }

    [[nodiscard]] Result<Done> mirror(std::uint64_t keep, std::span<const NewEntry> entries, ByteView cursor) override {
        const auto published = published_.read();
        if (!published) {
            return fail(published.error());
        }
        const std::lock_guard guard(writing_);
        if (keep > size_ || keep < published->head.size) {
            return fail(errors::store_conflict, "the log has " + std::to_string(size_) + " entries");
        }
        auto done = write([&](Database& database) -> Result<Done> {
            if (keep < size_) {
                if (const auto removed = delete_entries(database, keep); !removed) {
                    return fail(removed.error());
                }
            }
            if (const auto added = insert_all(keep, entries); !added) {
                return fail(added.error());
            }
            return write_cursor(database, cursor);
        });
        if (done) {
            size_ = keep + entries.size();
        }
        return done;
    }

    [[nodiscard]] Result<Bytes> read_cursor() override {
        const std::lock_guard guard(reading_);
        return store::read_cursor(reader_);
    }

    [[nodiscard]] Result<Done> hold_leaves(ByteView batch, std::span<const Bytes> leaves) override {
        const std::lock_guard guard(writing_);
        return write([&](Database& database) { return insert_held(database, batch, leaves); });
    }

    [[nodiscard]] Result<std::vector<Bytes>> held_leaves(ByteView batch) override {
        const std::lock_guard guard(reading_);
        return read_held(reader_, batch);
    }

    [[nodiscard]] Result<Done> release_leaves(ByteView batch) override {
        const std::lock_guard guard(writing_);
        return write([batch](Database& database) { return delete_held(database, batch); });
    }

    [[nodiscard]] Result<std::uint64_t> size() override {
        const std::lock_guard guard(reading_);
        return read_number(reader_, size_query);
    }

    [[nodiscard]] Result<Done> read_entries(std::uint64_t first, std::uint64_t end,
                                            const EntryVisitor& visit) override {
        while (first < end) {
            auto page = read_page(first, std::min(end, first + read_page_entries));
            if (!page) {
                return fail(page.error());
            }
            if (page->empty()) {
                return Done{};
            }
            first = page->back().index + 1;
            for (StoredEntry& entry : *page) {
                if (const auto done = visit(std::move(entry)); !done) {
                    return fail(done.error());
                }
            }
        }
        return Done{};
    }

    [[nodiscard]] Result<std::vector<StoredLeaf>> read_leaves(std::uint64_t entry) override {
        const std::lock_guard guard(reading_);
        return store::read_leaves(reader_, entry);
    }

    [[nodiscard]] Result<Bytes> read_leaf(std::uint64_t entry, std::uint32_t leaf) override {
        const std::lock_guard guard(reading_);
        return store::read_leaf(reader_, entry, leaf);
    }

    [[nodiscard]] Result<std::uint64_t> count_leaves(std::uint64_t first, std::uint64_t end) override {
        const std::lock_guard guard(reading_);
        return store::count_leaves(reader_, first, end);
    }

    [[nodiscard]] Result<Done> check_structure() override {
        {
            const std::lock_guard guard(reading_);
            if (const auto sound = reader_.check_structure(); !sound) {
                return fail(sound.error());
            }
        }
        return published_.check_structure();
    }

    [[nodiscard]] Result<Published> read_published() override { return published_.read(); }

    [[nodiscard]] Result<Done> advance_published(const log::TreeHead& expected, const Published& next) override {
        return published_.advance(expected, next);
    }

  private:
    struct Writer {
        FileLock lock;
        Database database;
        WriteStatements statements;
    };

    Result<Done> insert_all(std::uint64_t first, std::span<const NewEntry> entries) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (const auto done = insert(writer_->statements, first + i, entries[i]); !done) {
                return fail(done.error());
            }
        }
        return Done{};
    }

    /// One durable transaction. After the first that fails nothing is written any more. Requires `writing_`.
    template <typename Work>
    Result<Done> write(Work work) {
        if (!writer_) {
            return fail(errors::store_read_only);
        }
        if (failed_) {
            return fail(*failed_);
        }
        auto done = [&]() -> Result<Done> {
            auto transaction = Transaction::begin(writer_->database);
            if (!transaction) {
                return fail(transaction.error());
            }
            if (const auto worked = work(writer_->database); !worked) {
                return fail(worked.error());
            }
            return transaction->commit();
        }();
        if (!done) {
            failed_ = done.error();
        }
        return done;
    }

    Result<std::vector<StoredEntry>> read_page(std::uint64_t first, std::uint64_t end) {
        const std::lock_guard guard(reading_);
        return store::read_entries(reader_, first, end);
    }

    LogIdentity identity_;
    std::optional<Writer> writer_;
    Database reader_;
    PublishedFile published_;
    std::uint64_t size_;
    std::optional<Error> failed_;
    std::mutex writing_;
    std::mutex reading_;
};

/// The databases of a new ledger with its first entry.
Result<Done> create_files(const fs::path& folder, const LogIdentity& identity, const NewEntry& genesis,
                          const std::string& vfs) {
    // published.db first: a ledger without it never opens, so an init that was cut off can be repeated.
    if (const auto done = PublishedFile::create(published_file(folder), vfs); !done) {
        return fail(done.error());
    }
    auto database = Database::open(log_file(folder), {.create = true, .vfs = vfs});
    if (!database) {
        return fail(database.error());
    }
    auto transaction = Transaction::begin(*database);
    if (!transaction) {
        return fail(transaction.error());
    }
    const auto tables = read_number(*database, "SELECT count(*) FROM sqlite_master");
    if (!tables || *tables != 0) {
        return tables ? fail(errors::store_exists, folder.string()) : fail(tables.error());
    }
    if (const auto done = database->execute(log_schema); !done) {
        return fail(done.error());
    }
    auto meta = database->prepare("INSERT INTO meta(schema, origin, registry) VALUES(?, ?, ?)");
    auto statements = prepare_writes(*database);
    if (!meta || !statements) {
        return fail(meta ? statements.error() : meta.error());
    }
    const auto meta_done =
        meta->bind(0, schema_version).bind(1, std::string_view(identity.origin)).bind(2, view(identity.registry)).run();
    if (!meta_done) {
        return fail(meta_done.error());
    }
    if (const auto done = insert(*statements, 0, genesis); !done) {
        return fail(done.error());
    }
    return transaction->commit();
}

}  // namespace

Result<std::unique_ptr<LogStore>> create_sqlite_log_store(const fs::path& folder, const LogIdentity& identity,
                                                          const NewEntry& genesis, const SqliteOptions& options) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem) {
        return fail(errors::store_io, folder.string() + ": " + problem.message());
    }
    auto lock = FileLock::take(lock_file(folder));
    if (!lock) {
        return fail(lock.error());
    }
    if (const auto done = create_files(folder, identity, genesis, options.vfs); !done) {
        return fail(done.error());
    }
    const fs::path parent = fs::absolute(folder).parent_path();
    for (const fs::path& made : {folder, parent}) {
        if (const auto done = sync_folder(made); !done) {
            return fail(done.error());
        }
    }
    { const FileLock released = std::move(*lock); }
    return open_sqlite_log_store(folder, options);
}

Result<std::unique_ptr<LogStore>> open_sqlite_log_store(const fs::path& folder, const SqliteOptions& options) {
    for (const fs::path& needed : {log_file(folder), published_file(folder)}) {
        std::error_code ignored;
        if (!fs::exists(needed, ignored)) {
            return fail(errors::store_missing, needed.string());
        }
    }
    std::optional<FileLock> lock;
    if (!options.read_only) {
        auto taken = FileLock::take(lock_file(folder));
        if (!taken) {
            return fail(taken.error());
        }
        lock.emplace(std::move(*taken));
    }
    // The reader of a write-ahead log must be able to write its index, so only the process's own word makes it
    // read-only.
    auto reader = Database::open(log_file(folder), {.vfs = options.vfs});
    if (!reader) {
        return fail(reader.error());
    }
    auto identity = read_identity(*reader, log_file(folder));
    if (!identity) {
        return fail(identity.error());
    }
    auto published = Database::open(published_file(folder), {.vfs = options.vfs});
    if (!published) {
        return fail(published.error());
    }
    const auto size = read_number(*reader, size_query);
    if (!size) {
        return fail(size.error());
    }
    auto store =
        std::make_unique<SqliteLogStore>(std::move(*identity), std::move(*reader), std::move(*published), *size);
    if (lock) {
        auto writer = Database::open(log_file(folder), {.vfs = options.vfs});
        if (!writer) {
            return fail(writer.error());
        }
        auto statements = prepare_writes(*writer);
        if (!statements) {
            return fail(statements.error());
        }
        store->write_with(std::move(*lock), std::move(*writer), std::move(*statements));
    }
    return store;
}

}  // namespace countersign::store

#include "contracts/store/sqlite_log_store.hpp"

#include <mutex>
#include <optional>

#include "contracts/store/database.hpp"
#include "contracts/store/file_lock.hpp"
#include "contracts/store/log_tables.hpp"

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
    struct Files {
        LogIdentity identity;
        std::optional<FileLock> lock;
        std::optional<Database> writer;
        Database reader;
        Database published;
    };
    explicit SqliteLogStore(Files files, std::optional<WriteStatements> statements, std::uint64_t size)
        : files_(std::move(files)), statements_(std::move(statements)), size_(size) {}

    [[nodiscard]] const LogIdentity& identity() const override { return files_.identity; }

    [[nodiscard]] Result<Done> append(std::uint64_t first, std::span<const NewEntry> entries) override {
        const std::lock_guard guard(writing_);
        if (!statements_ || first != size_) {
            return fail(errors::store_conflict, "the log has " + std::to_string(size_) + " entries");
        }
        auto done = write([&](Database&) { return insert_all(first, entries); });
        if (done) {
            size_ += entries.size();
        }
        return done;
    }

    [[nodiscard]] Result<Done> mirror(std::uint64_t keep, std::span<const NewEntry> entries, ByteView cursor) override {
        const auto published = read_published();
        if (!published) {
            return fail(published.error());
        }
        const std::lock_guard guard(writing_);
        if (!statements_ || keep > size_ || keep < published->head.size) {
            return fail(errors::store_conflict, "the log has " + std::to_string(size_) + " entries");
        }
        auto done = write([&](Database& database) -> Result<Done> {
            if (const Result<Done> cut = keep < size_ ? cut_back(database, keep) : Result<Done>(Done{}); !cut) {
                return fail(cut.error());
            }
            if (const auto added = insert_all(keep, entries); !added) {
                return fail(added.error());
            }
            auto statement = database.prepare("INSERT OR REPLACE INTO cursor(one, bytes) VALUES(1, ?)");
            return statement ? statement->bind(0, cursor).run() : fail(statement.error());
        });
        if (done) {
            size_ = keep + entries.size();
        }
        return done;
    }

    [[nodiscard]] Result<Bytes> read_cursor() override {
        const std::lock_guard guard(reading_);
        auto statement = files_.reader.prepare("SELECT bytes FROM cursor");
        if (!statement) {
            return fail(statement.error());
        }
        const auto row = statement->step();
        if (!row) {
            return fail(row.error());
        }
        return *row ? to_bytes(statement->blob(0)) : Bytes{};
    }

    [[nodiscard]] Result<Done> hold_leaves(ByteView batch, std::span<const Bytes> leaves) override {
        const std::lock_guard guard(writing_);
        return write([&](Database& database) -> Result<Done> {
            auto statement = database.prepare("INSERT OR REPLACE INTO held_leaf(batch, id, bytes) VALUES(?, ?, ?)");
            if (!statement) {
                return fail(statement.error());
            }
            for (std::size_t i = 0; i < leaves.size(); ++i) {
                const auto held = statement->bind(0, batch).bind(1, to_signed(i)).bind(2, ByteView(leaves[i])).run();
                if (!held) {
                    return fail(held.error());
                }
            }
            return Done{};
        });
    }

    [[nodiscard]] Result<std::vector<Bytes>> held_leaves(ByteView batch) override {
        const std::lock_guard guard(reading_);
        auto statement = files_.reader.prepare("SELECT bytes FROM held_leaf WHERE batch = ? ORDER BY id");
        if (!statement) {
            return fail(statement.error());
        }
        statement->bind(0, batch);
        std::vector<Bytes> leaves;
        for (;;) {
            const auto row = statement->step();
            if (!row) {
                return fail(row.error());
            }
            if (!*row) {
                return leaves;
            }
            leaves.push_back(to_bytes(statement->blob(0)));
        }
    }

    [[nodiscard]] Result<Done> release_leaves(ByteView batch) override {
        const std::lock_guard guard(writing_);
        return write([batch](Database& database) -> Result<Done> {
            auto statement = database.prepare("DELETE FROM held_leaf WHERE batch = ?");
            return statement ? statement->bind(0, batch).run() : fail(statement.error());
        });
    }

    [[nodiscard]] Result<std::uint64_t> size() override {
        const std::lock_guard guard(reading_);
        return read_number(files_.reader, size_query);
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
        auto statement = files_.reader.prepare("SELECT id, mark, bytes FROM leaf WHERE entry = ? ORDER BY id");
        if (!statement) {
            return fail(statement.error());
        }
        statement->bind(0, to_signed(entry));
        std::vector<StoredLeaf> leaves;
        for (;;) {
            const auto row = statement->step();
            if (!row) {
                return fail(row.error());
            }
            if (!*row) {
                return leaves;
            }
            if (to_unsigned(statement->integer(0)) != leaves.size()) {
                return fail(errors::store_corrupt,
                            "leaf " + std::to_string(leaves.size()) + " of entry " + std::to_string(entry));
            }
            leaves.push_back({to_bytes(statement->blob(2)), to_unsigned(statement->integer(1))});
        }
    }

    [[nodiscard]] Result<Bytes> read_leaf(std::uint64_t entry, std::uint32_t leaf) override {
        const std::lock_guard guard(reading_);
        auto statement = files_.reader.prepare("SELECT bytes FROM leaf WHERE entry = ? AND id = ?");
        if (!statement) {
            return fail(statement.error());
        }
        const auto row = statement->bind(0, to_signed(entry)).bind(1, std::int64_t{leaf}).step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return fail(errors::store_no_entry, "leaf " + std::to_string(leaf) + " of entry " + std::to_string(entry));
        }
        return to_bytes(statement->blob(0));
    }

    [[nodiscard]] Result<std::uint64_t> count_leaves(std::uint64_t first, std::uint64_t end) override {
        const std::lock_guard guard(reading_);
        auto statement = files_.reader.prepare("SELECT count(*) FROM leaf WHERE entry >= ? AND entry < ?");
        if (!statement) {
            return fail(statement.error());
        }
        const auto row = statement->bind(0, to_signed(first)).bind(1, to_signed(end)).step();
        if (!row) {
            return fail(row.error());
        }
        return to_unsigned(statement->integer(0));
    }

    [[nodiscard]] Result<Done> check_structure() override {
        const std::lock_guard guard(reading_);
        if (const auto sound = files_.reader.check_structure(); !sound) {
            return fail(sound.error());
        }
        const std::lock_guard published_guard(publishing_);
        return files_.published.check_structure();
    }

    [[nodiscard]] Result<Published> read_published() override {
        const std::lock_guard guard(publishing_);
        return read_published_row();
    }

    [[nodiscard]] Result<Done> advance_published(const log::TreeHead& expected, const Published& next) override {
        const std::lock_guard guard(publishing_);
        auto transaction = Transaction::begin(files_.published);
        if (!transaction) {
            return fail(transaction.error());
        }
        const auto present = read_published_row();
        if (!present) {
            return fail(present.error());
        }
        if (present->head != expected || next.head.size < expected.size) {
            return fail(errors::store_conflict, "the published size is " + std::to_string(present->head.size));
        }
        auto statement =
            files_.published.prepare("INSERT OR REPLACE INTO published(one, size, root, note) VALUES(1, ?, ?, ?)");
        if (!statement) {
            return fail(statement.error());
        }
        const auto done = statement->bind(0, to_signed(next.head.size))
                              .bind(1, view(next.head.root))
                              .bind(2, std::string_view(next.note))
                              .run();
        if (!done) {
            return fail(done.error());
        }
        return transaction->commit();
    }

  private:
    Result<Done> insert_all(std::uint64_t first, std::span<const NewEntry> entries) {
        for (std::size_t i = 0; i < entries.size(); ++i) {
            if (const auto done = insert(*statements_, first + i, entries[i]); !done) {
                return fail(done.error());
            }
        }
        return Done{};
    }

    static Result<Done> cut_back(Database& database, std::uint64_t size) {
        for (const char* const sql : {"DELETE FROM entry WHERE id >= ?", "DELETE FROM leaf WHERE entry >= ?"}) {
            auto statement = database.prepare(sql);
            if (!statement) {
                return fail(statement.error());
            }
            if (const auto removed = statement->bind(0, to_signed(size)).run(); !removed) {
                return fail(removed.error());
            }
        }
        return Done{};
    }

    /// One durable transaction. After the first that fails nothing is written any more. Requires `writing_`.
    template <typename Work>
    Result<Done> write(Work work) {
        if (failed_) {
            return fail(*failed_);
        }
        auto done = [&]() -> Result<Done> {
            auto transaction = Transaction::begin(*files_.writer);
            if (!transaction) {
                return fail(transaction.error());
            }
            if (const auto worked = work(*files_.writer); !worked) {
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
        auto statement =
            files_.reader.prepare("SELECT id, hash, bytes FROM entry WHERE id >= ? AND id < ? ORDER BY id");
        if (!statement) {
            return fail(statement.error());
        }
        statement->bind(0, to_signed(first)).bind(1, to_signed(end));
        std::vector<StoredEntry> page;
        for (;;) {
            const auto row = statement->step();
            if (!row) {
                return fail(row.error());
            }
            if (!*row) {
                return page;
            }
            StoredEntry entry{to_unsigned(statement->integer(0)), to_bytes(statement->blob(2)), {}};
            if (!copy_exact(statement->blob(1), entry.leaf_hash)) {
                return fail(errors::store_corrupt, "hash of entry " + std::to_string(entry.index));
            }
            page.push_back(std::move(entry));
        }
    }

    Result<Published> read_published_row() {
        auto statement = files_.published.prepare("SELECT size, root, note FROM published");
        if (!statement) {
            return fail(statement.error());
        }
        const auto row = statement->step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return Published{.head = {0, log::empty_root()}, .note = {}};
        }
        Published published{.head = {to_unsigned(statement->integer(0)), {}}, .note = statement->text(2)};
        if (!copy_exact(statement->blob(1), published.head.root)) {
            return fail(errors::store_corrupt, "published.root");
        }
        return published;
    }

    Files files_;
    std::optional<WriteStatements> statements_;
    std::uint64_t size_;
    std::optional<Error> failed_;
    std::mutex writing_;
    std::mutex reading_;
    std::mutex publishing_;
};

/// The databases of a new ledger with its first entry.
Result<Done> create_files(const fs::path& folder, const LogIdentity& identity, const NewEntry& genesis,
                          const std::string& vfs) {
    const DatabaseOptions database_options{.create = true, .vfs = vfs};
    // published.db first: a ledger without it never opens, so an init that was cut off can be repeated.
    auto published = Database::open(published_file(folder), database_options);
    if (!published) {
        return fail(published.error());
    }
    if (const auto done = published->execute(published_schema); !done) {
        return fail(done.error());
    }
    auto database = Database::open(log_file(folder), database_options);
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
    std::optional<Database> writer;
    std::optional<WriteStatements> statements;
    if (!options.read_only) {
        auto opened = Database::open(log_file(folder), {.vfs = options.vfs});
        if (!opened) {
            return fail(opened.error());
        }
        writer.emplace(std::move(*opened));
        auto prepared = prepare_writes(*writer);
        if (!prepared) {
            return fail(prepared.error());
        }
        statements.emplace(std::move(*prepared));
    }
    return std::make_unique<SqliteLogStore>(
        SqliteLogStore::Files{std::move(*identity), std::move(lock), std::move(writer), std::move(*reader),
                              std::move(*published)},
        std::move(statements), *size);
}

}  // namespace countersign::store

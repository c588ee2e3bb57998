// SQLite behind one file: connections, prepared statements and transactions with an error code for each way a disk
// can fail. Every database here is WAL with synchronous=FULL: a commit returns after its sync.
// Thread-safety: a Database and its statements belong to one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "contracts/store/errors.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::store {

class Statement {
  public:
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    // Parameters and columns count from 0. What is bound must outlive the next step or run.
    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, ByteView value);
    Statement& bind(int parameter, std::string_view value);

    /// True where there is a row to read, false at the end. Errors: store.*.
    [[nodiscard]] Result<bool> step();
    /// Runs to the end and makes ready for the next use. Errors: store.*.
    [[nodiscard]] Result<Done> run();
    void reset() noexcept;

    [[nodiscard]] std::int64_t integer(int column) const;
    /// Valid until the next step.
    [[nodiscard]] ByteView blob(int column) const;
    [[nodiscard]] std::string text(int column) const;

  private:
    friend class Database;
    struct Handle;
    explicit Statement(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

struct DatabaseOptions {
    bool create = false;
    bool read_only = false;
    /// The name of a registered SQLite VFS; empty for the system's. For tests that let disks fail.
    std::string vfs = {};
    /// Pages of the write-ahead log before a commit also moves them into the database.
    int checkpoint_pages = 1000;
};

class Database {
  public:
    /// Errors: store.missing where there is no file and none is to be made; store.io, store.full, store.corrupt,
    /// store.busy.
    [[nodiscard]] static Result<Database> open(const std::filesystem::path& path, const DatabaseOptions& options);
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    ~Database();

    [[nodiscard]] Result<Done> execute(const std::string& sql);
    [[nodiscard]] Result<Statement> prepare(std::string_view sql);
    /// Whether SQLite finds its own structures sound. O(database). Errors: store.corrupt with what is wrong.
    [[nodiscard]] Result<Done> check_structure();

  private:
    struct Handle;
    explicit Database(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

/// Rolls back when it goes out of scope before commit().
class Transaction {
  public:
    /// Takes the write lock at once. Errors: store.*.
    [[nodiscard]] static Result<Transaction> begin(Database& database);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    /// Returns after the sync. After an error nothing is known of the disk: stop writing. Errors: store.*.
    [[nodiscard]] Result<Done> commit();

  private:
    explicit Transaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace countersign::store

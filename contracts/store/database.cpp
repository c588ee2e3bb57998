#include "contracts/store/database.hpp"

#include <sqlite3.h>

#include <system_error>

#include "identity/base/ensure.hpp"

namespace countersign::store {
namespace {

/// Other processes only read, for moments.
constexpr int busy_timeout_ms = 2000;

const ErrorCode& code_of(int result) noexcept {
    switch (result & 0xFF) {
        case SQLITE_FULL: return errors::store_full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return errors::store_busy;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return errors::store_corrupt;
        case SQLITE_CONSTRAINT: return errors::store_conflict;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_NOLFS: return errors::store_io;
        default: return errors::store_statement;
    }
}

Error error_of(sqlite3* connection, int result, std::string_view doing) {
    std::string detail = std::string(doing) + ": " + sqlite3_errstr(result);
    if (connection != nullptr) {
        detail += " (" + std::string(sqlite3_errmsg(connection)) + ")";
    }
    return Error{code_of(result), detail};
}

}  // namespace

struct Statement::Handle {
    sqlite3* connection = nullptr;
    sqlite3_stmt* statement = nullptr;

    Handle(sqlite3* of, sqlite3_stmt* prepared) : connection(of), statement(prepared) {}
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { sqlite3_finalize(statement); }
};

Statement::Statement(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Statement::Statement(Statement&&) noexcept = default;
Statement& Statement::operator=(Statement&&) noexcept = default;
Statement::~Statement() = default;

Statement& Statement::bind(int parameter, std::int64_t value) {
    ensure(sqlite3_bind_int64(handle_->statement, parameter + 1, value) == SQLITE_OK, "bind");
    return *this;
}

Statement& Statement::bind(int parameter, ByteView value) {
    // A null pointer would bind NULL, not an empty blob.
    static constexpr std::uint8_t nothing = 0;
    const void* const data = value.empty() ? &nothing : value.data();
    ensure(sqlite3_bind_blob64(handle_->statement, parameter + 1, data, value.size(), SQLITE_STATIC) == SQLITE_OK,
           "bind");
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
    const char* const data = value.empty() ? "" : value.data();
    ensure(sqlite3_bind_text64(handle_->statement, parameter + 1, data, value.size(), SQLITE_STATIC, SQLITE_UTF8) ==
               SQLITE_OK,
           "bind");
    return *this;
}

Result<bool> Statement::step() {
    const int result = sqlite3_step(handle_->statement);
    if (result == SQLITE_ROW || result == SQLITE_DONE) {
        return result == SQLITE_ROW;
    }
    Error error = error_of(handle_->connection, result, sqlite3_sql(handle_->statement));
    reset();
    return fail(std::move(error));
}

Result<Done> Statement::run() {
    for (;;) {
        const auto row = step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            reset();
            return Done{};
        }
    }
}

void Statement::reset() noexcept {
    sqlite3_reset(handle_->statement);
    sqlite3_clear_bindings(handle_->statement);
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_->statement, column); }

ByteView Statement::blob(int column) const {
    const auto* const data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_->statement, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(handle_->statement, column))};
}

std::string Statement::text(int column) const { return std::string(as_text(blob(column))); }

struct Database::Handle {
    sqlite3* connection = nullptr;

    Handle() = default;
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() { sqlite3_close(connection); }
};

Database::Database(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const std::filesystem::path& path, const DatabaseOptions& options) {
    std::error_code ignored;
    if (!options.create && !std::filesystem::exists(path, ignored)) {
        return fail(errors::store_missing, path.string());
    }
    auto handle = std::make_unique<Handle>();
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= options.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    flags |= options.create ? SQLITE_OPEN_CREATE : 0;
    const char* const vfs = options.vfs.empty() ? nullptr : options.vfs.c_str();
    if (const int result = sqlite3_open_v2(path.c_str(), &handle->connection, flags, vfs); result != SQLITE_OK) {
        return fail(error_of(handle->connection, result, path.string()));
    }
    sqlite3_busy_timeout(handle->connection, busy_timeout_ms);
    Database database(std::move(handle));
    std::string setup = "PRAGMA cell_size_check=ON; PRAGMA trusted_schema=OFF;";
    if (!options.read_only) {
        setup += "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=" +
                 std::to_string(options.checkpoint_pages) + ";";
    }
    if (const auto done = database.execute(setup); !done) {
        return fail(done.error());
    }
    return database;
}

Result<Done> Database::execute(const std::string& sql) {
    const int result = sqlite3_exec(handle_->connection, sql.c_str(), nullptr, nullptr, nullptr);
    if (result != SQLITE_OK) {
        return fail(error_of(handle_->connection, result, sql));
    }
    return Done{};
}

Result<Statement> Database::prepare(std::string_view sql) {
    sqlite3_stmt* prepared = nullptr;
    const int result = sqlite3_prepare_v3(handle_->connection, sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (result != SQLITE_OK) {
        return fail(error_of(handle_->connection, result, sql));
    }
    return Statement(std::make_unique<Statement::Handle>(handle_->connection, prepared));
}

Result<Done> Database::check_structure() {
    auto statement = prepare("PRAGMA integrity_check(1)");
    if (!statement) {
        return fail(statement.error());
    }
    const auto row = statement->step();
    if (!row) {
        return fail(row.error());
    }
    if (!*row || statement->text(0) != "ok") {
        return fail(errors::store_corrupt, *row ? statement->text(0) : "no answer");
    }
    return Done{};
}

Result<Transaction> Transaction::begin(Database& database) {
    if (const auto done = database.execute("BEGIN IMMEDIATE"); !done) {
        return fail(done.error());
    }
    return Transaction(database);
}

Transaction::~Transaction() {
    if (database_ != nullptr) {
        // After a failed commit SQLite may have rolled back by itself; then this says so and changes nothing.
        static_cast<void>(database_->execute("ROLLBACK"));
    }
}

Result<Done> Transaction::commit() {
    if (const auto done = database_->execute("COMMIT"); !done) {
        return fail(done.error());
    }
    database_ = nullptr;
    return Done{};
}

}  // namespace countersign::store

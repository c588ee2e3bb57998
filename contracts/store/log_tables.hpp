// The tables of ledger.db and published.db: how they are made, and the statements that fill and read them. Private to
// contracts/store. Thread-safety: that of the database given.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "contracts/store/database.hpp"
#include "contracts/store/log_store.hpp"

namespace countersign::store {

inline constexpr std::int64_t schema_version = 2;

inline constexpr const char* log_schema =
    "CREATE TABLE entry(id INTEGER PRIMARY KEY, hash BLOB NOT NULL, bytes BLOB NOT NULL);"
    "CREATE TABLE leaf(entry INTEGER NOT NULL, id INTEGER NOT NULL, mark INTEGER NOT NULL, bytes BLOB NOT NULL,"
    " PRIMARY KEY(entry, id)) WITHOUT ROWID;"
    "CREATE TABLE held_leaf(batch BLOB NOT NULL, id INTEGER NOT NULL, bytes BLOB NOT NULL,"
    " PRIMARY KEY(batch, id)) WITHOUT ROWID;"
    "CREATE TABLE cursor(one INTEGER PRIMARY KEY CHECK(one = 1), bytes BLOB NOT NULL);"
    "CREATE TABLE meta(schema INTEGER NOT NULL, origin TEXT NOT NULL, registry BLOB NOT NULL);";
inline constexpr const char* published_schema =
    "CREATE TABLE IF NOT EXISTS published(one INTEGER PRIMARY KEY CHECK(one = 1), size INTEGER NOT NULL,"
    " root BLOB NOT NULL, note TEXT NOT NULL);";
inline constexpr const char* size_query = "SELECT coalesce(max(id) + 1, 0) FROM entry";

// SQLite's integers are signed; the log's aren't.
[[nodiscard]] constexpr std::int64_t to_signed(std::uint64_t value) noexcept {
    return static_cast<std::int64_t>(value);
}
[[nodiscard]] constexpr std::uint64_t to_unsigned(std::int64_t value) noexcept {
    return static_cast<std::uint64_t>(value);
}

/// The statements of the one writer.
struct WriteStatements {
    Statement insert_entry;
    Statement insert_leaf;
};
[[nodiscard]] Result<WriteStatements> prepare_writes(Database& database);
/// An entry and its leaves. In the caller's transaction, as all that follows and writes.
[[nodiscard]] Result<Done> insert(WriteStatements& statements, std::uint64_t index, const NewEntry& entry);

/// The entries from `first` on, with their leaves.
[[nodiscard]] Result<Done> delete_entries(Database& database, std::uint64_t first);
[[nodiscard]] Result<Done> write_cursor(Database& database, ByteView cursor);
[[nodiscard]] Result<Done> insert_held(Database& database, ByteView batch, std::span<const Bytes> leaves);
[[nodiscard]] Result<Done> delete_held(Database& database, ByteView batch);

// As the functions of LogStore that have these names; [first, end) all at once.
[[nodiscard]] Result<std::vector<StoredEntry>> read_entries(Database& database, std::uint64_t first, std::uint64_t end);
[[nodiscard]] Result<std::vector<StoredLeaf>> read_leaves(Database& database, std::uint64_t entry);
[[nodiscard]] Result<Bytes> read_leaf(Database& database, std::uint64_t entry, std::uint32_t leaf);
[[nodiscard]] Result<std::uint64_t> count_leaves(Database& database, std::uint64_t first, std::uint64_t end);
[[nodiscard]] Result<std::vector<Bytes>> read_held(Database& database, ByteView batch);
[[nodiscard]] Result<Bytes> read_cursor(Database& database);

/// The first column of the first row; 0 without a row.
[[nodiscard]] Result<std::uint64_t> read_number(Database& database, const char* sql);
/// `path` is for the text of an error. Errors: store.missing, store.schema, store.corrupt.
[[nodiscard]] Result<LogIdentity> read_identity(Database& database, const std::filesystem::path& path);

}  // namespace countersign::store

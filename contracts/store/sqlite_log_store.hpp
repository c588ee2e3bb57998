// The log store on disk: a folder with `ledger.db` (entries, leaves, identity), `published.db` (the last published
// checkpoint, kept apart so that restoring one file alone is noticed) and `ledger.lock` (held by the one writer).
// A backup copies ledger.db; it must never be followed by an older published.db. Layout: docs/spec/log.md, "Files".
#pragma once

#include <filesystem>

#include "contracts/store/log_store.hpp"

namespace countersign::store {

struct SqliteOptions {
    bool read_only = false;
    /// The name of a registered SQLite VFS, for tests that let disks fail.
    std::string vfs = {};
};

/// Makes the files, with the first entry, durably. Errors: store.exists, store.locked, store.io, store.full.
[[nodiscard]] Result<std::unique_ptr<LogStore>> create_sqlite_log_store(const std::filesystem::path& folder,
                                                                        const LogIdentity& identity,
                                                                        const NewEntry& genesis,
                                                                        const SqliteOptions& options = {});
/// Errors: store.missing, store.locked, store.schema, store.corrupt, store.io.
[[nodiscard]] Result<std::unique_ptr<LogStore>> open_sqlite_log_store(const std::filesystem::path& folder,
                                                                      const SqliteOptions& options = {});

}  // namespace countersign::store

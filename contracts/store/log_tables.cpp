#include "contracts/store/log_tables.hpp"

namespace countersign::store {

Result<WriteStatements> prepare_writes(Database& database) {
    auto entry = database.prepare("INSERT INTO entry(id, hash, bytes) VALUES(?, ?, ?)");
    if (!entry) {
        return fail(entry.error());
    }
    auto leaf = database.prepare("INSERT INTO leaf(entry, id, mark, bytes) VALUES(?, ?, ?, ?)");
    if (!leaf) {
        return fail(leaf.error());
    }
    return WriteStatements{std::move(*entry), std::move(*leaf)};
}

Result<Done> insert(WriteStatements& statements, std::uint64_t index, const NewEntry& entry) {
    const auto done = statements.insert_entry.bind(0, to_signed(index))
                          .bind(1, view(entry.leaf_hash))
                          .bind(2, ByteView(entry.bytes))
                          .run();
    if (!done) {
        return fail(done.error());
    }
    for (std::size_t i = 0; i < entry.leaves.size(); ++i) {
        const auto leaf_done = statements.insert_leaf.bind(0, to_signed(index))
                                   .bind(1, to_signed(i))
                                   .bind(2, to_signed(leaf_mark(entry.leaves[i])))
                                   .bind(3, ByteView(entry.leaves[i]))
                                   .run();
        if (!leaf_done) {
            return fail(leaf_done.error());
        }
    }
    return Done{};
}

Result<Done> delete_entries(Database& database, std::uint64_t first) {
    for (const char* const sql : {"DELETE FROM entry WHERE id >= ?", "DELETE FROM leaf WHERE entry >= ?"}) {
        auto statement = database.prepare(sql);
        if (!statement) {
            return fail(statement.error());
        }
        if (const auto removed = statement->bind(0, to_signed(first)).run(); !removed) {
            return fail(removed.error());
        }
    }
    return Done{};
}

Result<Done> write_cursor(Database& database, ByteView cursor) {
    auto statement = database.prepare("INSERT OR REPLACE INTO cursor(one, bytes) VALUES(1, ?)");
    return statement ? statement->bind(0, cursor).run() : fail(statement.error());
}

Result<Done> insert_held(Database& database, ByteView batch, std::span<const Bytes> leaves) {
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
}

Result<Done> delete_held(Database& database, ByteView batch) {
    auto statement = database.prepare("DELETE FROM held_leaf WHERE batch = ?");
    return statement ? statement->bind(0, batch).run() : fail(statement.error());
}

namespace {

/// Calls `take` for each row; stops at its first error and gives it.
template <typename Take>
Result<Done> for_each_row(Statement& statement, Take take) {
    for (;;) {
        const auto row = statement.step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return Done{};
        }
        if (const Result<Done> taken = take(); !taken) {
            return fail(taken.error());
        }
    }
}

}  // namespace

Result<std::vector<StoredEntry>> read_entries(Database& database, std::uint64_t first, std::uint64_t end) {
    auto statement = database.prepare("SELECT id, hash, bytes FROM entry WHERE id >= ? AND id < ? ORDER BY id");
    if (!statement) {
        return fail(statement.error());
    }
    statement->bind(0, to_signed(first)).bind(1, to_signed(end));
    std::vector<StoredEntry> entries;
    const auto read = for_each_row(*statement, [&]() -> Result<Done> {
        StoredEntry entry{to_unsigned(statement->integer(0)), to_bytes(statement->blob(2)), {}};
        if (!copy_exact(statement->blob(1), entry.leaf_hash)) {
            return fail(errors::store_corrupt, "hash of entry " + std::to_string(entry.index));
        }
        entries.push_back(std::move(entry));
        return Done{};
    });
    return read ? Result<std::vector<StoredEntry>>(std::move(entries)) : fail(read.error());
}

Result<std::vector<StoredLeaf>> read_leaves(Database& database, std::uint64_t entry) {
    auto statement = database.prepare("SELECT id, mark, bytes FROM leaf WHERE entry = ? ORDER BY id");
    if (!statement) {
        return fail(statement.error());
    }
    statement->bind(0, to_signed(entry));
    std::vector<StoredLeaf> leaves;
    const auto read = for_each_row(*statement, [&]() -> Result<Done> {
        if (to_unsigned(statement->integer(0)) != leaves.size()) {
            return fail(errors::store_corrupt,
                        "leaf " + std::to_string(leaves.size()) + " of entry " + std::to_string(entry));
        }
        leaves.push_back({to_bytes(statement->blob(2)), to_unsigned(statement->integer(1))});
        return Done{};
    });
    return read ? Result<std::vector<StoredLeaf>>(std::move(leaves)) : fail(read.error());
}

Result<Bytes> read_leaf(Database& database, std::uint64_t entry, std::uint32_t leaf) {
    auto statement = database.prepare("SELECT bytes FROM leaf WHERE entry = ? AND id = ?");
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

Result<std::uint64_t> count_leaves(Database& database, std::uint64_t first, std::uint64_t end) {
    auto statement = database.prepare("SELECT count(*) FROM leaf WHERE entry >= ? AND entry < ?");
    if (!statement) {
        return fail(statement.error());
    }
    const auto row = statement->bind(0, to_signed(first)).bind(1, to_signed(end)).step();
    if (!row) {
        return fail(row.error());
    }
    return to_unsigned(statement->integer(0));
}

Result<std::vector<Bytes>> read_held(Database& database, ByteView batch) {
    auto statement = database.prepare("SELECT bytes FROM held_leaf WHERE batch = ? ORDER BY id");
    if (!statement) {
        return fail(statement.error());
    }
    statement->bind(0, batch);
    std::vector<Bytes> leaves;
    const auto read = for_each_row(*statement, [&]() -> Result<Done> {
        leaves.push_back(to_bytes(statement->blob(0)));
        return Done{};
    });
    return read ? Result<std::vector<Bytes>>(std::move(leaves)) : fail(read.error());
}

Result<Bytes> read_cursor(Database& database) {
    auto statement = database.prepare("SELECT bytes FROM cursor");
    if (!statement) {
        return fail(statement.error());
    }
    const auto row = statement->step();
    if (!row) {
        return fail(row.error());
    }
    return *row ? to_bytes(statement->blob(0)) : Bytes{};
}

Result<std::uint64_t> read_number(Database& database, const char* sql) {
    auto statement = database.prepare(sql);
    if (!statement) {
        return fail(statement.error());
    }
    const auto row = statement->step();
    if (!row) {
        return fail(row.error());
    }
    return *row ? to_unsigned(statement->integer(0)) : 0;
}

Result<LogIdentity> read_identity(Database& database, const std::filesystem::path& path) {
    auto statement = database.prepare("SELECT schema, origin, registry FROM meta");
    if (!statement) {
        return fail(errors::store_missing, path.string() + ": " + statement.error().detail);
    }
    const auto row = statement->step();
    if (!row) {
        return fail(row.error());
    }
    if (!*row) {
        return fail(errors::store_missing, path.string());
    }
    if (statement->integer(0) != schema_version) {
        return fail(errors::store_schema, "version " + std::to_string(statement->integer(0)));
    }
    LogIdentity identity{.origin = statement->text(1), .registry = {}};
    if (!copy_exact(statement->blob(2), identity.registry)) {
        return fail(errors::store_corrupt, "meta.registry");
    }
    return identity;
}

}  // namespace countersign::store

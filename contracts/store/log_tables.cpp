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

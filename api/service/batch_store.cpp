#include "api/service/batch_store.hpp"

#include <tuple>

#include "api/service/errors.hpp"
#include "api/service/issued_table.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::api::service {
namespace {

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS batch_item(sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
    " issuer BLOB NOT NULL, kind INTEGER NOT NULL, schema BLOB NOT NULL, accreditor BLOB NOT NULL, leaf BLOB NOT NULL,"
    " added_at INTEGER NOT NULL, state INTEGER NOT NULL DEFAULT 0, batch BLOB NOT NULL DEFAULT x'',"
    " place INTEGER NOT NULL DEFAULT 0, problem TEXT NOT NULL DEFAULT '', credential TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX IF NOT EXISTS batch_item_open ON batch_item(state, issuer, sequence);"
    "CREATE INDEX IF NOT EXISTS batch_item_batch ON batch_item(batch, place);";
constexpr std::string_view columns =
    "SELECT id, issuer, kind, schema, accreditor, leaf, added_at, state, batch, place, problem, credential"
    " FROM batch_item ";
/// Of a leaf: version 1, kind 1, index 4 (docs/spec/registry.md, section 5).
constexpr std::size_t leaf_index_offset = 2;

std::int64_t number_of(ItemState state) noexcept { return static_cast<std::int64_t>(state); }

template <typename Fixed>
Fixed fixed_of(ByteView bytes) {
    Fixed out{};
    static_cast<void>(copy_exact(bytes, out));
    return out;
}

ItemGroup read_group(const store::Statement& row, int first) {
    return {.issuer = fixed_of<rules::IdentityId>(row.blob(first)),
            .choice = {.kind = static_cast<rules::LeafKind>(row.integer(first + 1)),
                       .schema = fixed_of<rules::SchemaId>(row.blob(first + 2)),
                       .accreditor = fixed_of<rules::IdentityId>(row.blob(first + 3))}};
}

BatchItem read_item(const store::Statement& row) {
    return {.id = row.text(0),
            .group = read_group(row, 1),
            .leaf = to_bytes(row.blob(5)),
            .added_at = UnixSeconds{static_cast<std::uint64_t>(row.integer(6))},
            .state = static_cast<ItemState>(row.integer(7)),
            .batch = fixed_of<rules::BatchId>(row.blob(8)),
            .index = static_cast<std::uint32_t>(row.integer(9)),
            .problem = row.text(10),
            .credential = row.text(11)};
}

void set_index(Bytes& leaf, std::uint32_t index) {
    ensure(leaf.size() > leaf_index_offset + 4, "a leaf");
    for (std::size_t i = 0; i < 4; ++i) {
        leaf[leaf_index_offset + i] = static_cast<std::uint8_t>(index >> (24U - 8U * i));
    }
}

/// Calls `take` for each row.
template <typename Take>
Result<Done> for_each_row(store::Statement& statement, Take take) {
    for (;;) {
        const auto row = statement.step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return Done{};
        }
        take(statement);
    }
}

/// Runs `work` in one durable transaction.
template <typename Work>
Result<Done> commit(store::Database& database, Work work) {
    auto transaction = store::Transaction::begin(database);
    if (!transaction) {
        return fail(transaction.error());
    }
    if (Result<Done> done = work(); !done) {
        return done;
    }
    return transaction->commit();
}

struct WaitingLeaf {
    std::int64_t sequence = 0;
    std::string credential;
    Bytes leaf;
};

Result<std::vector<WaitingLeaf>> load_leaves(store::Database& database, const ItemGroup& group, std::size_t count) {
    auto select = database.prepare(
        "SELECT sequence, credential, leaf FROM batch_item WHERE state = 0 AND issuer = ? AND kind = ? AND schema = ?"
        " AND accreditor = ? ORDER BY sequence LIMIT ?");
    if (!select) {
        return fail(select.error());
    }
    select->bind(0, view(group.issuer)).bind(1, static_cast<std::int64_t>(group.choice.kind));
    select->bind(2, view(group.choice.schema)).bind(3, view(group.choice.accreditor));
    select->bind(4, static_cast<std::int64_t>(count));
    std::vector<WaitingLeaf> out;
    const auto done = for_each_row(*select, [&](const store::Statement& row) {
        out.push_back({row.integer(0), row.text(1), to_bytes(row.blob(2))});
    });
    return done ? Result<std::vector<WaitingLeaf>>(std::move(out)) : fail(done.error());
}

/// Writes down which place in which batch each item has, and its credential with it.
Result<Done> place_items(store::Database& database, const rules::BatchId& batch,
                         const std::vector<WaitingLeaf>& items) {
    auto update =
        database.prepare("UPDATE batch_item SET state = 1, batch = ?, place = ?, leaf = ? WHERE sequence = ?");
    auto issued = database.prepare("UPDATE issued SET batch = ?, leaf = ? WHERE id = ?");
    if (!update || !issued) {
        return fail(update ? issued.error() : update.error());
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        const auto place = static_cast<std::int64_t>(i);
        update->bind(0, view(batch)).bind(1, place).bind(2, ByteView(items[i].leaf)).bind(3, items[i].sequence);
        if (auto done = update->run(); !done) {
            return done;
        }
        if (items[i].credential.empty()) {
            continue;
        }
        issued->bind(0, view(batch)).bind(1, place).bind(2, std::string_view(items[i].credential));
        if (auto done = issued->run(); !done) {
            return done;
        }
    }
    return Done{};
}

}  // namespace

bool operator<(const ItemGroup& a, const ItemGroup& b) noexcept {
    const auto parts = [](const ItemGroup& group) {
        return std::tie(group.issuer.bytes, group.choice.schema.bytes, group.choice.accreditor.bytes);
    };
    const auto compare = [](const auto& left, const auto& right) { return std::memcmp(left, right, sizeof left); };
    if (a.choice.kind != b.choice.kind) {
        return a.choice.kind < b.choice.kind;
    }
    if (const int order = compare(std::get<0>(parts(a)), std::get<0>(parts(b))); order != 0) {
        return order < 0;
    }
    if (const int order = compare(std::get<1>(parts(a)), std::get<1>(parts(b))); order != 0) {
        return order < 0;
    }
    return compare(std::get<2>(parts(a)), std::get<2>(parts(b))) < 0;
}

std::string_view to_text(ItemState state) noexcept {
    switch (state) {
        case ItemState::waiting: return "waiting";
        case ItemState::sealed: return "sent";
        case ItemState::committed: return "committed";
        case ItemState::refused: return "refused";
    }
    return "";
}

Result<BatchStore> BatchStore::open(Vault& vault) {
    const auto made = vault.with_database([](store::Database& database) { return database.execute(schema); });
    return made ? Result<BatchStore>(BatchStore(vault)) : fail(made.error());
}

Result<Done> BatchStore::add(const BatchItem& item, const std::optional<IssuedRecord>& issued) {
    return vault_->change_issued([&](store::Database& database) {
        return commit(database, [&]() -> Result<Done> {
            auto insert = database.prepare(
                "INSERT INTO batch_item(id, issuer, kind, schema, accreditor, leaf, added_at, credential)"
                " VALUES(?, ?, ?, ?, ?, ?, ?, ?)");
            if (!insert) {
                return fail(insert.error());
            }
            const HostedSigner::CommitChoice& choice = item.group.choice;
            insert->bind(0, std::string_view(item.id)).bind(1, view(item.group.issuer));
            insert->bind(2, static_cast<std::int64_t>(choice.kind)).bind(3, view(choice.schema));
            insert->bind(4, view(choice.accreditor)).bind(5, ByteView(item.leaf));
            insert->bind(6, static_cast<std::int64_t>(item.added_at.value)).bind(7, std::string_view(item.credential));
            auto done = insert->run();
            return done && issued ? insert_issued(database, *issued) : done;
        });
    });
}

Result<std::optional<SealedBatch>> BatchStore::seal(const ItemGroup& group, std::size_t count) {
    std::optional<SealedBatch> sealed;
    const auto done = vault_->change_issued([&](store::Database& database) {
        return commit(database, [&]() -> Result<Done> {
            auto items = load_leaves(database, group, count);
            if (!items || items->empty()) {
                return items ? Result<Done>(Done{}) : fail(items.error());
            }
            SealedBatch batch{.group = group};
            for (std::size_t i = 0; i < items->size(); ++i) {
                set_index((*items)[i].leaf, static_cast<std::uint32_t>(i));
                batch.leaves.push_back((*items)[i].leaf);
            }
            batch.id = rules::batch_id(group.issuer, HostedSigner::make_commit(batch.leaves, group.choice),
                                       ledger::host_crypto());
            auto placed = place_items(database, batch.id, *items);
            sealed = std::move(batch);
            return placed;
        });
    });
    return done ? Result<std::optional<SealedBatch>>(std::move(sealed)) : fail(done.error());
}

Result<Done> BatchStore::settle(const rules::BatchId& batch, ItemState state, std::string_view problem) {
    return vault_->change_issued([&](store::Database& database) -> Result<Done> {
        auto update = database.prepare("UPDATE batch_item SET state = ?, problem = ? WHERE batch = ?");
        return update ? update->bind(0, number_of(state)).bind(1, problem).bind(2, view(batch)).run()
                      : fail(update.error());
    });
}

Result<Done> BatchStore::note(const rules::BatchId& batch, std::string_view problem) {
    return vault_->with_database([&](store::Database& database) -> Result<Done> {
        auto update = database.prepare("UPDATE batch_item SET problem = ? WHERE batch = ?");
        return update ? update->bind(0, problem).bind(1, view(batch)).run() : fail(update.error());
    });
}

Result<Done> BatchStore::discard(const rules::BatchId& batch) {
    return vault_->change_issued([&](store::Database& database) {
        return commit(database, [&]() -> Result<Done> {
            for (const std::string_view sql :
                 {"DELETE FROM issued WHERE id IN (SELECT credential FROM batch_item WHERE batch = ?)",
                  "DELETE FROM batch_item WHERE batch = ?"}) {
                auto remove = database.prepare(sql);
                if (!remove) {
                    return fail(remove.error());
                }
                if (auto done = remove->bind(0, view(batch)).run(); !done) {
                    return done;
                }
            }
            return Done{};
        });
    });
}

Result<Done> BatchStore::forget_before(UnixSeconds time) {
    return vault_->with_database([&](store::Database& database) -> Result<Done> {
        auto remove = database.prepare(
            "DELETE FROM batch_item WHERE added_at < ? AND (state = 2 OR (state = 3 AND credential = ''))");
        return remove ? remove->bind(0, static_cast<std::int64_t>(time.value)).run() : fail(remove.error());
    });
}

Result<BatchItem> BatchStore::find(std::string_view id) {
    std::optional<BatchItem> found;
    const auto done = vault_->with_database([&](store::Database& database) -> Result<Done> {
        auto select = database.prepare(std::string(columns) + "WHERE id = ?");
        if (!select) {
            return fail(select.error());
        }
        return for_each_row(select->bind(0, id), [&](const store::Statement& row) { found = read_item(row); });
    });
    if (!done) {
        return fail(done.error());
    }
    return found ? Result<BatchItem>(std::move(*found)) : fail(errors::item_unknown);
}

Result<std::vector<WaitingGroup>> BatchStore::load_waiting() {
    std::vector<WaitingGroup> out;
    const auto done = vault_->with_database([&](store::Database& database) -> Result<Done> {
        auto select = database.prepare(
            "SELECT issuer, kind, schema, accreditor, count(*) FROM batch_item WHERE state = 0"
            " GROUP BY issuer, kind, schema, accreditor");
        if (!select) {
            return fail(select.error());
        }
        return for_each_row(*select, [&](const store::Statement& row) {
            out.push_back({read_group(row, 0), static_cast<std::size_t>(row.integer(4))});
        });
    });
    return done ? Result<std::vector<WaitingGroup>>(std::move(out)) : fail(done.error());
}

Result<std::vector<SealedBatch>> BatchStore::load_sealed() {
    std::vector<SealedBatch> out;
    const auto done = vault_->with_database([&](store::Database& database) -> Result<Done> {
        auto select = database.prepare(std::string(columns) + "WHERE state = 1 ORDER BY batch, place");
        if (!select) {
            return fail(select.error());
        }
        return for_each_row(*select, [&](const store::Statement& row) {
            BatchItem item = read_item(row);
            if (out.empty() || out.back().id != item.batch) {
                out.push_back({.group = item.group, .id = item.batch});
            }
            out.back().leaves.push_back(std::move(item.leaf));
        });
    });
    return done ? Result<std::vector<SealedBatch>>(std::move(out)) : fail(done.error());
}

Result<bool> BatchStore::has_open(const rules::IdentityId& issuer) {
    bool open = false;
    const auto done = vault_->with_database([&](store::Database& database) -> Result<Done> {
        auto select = database.prepare("SELECT 1 FROM batch_item WHERE state IN (0, 1) AND issuer = ? LIMIT 1");
        if (!select) {
            return fail(select.error());
        }
        return for_each_row(select->bind(0, view(issuer)), [&](const store::Statement&) { open = true; });
    });
    return done ? Result<bool>(open) : fail(done.error());
}

Result<std::vector<std::string>> BatchStore::refused_credentials(const rules::IdentityId& issuer) {
    std::vector<std::string> out;
    const auto done = vault_->with_database([&](store::Database& database) -> Result<Done> {
        auto select =
            database.prepare("SELECT credential FROM batch_item WHERE state = 3 AND issuer = ? AND credential <> ''");
        if (!select) {
            return fail(select.error());
        }
        return for_each_row(select->bind(0, view(issuer)),
                            [&](const store::Statement& row) { out.push_back(row.text(0)); });
    });
    return done ? Result<std::vector<std::string>>(std::move(out)) : fail(done.error());
}

}  // namespace countersign::api::service

#include "contracts/chain/outbox_store.hpp"

#include "contracts/chain/address.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::chain {
namespace {

using store::Statement;
using store::Transaction;

constexpr const char* schema =
    "CREATE TABLE IF NOT EXISTS outbox(one INTEGER PRIMARY KEY CHECK(one = 1), version INTEGER NOT NULL,"
    " chain INTEGER NOT NULL, sender TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS operation(sequence INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE,"
    " receiver BLOB NOT NULL, data BLOB NOT NULL, value BLOB NOT NULL, state INTEGER NOT NULL DEFAULT 0,"
    " nonce INTEGER NOT NULL DEFAULT -1, cancel INTEGER NOT NULL DEFAULT 0, underpriced INTEGER NOT NULL DEFAULT 0,"
    " mined BLOB NOT NULL DEFAULT x'', block INTEGER NOT NULL DEFAULT 0, block_hash BLOB NOT NULL DEFAULT x'',"
    " succeeded INTEGER NOT NULL DEFAULT 0, gas_used INTEGER NOT NULL DEFAULT 0, gas_price INTEGER NOT NULL DEFAULT 0,"
    " problem TEXT NOT NULL DEFAULT '', detail TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX IF NOT EXISTS operation_open ON operation(state, sequence) WHERE state < 3;"
    // X20: a nonce belongs to one operation.
    "CREATE UNIQUE INDEX IF NOT EXISTS operation_nonce ON operation(nonce) WHERE nonce >= 0;"
    "CREATE TABLE IF NOT EXISTS attempt(id INTEGER PRIMARY KEY, operation INTEGER NOT NULL, hash BLOB NOT NULL UNIQUE,"
    " max_fee INTEGER NOT NULL, priority_fee INTEGER NOT NULL, gas INTEGER NOT NULL, cancel INTEGER NOT NULL,"
    " block INTEGER NOT NULL, raw BLOB NOT NULL);"
    "CREATE INDEX IF NOT EXISTS attempt_operation ON attempt(operation, id);";
constexpr std::int64_t schema_version = 1;

constexpr const char* columns =
    "SELECT sequence, key, receiver, data, value, state, nonce, cancel, underpriced, mined, block, block_hash, "
    "succeeded,"
    " gas_used, gas_price, problem, detail FROM operation ";

std::int64_t to_signed(std::uint64_t value) noexcept { return static_cast<std::int64_t>(value); }
std::uint64_t to_unsigned(std::int64_t value) noexcept { return static_cast<std::uint64_t>(value); }

template <typename Fixed>
Fixed fixed_of(ByteView bytes) {
    Fixed out{};
    static_cast<void>(copy_exact(bytes, out));
    return out;
}

Operation read_operation(const Statement& row) {
    Operation out{
        .sequence = row.integer(0),
        .key = fixed_of<OperationKey>(row.blob(1)),
        .request = {fixed_of<EthereumAddress>(row.blob(2)), to_bytes(row.blob(3)), fixed_of<Uint256>(row.blob(4))},
        .state = static_cast<OperationState>(row.integer(5)),
        .is_cancel_wanted = row.integer(7) != 0,
        .is_underpriced = row.integer(8) != 0,
        .problem = row.text(15),
        .detail = row.text(16)};
    if (row.integer(6) >= 0) {
        out.nonce = to_unsigned(row.integer(6));
    }
    if (row.blob(9).size() == TransactionHash::size_bytes) {
        out.mined = MinedTransaction{fixed_of<TransactionHash>(row.blob(9)), to_unsigned(row.integer(10)),
                                     fixed_of<BlockHash>(row.blob(11)),      row.integer(12) != 0,
                                     to_unsigned(row.integer(13)),           to_unsigned(row.integer(14))};
    }
    return out;
}

Result<Done> insert_attempt(store::Database& database, std::int64_t sequence, const Attempt& attempt) {
    auto statement = database.prepare(
        "INSERT INTO attempt(operation, hash, max_fee, priority_fee, gas, cancel, block, raw) VALUES(?,?,?,?,?,?,?,?)");
    if (!statement) {
        return fail(statement.error());
    }
    return statement->bind(0, sequence)
        .bind(1, view(attempt.hash))
        .bind(2, to_signed(attempt.fees.max_fee))
        .bind(3, to_signed(attempt.fees.priority_fee))
        .bind(4, to_signed(attempt.gas_limit))
        .bind(5, attempt.is_cancel ? 1 : 0)
        .bind(6, to_signed(attempt.block))
        .bind(7, ByteView(attempt.raw))
        .run();
}

Result<Done> execute(store::Database& database, std::string_view sql, std::initializer_list<std::int64_t> values) {
    auto statement = database.prepare(sql);
    if (!statement) {
        return fail(statement.error());
    }
    int parameter = 0;
    for (const std::int64_t value : values) {
        statement->bind(parameter++, value);
    }
    return statement->run();
}

/// Back to the queue: none of its transactions can be mined any more.
Result<Done> requeue_in(store::Database& database, std::int64_t sequence) {
    const auto done = execute(database,
                              "UPDATE operation SET state = 0, nonce = -1, cancel = 0, underpriced = 0, mined = x'',"
                              " problem = '', detail = '' WHERE sequence = ?",
                              {sequence});
    return done ? execute(database, "DELETE FROM attempt WHERE operation = ?", {sequence}) : done;
}

/// What was refused or cancelled for good leaves nothing that could still be mined.
Result<Done> remove(store::Database& database, std::int64_t sequence) {
    const auto done = execute(database, "DELETE FROM attempt WHERE operation = ?", {sequence});
    return done ? execute(database, "DELETE FROM operation WHERE sequence = ?", {sequence}) : done;
}

/// Runs `work` in one durable transaction.
template <typename Work>
Result<Done> commit(store::Database& database, Work work) {
    auto transaction = Transaction::begin(database);
    if (!transaction) {
        return fail(transaction.error());
    }
    if (Result<Done> done = work(); !done) {
        return done;
    }
    return transaction->commit();
}

/// Whose outbox it is: written once, compared ever after.
Result<Done> check_owner(store::Database& database, std::uint64_t chain_id, const EthereumAddress& sender) {
    const std::string sender_text = to_checksum_address(sender);
    auto insert = database.prepare("INSERT OR IGNORE INTO outbox VALUES(1, ?, ?, ?)");
    if (!insert) {
        return fail(insert.error());
    }
    auto done =
        insert->bind(0, schema_version).bind(1, to_signed(chain_id)).bind(2, std::string_view(sender_text)).run();
    if (!done) {
        return done;
    }
    auto select = database.prepare("SELECT version, chain, sender FROM outbox");
    const auto row = select ? select->step() : Result<bool>(fail(select.error()));
    if (!row) {
        return fail(row.error());
    }
    ensure(*row, "the row that was just written");
    if (select->integer(0) != schema_version) {
        return fail(errors::store_schema, "outbox " + std::to_string(select->integer(0)));
    }
    // X17: nothing signed for one sender or chain is taken for another's.
    if (to_unsigned(select->integer(1)) != chain_id || select->text(2) != sender_text) {
        return fail(errors::chain_outbox_mismatch, select->text(2) + " on chain " + std::to_string(select->integer(1)));
    }
    return Done{};
}

}  // namespace

std::string_view to_text(OperationState state) noexcept {
    switch (state) {
        case OperationState::queued: return "queued";
        case OperationState::sent: return "sent";
        case OperationState::mined: return "mined";
        case OperationState::settled: return "settled";
        case OperationState::refused: return "refused";
        case OperationState::cancelled: return "cancelled";
    }
    return "";
}

Result<std::unique_ptr<OutboxStore>> OutboxStore::open(const std::filesystem::path& path, std::uint64_t chain_id,
                                                       const EthereumAddress& sender) {
    // X17: one process.
    auto lock = store::FileLock::take(path.string() + ".lock");
    if (!lock) {
        return fail(lock.error().code == errors::store_locked ? Error{errors::chain_outbox_locked, path.string()}
                                                              : lock.error());
    }
    auto database = store::Database::open(path, {.create = true});
    if (!database) {
        return fail(database.error());
    }
    if (const auto done = database->execute(schema); !done) {
        return fail(done.error());
    }
    if (const auto done = check_owner(*database, chain_id, sender); !done) {
        return fail(done.error());
    }
    return std::unique_ptr<OutboxStore>(new OutboxStore(std::move(*lock), std::move(*database)));
}

Result<Done> OutboxStore::insert(store::Database& database, const OperationKey& key, const OutboxRequest& request) {
    auto statement = database.prepare("INSERT INTO operation(key, receiver, data, value) VALUES(?,?,?,?)");
    if (!statement) {
        return fail(statement.error());
    }
    return statement->bind(0, view(key))
        .bind(1, view(request.to))
        .bind(2, ByteView(request.data))
        .bind(3, view(request.value))
        .run();
}

Result<Operation> OutboxStore::add(const OperationKey& key, const OutboxRequest& request, const Along& along) {
    const std::lock_guard guard(mutex_);
    auto found = find(key);
    if (!found && !(found.error().code == errors::chain_outbox_unknown)) {
        return found;
    }
    const bool is_open = found && found->state != OperationState::refused && found->state != OperationState::cancelled;
    if (is_open) {
        // X18: one key, one operation.
        return found->request == request ? found : fail(errors::chain_outbox_conflict);
    }
    const auto done = commit(database_, [&]() -> Result<Done> {
        if (auto removed = found ? remove(database_, found->sequence) : Result<Done>(Done{}); !removed) {
            return removed;
        }
        const auto inserted = insert(database_, key, request);
        return inserted && along ? along(database_) : inserted;
    });
    return done ? find(key) : fail(done.error());
}

Result<Operation> OutboxStore::find(const OperationKey& key) {
    auto statement = database_.prepare(std::string(columns) + "WHERE key = ?");
    if (!statement) {
        return fail(statement.error());
    }
    const auto row = statement->bind(0, view(key)).step();
    if (!row) {
        return fail(row.error());
    }
    if (!*row) {
        return fail(errors::chain_outbox_unknown);
    }
    Operation operation = read_operation(*statement);
    if (const auto done = load_attempts(operation); !done) {
        return fail(done.error());
    }
    return operation;
}

Result<Operation> OutboxStore::load(const OperationKey& key) {
    const std::lock_guard guard(mutex_);
    return find(key);
}

Result<Done> OutboxStore::load_attempts(Operation& operation) {
    auto statement = database_.prepare(
        "SELECT hash, max_fee, priority_fee, gas, cancel, block, raw FROM attempt WHERE operation = ? ORDER BY id");
    if (!statement) {
        return fail(statement.error());
    }
    statement->bind(0, operation.sequence);
    for (;;) {
        const auto row = statement->step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return Done{};
        }
        operation.attempts.push_back({fixed_of<TransactionHash>(statement->blob(0)),
                                      {to_unsigned(statement->integer(1)), to_unsigned(statement->integer(2))},
                                      to_unsigned(statement->integer(3)),
                                      statement->integer(4) != 0,
                                      to_unsigned(statement->integer(5)),
                                      to_bytes(statement->blob(6))});
    }
}

Result<std::vector<Operation>> OutboxStore::select(const std::string& where, std::int64_t parameter,
                                                   bool with_attempts) {
    const std::lock_guard guard(mutex_);
    auto statement = database_.prepare(std::string(columns) + where);
    if (!statement) {
        return fail(statement.error());
    }
    statement->bind(0, parameter);
    std::vector<Operation> out;
    for (;;) {
        const auto row = statement->step();
        if (!row) {
            return fail(row.error());
        }
        if (!*row) {
            return out;
        }
        out.push_back(read_operation(*statement));
        if (with_attempts) {
            if (const auto done = load_attempts(out.back()); !done) {
                return fail(done.error());
            }
        }
    }
}

Result<std::vector<Operation>> OutboxStore::load_in_flight() {
    return select("WHERE state > ? AND state < 3 ORDER BY nonce", 0, true);
}

Result<std::vector<Operation>> OutboxStore::load_settled_from(std::uint64_t nonce) {
    return select("WHERE nonce >= ? AND state IN (3, 5) ORDER BY nonce", to_signed(nonce), true);
}

Result<std::vector<Operation>> OutboxStore::load_queued(std::size_t count) {
    return select("WHERE state = 0 ORDER BY sequence LIMIT ?", to_signed(count), false);
}

Result<std::size_t> OutboxStore::count_queued() {
    const std::lock_guard guard(mutex_);
    auto statement = database_.prepare("SELECT count(*) FROM operation WHERE state = 0");
    const auto row = statement ? statement->step() : Result<bool>(fail(statement.error()));
    if (!row) {
        return fail(row.error());
    }
    return to_unsigned(statement->integer(0));
}

Result<std::uint64_t> OutboxStore::load_next_nonce() {
    const std::lock_guard guard(mutex_);
    auto statement = database_.prepare("SELECT coalesce(max(nonce), -1) FROM operation WHERE nonce >= 0");
    const auto row = statement ? statement->step() : Result<bool>(fail(statement.error()));
    if (!row) {
        return fail(row.error());
    }
    return to_unsigned(statement->integer(0) + 1);
}

Result<Done> OutboxStore::add_attempt(std::int64_t sequence, std::uint64_t nonce, const Attempt& attempt) {
    const std::lock_guard guard(mutex_);
    return commit(database_, [&]() -> Result<Done> {
        const auto done =
            execute(database_,
                    "UPDATE operation SET state = 1, underpriced = 0, nonce = ?, problem = '', detail = ''"
                    " WHERE sequence = ?",
                    {to_signed(nonce), sequence});
        return done ? insert_attempt(database_, sequence, attempt) : done;
    });
}

Result<Done> OutboxStore::add_filler(const OperationKey& key, std::uint64_t nonce, const Attempt& attempt) {
    const std::lock_guard guard(mutex_);
    return commit(database_, [&]() -> Result<Done> {
        if (auto done = insert(database_, key, {}); !done) {
            return done;
        }
        const auto filler = find(key);
        if (!filler) {
            return fail(filler.error());
        }
        const auto done = execute(database_, "UPDATE operation SET state = 1, cancel = 1, nonce = ? WHERE sequence = ?",
                                  {to_signed(nonce), filler->sequence});
        return done ? insert_attempt(database_, filler->sequence, attempt) : done;
    });
}

Result<Done> OutboxStore::set_state(std::int64_t sequence, OperationState state,
                                    const std::optional<MinedTransaction>& mined) {
    const std::lock_guard guard(mutex_);
    auto statement = database_.prepare(
        "UPDATE operation SET state = ?, mined = ?, block = ?, block_hash = ?, succeeded = ?, gas_used = ?, gas_price "
        "= ?,"
        " problem = '', detail = '' WHERE sequence = ?");
    if (!statement) {
        return fail(statement.error());
    }
    const MinedTransaction facts = mined.value_or(MinedTransaction{});
    return statement->bind(0, static_cast<std::int64_t>(state))
        .bind(1, mined ? view(facts.hash) : ByteView{})
        .bind(2, to_signed(facts.block_number))
        .bind(3, mined ? view(facts.block_hash) : ByteView{})
        .bind(4, facts.succeeded ? 1 : 0)
        .bind(5, to_signed(facts.gas_used))
        .bind(6, to_signed(facts.gas_price))
        .bind(7, sequence)
        .run();
}

Result<Done> OutboxStore::set_problem(std::int64_t sequence, std::string_view problem, std::string_view detail) {
    const std::lock_guard guard(mutex_);
    auto statement = database_.prepare("UPDATE operation SET problem = ?, detail = ? WHERE sequence = ?");
    if (!statement) {
        return fail(statement.error());
    }
    return statement->bind(0, problem).bind(1, detail).bind(2, sequence).run();
}

Result<Done> OutboxStore::set_underpriced(std::int64_t sequence) {
    const std::lock_guard guard(mutex_);
    return execute(database_, "UPDATE operation SET underpriced = 1 WHERE sequence = ?", {sequence});
}

Result<Done> OutboxStore::set_cancel_wanted(std::int64_t sequence) {
    const std::lock_guard guard(mutex_);
    return execute(database_, "UPDATE operation SET cancel = 1 WHERE sequence = ?", {sequence});
}

Result<Done> OutboxStore::requeue(std::int64_t sequence) {
    const std::lock_guard guard(mutex_);
    return commit(database_, [&] { return requeue_in(database_, sequence); });
}

Result<Done> OutboxStore::prune(std::size_t keep) {
    const std::lock_guard guard(mutex_);
    return commit(database_, [&]() -> Result<Done> {
        for (const std::string_view sql :
             {"DELETE FROM attempt WHERE operation IN (SELECT sequence FROM operation WHERE state >= 3 AND sequence <="
              " (SELECT max(sequence) FROM operation) - ?)",
              "DELETE FROM operation WHERE state >= 3 AND sequence <= (SELECT max(sequence) FROM operation) - ?"}) {
            if (auto done = execute(database_, sql, {to_signed(keep)}); !done) {
                return done;
            }
        }
        return Done{};
    });
}

}  // namespace countersign::chain

#include "api/service/vault.hpp"

#include <atomic>
#include <mutex>

#include "api/service/errors.hpp"
#include "api/service/issued_table.hpp"
#include "contracts/store/database.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/file.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/keystore_cipher.hpp"

namespace countersign::api::service {
namespace {

constexpr std::size_t service_key_bytes = 32;

constexpr const char* schema = R"(
CREATE TABLE own_key(name TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE own_data(name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE hosted(identity BLOB PRIMARY KEY, control BLOB NOT NULL, issue BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE token(hash BLOB PRIMARY KEY, identity BLOB NOT NULL, scopes INTEGER NOT NULL, expires_at INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE INDEX token_identity ON token(identity);
CREATE TABLE list_place(issuer BLOB NOT NULL, place INTEGER NOT NULL, PRIMARY KEY(issuer, place)) WITHOUT ROWID;
CREATE TABLE issued(id TEXT PRIMARY KEY, issuer BLOB NOT NULL, subject BLOB NOT NULL, type TEXT NOT NULL,
  commitment BLOB NOT NULL, batch BLOB NOT NULL, leaf INTEGER NOT NULL, place INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX issued_issuer ON issued(issuer);
CREATE INDEX issued_subject ON issued(subject);
)";
constexpr std::string_view issued_columns =
    "SELECT id, issuer, subject, type, commitment, batch, leaf, place FROM issued ";

template <typename Fixed>
Result<Fixed> fixed_of(ByteView bytes) {
    Fixed out{};
    if (!copy_exact(bytes, out)) {
        return fail(errors::store_corrupt, "a column has the wrong length");
    }
    return out;
}

store::DatabaseOptions creating() {
    store::DatabaseOptions options;
    options.create = true;
    return options;
}

std::filesystem::path key_path(const std::filesystem::path& home) { return home / "service.key"; }
std::filesystem::path database_path(const std::filesystem::path& home) { return home / "vault.db"; }

}  // namespace

std::vector<std::string_view> to_texts(Scopes set) {
    std::vector<std::string_view> out;
    for (const auto& [bit, text] : {std::pair<Scopes, std::string_view>{scopes::sign, "sign"},
                                    {scopes::issue, "issue"},
                                    {scopes::manage, "manage"}}) {
        if ((set & bit) != 0) {
            out.push_back(text);
        }
    }
    return out;
}

struct Vault::Parts {
    Parts(store::Database opened, SecretBytes service_key, Entropy& source)
        : database(std::move(opened)), key(std::move(service_key)), entropy(source) {}

    store::Database database;
    SecretBytes key;
    Entropy& entropy;
    std::mutex mutex;
    std::atomic<std::uint64_t> issued_version = 1;

    /// Nonce, then ciphertext and tag. `row` names what is sealed and goes into the tag.
    [[nodiscard]] Bytes seal(std::string_view row, const PrivateKey& secret) {
        Bytes plain{static_cast<std::uint8_t>(secret.type())};
        append(plain, secret.secret());
        Bytes out(detail::gcm_nonce_bytes);
        entropy.fill(out);
        const Bytes sealed = detail::gcm_seal(key.view(), out, as_bytes(row), plain);
        zeroize(plain.data(), plain.size());
        append(out, sealed);
        return out;
    }

    [[nodiscard]] Result<PrivateKey> unseal(std::string_view row, ByteView sealed) const {
        if (sealed.size() < detail::gcm_nonce_bytes) {
            return fail(errors::vault_key, std::string(row));
        }
        const auto plain = detail::gcm_open(key.view(), sealed.first(detail::gcm_nonce_bytes), as_bytes(row),
                                            sealed.subspan(detail::gcm_nonce_bytes));
        if (!plain || plain->size() != 33) {
            return fail(errors::vault_key, std::string(row));
        }
        return PrivateKey::parse(static_cast<KeyType>(plain->view()[0]), plain->view().subspan(1));
    }

    [[nodiscard]] Result<IssuedRecord> read_issued(const store::Statement& row) const {
        IssuedRecord record;
        const auto issuer = fixed_of<rules::IdentityId>(row.blob(1));
        const auto subject = fixed_of<rules::IdentityId>(row.blob(2));
        const auto commitment = fixed_of<rules::ContentHash>(row.blob(4));
        const auto batch = fixed_of<rules::BatchId>(row.blob(5));
        if (!issuer || !subject || !commitment || !batch) {
            return fail(errors::store_corrupt, "issued");
        }
        record.id = row.text(0);
        record.issuer = *issuer;
        record.subject = *subject;
        record.type = row.text(3);
        record.commitment = *commitment;
        record.batch = *batch;
        record.leaf = static_cast<std::uint32_t>(row.integer(6));
        record.list_index = static_cast<std::uint32_t>(row.integer(7));
        return record;
    }

    [[nodiscard]] Result<std::vector<IssuedRecord>> list_issued(std::string_view column, const rules::IdentityId& id) {
        const std::lock_guard lock(mutex);
        auto query = database.prepare(std::string(issued_columns) + "WHERE " + std::string(column) + " = ?");
        if (!query) {
            return fail(query.error());
        }
        query->bind(0, view(id));
        std::vector<IssuedRecord> out;
        for (;;) {
            const auto more = query->step();
            if (!more) {
                return fail(more.error());
            }
            if (!*more) {
                return out;
            }
            auto record = read_issued(*query);
            if (!record) {
                return fail(record.error());
            }
            out.push_back(std::move(*record));
        }
    }
};

Vault::Vault(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Vault::~Vault() = default;

Result<Done> Vault::init(const std::filesystem::path& home, Entropy& entropy) {
    const SecretBytes key = entropy.secret(service_key_bytes);
    if (auto written = write_file(key_path(home), key.view(), {.mode = 0600}); !written) {
        return written;
    }
    auto database = store::Database::open(database_path(home), creating());
    if (!database) {
        return fail(database.error());
    }
    return database->execute(schema);
}

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& home, Entropy& entropy) {
    const auto key = read_file(key_path(home), service_key_bytes);
    if (!key) {
        return fail(key.error());
    }
    if (key->size() != service_key_bytes) {
        return fail(errors::vault_key, "service.key has the wrong length");
    }
    auto database = store::Database::open(database_path(home), {});
    if (!database) {
        return fail(database.error());
    }
    return std::unique_ptr<Vault>(
        new Vault(std::make_unique<Parts>(std::move(*database), SecretBytes(ByteView(*key)), entropy)));
}

Result<PrivateKey> Vault::own_key(std::string_view name, KeyType type) {
    const std::lock_guard lock(parts_->mutex);
    const std::string row = "own:" + std::string(name);
    auto query = parts_->database.prepare("SELECT sealed FROM own_key WHERE name = ?");
    if (!query) {
        return fail(query.error());
    }
    const auto found = query->bind(0, name).step();
    if (!found) {
        return fail(found.error());
    }
    if (*found) {
        return parts_->unseal(row, query->blob(0));
    }
    PrivateKey key = PrivateKey::generate(type, parts_->entropy);
    auto insert = parts_->database.prepare("INSERT INTO own_key(name, sealed) VALUES(?, ?)");
    if (!insert) {
        return fail(insert.error());
    }
    const Bytes sealed = parts_->seal(row, key);
    if (auto done = insert->bind(0, name).bind(1, ByteView(sealed)).run(); !done) {
        return fail(done.error());
    }
    return key;
}

Result<std::optional<Bytes>> Vault::own_data(std::string_view name) {
    const std::lock_guard lock(parts_->mutex);
    auto query = parts_->database.prepare("SELECT data FROM own_data WHERE name = ?");
    if (!query) {
        return fail(query.error());
    }
    const auto found = query->bind(0, name).step();
    if (!found) {
        return fail(found.error());
    }
    return *found ? std::optional<Bytes>(to_bytes(query->blob(0))) : std::nullopt;
}

Result<Done> Vault::put_own_data(std::string_view name, ByteView data) {
    const std::lock_guard lock(parts_->mutex);
    auto insert = parts_->database.prepare("INSERT OR REPLACE INTO own_data(name, data) VALUES(?, ?)");
    if (!insert) {
        return fail(insert.error());
    }
    return insert->bind(0, name).bind(1, data).run();
}

Result<Done> Vault::put_hosted(const rules::IdentityId& id, const HostedKeys& keys) {
    const std::lock_guard lock(parts_->mutex);
    const std::string row = to_hex(view(id));
    const Bytes control = parts_->seal("control:" + row, keys.control);
    const Bytes issue = parts_->seal("issue:" + row, keys.issue);
    auto insert = parts_->database.prepare("INSERT INTO hosted(identity, control, issue) VALUES(?, ?, ?)");
    if (!insert) {
        return fail(insert.error());
    }
    return insert->bind(0, view(id)).bind(1, ByteView(control)).bind(2, ByteView(issue)).run();
}

Result<HostedKeys> Vault::hosted(const rules::IdentityId& id) {
    const std::lock_guard lock(parts_->mutex);
    auto query = parts_->database.prepare("SELECT control, issue FROM hosted WHERE identity = ?");
    if (!query) {
        return fail(query.error());
    }
    const auto found = query->bind(0, view(id)).step();
    if (!found) {
        return fail(found.error());
    }
    if (!*found) {
        return fail(errors::identity_not_hosted);
    }
    const std::string row = to_hex(view(id));
    auto control = parts_->unseal("control:" + row, query->blob(0));
    auto issue = parts_->unseal("issue:" + row, query->blob(1));
    if (!control || !issue) {
        return fail(control ? issue.error() : control.error());
    }
    return HostedKeys{std::move(*control), std::move(*issue)};
}

Result<Done> Vault::forget_hosted(const rules::IdentityId& id) {
    const std::lock_guard lock(parts_->mutex);
    auto transaction = store::Transaction::begin(parts_->database);
    if (!transaction) {
        return fail(transaction.error());
    }
    for (const std::string_view sql :
         {"DELETE FROM hosted WHERE identity = ?", "DELETE FROM token WHERE identity = ?"}) {
        auto remove = parts_->database.prepare(sql);
        if (!remove) {
            return fail(remove.error());
        }
        if (auto done = remove->bind(0, view(id)).run(); !done) {
            return done;
        }
    }
    return transaction->commit();
}

Result<std::string> Vault::make_token(const Token& token) {
    const std::lock_guard lock(parts_->mutex);
    std::uint8_t raw[32];
    parts_->entropy.fill(raw);
    std::string text = to_hex(raw);
    zeroize(raw, sizeof raw);
    const Sha256Digest hash = sha256(as_bytes(text));
    auto insert = parts_->database.prepare("INSERT INTO token(hash, identity, scopes, expires_at) VALUES(?, ?, ?, ?)");
    if (!insert) {
        return fail(insert.error());
    }
    insert->bind(0, view(hash)).bind(1, view(token.identity)).bind(2, std::int64_t{token.scopes});
    if (auto done = insert->bind(3, static_cast<std::int64_t>(token.expires_at.value)).run(); !done) {
        return fail(done.error());
    }
    return text;
}

Result<Token> Vault::find_token(std::string_view text, UnixSeconds now) {
    // Looking a hash up by an index tells nothing about the token, however long it takes.
    const Sha256Digest hash = sha256(as_bytes(text));
    const std::lock_guard lock(parts_->mutex);
    auto query = parts_->database.prepare("SELECT identity, scopes, expires_at FROM token WHERE hash = ?");
    if (!query) {
        return fail(query.error());
    }
    const auto found = query->bind(0, view(hash)).step();
    if (!found) {
        return fail(found.error());
    }
    if (!*found) {
        return fail(errors::token_unknown);
    }
    const auto identity = fixed_of<rules::IdentityId>(query->blob(0));
    if (!identity) {
        return fail(identity.error());
    }
    const Token token{.identity = *identity,
                      .scopes = static_cast<Scopes>(query->integer(1)),
                      .expires_at = UnixSeconds{static_cast<std::uint64_t>(query->integer(2))}};
    if (token.expires_at <= now) {
        return fail(errors::token_expired);
    }
    return token;
}

Result<std::uint32_t> Vault::reserve_list_index(const rules::IdentityId& issuer) {
    const std::lock_guard lock(parts_->mutex);
    auto insert = parts_->database.prepare("INSERT OR IGNORE INTO list_place(issuer, place) VALUES(?, ?)");
    auto changed = parts_->database.prepare("SELECT changes()");
    if (!insert || !changed) {
        return fail(insert ? changed.error() : insert.error());
    }
    // A half-full list needs two tries on average; 256 failures mean that it is as good as full.
    for (int attempt = 0; attempt < 256; ++attempt) {
        std::uint8_t raw[4];
        parts_->entropy.fill(raw);
        const std::uint32_t place = ByteReader(raw).u32() % status_list_entries;
        if (auto done = insert->bind(0, view(issuer)).bind(1, std::int64_t{place}).run(); !done) {
            return fail(done.error());
        }
        const auto row = changed->step();
        if (!row) {
            return fail(row.error());
        }
        const bool taken = changed->integer(0) == 1;
        changed->reset();
        if (taken) {
            return place;
        }
    }
    return fail(errors::credential_list_full);
}

Result<Done> Vault::put_issued(const IssuedRecord& record) {
    return change_issued([&record](store::Database& database) { return insert_issued(database, record); });
}

Result<Done> Vault::with_database(const std::function<Result<Done>(store::Database&)>& work) {
    const std::lock_guard lock(parts_->mutex);
    return work(parts_->database);
}

Result<Done> Vault::change_issued(const std::function<Result<Done>(store::Database&)>& work) {
    const std::lock_guard lock(parts_->mutex);
    ++parts_->issued_version;
    return work(parts_->database);
}

Result<IssuedRecord> Vault::issued(std::string_view id) {
    const std::lock_guard lock(parts_->mutex);
    auto query = parts_->database.prepare(std::string(issued_columns) + "WHERE id = ?");
    if (!query) {
        return fail(query.error());
    }
    const auto found = query->bind(0, id).step();
    if (!found) {
        return fail(found.error());
    }
    if (!*found) {
        return fail(errors::credential_unknown);
    }
    return parts_->read_issued(*query);
}

Result<std::vector<IssuedRecord>> Vault::issued_by(const rules::IdentityId& issuer) {
    return parts_->list_issued("issuer", issuer);
}
Result<std::vector<IssuedRecord>> Vault::issued_about(const rules::IdentityId& subject) {
    return parts_->list_issued("subject", subject);
}
std::uint64_t Vault::issued_version() const noexcept { return parts_->issued_version; }

}  // namespace countersign::api::service

// Damage is found: every byte of everything that is kept, one bit at a time.
#include <catch2/catch.hpp>

#include <random>

#include "contracts/store/database.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::ledger_test;
using ledger::Ledger;

namespace {

/// Opens and checks, as somebody who only reads.
Result<std::uint64_t> open_and_check(const std::filesystem::path& folder, const Clock& clock) {
    auto options = quiet_options(clock);
    options.access = ledger::Access::read_only;
    const auto book = Ledger::open(folder, std::move(options));
    return book ? (*book)->check() : Result<std::uint64_t>(fail(book.error()));
}

struct Column {
    const char* file;
    const char* table;
    const char* column;
    bool is_blob;
};

struct Flips {
    std::uint64_t made = 0;
    std::vector<std::string> unnoticed;
    std::vector<std::string> unnamed;
};

/// Whether the error says where the damage is.
bool names(const Error& error, const Column& column, std::uint64_t row_entry) {
    const bool record = std::string_view(column.table) == "entry" || std::string_view(column.table) == "leaf";
    const bool content = std::string_view(column.column) == "bytes" || std::string_view(column.column) == "hash" ||
                         std::string_view(column.column) == "mark";
    return !record || !content || error.detail.find("entry " + std::to_string(row_entry) + ":") != std::string::npos;
}

void flip_all(const std::filesystem::path& folder, const Clock& clock, const Column& column, Flips& flips) {
    auto database = store::Database::open(folder / column.file, {}).value();
    // The damage needn't be durable.
    REQUIRE(database.execute("PRAGMA synchronous=OFF").has_value());
    const std::string table = column.table;
    const std::string name = column.column;
    const std::string entry_column = table == "leaf" ? "entry" : table == "entry" ? "id" : "0";
    const std::string key = table == "leaf" ? "entry * 1000 + id" : table == "entry" ? "id" : "0";
    auto rows = database
                    .prepare("SELECT " + key + ", " + entry_column + ", " +
                             (column.is_blob ? "CAST(" + name + " AS BLOB)" : name) + " FROM " + table)
                    .value();
    struct Row {
        std::int64_t key;
        std::int64_t entry;
        Bytes bytes;
        std::int64_t number;
    };
    std::vector<Row> all;
    while (rows.step().value()) {
        all.push_back({rows.integer(0), rows.integer(1), to_bytes(rows.blob(2)), rows.integer(2)});
    }
    rows.reset();
    std::mt19937 random(5);
    for (const Row& row : all) {
        const std::size_t size = column.is_blob ? row.bytes.size() : 8;
        for (std::size_t at = 0; at < size; ++at) {
            const unsigned bit = random() % 8;
            Bytes bytes = row.bytes;
            std::int64_t number = row.number;
            if (column.is_blob) {
                bytes[at] = static_cast<std::uint8_t>(bytes[at] ^ (1U << bit));
            } else {
                number ^= std::int64_t{1} << (at * 8 + bit % (at == 7 ? 7 : 8));
            }
            const std::string type = table == "published" && name == "note" ? "TEXT"
                                     : table == "meta" && name == "origin"  ? "TEXT"
                                                                            : "BLOB";
            // The row is found by its place, since a flipped key would hide it from its own restoration.
            const std::string set = "UPDATE " + table + " SET " + name + " = " +
                                    (column.is_blob ? "CAST(? AS " + type + ")" : std::string("?")) + " WHERE ";
            const auto write = [&](const std::string& where, ByteView value, std::int64_t value_number) {
                auto update = database.prepare(set + where).value();
                column.is_blob ? update.bind(0, value) : update.bind(0, value_number);
                return update.run().has_value();
            };
            const std::string damaged_where =
                column.is_blob ? key + " = " + std::to_string(row.key) : name + " = " + std::to_string(number);
            const std::string other = table == "leaf" && name == "entry" ? " AND id = " + std::to_string(row.key % 1000)
                                      : table == "leaf" && name == "id"  ? " AND entry = " + std::to_string(row.entry)
                                                                         : "";
            if (!write(key + " = " + std::to_string(row.key), bytes, number)) {
                continue;  // the number of another row: SQLite itself refuses
            }
            const auto checked = open_and_check(folder, clock);
            const std::string place =
                table + "." + name + " of " + std::to_string(row.key) + " byte " + std::to_string(at);
            if (checked) {
                flips.unnoticed.push_back(place);
            } else if (!names(checked.error(), column, static_cast<std::uint64_t>(row.entry))) {
                flips.unnamed.push_back(place + ": " + checked.error().detail);
            }
            ++flips.made;
            REQUIRE(write(damaged_where + other, row.bytes, row.number));
        }
    }
}

}  // namespace

TEST_CASE("L57: a flipped bit in any byte of any record is found, and its entry named", "[ledger][check]") {
    FakeClock clock(start_time);
    const TemporaryFolder folder;
    SeededEntropy entropy(1);
    {
        const auto book = Ledger::init(folder.path(), std::string(origin), entropy, quiet_options(clock)).value();
        Actor alice(1, book->domain());
        REQUIRE(book->submit(alice.create()).has_value());
        REQUIRE(book->submit(alice.commit(10, 3)).has_value());
        REQUIRE(book->publish().has_value());
        // Not covered by a checkpoint yet: found all the same.
        REQUIRE(book->submit(alice.claim("alice")).has_value());
        rules::CredentialLeaf leaf{};
        leaf.commitment = Actor::filled<rules::ContentHash>(5);
        REQUIRE(book->submit(alice.commit(rules::LeafKind::credential, {Actor::encode(leaf)})).has_value());
    }
    REQUIRE(open_and_check(folder.path(), clock).value() == 5);
    Flips flips;
    for (const Column& column :
         {Column{"ledger.db", "entry", "bytes", true}, Column{"ledger.db", "entry", "hash", true},
          Column{"ledger.db", "entry", "id", false}, Column{"ledger.db", "leaf", "bytes", true},
          Column{"ledger.db", "leaf", "mark", false}, Column{"ledger.db", "leaf", "id", false},
          Column{"ledger.db", "leaf", "entry", false}, Column{"ledger.db", "meta", "registry", true},
          Column{"ledger.db", "meta", "origin", true}, Column{"ledger.db", "meta", "schema", false},
          Column{"published.db", "published", "size", false}, Column{"published.db", "published", "root", true},
          Column{"published.db", "published", "note", true}}) {
        flip_all(folder.path(), clock, column, flips);
    }
    const auto list = [](const std::vector<std::string>& places) {
        std::string text;
        for (const auto& place : places) {
            text += place + "\n";
        }
        return text;
    };
    INFO("unnoticed:\n" << list(flips.unnoticed) << "unnamed:\n" << list(flips.unnamed));
    CHECK(flips.made > 1500);
    CHECK(flips.unnoticed.empty());
    CHECK(flips.unnamed.empty());
    CHECK(open_and_check(folder.path(), clock).value() == 5);
}

TEST_CASE("L57: missing and surplus records are found", "[ledger][check]") {
    FakeClock clock(start_time);
    const TemporaryFolder folder;
    SeededEntropy entropy(1);
    {
        const auto book = Ledger::init(folder.path(), std::string(origin), entropy, quiet_options(clock)).value();
        Actor alice(1, book->domain());
        REQUIRE(book->submit(alice.create()).has_value());
        REQUIRE(book->submit(alice.commit(10, 3)).has_value());
    }
    const auto statement =
        GENERATE("DELETE FROM entry WHERE id = 0", "DELETE FROM entry WHERE id = 1", "DELETE FROM entry",
                 "DELETE FROM leaf WHERE id = 2", "DELETE FROM leaf", "INSERT INTO leaf VALUES(1, 0, 5, x'00')",
                 "INSERT INTO leaf VALUES(2, 3, 5, x'00')", "INSERT INTO leaf VALUES(3, 0, 5, x'00')",
                 "INSERT INTO entry SELECT 3, hash, bytes FROM entry WHERE id = 0",
                 "INSERT INTO entry SELECT 3, hash, bytes FROM entry WHERE id = 1",
                 "UPDATE entry SET hash = x'00' WHERE id = 1");
    INFO(statement);
    REQUIRE(store::Database::open(folder.path() / "ledger.db", {}).value().execute(statement).has_value());
    const auto opened = Ledger::open(folder.path(), quiet_options(clock));
    CHECK_FALSE(opened.has_value());
    CHECK((opened.error().code == errors::ledger_corrupt || opened.error().code == errors::store_corrupt));
}

// The log store on disk and in memory, and what it says when its disk fails.
#include <sqlite3.h>

#include <catch2/catch.hpp>

#include <fstream>

#include "contracts/store/database.hpp"
#include "contracts/store/sqlite_log_store.hpp"
#include "tests/contracts/store/fault_vfs.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using store_test::FaultVfs;

namespace {

store::NewEntry entry_of(std::uint8_t number, std::size_t leaves = 0) {
    store::NewEntry entry{.bytes = Bytes(300, number), .leaf_hash = {}, .leaves = {}};
    entry.leaf_hash = log::leaf_hash(entry.bytes);
    for (std::size_t i = 0; i < leaves; ++i) {
        entry.leaves.push_back(Bytes(i, number));
    }
    return entry;
}

store::LogIdentity identity_of(const store::NewEntry& genesis) { return {"log.example", genesis.leaf_hash}; }

std::unique_ptr<store::LogStore> create(const std::filesystem::path& folder, const std::string& vfs = "") {
    auto made =
        store::create_sqlite_log_store(folder, identity_of(entry_of(0)), entry_of(0), {.read_only = false, .vfs = vfs});
    REQUIRE(made.has_value());
    return std::move(*made);
}

std::unique_ptr<store::LogStore> in_memory() {
    auto made = store::make_memory_log_store(identity_of(entry_of(0)));
    const auto genesis = entry_of(0);
    REQUIRE(made->append(0, {&genesis, 1}).has_value());
    return made;
}

std::vector<store::StoredEntry> read_all(store::LogStore& log_store, std::uint64_t first = 0,
                                         std::uint64_t end = 1000) {
    std::vector<store::StoredEntry> entries;
    REQUIRE(log_store
                .read_entries(first, end,
                              [&](store::StoredEntry entry) -> Result<Done> {
                                  entries.push_back(std::move(entry));
                                  return Done{};
                              })
                .has_value());
    return entries;
}

}  // namespace

TEST_CASE("L80: what is appended is read back, by either store", "[store]") {
    const TemporaryFolder folder;
    const auto log_store = GENERATE(true, false) ? create(folder.path() / "a") : in_memory();
    CHECK(log_store->identity().origin == "log.example");
    const std::vector<store::NewEntry> group{entry_of(1), entry_of(2, 3), entry_of(3)};
    REQUIRE(log_store->append(1, group).has_value());
    CHECK(log_store->size().value() == 4);
    CHECK(log_store->append(3, group).error().code == errors::store_conflict);
    CHECK(log_store->append(5, group).error().code == errors::store_conflict);
    const auto entries = read_all(*log_store);
    REQUIRE(entries.size() == 4);
    CHECK(entries[2].bytes == group[1].bytes);
    CHECK(entries[2].leaf_hash == group[1].leaf_hash);
    CHECK(read_all(*log_store, 2, 3).size() == 1);
    CHECK(read_all(*log_store, 4, 9).empty());
    const auto leaves = log_store->read_leaves(2).value();
    REQUIRE(leaves.size() == 3);
    CHECK(leaves[0].bytes.empty());
    CHECK(leaves[2].bytes == group[1].leaves[2]);
    CHECK(leaves[2].mark == store::leaf_mark(leaves[2].bytes));
    CHECK(log_store->read_leaves(1).value().empty());
    CHECK(log_store->read_leaf(2, 2).value() == group[1].leaves[2]);
    CHECK(log_store->read_leaf(2, 3).error().code == errors::store_no_entry);
    CHECK(log_store->count_leaves(0, 4).value() == 3);
    CHECK(log_store->count_leaves(3, 4).value() == 0);
    CHECK(log_store->check_structure().has_value());
    const auto stopped = log_store->read_entries(
        0, 4, [](const store::StoredEntry&) -> Result<Done> { return fail(errors::store_busy); });
    CHECK(stopped.error().code == errors::store_busy);
}

TEST_CASE("L81: the published checkpoint is compared and swapped", "[store]") {
    const TemporaryFolder folder;
    const auto log_store = GENERATE(true, false) ? create(folder.path() / "a") : in_memory();
    const log::TreeHead none = log_store->read_published()->head;
    CHECK(none == log::TreeHead{0, log::empty_root()});
    const store::Published five{{5, log::leaf_hash({})}, "note 5"};
    CHECK(log_store->advance_published(five.head, five).error().code == errors::store_conflict);
    REQUIRE(log_store->advance_published(none, five).has_value());
    CHECK(log_store->read_published()->head == five.head);
    CHECK(log_store->read_published()->note == "note 5");
    CHECK(log_store->advance_published(none, five).error().code == errors::store_conflict);
    const store::Published four{{4, log::leaf_hash({})}, "note 4"};
    CHECK(log_store->advance_published(five.head, four).error().code == errors::store_conflict);
}

TEST_CASE("L82: a folder holds one ledger, with one writer", "[store]") {
    const TemporaryFolder folder;
    const auto path = folder.path() / "a" / "b";
    CHECK(store::open_sqlite_log_store(path).error().code == errors::store_missing);
    auto first = create(path);
    CHECK(store::open_sqlite_log_store(path).error().code == errors::store_locked);
    CHECK(store::create_sqlite_log_store(path, identity_of(entry_of(0)), entry_of(0)).error().code ==
          errors::store_locked);
    const auto reader = store::open_sqlite_log_store(path, {.read_only = true, .vfs = {}});
    REQUIRE(reader.has_value());
    const auto entry = entry_of(1);
    CHECK((*reader)->append(1, {&entry, 1}).error().code == errors::store_read_only);
    CHECK((*reader)->mirror(1, {}, {}).error().code == errors::store_read_only);
    CHECK((*reader)->hold_leaves({}, entry.leaves).error().code == errors::store_read_only);
    CHECK((*reader)->release_leaves({}).error().code == errors::store_read_only);
    REQUIRE(first->append(1, {&entry, 1}).has_value());
    CHECK((*reader)->size().value() == 2);
    first.reset();
    CHECK(store::create_sqlite_log_store(path, identity_of(entry_of(0)), entry_of(0)).error().code ==
          errors::store_exists);
    CHECK(store::open_sqlite_log_store(path).value()->size().value() == 2);
    std::filesystem::remove(path / "published.db");
    CHECK(store::open_sqlite_log_store(path).error().code == errors::store_missing);
}

TEST_CASE("L84: other files are told from a ledger", "[store]") {
    const TemporaryFolder folder;
    create(folder.path());
    const auto file = folder.path() / "ledger.db";
    SECTION("another version") {
        auto database = store::Database::open(file, {}).value();
        REQUIRE(database.execute("UPDATE meta SET schema = 1").has_value());
        CHECK(store::open_sqlite_log_store(folder.path()).error().code == errors::store_schema);
    }
    SECTION("no meta") {
        auto database = store::Database::open(file, {}).value();
        REQUIRE(database.execute("DELETE FROM meta").has_value());
        CHECK(store::open_sqlite_log_store(folder.path()).error().code == errors::store_missing);
    }
    SECTION("a database of something else") {
        auto database = store::Database::open(file, {}).value();
        REQUIRE(database.execute("DROP TABLE meta").has_value());
        CHECK(store::open_sqlite_log_store(folder.path()).error().code == errors::store_missing);
    }
    SECTION("no database") {
        std::ofstream(file, std::ios::trunc) << std::string(5000, 'x');
        CHECK(store::open_sqlite_log_store(folder.path()).error().code == errors::store_corrupt);
    }
    SECTION("a damaged database") {
        std::fstream stream(file, std::ios::binary | std::ios::in | std::ios::out);
        stream.seekp(4096 + 5);
        stream.write("\xFF\xFF\xFF\xFF", 4);
        stream.close();
        const auto opened = store::open_sqlite_log_store(folder.path());
        const bool found = !opened || (*opened)->check_structure().error().code == errors::store_corrupt;
        CHECK(found);
    }
}

TEST_CASE("L83: each way a disk fails has its own code, and nothing is appended after it", "[store][faults]") {
    const auto [fault, code] = GENERATE(table<FaultVfs::Fault, ErrorCode>({
        {FaultVfs::Fault::write_error, errors::store_io},
        {FaultVfs::Fault::disk_full, errors::store_full},
        {FaultVfs::Fault::sync_error, errors::store_io},
    }));
    const TemporaryFolder folder;
    FaultVfs vfs("fault-store", 1);
    auto log_store = create(folder.path(), vfs.name());
    const std::vector<store::NewEntry> group{entry_of(1, 2), entry_of(2)};
    REQUIRE(log_store->append(1, group).has_value());
    vfs.schedule(fault, 1);
    CHECK(log_store->append(3, group).error().code == code);
    CHECK(vfs.has_struck());
    // The fault was a single one, yet nothing is tried again.
    const auto operations = vfs.operations();
    CHECK(log_store->append(3, group).error().code == code);
    CHECK(vfs.operations() == operations);
    CHECK(log_store->size().value() == 3);
    CHECK(read_all(*log_store).size() == 3);
    log_store.reset();
    const auto again = store::open_sqlite_log_store(folder.path(), {.read_only = false, .vfs = vfs.name()});
    REQUIRE(again.has_value());
    const auto size = (*again)->size().value();
    CHECK((size == 3 || size == 5));
    CHECK((*again)->count_leaves(0, 100).value() == (size == 3 ? 2 : 4));
}

TEST_CASE("L83: statements bind, step and fail as SQLite says", "[store]") {
    const TemporaryFolder folder;
    const auto file = folder.path() / "x.db";
    CHECK(store::Database::open(file, {}).error().code == errors::store_missing);
    auto database = store::Database::open(file, {.create = true}).value();
    CHECK(database.execute("nonsense").error().code == errors::store_statement);
    CHECK(database.prepare("SELECT nothing").error().code == errors::store_statement);
    REQUIRE(database.execute("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB NOT NULL, c TEXT NOT NULL)").has_value());
    auto insert = database.prepare("INSERT INTO t VALUES(?, ?, ?)").value();
    REQUIRE(insert.bind(0, std::int64_t{1}).bind(1, ByteView{}).bind(2, std::string_view()).run().has_value());
    CHECK(insert.bind(0, std::int64_t{1}).bind(1, ByteView{}).bind(2, std::string_view()).run().error().code ==
          errors::store_conflict);
    {
        auto transaction = store::Transaction::begin(database).value();
        REQUIRE(insert.bind(0, std::int64_t{2}).bind(1, ByteView{}).bind(2, std::string_view()).run().has_value());
        auto other = store::Database::open(file, {}).value();
        CHECK(store::Transaction::begin(other).error().code == errors::store_busy);
    }
    auto count = database.prepare("SELECT count(*) FROM t").value();
    REQUIRE(count.step().value());
    CHECK(count.integer(0) == 1);
}

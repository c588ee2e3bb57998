// Disks that lose power, refuse writes or fill up, under a whole ledger.
#include <catch2/catch.hpp>

#include <random>

#include "contracts/store/sqlite_log_store.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "tests/contracts/store/fault_vfs.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::ledger_test;
using ledger::Ledger;
using store_test::FaultVfs;

namespace {

Result<std::unique_ptr<Ledger>> open_over(const std::filesystem::path& folder, const FaultVfs& vfs,
                                          ledger::LedgerOptions options) {
    auto log_store = store::open_sqlite_log_store(folder, {.read_only = false, .vfs = vfs.name()});
    if (!log_store) {
        return fail(log_store.error());
    }
    return Ledger::over(std::move(*log_store), std::move(options));
}

void create_over(const std::filesystem::path& folder, const FaultVfs& vfs, const Clock& clock) {
    // init writes through the system's VFS; from then on the faulty one is used.
    SeededEntropy entropy(1);
    REQUIRE(Ledger::init(folder, std::string(origin), entropy, quiet_options(clock)).has_value());
    REQUIRE(open_over(folder, vfs, quiet_options(clock)).has_value());
}

}  // namespace

TEST_CASE("L53: two hundred power cuts lose nothing that was acknowledged and leave no half", "[ledger][faults]") {
    constexpr std::uint64_t cuts = 200;
    const std::uint64_t seed = std::random_device{}();
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    FakeClock clock(start_time);
    const TemporaryFolder folder;
    FaultVfs vfs("fault-power", seed);
    create_over(folder.path(), vfs, clock);
    std::mutex mutex;
    std::vector<ledger::Receipt> acknowledged;
    std::uint64_t struck = 0;
    std::uint64_t published_size = 0;
    for (std::uint64_t cut = 0; cut < cuts; ++cut) {
        {
            auto opened = open_over(folder.path(), vfs, quiet_options(clock));
            INFO("cut " << cut << ": " << (opened ? "" : opened.error().code.name) << " "
                        << (opened ? "" : opened.error().detail));
            REQUIRE(opened.has_value());
            Ledger& book = **opened;
            // Everything that was acknowledged is there, as it was.
            std::size_t lost = 0;
            for (const ledger::Receipt& receipt : acknowledged) {
                const auto view = book.view();
                lost += view.indexes().operation(receipt.operation) == receipt.index ? 0U : 1U;
            }
            REQUIRE(lost == 0);
            REQUIRE(book.health().checkpoint_size >= published_size);
            Actor alice(cut, book.domain());
            const auto first = book.submit(alice.create());
            if (first) {
                acknowledged.push_back(*first);
            }
            vfs.schedule(FaultVfs::Fault::power_cut, 1 + random() % 60);
            for (std::uint64_t i = 0; i < 6; ++i) {
                book.submit(alice.commit(cut * 100 + i * 10, static_cast<std::uint32_t>(1 + random() % 4)),
                            [&](Result<ledger::Receipt> result) {
                                const std::lock_guard guard(mutex);
                                if (result) {
                                    acknowledged.push_back(*result);
                                }
                            });
                if (random() % 3 == 0) {
                    if (const auto signed_head = book.publish()) {
                        published_size = signed_head->head.size;
                    }
                }
            }
        }
        struck += vfs.has_struck() ? 1U : 0U;
        vfs.restore();
    }
    CHECK(struck > cuts / 2);
    const auto book = open_over(folder.path(), vfs, quiet_options(clock)).value();
    const auto checked = book->check();
    INFO((checked ? "" : checked.error().detail));
    REQUIRE(checked.has_value());
    const auto digest = book->view().state_digest();
    REQUIRE(book->rebuild().has_value());
    CHECK(book->view().state_digest() == digest);
    CHECK(book->view().head().size > acknowledged.size());
}

TEST_CASE("L54: after a failed write or sync the ledger stops, keeps its word and says why", "[ledger][faults]") {
    const auto fault = GENERATE(FaultVfs::Fault::write_error, FaultVfs::Fault::disk_full, FaultVfs::Fault::sync_error);
    FakeClock clock(start_time);
    const TemporaryFolder folder;
    FaultVfs vfs("fault-ledger", 3);
    create_over(folder.path(), vfs, clock);
    std::vector<ledger::Receipt> kept;
    ledger::Submission refused;
    {
        const auto book = open_over(folder.path(), vfs, quiet_options(clock)).value();
        Actor alice(1, book->domain());
        kept.push_back(book->submit(alice.create()).value());
        kept.push_back(book->submit(alice.commit(1, 3)).value());
        REQUIRE(book->publish().has_value());
        const auto digest = book->view().state_digest();
        vfs.schedule(fault, 1);
        refused = alice.commit(10, 2);
        CHECK(book->submit(refused).error().code == errors::ledger_failed);
        // The disk is well again, but nobody knows what it holds.
        CHECK(book->submit(refused).error().code == errors::ledger_failed);
        CHECK(book->submit(Actor(2, book->domain()).create()).error().code == errors::ledger_failed);
        CHECK(book->publish().error().code == errors::ledger_failed);
        CHECK_FALSE(book->health().accepting);
        CHECK_FALSE(book->health().reason.empty());
        // What was acknowledged is still served.
        CHECK(book->view().state_digest() == digest);
        CHECK(book->view().head().size == 3);
        CHECK(book->entry(LogIndex{2}).has_value());
        CHECK(book->entry(LogIndex{3}).error().code == errors::store_no_entry);
        CHECK(book->prove_entry(LogIndex{2}).has_value());
    }
    const auto book = open_over(folder.path(), vfs, quiet_options(clock)).value();
    CHECK(book->check().has_value());
    for (const auto& receipt : kept) {
        CHECK(book->receipt(receipt.operation).value() == receipt);
    }
    // Sent again after the restart, it is accepted, or it was on the disk already and is told so.
    CHECK(book->submit(refused)->index == LogIndex{3});
}

TEST_CASE("L55: a checkpoint that can't be recorded isn't given out", "[ledger][faults]") {
    const auto fault = GENERATE(FaultVfs::Fault::write_error, FaultVfs::Fault::disk_full, FaultVfs::Fault::sync_error);
    FakeClock clock(start_time);
    const TemporaryFolder folder;
    FaultVfs vfs("fault-publish", 4);
    create_over(folder.path(), vfs, clock);
    const auto book = open_over(folder.path(), vfs, quiet_options(clock)).value();
    Actor alice(1, book->domain());
    REQUIRE(book->submit(alice.create()).has_value());
    vfs.schedule(fault, 1);
    CHECK_FALSE(book->publish().has_value());
    CHECK(book->checkpoint().error().code == errors::ledger_no_checkpoint);
    CHECK(book->submit(alice.commit(1, 1)).error().code == errors::ledger_failed);
}

TEST_CASE("L56: a log restored from a backup behind its last checkpoint must not sign again", "[ledger][backup]") {
    FakeClock clock(start_time);
    const TemporaryFolder folder;
    const auto path = folder.path() / "ledger";
    const auto backup = folder.path() / "backup.db";
    SeededEntropy entropy(1);
    rules::DomainSeparator domain{};
    {
        const auto book = Ledger::init(path, std::string(origin), entropy, quiet_options(clock)).value();
        domain = book->domain();
        Actor alice(1, domain);
        REQUIRE(book->submit(alice.create()).has_value());
        REQUIRE(book->publish().has_value());
    }
    std::filesystem::copy_file(path / "ledger.db", backup);
    {
        const auto book = Ledger::open(path, quiet_options(clock)).value();
        REQUIRE(book->submit(Actor(2, domain).create()).has_value());
        REQUIRE(book->publish().has_value());
    }
    std::filesystem::copy_file(backup, path / "ledger.db", std::filesystem::copy_options::overwrite_existing);
    CHECK(Ledger::open(path, quiet_options(clock)).error().code == errors::ledger_behind_checkpoint);
    {
        // It may be looked at.
        auto options = quiet_options(clock);
        options.access = ledger::Access::read_only;
        const auto book = Ledger::open(path, std::move(options)).value();
        CHECK(book->view().head().size == 2);
        CHECK(book->publish().error().code == errors::ledger_read_only);
        CHECK(book->submit(Actor(3, domain).create()).error().code == errors::ledger_read_only);
        CHECK(book->check().error().code == errors::ledger_behind_checkpoint);
        CHECK_FALSE(book->health().accepting);
    }
    // Without the record of what was published it doesn't open at all.
    std::filesystem::remove(path / "published.db");
    CHECK(Ledger::open(path, quiet_options(clock)).error().code == errors::store_missing);
}

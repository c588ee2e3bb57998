// Many writers, readers and a signer at once; a queue that is full; a ledger that is closed under work.
#include <catch2/catch.hpp>

#include <condition_variable>
#include <set>
#include <thread>

#include "contracts/log/tlog_proof.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::ledger_test;
using ledger::Ledger;

namespace {

/// A store that holds every append until it is told to go on.
class HeldStore final : public store::LogStore {
  public:
    explicit HeldStore(std::unique_ptr<store::LogStore> inner) : inner_(std::move(inner)) {}

    void release() {
        const std::lock_guard guard(mutex_);
        released_ = true;
        changed_.notify_all();
    }
    void wait_until_held() {
        std::unique_lock guard(mutex_);
        changed_.wait(guard, [this] { return held_; });
    }

    [[nodiscard]] const store::LogIdentity& identity() const override { return inner_->identity(); }
    [[nodiscard]] Result<Done> append(std::uint64_t first, std::span<const store::NewEntry> entries) override {
        std::unique_lock guard(mutex_);
        held_ = true;
        groups.push_back(entries.size());
        changed_.notify_all();
        changed_.wait(guard, [this] { return released_; });
        return inner_->append(first, entries);
    }
    [[nodiscard]] Result<Done> mirror(std::uint64_t keep, std::span<const store::NewEntry> entries,
                                      ByteView cursor) override {
        return inner_->mirror(keep, entries, cursor);
    }
    [[nodiscard]] Result<Bytes> read_cursor() override { return inner_->read_cursor(); }
    [[nodiscard]] Result<Done> hold_leaves(ByteView batch, std::span<const Bytes> leaves) override {
        return inner_->hold_leaves(batch, leaves);
    }
    [[nodiscard]] Result<std::vector<Bytes>> held_leaves(ByteView batch) override { return inner_->held_leaves(batch); }
    [[nodiscard]] Result<Done> release_leaves(ByteView batch) override { return inner_->release_leaves(batch); }
    [[nodiscard]] Result<std::uint64_t> size() override { return inner_->size(); }
    [[nodiscard]] Result<Done> read_entries(std::uint64_t first, std::uint64_t end,
                                            const EntryVisitor& visit) override {
        return inner_->read_entries(first, end, visit);
    }
    [[nodiscard]] Result<std::vector<store::StoredLeaf>> read_leaves(std::uint64_t entry) override {
        return inner_->read_leaves(entry);
    }
    [[nodiscard]] Result<Bytes> read_leaf(std::uint64_t entry, std::uint32_t leaf) override {
        return inner_->read_leaf(entry, leaf);
    }
    [[nodiscard]] Result<std::uint64_t> count_leaves(std::uint64_t first, std::uint64_t end) override {
        return inner_->count_leaves(first, end);
    }
    [[nodiscard]] Result<Done> check_structure() override { return inner_->check_structure(); }
    [[nodiscard]] Result<store::Published> read_published() override { return inner_->read_published(); }
    [[nodiscard]] Result<Done> advance_published(const log::TreeHead& expected, const store::Published& next) override {
        return inner_->advance_published(expected, next);
    }

    std::vector<std::size_t> groups;

  private:
    std::unique_ptr<store::LogStore> inner_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool held_ = false;
    bool released_ = false;
};

std::unique_ptr<store::LogStore> genesis_store() {
    const ledger::GenesisEntry genesis{start_time, {}, std::string(origin)};
    store::NewEntry entry{.bytes = ledger::encode_entry(genesis), .leaf_hash = {}, .leaves = {}};
    entry.leaf_hash = log::leaf_hash(entry.bytes);
    auto made = store::make_memory_log_store({std::string(origin), entry.leaf_hash});
    REQUIRE(made->append(0, {&entry, 1}).has_value());
    return made;
}

}  // namespace

TEST_CASE("L58: sixty-four writers, two readers and the signer agree on one log", "[ledger][concurrency]") {
    constexpr std::uint64_t writers = 64;
    constexpr std::uint64_t batches = 8;
    const FakeClock clock(start_time);
    const TemporaryFolder folder;
    SeededEntropy entropy(1);
    auto options = quiet_options(clock);
    options.checkpoint_interval_ms = 1;
    const auto book = Ledger::init(folder.path(), std::string(origin), entropy, std::move(options)).value();
    std::vector<std::vector<ledger::Submission>> work(writers);
    for (std::uint64_t i = 0; i < writers; ++i) {
        Actor actor(i, book->domain());
        work[i].push_back(actor.create());
        for (std::uint64_t k = 0; k < batches; ++k) {
            work[i].push_back(actor.commit(i * 1000 + k * 10, 2));
        }
    }
    std::vector<std::vector<ledger::Receipt>> receipts(writers);
    std::atomic<bool> done{false};
    std::atomic<std::uint64_t> proofs{0};
    std::atomic<std::uint64_t> bad_proofs{0};
    const auto log_key = *book->verifier_key();
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            log::TreeHead seen{0, {}};
            while (!done) {
                const auto checkpoint = book->checkpoint();
                if (!checkpoint) {
                    std::this_thread::yield();
                    continue;
                }
                const LogIndex index{checkpoint->head.size - 1};
                const auto proof = book->prove_entry(index);
                const auto entry = book->entry(index);
                bool good =
                    proof && entry && log::verify_tlog_proof(*proof, log::leaf_hash(entry->bytes), log_key).has_value();
                if (seen.size != 0) {
                    const auto path = book->prove_consistency(seen.size, checkpoint->head.size);
                    good = good && path && log::verify_consistency(seen, checkpoint->head, *path).has_value();
                }
                seen = checkpoint->head;
                bad_proofs += good ? 0U : 1U;
                ++proofs;
            }
        });
    }
    std::vector<std::thread> threads;
    for (std::uint64_t i = 0; i < writers; ++i) {
        threads.emplace_back([&, i] {
            for (auto& submission : work[i]) {
                if (const auto receipt = book->submit(std::move(submission))) {
                    receipts[i].push_back(*receipt);
                }
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    REQUIRE(book->publish().has_value());
    done = true;
    for (auto& thread : readers) {
        thread.join();
    }
    CHECK(bad_proofs == 0);
    CHECK(proofs > 0);
    std::set<std::uint64_t> indexes;
    for (const auto& mine : receipts) {
        REQUIRE(mine.size() == 1 + batches);
        for (std::size_t k = 0; k < mine.size(); ++k) {
            indexes.insert(mine[k].index.value);
            CHECK((k == 0 || mine[k - 1].index < mine[k].index));
        }
    }
    CHECK(indexes.size() == writers * (1 + batches));
    CHECK(*indexes.rbegin() == writers * (1 + batches));
    CHECK(book->check().value() == 1 + writers * (1 + batches));
}

TEST_CASE("L59: a full queue is told at once, and what waits together is written together", "[ledger][concurrency]") {
    const FakeClock clock(start_time);
    auto held = std::make_unique<HeldStore>(genesis_store());
    HeldStore& gate = *held;
    auto options = quiet_options(clock);
    options.queue_operations_max = 3;
    auto book = Ledger::over(std::move(held), std::move(options)).value();
    std::atomic<int> accepted{0};
    const auto count = [&](const Result<ledger::Receipt>& result) { accepted += result ? 1 : 0; };
    book->submit(Actor(1, book->domain()).create(), count);
    gate.wait_until_held();
    for (std::uint64_t i = 2; i < 5; ++i) {
        book->submit(Actor(i, book->domain()).create(), count);
    }
    CHECK(book->health().queued == 3);
    // Asked with nonsense: a full queue is told before anything is looked at.
    CHECK(book->submit({Bytes(5), {}}).error().code == errors::ledger_busy);
    CHECK(book->submit(Actor(9, book->domain()).create()).error().code == errors::ledger_busy);
    CHECK(accepted == 0);
    CHECK(book->view().head().size == 1);
    gate.release();
    // Closing answers what waits.
    const auto& groups = gate.groups;
    while (accepted < 4) {
        std::this_thread::yield();
    }
    CHECK(groups == std::vector<std::size_t>{1, 3});
    CHECK(book->view().head().size == 5);
}

TEST_CASE("L59: closing a ledger answers everything that was taken in", "[ledger][concurrency]") {
    const FakeClock clock(start_time);
    std::atomic<int> answered{0};
    {
        const auto book = memory_ledger(clock);
        for (std::uint64_t i = 0; i < 50; ++i) {
            book->submit(Actor(i, book->domain()).create(), [&](const Result<ledger::Receipt>&) { ++answered; });
        }
    }
    CHECK(answered == 50);
}

TEST_CASE("L59: a ledger that is being closed takes in nothing more", "[ledger][concurrency]") {
    const FakeClock clock(start_time);
    auto held = std::make_unique<HeldStore>(genesis_store());
    HeldStore& gate = *held;
    auto book = Ledger::over(std::move(held), quiet_options(clock)).value();
    const auto second = Actor(2, book->domain()).create();
    std::mutex mutex;
    std::vector<ErrorCode> refused;
    // Answered while the ledger ends; what is sent from here comes too late, however often.
    book->submit(Actor(1, book->domain()).create(), [&, ledger = book.get()](const Result<ledger::Receipt>&) {
        bool closed = false;
        while (!closed) {
            ledger->submit(second, [&](const Result<ledger::Receipt>& result) {
                const std::lock_guard guard(mutex);
                closed = !result && result.error().code == errors::ledger_closed;
                if (!result) {
                    refused.push_back(result.error().code);
                }
            });
        }
    });
    gate.wait_until_held();
    std::thread closer([&] { book.reset(); });
    gate.release();
    closer.join();
    REQUIRE_FALSE(refused.empty());
    CHECK(refused.back() == errors::ledger_closed);
}

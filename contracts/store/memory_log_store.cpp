#include <map>
#include <mutex>

#include "contracts/store/log_store.hpp"

namespace countersign::store {
namespace {

class MemoryLogStore final : public LogStore {
  public:
    explicit MemoryLogStore(LogIdentity identity) : identity_(std::move(identity)) {
        published_.head.root = log::empty_root();
    }

    [[nodiscard]] const LogIdentity& identity() const override { return identity_; }

    [[nodiscard]] Result<Done> append(std::uint64_t first, std::span<const NewEntry> entries) override {
        const std::lock_guard guard(mutex_);
        if (first != entries_.size()) {
            return fail(errors::store_conflict, "the log has " + std::to_string(entries_.size()) + " entries");
        }
        entries_.insert(entries_.end(), entries.begin(), entries.end());
        return Done{};
    }

    [[nodiscard]] Result<std::uint64_t> size() override {
        const std::lock_guard guard(mutex_);
        return entries_.size();
    }

    [[nodiscard]] Result<Done> mirror(std::uint64_t keep, std::span<const NewEntry> entries, ByteView cursor) override {
        const std::lock_guard guard(mutex_);
        if (keep > entries_.size() || keep < published_.head.size) {
            return fail(errors::store_conflict, "the log has " + std::to_string(entries_.size()) + " entries");
        }
        entries_.resize(keep);
        entries_.insert(entries_.end(), entries.begin(), entries.end());
        cursor_ = to_bytes(cursor);
        return Done{};
    }
    [[nodiscard]] Result<Bytes> read_cursor() override {
        const std::lock_guard guard(mutex_);
        return cursor_;
    }

    [[nodiscard]] Result<Done> hold_leaves(ByteView batch, std::span<const Bytes> leaves) override {
        const std::lock_guard guard(mutex_);
        held_.insert_or_assign(to_bytes(batch), std::vector<Bytes>(leaves.begin(), leaves.end()));
        return Done{};
    }
    [[nodiscard]] Result<std::vector<Bytes>> held_leaves(ByteView batch) override {
        const std::lock_guard guard(mutex_);
        const auto found = held_.find(to_bytes(batch));
        return found == held_.end() ? std::vector<Bytes>{} : found->second;
    }
    [[nodiscard]] Result<Done> release_leaves(ByteView batch) override {
        const std::lock_guard guard(mutex_);
        held_.erase(to_bytes(batch));
        return Done{};
    }

    [[nodiscard]] Result<Done> read_entries(std::uint64_t first, std::uint64_t end,
                                            const EntryVisitor& visit) override {
        for (; first < end; ++first) {
            StoredEntry entry;
            {
                const std::lock_guard guard(mutex_);
                if (first >= entries_.size()) {
                    return Done{};
                }
                entry = {first, entries_[first].bytes, entries_[first].leaf_hash};
            }
            if (const auto done = visit(std::move(entry)); !done) {
                return fail(done.error());
            }
        }
        return Done{};
    }

    [[nodiscard]] Result<std::vector<StoredLeaf>> read_leaves(std::uint64_t entry) override {
        const std::lock_guard guard(mutex_);
        std::vector<StoredLeaf> leaves;
        if (entry < entries_.size()) {
            for (const Bytes& leaf : entries_[entry].leaves) {
                leaves.push_back({leaf, leaf_mark(leaf)});
            }
        }
        return leaves;
    }

    [[nodiscard]] Result<Bytes> read_leaf(std::uint64_t entry, std::uint32_t leaf) override {
        const std::lock_guard guard(mutex_);
        if (entry >= entries_.size() || leaf >= entries_[entry].leaves.size()) {
            return fail(errors::store_no_entry, "leaf " + std::to_string(leaf) + " of entry " + std::to_string(entry));
        }
        return entries_[entry].leaves[leaf];
    }

    [[nodiscard]] Result<std::uint64_t> count_leaves(std::uint64_t first, std::uint64_t end) override {
        const std::lock_guard guard(mutex_);
        std::uint64_t count = 0;
        for (std::uint64_t i = first; i < std::min<std::uint64_t>(end, entries_.size()); ++i) {
            count += entries_[i].leaves.size();
        }
        return count;
    }

    [[nodiscard]] Result<Done> check_structure() override { return Done{}; }

    [[nodiscard]] Result<Published> read_published() override {
        const std::lock_guard guard(mutex_);
        return published_;
    }

    [[nodiscard]] Result<Done> advance_published(const log::TreeHead& expected, const Published& next) override {
        const std::lock_guard guard(mutex_);
        if (published_.head != expected || next.head.size < expected.size) {
            return fail(errors::store_conflict, "the published size is " + std::to_string(published_.head.size));
        }
        published_ = next;
        return Done{};
    }

  private:
    std::map<Bytes, std::vector<Bytes>> held_;
    Bytes cursor_;
    LogIdentity identity_;
    std::mutex mutex_;
    std::vector<NewEntry> entries_;
    Published published_;
};

}  // namespace

std::uint64_t leaf_mark(ByteView leaf) noexcept {
    const Sha256Digest hash = log::leaf_hash(leaf);
    return ByteReader(view(hash)).u64();
}

std::unique_ptr<LogStore> make_memory_log_store(LogIdentity identity) {
    return std::make_unique<MemoryLogStore>(std::move(identity));
}

}  // namespace countersign::store

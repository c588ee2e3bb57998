// What the ledger's threads share, and who may touch it when. Private to contracts/ledger.
#pragma once

#include <atomic>
#include <limits>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>

#include "contracts/chain/follower.hpp"
#include "contracts/ledger/derive.hpp"
#include "contracts/ledger/ledger.hpp"

namespace countersign::ledger {

struct Core {
    explicit Core(LedgerOptions given) : options(std::move(given)) {}

    LedgerOptions options;
    std::unique_ptr<store::LogStore> store;
    Home home;
    rules::DomainSeparator domain{};

    /// Taken for a moment before `reading`: the standard lock lets a stream of readers keep a writer out for ever.
    std::mutex turnstile;
    /// Guards `derived`. Only who holds `writing` may lock it exclusively, and may read it without locking.
    std::shared_mutex reading;
    Derived derived;
    std::mutex writing;
    /// How often entries were taken back. Guarded by `reading`.
    std::uint64_t cuts = 0;
    /// Of the mirrored chain; none before the first step. Guarded by `reading`.
    std::optional<chain::Heads> heads;
    /// How many entries can't be taken back any more: checkpoints cover no others.
    std::atomic<std::uint64_t> final_size{std::numeric_limits<std::uint64_t>::max()};

    [[nodiscard]] std::shared_lock<std::shared_mutex> lock_to_read() {
        const std::lock_guard fair(turnstile);
        return std::shared_lock(reading);
    }
    [[nodiscard]] std::unique_lock<std::shared_mutex> lock_to_publish() {
        const std::lock_guard fair(turnstile);
        return std::unique_lock(reading);
    }

    /// Of the last entry that the published checkpoint covers, in seconds; 0 before the first.
    std::atomic<std::uint64_t> checkpoint_time{0};

    /// After the first failure nothing is accepted and nothing signed.
    void fail_with(const Error& error) {
        const std::lock_guard guard(failing);
        if (reason.empty()) {
            reason = std::string(error.code.name) + ": " + error.detail;
        }
        failed = true;
    }
    [[nodiscard]] std::string failure() {
        const std::lock_guard guard(failing);
        return reason;
    }
    std::atomic<bool> failed{false};
    std::mutex failing;
    std::string reason;
};

}  // namespace countersign::ledger

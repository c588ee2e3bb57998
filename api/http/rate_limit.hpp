// Token buckets by caller in a table of fixed size: a flood of callers costs no memory, it only makes the oldest
// forgotten. Time is given by the caller, in milliseconds of any steady clock.
// Thread-safety: `take` may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace countersign::api::http {

struct RateLimitOptions {
    /// 0 turns the limit off.
    std::uint32_t per_second = 0;
    std::uint32_t burst = 0;
    std::size_t entries_max = 0;
};

class RateLimiter {
  public:
    explicit RateLimiter(const RateLimitOptions& options);

    /// Takes `cost` from the caller's bucket. Returns 0, or the seconds after which it would succeed.
    [[nodiscard]] std::uint32_t take(std::string_view caller, std::uint32_t cost, std::uint64_t now_ms);
    [[nodiscard]] bool is_off() const noexcept { return options_.per_second == 0; }

  private:
    struct Entry {
        std::uint64_t caller = 0;
        std::uint64_t at_ms = 0;
        /// Thousandths of a request.
        std::uint64_t milli_tokens = 0;
    };
    static constexpr std::size_t shard_count = 16;
    static constexpr std::size_t ways = 8;
    struct Shard {
        std::mutex mutex;
        std::vector<Entry> entries;
    };

    [[nodiscard]] Entry& find(Shard& shard, std::uint64_t caller, std::uint64_t now_ms);

    RateLimitOptions options_;
    std::uint64_t seed_;
    std::unique_ptr<std::array<Shard, shard_count>> shards_;
};

/// What an address counts as: itself for IPv4, its /64 for IPv6 (whoever has one address there has all).
[[nodiscard]] std::string_view rate_key(std::string_view address) noexcept;

}  // namespace countersign::api::http

#include "api/http/rate_limit.hpp"

#include <algorithm>

#include "identity/base/entropy.hpp"

namespace countersign::api::http {
namespace {

std::uint64_t random_seed() {
    std::uint8_t raw[8];
    SystemEntropy().fill(raw);
    return ByteReader(raw).u64();
}

/// FNV-1a with a secret start: nobody can aim for another caller's entry.
std::uint64_t hash_of(std::string_view text, std::uint64_t seed) noexcept {
    std::uint64_t hash = seed ^ 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3U;
    }
    hash ^= hash >> 32U;
    hash *= 0xd6e8feb86659fd93U;
    hash ^= hash >> 32U;
    return hash == 0 ? 1 : hash;
}

}  // namespace

RateLimiter::RateLimiter(const RateLimitOptions& options)
    : options_(options), seed_(random_seed()), shards_(std::make_unique<std::array<Shard, shard_count>>()) {
    if (!is_off()) {
        const std::size_t per_shard = std::max(options.entries_max / shard_count / ways, std::size_t{1}) * ways;
        for (Shard& shard : *shards_) {
            shard.entries.resize(per_shard);
        }
    }
}

RateLimiter::Entry& RateLimiter::find(Shard& shard, std::uint64_t caller, std::uint64_t now_ms) {
    const std::size_t sets = shard.entries.size() / ways;
    Entry* const set = &shard.entries[(caller / shard_count) % sets * ways];
    Entry* oldest = set;
    for (std::size_t i = 0; i < ways; ++i) {
        if (set[i].caller == caller) {
            return set[i];
        }
        oldest = set[i].at_ms < oldest->at_ms || set[i].caller == 0 ? &set[i] : oldest;
    }
    *oldest = {.caller = caller, .at_ms = now_ms, .milli_tokens = std::uint64_t{options_.burst} * 1000};
    return *oldest;
}

std::uint32_t RateLimiter::take(std::string_view caller, std::uint32_t cost, std::uint64_t now_ms) {
    if (is_off() || cost == 0) {
        return 0;
    }
    const std::uint64_t hash = hash_of(caller, seed_);
    Shard& shard = (*shards_)[hash % shard_count];
    const std::lock_guard lock(shard.mutex);
    Entry& entry = find(shard, hash, now_ms);
    const std::uint64_t most = std::uint64_t{options_.burst} * 1000;
    const std::uint64_t passed_ms = now_ms - std::min(entry.at_ms, now_ms);
    entry.milli_tokens = std::min(most, entry.milli_tokens + std::min(passed_ms, most) * options_.per_second);
    entry.at_ms = std::max(entry.at_ms, now_ms);
    const std::uint64_t wanted = std::min(most, std::uint64_t{cost} * 1000);
    if (entry.milli_tokens >= wanted) {
        entry.milli_tokens -= wanted;
        return 0;
    }
    const std::uint64_t wait_ms = (wanted - entry.milli_tokens) / options_.per_second;
    return static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (wait_ms + 999) / 1000));
}

std::string_view rate_key(std::string_view address) noexcept {
    if (address.find(':') == std::string_view::npos) {
        return address;
    }
    std::size_t colons = 0;
    for (std::size_t i = 0; i < address.size(); ++i) {
        if (address[i] == ':' && (++colons == 4 || address.substr(i).starts_with("::"))) {
            return address.substr(0, i);
        }
    }
    return address;
}

}  // namespace countersign::api::http

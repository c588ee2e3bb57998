// Many independent pieces of work on all cores. Thread-safety: `work` is called from several threads at once.
#pragma once

#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace countersign::api::service {

/// As many as there are cores, at least one.
[[nodiscard]] inline unsigned core_count() noexcept {
    const unsigned cores = std::thread::hardware_concurrency();
    return cores == 0 ? 1 : cores;
}

/// Calls `work(i)` once for each i below `count`, on at most `jobs` threads of which the caller's is one; each takes
/// the next one that nobody has, so that a large piece doesn't hold the others up. What `work` throws comes out here.
template <typename Work>
void for_each_index(std::size_t count, unsigned jobs, const Work& work) {
    std::atomic<std::size_t> next = 0;
    std::exception_ptr thrown;
    std::mutex mutex;
    const auto run = [&] {
        try {
            for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
                work(i);
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            thrown = std::current_exception();
        }
    };
    std::vector<std::thread> others;
    for (unsigned job = 1; job < jobs && job < count; ++job) {
        others.emplace_back(run);
    }
    run();
    for (std::thread& other : others) {
        other.join();
    }
    if (thrown) {
        std::rethrow_exception(thrown);
    }
}

}  // namespace countersign::api::service

// Threads for heavy handlers, with a bounded queue: what doesn't fit is refused at once instead of waiting for ever.
// Thread-safety: `submit` may be called from any thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace countersign::api::http {

class WorkerPool {
  public:
    WorkerPool(unsigned threads, std::size_t queue_length_max);
    /// Waits for all that was accepted.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    /// False where the queue is full. Jobs must not throw.
    [[nodiscard]] bool submit(std::function<void()> job);
    [[nodiscard]] std::size_t queue_length() const;

  private:
    void work();

    const std::size_t queue_length_max_;
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace countersign::api::http

// A request's or response's body: in memory while small, then in an unlinked temporary file, so that an upload of any
// allowed size takes a bounded amount of memory and nothing is left behind when the process dies. Thread-safety: filled
// by one thread; once complete, `read_at` may be called from several.
#pragma once

#include <atomic>
#include <filesystem>

#include "identity/base/bytes.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/result.hpp"

namespace countersign::api::http {

/// The disk that all bodies of a server may take together.
struct Spool {
    std::filesystem::path folder;
    std::uint64_t bytes_max = limits::http_spool_bytes_max;
    std::atomic<std::uint64_t> bytes_used = 0;
};

class Body {
  public:
    explicit Body(Spool& spool) noexcept : spool_(&spool) {}
    ~Body() { clear(); }
    Body(const Body&) = delete;
    Body& operator=(const Body&) = delete;

    /// Errors: http.busy (the spool is full), http.spool (the disk failed).
    [[nodiscard]] Result<Done> append(ByteView more);
    /// Writes over bytes that are there. Errors: http.spool, also for a stretch past the end.
    [[nodiscard]] Result<Done> overwrite(std::uint64_t offset, ByteView content);
    void clear() noexcept;

    [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
    /// A view of the whole, unless it went to a file.
    [[nodiscard]] bool is_in_memory() const noexcept { return descriptor_ < 0; }
    [[nodiscard]] ByteView memory() const noexcept { return memory_; }
    /// Fills as much of `out` as there is from `offset` on. Errors: http.spool.
    [[nodiscard]] Result<std::size_t> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const;
    /// The whole, for bodies that their route keeps small. Errors: http.spool.
    [[nodiscard]] Result<Bytes> read_all() const;

  private:
    [[nodiscard]] Result<Done> move_to_file();
    [[nodiscard]] Result<Done> write_out(ByteView more);
    [[nodiscard]] Result<Done> write_at(std::uint64_t offset, ByteView content);

    Spool* spool_;
    Bytes memory_;
    int descriptor_ = -1;
    std::uint64_t size_ = 0;
    std::uint64_t reserved_ = 0;
};

}  // namespace countersign::api::http

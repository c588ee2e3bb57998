// A lock on a file that one process at a time can hold.
#pragma once

#include <filesystem>
#include <utility>

#include "contracts/store/errors.hpp"

namespace countersign::store {

/// Holds a file lock until it goes. The kernel drops it with the process, however that ends.
class FileLock {
  public:
    FileLock() = default;
    FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

    /// Makes the file where it is missing. Errors: store.locked, store.io, store.full.
    [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& path);

  private:
    int descriptor_ = -1;
};

}  // namespace countersign::store

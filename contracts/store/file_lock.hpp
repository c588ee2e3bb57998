// A lock on a file that one process at a time can hold, and what makes a new file's name durable.
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

    /// Makes the file where it is missing. Errors: store.locked where another has it, store.full, store.io.
    [[nodiscard]] static Result<FileLock> take(const std::filesystem::path& path);

  private:
    int descriptor_ = -1;
};

/// A file's name is durable only when its folder is synced. Errors: store.io.
[[nodiscard]] Result<Done> sync_folder(const std::filesystem::path& folder);

}  // namespace countersign::store

#include "contracts/store/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace countersign::store {

FileLock::~FileLock() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Result<FileLock> FileLock::take(const std::filesystem::path& path) {
    FileLock lock;
    lock.descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (lock.descriptor_ < 0) {
        return fail(errno == ENOSPC ? errors::store_full : errors::store_io, path.string());
    }
    if (::flock(lock.descriptor_, LOCK_EX | LOCK_NB) != 0) {
        return fail(errors::store_locked, path.string());
    }
    return lock;
}

Result<Done> sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    if (!synced) {
        return fail(errors::store_io, folder.string());
    }
    return Done{};
}

}  // namespace countersign::store

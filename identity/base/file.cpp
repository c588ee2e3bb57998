#include "identity/base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

#include "identity/base/errors.hpp"

namespace countersign {
namespace {

/// Closes on every path out.
class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (value_ >= 0) {
            ::close(value_);
        }
    }
    [[nodiscard]] int get() const { return value_; }

  private:
    int value_;
};

bool write_all(int descriptor, ByteView content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return true;
}

Error unwritable(const std::filesystem::path& path, int reason) {
    return Error{errors::file_unwritable, path.string() + ": " + std::strerror(reason)};
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        const int reason = errno;
        const auto& code = reason == ENOENT || reason == ENOTDIR ? errors::file_not_found : errors::file_unreadable;
        return fail(code, path.string() + ": " + std::strerror(reason));
    }
    Bytes out;
    std::uint8_t buffer[64 * 1024];
    for (;;) {
        const ssize_t got = ::read(file.get(), buffer, sizeof buffer);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(errors::file_unreadable, path.string() + ": " + std::strerror(errno));
        }
        if (got == 0) {
            return out;
        }
        if (out.size() + static_cast<std::size_t>(got) > bytes_max) {
            return fail(errors::file_too_large, path.string() + ": over " + std::to_string(bytes_max) + " bytes");
        }
        append(out, ByteView(buffer, static_cast<std::size_t>(got)));
    }
}

Result<Done> write_file(const std::filesystem::path& path, ByteView content, const WriteOptions& options) {
    static std::atomic<unsigned> counter{0};
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    const auto temporary =
        folder / (path.filename().string() + ".tmp" + std::to_string(::getpid()) + "." + std::to_string(counter++));
    {
        const Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, options.mode));
        if (file.get() < 0) {
            return fail(unwritable(path, errno));
        }
        // The mode given to open() is cut by the umask; a secret must not be wider, other files not narrower.
        if (::fchmod(file.get(), options.mode) != 0 || !write_all(file.get(), content) || ::fsync(file.get()) != 0) {
            const int reason = errno;
            ::unlink(temporary.c_str());
            return fail(unwritable(path, reason));
        }
    }
    // link() fails where the name exists, rename() replaces it: both are atomic.
    const bool replace = options.overwrite == Overwrite::yes;
    const int moved = replace ? ::rename(temporary.c_str(), path.c_str()) : ::link(temporary.c_str(), path.c_str());
    const int reason = errno;
    if (!replace || moved != 0) {
        ::unlink(temporary.c_str());
    }
    if (moved != 0) {
        return reason == EEXIST ? fail(errors::file_exists, path.string()) : fail(unwritable(path, reason));
    }
    const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent.get() < 0 || ::fsync(parent.get()) != 0) {
        return fail(unwritable(folder, errno));
    }
    return Done{};
}

}  // namespace countersign

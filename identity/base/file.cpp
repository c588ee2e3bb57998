#include "identity/base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <utility>

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

std::filesystem::path folder_of(const std::filesystem::path& path) {
    return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
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

NewFile::NewFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor, Overwrite overwrite)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor), overwrite_(overwrite) {}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      overwrite_(other.overwrite_) {}

NewFile& NewFile::operator=(NewFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(temporary_, other.temporary_);
    std::swap(descriptor_, other.descriptor_);
    std::swap(overwrite_, other.overwrite_);
    return *this;
}

NewFile::~NewFile() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
        ::unlink(temporary_.c_str());
    }
}

Result<NewFile> NewFile::create(const std::filesystem::path& path, const WriteOptions& options) {
    static std::atomic<unsigned> counter{0};
    std::error_code ignored;
    if (options.overwrite == Overwrite::no && std::filesystem::exists(path, ignored)) {
        return fail(errors::file_exists, path.string());
    }
    const auto temporary = folder_of(path) / (path.filename().string() + ".tmp" + std::to_string(::getpid()) + "." +
                                              std::to_string(counter++));
    const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, options.mode);
    if (descriptor < 0) {
        return fail(unwritable(path, errno));
    }
    NewFile file(path, temporary, descriptor, options.overwrite);
    // The mode given to open() is cut by the umask; a secret must not be wider, other files not narrower.
    if (::fchmod(descriptor, options.mode) != 0) {
        return fail(unwritable(path, errno));
    }
    return file;
}

Result<Done> NewFile::append(ByteView content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor_, content.data(), content.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return fail(unwritable(path_, errno));
        }
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return Done{};
}

Result<Done> NewFile::overwrite(std::uint64_t offset, ByteView content) {
    while (!content.empty()) {
        const ssize_t written = ::pwrite(descriptor_, content.data(), content.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return fail(unwritable(path_, errno));
        }
        content = content.subspan(static_cast<std::size_t>(written));
        offset += static_cast<std::uint64_t>(written);
    }
    return Done{};
}

Result<Done> NewFile::commit() {
    if (::fsync(descriptor_) != 0) {
        return fail(unwritable(path_, errno));
    }
    // link() fails where the name exists, rename() replaces it: both are atomic.
    const bool replace = overwrite_ == Overwrite::yes;
    const int moved = replace ? ::rename(temporary_.c_str(), path_.c_str()) : ::link(temporary_.c_str(), path_.c_str());
    if (moved != 0) {
        return errno == EEXIST ? fail(errors::file_exists, path_.string()) : fail(unwritable(path_, errno));
    }
    if (!replace) {
        ::unlink(temporary_.c_str());
    }
    ::close(std::exchange(descriptor_, -1));
    const auto folder = folder_of(path_);
    const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (parent.get() < 0 || ::fsync(parent.get()) != 0) {
        return fail(unwritable(folder, errno));
    }
    return Done{};
}

Result<Done> write_file(const std::filesystem::path& path, ByteView content, const WriteOptions& options) {
    auto file = NewFile::create(path, options);
    if (!file) {
        return fail(file.error());
    }
    if (const auto written = file->append(content); !written) {
        return fail(written.error());
    }
    return file->commit();
}

}  // namespace countersign

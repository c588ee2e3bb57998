#include "verifier/media/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "identity/base/ensure.hpp"
#include "identity/base/errors.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

bool is_inside(std::uint64_t offset, std::size_t length, std::uint64_t size) noexcept {
    return offset <= size && length <= size - offset;
}

tl::unexpected<Error> too_short(std::uint64_t offset, std::size_t length, std::uint64_t size) {
    return fail(errors::source_short,
                std::to_string(length) + " bytes at " + std::to_string(offset) + " of " + std::to_string(size));
}

}  // namespace

Result<FileByteSource> FileByteSource::open(const std::filesystem::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        const int reason = errno;
        const bool absent = reason == ENOENT || reason == ENOTDIR;
        return fail(absent ? countersign::errors::file_not_found : countersign::errors::file_unreadable,
                    path.string() + ": " + std::strerror(reason));
    }
    struct stat info {};
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(descriptor);
        return fail(countersign::errors::file_unreadable, path.string() + ": not a regular file");
    }
    return FileByteSource(descriptor, static_cast<std::uint64_t>(info.st_size));
}

FileByteSource::FileByteSource(FileByteSource&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

FileByteSource& FileByteSource::operator=(FileByteSource&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    return *this;
}

FileByteSource::~FileByteSource() {
    if (descriptor_ >= 0) {
        ::close(descriptor_);
    }
}

Result<Done> FileByteSource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
    if (!is_inside(offset, out.size(), size_)) {
        return too_short(offset, out.size(), size_);
    }
    while (!out.empty()) {
        const ssize_t got = ::pread(descriptor_, out.data(), out.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return fail(errors::source_unreadable,
                        got == 0 ? "the file was cut while it was read" : std::strerror(errno));
        }
        out = out.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return Done{};
}

Result<Done> MemoryByteSource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
    if (!is_inside(offset, out.size(), bytes_.size())) {
        return too_short(offset, out.size(), bytes_.size());
    }
    if (!out.empty()) {
        std::memcpy(out.data(), bytes_.data() + offset, out.size());
    }
    return Done{};
}

Result<Bytes> read_bytes(const ByteSource& source, std::uint64_t offset, std::size_t length) {
    if (!is_inside(offset, length, source.size())) {
        return too_short(offset, length, source.size());
    }
    Bytes out(length);
    if (const auto done = source.read_at(offset, out); !done) {
        return fail(done.error());
    }
    return out;
}

Result<ByteView> HeaderReader::read(std::uint64_t offset, std::size_t length) {
    ensure(length <= buffer_bytes, "a header is small");
    if (offset >= start_ && offset - start_ <= filled_ && length <= filled_ - (offset - start_)) {
        return ByteView(buffer_ + (offset - start_), length);
    }
    if (!is_inside(offset, length, source_.size())) {
        return too_short(offset, length, source_.size());
    }
    const std::size_t wanted = std::min<std::uint64_t>(buffer_bytes, source_.size() - offset);
    filled_ = 0;
    if (const auto done = source_.read_at(offset, {buffer_, wanted}); !done) {
        return fail(done.error());
    }
    start_ = offset;
    filled_ = wanted;
    return ByteView(buffer_, length);
}

}  // namespace countersign::verifier::media

#include "api/http/body.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

#include "api/http/errors.hpp"

namespace countersign::api::http {
namespace {

tl::unexpected<Error> disk_failure() { return fail(errors::http_spool, std::strerror(errno)); }

/// A file without a name: O_TMPFILE where the file system has it, else created and unlinked.
int open_nameless(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor >= 0 || (errno != EOPNOTSUPP && errno != EISDIR)) {
        return descriptor;
    }
    std::string name = (folder / "upload-").string() + std::string(6, 'X');
    const int named = ::mkostemp(name.data(), O_CLOEXEC);
    if (named >= 0) {
        static_cast<void>(::unlink(name.c_str()));
    }
    return named;
}

}  // namespace

Result<Done> Body::append(ByteView more) {
    if (is_in_memory() && memory_.size() + more.size() <= limits::http_body_memory_bytes_max) {
        countersign::append(memory_, more);
        size_ += more.size();
        return Done{};
    }
    if (is_in_memory()) {
        if (auto moved = move_to_file(); !moved) {
            return moved;
        }
    }
    return write_out(more);
}

Result<Done> Body::move_to_file() {
    descriptor_ = open_nameless(spool_->folder);
    if (descriptor_ < 0) {
        return disk_failure();
    }
    const Bytes held = std::move(memory_);
    memory_ = {};
    size_ = 0;
    return write_out(held);
}

Result<Done> Body::write_out(ByteView more) {
    if (spool_->bytes_used.fetch_add(more.size()) + more.size() > spool_->bytes_max) {
        spool_->bytes_used.fetch_sub(more.size());
        return fail(errors::http_busy, "too many uploads at once");
    }
    reserved_ += more.size();
    auto written = write_at(size_, more);
    size_ += written ? more.size() : 0;
    return written;
}

Result<Done> Body::write_at(std::uint64_t offset, ByteView content) {
    while (!content.empty()) {
        const ssize_t written = ::pwrite(descriptor_, content.data(), content.size(), static_cast<off_t>(offset));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return disk_failure();
        }
        offset += static_cast<std::uint64_t>(written);
        content = content.subspan(static_cast<std::size_t>(written));
    }
    return Done{};
}

Result<Done> Body::overwrite(std::uint64_t offset, ByteView content) {
    if (offset > size_ || content.size() > size_ - offset) {
        return fail(errors::http_spool, "past the end");
    }
    if (is_in_memory()) {
        std::memcpy(memory_.data() + offset, content.data(), content.size());
        return Done{};
    }
    return write_at(offset, content);
}

void Body::clear() noexcept {
    if (descriptor_ >= 0) {
        static_cast<void>(::close(descriptor_));
        descriptor_ = -1;
    }
    spool_->bytes_used.fetch_sub(reserved_);
    reserved_ = 0;
    size_ = 0;
    memory_.clear();
}

Result<std::size_t> Body::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
    if (offset >= size_) {
        return 0;
    }
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), size_ - offset));
    if (is_in_memory()) {
        std::memcpy(out.data(), memory_.data() + offset, wanted);
        return wanted;
    }
    std::size_t done = 0;
    while (done < wanted) {
        const ssize_t got = ::pread(descriptor_, out.data() + done, wanted - done, static_cast<off_t>(offset + done));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return disk_failure();
        }
        done += static_cast<std::size_t>(got);
    }
    return done;
}

Result<Bytes> Body::read_all() const {
    Bytes out(static_cast<std::size_t>(size_));
    const auto got = read_at(0, out);
    if (!got) {
        return fail(got.error());
    }
    return out;
}

}  // namespace countersign::api::http

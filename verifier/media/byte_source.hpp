// Content as a stranger wrote it: a size, and bytes at an offset. Everything above reads through this, so a file of
// any size is verified in bounded memory.
// Thread-safety: read_at may be called from several threads at once.
#pragma once

#include <filesystem>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::verifier::media {

class ByteSource {
  public:
    virtual ~ByteSource() = default;
    [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
    /// Fills all of `out`. Errors: media.source_short, media.source_unreadable.
    [[nodiscard]] virtual Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const = 0;
    /// All bytes where they are in memory already, else empty: saves the copy.
    [[nodiscard]] virtual ByteView whole() const noexcept { return {}; }
};

/// A file, read by pread: no seek position to share, no fault where the file is cut meanwhile (as mmap would give).
class FileByteSource final : public ByteSource {
  public:
    /// Regular files only. Errors: file.not_found, file.unreadable.
    [[nodiscard]] static Result<FileByteSource> open(const std::filesystem::path& path);
    FileByteSource(FileByteSource&& other) noexcept;
    FileByteSource& operator=(FileByteSource&& other) noexcept;
    ~FileByteSource() override;

    [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;

  private:
    FileByteSource(int descriptor, std::uint64_t size) noexcept : descriptor_(descriptor), size_(size) {}
    int descriptor_;
    std::uint64_t size_;
};

/// Bytes that somebody else keeps alive.
class MemoryByteSource final : public ByteSource {
  public:
    explicit MemoryByteSource(ByteView bytes) noexcept : bytes_(bytes) {}
    [[nodiscard]] std::uint64_t size() const noexcept override { return bytes_.size(); }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;
    [[nodiscard]] ByteView whole() const noexcept override { return bytes_; }

  private:
    ByteView bytes_;
};

/// `length` bytes at `offset`, copied. `length` must already be bounded by the caller.
[[nodiscard]] Result<Bytes> read_bytes(const ByteSource& source, std::uint64_t offset, std::size_t length);

/// Small reads in ascending order through one buffer of 4 KiB: walking headers costs one read for each header of a
/// large part, and one for each 4 KiB of small parts.
class HeaderReader {
  public:
    static constexpr std::size_t buffer_bytes = 4096;

    explicit HeaderReader(const ByteSource& source) noexcept : source_(source) {}
    [[nodiscard]] std::uint64_t size() const noexcept { return source_.size(); }
    /// A view that lives until the next call. `length` is at most buffer_bytes. Errors: as ByteSource::read_at.
    [[nodiscard]] Result<ByteView> read(std::uint64_t offset, std::size_t length);

  private:
    const ByteSource& source_;
    std::uint64_t start_ = 0;
    std::size_t filled_ = 0;
    std::uint8_t buffer_[buffer_bytes];
};

}  // namespace countersign::verifier::media

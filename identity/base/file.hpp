// Files, read with a bound and written durably: temporary file, fsync, rename, fsync of the folder.
#pragma once

#include <filesystem>
#include <string>

#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign {

/// Pipes and other unseekable files are read to their end. Errors: file.not_found, file.unreadable, file.too_large.
[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& path, std::size_t bytes_max);

enum class Overwrite { no, yes };

struct WriteOptions {
    Overwrite overwrite = Overwrite::no;
    /// 0600 for anything with a secret in it.
    unsigned mode = 0644;
};

/// A file that is written piece by piece beside its final name and appears there, whole, with `commit`; without it,
/// nothing is left behind. Thread-safety: one thread at a time.
class NewFile {
  public:
    /// Errors: file.exists (found early; commit checks again), file.unwritable.
    [[nodiscard]] static Result<NewFile> create(const std::filesystem::path& path, const WriteOptions& options);
    NewFile(NewFile&& other) noexcept;
    NewFile& operator=(NewFile&& other) noexcept;
    ~NewFile();

    /// Errors: file.unwritable.
    [[nodiscard]] Result<Done> append(ByteView content);
    /// Over bytes that were appended before. Errors: file.unwritable.
    [[nodiscard]] Result<Done> overwrite(std::uint64_t offset, ByteView content);
    /// Once it returns, the content survives a power cut; a reader sees the old file or the new one, never a part.
    /// May be called once. Errors: file.exists, file.unwritable.
    [[nodiscard]] Result<Done> commit();

  private:
    NewFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor, Overwrite overwrite);
    std::filesystem::path path_;
    std::filesystem::path temporary_;
    int descriptor_ = -1;
    Overwrite overwrite_ = Overwrite::no;
};

/// A NewFile in one call. Errors: file.exists, file.unwritable.
[[nodiscard]] Result<Done> write_file(const std::filesystem::path& path, ByteView content, const WriteOptions& options);

}  // namespace countersign

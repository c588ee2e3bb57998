// Whole small files, read with a bound and written durably: temporary file, fsync, rename, fsync of the folder.
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

/// Once it returns, the content survives a power cut; a reader sees the old file or the new one, never a part.
/// Errors: file.exists, file.unwritable.
[[nodiscard]] Result<Done> write_file(const std::filesystem::path& path, ByteView content, const WriteOptions& options);

}  // namespace countersign

// multipart/form-data (RFC 7578, RFC 2046 section 5.1) over a body that may lie on disk: where each part is, without
// copying any. One pass; memory bounded by the number of parts. Thread-safety: pure functions; a PartSource as what it
// reads from.
#pragma once

#include <string>
#include <vector>

#include "verifier/media/byte_source.hpp"

namespace countersign::api::service {

struct Part {
    std::string name;
    std::uint64_t offset = 0;
    std::uint64_t size_bytes = 0;
};

/// `content_type`: the request's header, which names the boundary. Errors: batch.malformed, batch.too_many; those of
/// the source.
[[nodiscard]] Result<std::vector<Part>> read_parts(const verifier::media::ByteSource& source,
                                                   std::string_view content_type);

/// A stretch of another source, which outlives it.
class PartSource final : public verifier::media::ByteSource {
  public:
    PartSource(const verifier::media::ByteSource& source, const Part& part) noexcept
        : source_(source), offset_(part.offset), size_(part.size_bytes) {}
    [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;
    [[nodiscard]] ByteView whole() const noexcept override;

  private:
    const verifier::media::ByteSource& source_;
    std::uint64_t offset_;
    std::uint64_t size_;
};

}  // namespace countersign::api::service

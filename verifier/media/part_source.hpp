// A stretch of a source as a source of its own: a file inside a file.
// Thread-safety: as the source it is a part of.
#pragma once

#include "verifier/media/container.hpp"

namespace countersign::verifier::media {

class PartSource final : public ByteSource {
  public:
    /// `whole` must outlive the part. Requires a range inside it.
    PartSource(const ByteSource& whole, const ByteRange& range) noexcept : whole_(whole), range_(range) {}
    [[nodiscard]] std::uint64_t size() const noexcept override { return range_.length; }
    [[nodiscard]] Result<Done> read_at(std::uint64_t offset, std::span<std::uint8_t> out) const override;
    [[nodiscard]] ByteView whole() const noexcept override;

  private:
    const ByteSource& whole_;
    ByteRange range_;
};

}  // namespace countersign::verifier::media

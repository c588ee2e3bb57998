// Digests over content of any size in bounded memory: the whole, or all but some ranges.
// Thread-safety: pure functions.
#pragma once

#include "identity/base/hash.hpp"
#include "verifier/media/container.hpp"

namespace countersign::verifier::c2pa {

/// Feeds ranges of a source to hashers. Ascending ranges are read once, in blocks, however small they are.
class RangeFeeder {
  public:
    explicit RangeFeeder(const media::ByteSource& source) noexcept : source_(source) {}
    /// Errors: those of the source.
    [[nodiscard]] Result<Done> feed(const media::ByteRange& range, Sha2Hasher& hasher);

  private:
    const media::ByteSource& source_;
    Bytes block_;
    media::ByteRange held_;
};

/// Hashes the ranges in the order given. Errors: those of the source.
[[nodiscard]] Result<Bytes> hash_ranges(const media::ByteSource& source, const std::vector<media::ByteRange>& ranges,
                                        Sha2 algorithm);
/// What `excluded` (sorted, disjoint, inside) leaves of the content.
[[nodiscard]] std::vector<media::ByteRange> complement(const std::vector<media::ByteRange>& excluded,
                                                       std::uint64_t size);

}  // namespace countersign::verifier::c2pa

// Digests over content of any size in bounded memory: the whole, or all but some ranges.
// Thread-safety: pure functions.
#pragma once

#include "identity/base/hash.hpp"
#include "verifier/media/container.hpp"

namespace countersign::verifier::c2pa {

/// Hashes the ranges in the order given. Errors: those of the source.
[[nodiscard]] Result<Bytes> hash_ranges(const media::ByteSource& source, const std::vector<media::ByteRange>& ranges,
                                        Sha2 algorithm);
/// What `excluded` (sorted, disjoint, inside) leaves of the content.
[[nodiscard]] std::vector<media::ByteRange> complement(const std::vector<media::ByteRange>& excluded,
                                                       std::uint64_t size);

}  // namespace countersign::verifier::c2pa

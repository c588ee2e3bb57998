#include "verifier/c2pa/asset_hash.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"

namespace countersign::verifier::c2pa {

Result<Bytes> hash_ranges(const media::ByteSource& source, const std::vector<media::ByteRange>& ranges,
                          Sha2 algorithm) {
    Sha2Hasher hasher(algorithm);
    const ByteView whole = source.whole();
    Bytes buffer;
    for (const media::ByteRange& range : ranges) {
        if (!whole.empty() && range.end() <= whole.size()) {
            hasher.update(whole.subspan(range.start, range.length));
            continue;
        }
        buffer.resize(std::max<std::size_t>(buffer.size(), std::min(range.length, limits::hash_block_bytes)));
        for (std::uint64_t done = 0; done < range.length;) {
            const std::size_t length = std::min<std::uint64_t>(buffer.size(), range.length - done);
            if (const auto read = source.read_at(range.start + done, std::span(buffer).first(length)); !read) {
                return fail(read.error());
            }
            hasher.update(ByteView(buffer).first(length));
            done += length;
        }
    }
    return hasher.finish();
}

std::vector<media::ByteRange> complement(const std::vector<media::ByteRange>& excluded, std::uint64_t size) {
    std::vector<media::ByteRange> out;
    std::uint64_t at = 0;
    for (const media::ByteRange& range : excluded) {
        if (range.start > at) {
            out.push_back({at, range.start - at});
        }
        at = std::max(at, range.end());
    }
    if (at < size) {
        out.push_back({at, size - at});
    }
    return out;
}

}  // namespace countersign::verifier::c2pa

#include "verifier/c2pa/asset_hash.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"

namespace countersign::verifier::c2pa {

Result<Done> RangeFeeder::feed(const media::ByteRange& range, Sha2Hasher& hasher) {
    const ByteView whole = source_.whole();
    if (!whole.empty() && range.end() <= whole.size()) {
        hasher.update(whole.subspan(range.start, range.length));
        return Done{};
    }
    for (std::uint64_t at = range.start; at < range.end();) {
        if (at < held_.start || at >= held_.end()) {
            const std::uint64_t rest = source_.size() > at ? source_.size() - at : range.end() - at;
            held_ = {at, 0};
            block_.resize(limits::hash_block_bytes);
            const std::uint64_t length = std::min<std::uint64_t>(rest, block_.size());
            if (auto read = source_.read_at(at, std::span(block_).first(length)); !read) {
                return read;
            }
            held_.length = length;
        }
        const std::uint64_t length = std::min(range.end(), held_.end()) - at;
        hasher.update(ByteView(block_).subspan(at - held_.start, length));
        at += length;
    }
    return Done{};
}

Result<Bytes> hash_ranges(const media::ByteSource& source, const std::vector<media::ByteRange>& ranges,
                          Sha2 algorithm) {
    Sha2Hasher hasher(algorithm);
    RangeFeeder feeder(source);
    for (const media::ByteRange& range : ranges) {
        if (const auto done = feeder.feed(range, hasher); !done) {
            return fail(done.error());
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

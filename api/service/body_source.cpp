#include "api/service/body_source.hpp"

#include "identity/base/hash.hpp"
#include "identity/base/limits.hpp"
#include "verifier/media/errors.hpp"

namespace countersign::api::service {

Result<Done> BodySource::read_at(std::uint64_t offset, std::span<std::uint8_t> out) const {
    const auto got = body_.read_at(offset, out);
    if (!got) {
        return fail(got.error());
    }
    if (*got != out.size()) {
        return fail(verifier::media::errors::source_short);
    }
    return Done{};
}

ByteView BodySource::whole() const noexcept { return body_.is_in_memory() ? body_.memory() : ByteView{}; }

Result<Sha256Digest> digest_of(const http::Body& body) {
    Sha2Hasher hasher;
    Bytes block(static_cast<std::size_t>(std::min<std::uint64_t>(limits::hash_block_bytes, body.size())));
    for (std::uint64_t offset = 0; offset < body.size();) {
        const auto got = body.read_at(offset, block);
        if (!got) {
            return fail(got.error());
        }
        hasher.update(ByteView(block).first(*got));
        offset += *got;
    }
    return hasher.finish_sha256();
}

}  // namespace countersign::api::service

#include "verifier/media/inflate.hpp"

#include <zlib.h>

#include "verifier/media/errors.hpp"

namespace countersign::verifier::media {
namespace {

constexpr std::size_t block_bytes = std::size_t{64} * 1024;

}  // namespace

Result<Bytes> inflate(ByteView compressed, Deflate form, std::size_t bytes_max) {
    z_stream state{};
    // Negative: no header and no checksum around the stream.
    if (::inflateInit2(&state, form == Deflate::raw ? -MAX_WBITS : MAX_WBITS) != Z_OK) {
        return fail(errors::container_malformed, "deflated data");
    }
    Bytes out;
    Bytes block(block_bytes);
    // zlib takes its input by a pointer that it doesn't write through.
    state.next_in = const_cast<std::uint8_t*>(compressed.data());
    state.avail_in = static_cast<uInt>(compressed.size());
    int status = Z_OK;
    while (status == Z_OK && out.size() <= bytes_max) {
        state.next_out = block.data();
        state.avail_out = static_cast<uInt>(block.size());
        status = ::inflate(&state, Z_NO_FLUSH);
        append(out, ByteView(block).first(block.size() - state.avail_out));
    }
    ::inflateEnd(&state);
    if (out.size() > bytes_max) {
        return fail(errors::container_limit, "deflated data");
    }
    const bool whole_or_cut = status == Z_STREAM_END || status == Z_BUF_ERROR;
    return whole_or_cut ? Result<Bytes>(std::move(out)) : fail(errors::container_malformed, "deflated data");
}

}  // namespace countersign::verifier::media

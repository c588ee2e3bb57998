#include "verifier/c2pa/compression.hpp"

#include <brotli/decode.h>

namespace countersign::verifier::c2pa {

std::optional<Bytes> decompress_brotli(ByteView compressed, std::size_t& bytes_left) {
    BrotliDecoderState* const state = BrotliDecoderCreateInstance(nullptr, nullptr, nullptr);
    Bytes out;
    std::size_t in_left = compressed.size();
    const std::uint8_t* in = compressed.data();
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        std::uint8_t buffer[16 * 1024];
        std::uint8_t* next = buffer;
        std::size_t room = sizeof buffer;
        result = BrotliDecoderDecompressStream(state, &in_left, &in, &room, &next, nullptr);
        const ByteView made(buffer, sizeof buffer - room);
        if (made.size() > bytes_left) {
            bytes_left = 0;
            result = BROTLI_DECODER_RESULT_ERROR;
            break;
        }
        bytes_left -= made.size();
        append(out, made);
    }
    BrotliDecoderDestroyInstance(state);
    if (result != BROTLI_DECODER_RESULT_SUCCESS || in_left != 0) {
        return std::nullopt;
    }
    return out;
}

}  // namespace countersign::verifier::c2pa

#include "identity/credential/bitstring.hpp"

#include <zlib.h>

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::credential {
namespace {

/// 15 bits of window; 16 more ask zlib for the gzip wrapper.
constexpr int gzip_window = 15 + 16;

class Inflater {
  public:
    Inflater() { ensure(inflateInit2(&stream_, gzip_window) == Z_OK, "inflateInit2"); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    ~Inflater() { inflateEnd(&stream_); }
    [[nodiscard]] z_stream& stream() noexcept { return stream_; }

  private:
    z_stream stream_{};
};

Bytes gzip(ByteView plain) {
    z_stream stream{};
    ensure(deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) == Z_OK,
           "deflateInit2");
    Bytes out(deflateBound(&stream, plain.size()));
    Bytes in = to_bytes(plain);  // zlib's input isn't const
    stream.next_in = in.data();
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    ensure(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflate");
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// One gzip member and nothing after it, grown step by step so that a bomb is met at the limit.
Checked<Bytes> gunzip(Bytes packed, const std::string& pointer) {
    Inflater inflater;
    z_stream& stream = inflater.stream();
    stream.next_in = packed.data();
    stream.avail_in = static_cast<uInt>(packed.size());
    Bytes out;
    int state = Z_OK;
    while (state == Z_OK) {
        const std::size_t done = out.size();
        out.resize(std::min(done + size_t{64} * 1024, limits::status_list_bytes_max + 1));
        stream.next_out = out.data() + done;
        stream.avail_out = static_cast<uInt>(out.size() - done);
        state = inflate(&stream, Z_NO_FLUSH);
        out.resize(out.size() - stream.avail_out);
        if (out.size() > limits::status_list_bytes_max) {
            return reject(errors::status_too_large, pointer);
        }
    }
    if (state != Z_STREAM_END || stream.avail_in != 0) {
        return reject(errors::status_encoding, pointer);
    }
    return out;
}

}  // namespace

Bitstring::Bitstring(std::size_t bits)
    : bytes_((std::max(bits, limits::status_list_entries_min) + 7) / 8, std::uint8_t{0}) {
    ensure(bytes_.size() <= limits::status_list_bytes_max, "status list size");
}

Checked<Bitstring> Bitstring::decode(std::string_view text, const std::string& pointer) {
    if (!text.starts_with('u')) {
        return reject(errors::status_encoding, pointer, "the prefix u is missing");
    }
    auto packed = parse_base64url(text.substr(1));
    if (!packed || packed->empty()) {
        return reject(errors::status_encoding, pointer, "not base64url");
    }
    auto bytes = gunzip(std::move(*packed), pointer);
    if (!bytes) {
        return reject(bytes.error());
    }
    return Bitstring(std::move(*bytes));
}

std::string Bitstring::encode() const { return to_multibase_base64url(gzip(bytes_)); }

unsigned Bitstring::get(std::size_t index, unsigned width_bits) const noexcept {
    ensure(width_bits >= 1 && width_bits <= 8 && index < size_bits() / width_bits, "status index");
    unsigned value = 0;
    for (std::size_t bit = index * width_bits; bit < (index + 1) * width_bits; ++bit) {
        const unsigned byte = bytes_[bit / 8];
        value = (value << 1U) | ((byte >> (7 - bit % 8)) & 1U);
    }
    return value;
}

void Bitstring::set(std::size_t index, unsigned value, unsigned width_bits) noexcept {
    ensure(width_bits >= 1 && width_bits <= 8 && index < size_bits() / width_bits && value < (1U << width_bits),
           "status value");
    for (unsigned i = 0; i < width_bits; ++i) {
        const std::size_t bit = index * width_bits + i;
        const unsigned mask = 0x80U >> (bit % 8);
        const bool on = ((value >> (width_bits - 1 - i)) & 1U) != 0;
        const unsigned old = bytes_[bit / 8];
        bytes_[bit / 8] = static_cast<std::uint8_t>(on ? old | mask : old & ~mask);
    }
}

}  // namespace countersign::credential

// Byte strings and the bounded big-endian reader and writer every binary format here is built on.
// Data in: views of bytes; data out: values. Nothing here throws on input.
// Thread-safety: plain values.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/fixed_bytes.hpp"

namespace countersign {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) noexcept {
    // char and unsigned char may alias; this is the one place that says so.
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
[[nodiscard]] inline std::string_view as_text(ByteView bytes) noexcept {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
template <std::size_t N, typename Tag>
[[nodiscard]] constexpr ByteView view(const FixedBytes<N, Tag>& fixed) noexcept {
    return {fixed.bytes, N};
}
[[nodiscard]] inline Bytes to_bytes(ByteView bytes) { return Bytes(bytes.begin(), bytes.end()); }
[[nodiscard]] inline bool equal(ByteView a, ByteView b) noexcept {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size()) == 0);
}
inline void append(Bytes& out, ByteView more) { out.insert(out.end(), more.begin(), more.end()); }
inline void append(Bytes& out, std::string_view more) { append(out, as_bytes(more)); }

/// Copies exactly N bytes; `ok` is false (and the result zero) where the length differs.
template <typename Fixed>
[[nodiscard]] bool copy_exact(ByteView from, Fixed& to) noexcept {
    if (from.size() != Fixed::size_bytes) {
        return false;
    }
    std::memcpy(to.bytes, from.data(), Fixed::size_bytes);
    return true;
}

/// Reads big-endian fields from a view; once anything is short, `ok()` stays false and every
/// further read gives zeros, so a parser checks once at the end.
class ByteReader {
  public:
    explicit ByteReader(ByteView bytes) noexcept : rest_(bytes) {}

    [[nodiscard]] std::uint64_t read_be(std::size_t width) noexcept {
        const ByteView raw = read(width);
        std::uint64_t value = 0;
        for (const std::uint8_t byte : raw) {
            value = (value << 8U) | byte;
        }
        return value;
    }
    [[nodiscard]] std::uint8_t u8() noexcept { return static_cast<std::uint8_t>(read_be(1)); }
    [[nodiscard]] std::uint16_t u16() noexcept { return static_cast<std::uint16_t>(read_be(2)); }
    [[nodiscard]] std::uint32_t u32() noexcept { return static_cast<std::uint32_t>(read_be(4)); }
    [[nodiscard]] std::uint64_t u64() noexcept { return read_be(8); }
    /// `count` bytes, or an empty view and `ok() == false`.
    [[nodiscard]] ByteView read(std::size_t count) noexcept {
        if (!ok_ || count > rest_.size()) {
            ok_ = false;
            return {};
        }
        const ByteView taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    template <typename Fixed>
    [[nodiscard]] Fixed fixed() noexcept {
        Fixed out{};
        const ByteView raw = read(Fixed::size_bytes);
        if (raw.size() == Fixed::size_bytes) {
            std::memcpy(out.bytes, raw.data(), Fixed::size_bytes);
        }
        return out;
    }
    [[nodiscard]] bool ok() const noexcept { return ok_; }
    [[nodiscard]] ByteView rest() const noexcept { return rest_; }
    /// True when nothing was short and nothing is left over.
    [[nodiscard]] bool finished() const noexcept { return ok_ && rest_.empty(); }

  private:
    ByteView rest_;
    bool ok_ = true;
};

/// Appends big-endian fields.
class ByteWriter {
  public:
    ByteWriter& be(std::uint64_t value, std::size_t width) {
        for (std::size_t i = width; i > 0; --i) {
            out_.push_back(static_cast<std::uint8_t>(value >> (8U * (i - 1))));
        }
        return *this;
    }
    ByteWriter& u8(std::uint8_t value) { return be(value, 1); }
    ByteWriter& u16(std::uint16_t value) { return be(value, 2); }
    ByteWriter& u32(std::uint32_t value) { return be(value, 4); }
    ByteWriter& u64(std::uint64_t value) { return be(value, 8); }
    ByteWriter& bytes(ByteView more) {
        append(out_, more);
        return *this;
    }
    [[nodiscard]] const Bytes& view() const noexcept { return out_; }
    [[nodiscard]] Bytes take() noexcept { return std::move(out_); }

  private:
    Bytes out_;
};

}  // namespace countersign

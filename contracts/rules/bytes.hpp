// The freestanding byte views, lists, reader and writer of the rules: nothing beyond language support, no heap, so
// the same code compiles for the host and for wasm32. Integers are big-endian and of fixed width.
// Data in: views of the caller's memory; data out: values. Thread-safety: plain values.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "identity/base/fixed_bytes.hpp"
#include "identity/base/strong.hpp"

namespace countersign::rules {

/// A view of bytes that someone else owns.
class ByteSpan {
  public:
    constexpr ByteSpan() noexcept = default;
    constexpr ByteSpan(const uint8_t* data, size_t size) noexcept : data_(data), size_(size) {}
    /// From anything with data() and size() of bytes: FixedBytes, std::span, std::vector.
    template <typename Container>
    requires requires(const Container& from) { ByteSpan(from.data(), from.size()); }
    constexpr ByteSpan(const Container& from) noexcept : data_(from.data()), size_(from.size()) {}

    [[nodiscard]] constexpr const uint8_t* data() const noexcept { return data_; }
    [[nodiscard]] constexpr size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] constexpr const uint8_t* begin() const noexcept { return data_; }
    [[nodiscard]] constexpr const uint8_t* end() const noexcept { return data_ + size_; }
    [[nodiscard]] constexpr uint8_t operator[](size_t i) const noexcept { return data_[i]; }
    [[nodiscard]] constexpr ByteSpan first(size_t count) const noexcept { return {data_, count}; }
    [[nodiscard]] constexpr ByteSpan skip(size_t count) const noexcept { return {data_ + count, size_ - count}; }

  private:
    const uint8_t* data_ = nullptr;
    size_t size_ = 0;
};

/// Memory that a callee may fill.
struct MutableByteSpan {
    uint8_t* data = nullptr;
    size_t size = 0;
};

constexpr void copy_bytes(uint8_t* to, const uint8_t* from, size_t count) noexcept {
    for (size_t i = 0; i < count; ++i) {
        to[i] = from[i];
    }
}

/// At most N items in place; `push` beyond N is refused.
template <typename T, size_t N>
struct List {
    static constexpr size_t capacity = N;

    T items[N];
    uint8_t count;

    [[nodiscard]] constexpr size_t size() const noexcept { return count; }
    [[nodiscard]] constexpr const T* begin() const noexcept { return items; }
    [[nodiscard]] constexpr const T* end() const noexcept { return items + count; }
    [[nodiscard]] constexpr const T& operator[](size_t i) const noexcept { return items[i]; }
    [[nodiscard]] constexpr T& operator[](size_t i) noexcept { return items[i]; }
    constexpr bool push(const T& item) noexcept {
        if (count >= N) {
            return false;
        }
        items[count] = item;
        ++count;
        return true;
    }
    [[nodiscard]] constexpr bool contains(const T& item) const noexcept {
        for (const T& each : *this) {
            if (each == item) {
                return true;
            }
        }
        return false;
    }
    /// Removes the first equal item and keeps the order of the others.
    constexpr bool erase(const T& item) noexcept {
        for (size_t i = 0; i < count; ++i) {
            if (items[i] == item) {
                for (size_t k = i + 1; k < count; ++k) {
                    items[k - 1] = items[k];
                }
                --count;
                items[count] = T{};
                return true;
            }
        }
        return false;
    }
};

/// At most N bytes of text in place.
template <size_t N>
struct Text {
    static_assert(N < 256);
    static constexpr size_t capacity = N;

    uint8_t bytes[N];
    uint8_t length;

    [[nodiscard]] constexpr const uint8_t* data() const noexcept { return bytes; }
    [[nodiscard]] constexpr size_t size() const noexcept { return length; }
    /// False (and unchanged) where the text is too long.
    constexpr bool assign(ByteSpan from) noexcept {
        if (from.size() > N) {
            return false;
        }
        *this = Text{};
        copy_bytes(bytes, from.data(), from.size());
        length = static_cast<uint8_t>(from.size());
        return true;
    }
    friend constexpr bool operator==(const Text& a, const Text& b) noexcept {
        if (a.length != b.length) {
            return false;
        }
        for (size_t i = 0; i < a.length; ++i) {
            if (a.bytes[i] != b.bytes[i]) {
                return false;
            }
        }
        return true;
    }
};

/// Appends big-endian fields to the caller's memory. Once something doesn't fit, `ok()` stays false.
class Writer {
  public:
    explicit constexpr Writer(MutableByteSpan out) noexcept : out_(out) {}

    constexpr Writer& integer(uint64_t value, size_t width) noexcept {
        if (!reserve(width)) {
            return *this;
        }
        for (size_t i = width; i > 0; --i) {
            out_.data[size_] = static_cast<uint8_t>(value >> (8U * (i - 1)));
            ++size_;
        }
        return *this;
    }
    constexpr Writer& u8(uint8_t value) noexcept { return integer(value, 1); }
    constexpr Writer& u16(uint16_t value) noexcept { return integer(value, 2); }
    constexpr Writer& u32(uint32_t value) noexcept { return integer(value, 4); }
    constexpr Writer& u64(uint64_t value) noexcept { return integer(value, 8); }
    constexpr Writer& time(UnixSeconds value) noexcept { return integer(value.value, 8); }
    constexpr Writer& bytes(ByteSpan more) noexcept {
        if (reserve(more.size())) {
            copy_bytes(out_.data + size_, more.data(), more.size());
            size_ += more.size();
        }
        return *this;
    }
    constexpr Writer& zeros(size_t count) noexcept {
        if (reserve(count)) {
            for (size_t i = 0; i < count; ++i) {
                out_.data[size_ + i] = 0;
            }
            size_ += count;
        }
        return *this;
    }
    [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }
    [[nodiscard]] constexpr size_t size() const noexcept { return size_; }
    [[nodiscard]] constexpr ByteSpan written() const noexcept { return {out_.data, size_}; }

  private:
    constexpr bool reserve(size_t count) noexcept {
        ok_ = ok_ && count <= out_.size - size_;
        return ok_;
    }

    MutableByteSpan out_;
    size_t size_ = 0;
    bool ok_ = true;
};

/// Reads big-endian fields. Once anything is short, `ok()` stays false and further reads give zeros.
class Reader {
  public:
    explicit constexpr Reader(ByteSpan bytes) noexcept : bytes_(bytes) {}

    [[nodiscard]] constexpr uint64_t integer(size_t width) noexcept {
        const ByteSpan raw = take(width);
        uint64_t value = 0;
        for (const uint8_t byte : raw) {
            value = (value << 8U) | byte;
        }
        return value;
    }
    [[nodiscard]] constexpr uint8_t u8() noexcept { return static_cast<uint8_t>(integer(1)); }
    [[nodiscard]] constexpr uint16_t u16() noexcept { return static_cast<uint16_t>(integer(2)); }
    [[nodiscard]] constexpr uint32_t u32() noexcept { return static_cast<uint32_t>(integer(4)); }
    [[nodiscard]] constexpr uint64_t u64() noexcept { return integer(8); }
    [[nodiscard]] constexpr UnixSeconds time() noexcept { return UnixSeconds{integer(8)}; }
    [[nodiscard]] constexpr ByteSpan take(size_t count) noexcept {
        if (!ok_ || count > bytes_.size() - position_) {
            ok_ = false;
            return {};
        }
        const ByteSpan taken{bytes_.data() + position_, count};
        position_ += count;
        return taken;
    }
    template <typename Fixed>
    [[nodiscard]] constexpr Fixed fixed() noexcept {
        Fixed out{};
        const ByteSpan raw = take(Fixed::size_bytes);
        copy_bytes(out.bytes, raw.data(), raw.size());
        return out;
    }
    [[nodiscard]] constexpr bool ok() const noexcept { return ok_; }
    [[nodiscard]] constexpr size_t position() const noexcept { return position_; }
    [[nodiscard]] constexpr size_t remaining() const noexcept { return bytes_.size() - position_; }
    /// True when nothing was short and nothing is left over.
    [[nodiscard]] constexpr bool finished() const noexcept { return ok_ && remaining() == 0; }

  private:
    ByteSpan bytes_;
    size_t position_ = 0;
    bool ok_ = true;
};

}  // namespace countersign::rules

#include "verifier/c2pa/write/der_writer.hpp"

#include <algorithm>
#include <charconv>

#include "identity/base/clock.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::verifier::c2pa::der {
namespace {

constexpr std::uint8_t tag_integer = 0x02;
constexpr std::uint8_t tag_sequence = 0x30;

void append_base128(Bytes& out, std::uint64_t value) {
    std::uint8_t groups[10];
    std::size_t count = 0;
    do {
        groups[count++] = static_cast<std::uint8_t>(value & 0x7FU);
        value >>= 7U;
    } while (value != 0);
    while (count > 0) {
        --count;
        out.push_back(static_cast<std::uint8_t>(groups[count] | (count > 0 ? 0x80U : 0U)));
    }
}

}  // namespace

Bytes element(std::uint8_t tag, ByteView content) {
    ByteWriter out;
    out.u8(tag);
    if (content.size() < 0x80) {
        out.u8(static_cast<std::uint8_t>(content.size()));
    } else {
        std::size_t width = 1;
        while (content.size() >> (8U * width) != 0) {
            ++width;
        }
        out.u8(static_cast<std::uint8_t>(0x80U | width)).be(content.size(), width);
    }
    return out.bytes(content).take();
}

Bytes group(std::uint8_t tag, std::initializer_list<ByteView> elements) {
    Bytes content;
    for (const ByteView each : elements) {
        append(content, each);
    }
    return element(tag, content);
}

Bytes sequence(std::initializer_list<ByteView> elements) { return group(tag_sequence, elements); }

Bytes integer(ByteView big_endian) {
    while (big_endian.size() > 1 && big_endian.front() == 0) {
        big_endian = big_endian.subspan(1);
    }
    Bytes content;
    if (big_endian.empty() || (big_endian.front() & 0x80U) != 0) {
        content.push_back(0);  // keeps it non-negative
    }
    append(content, big_endian);
    return element(tag_integer, content);
}

Bytes object_identifier(std::string_view oid) {
    Bytes content;
    std::uint64_t first = 0;
    for (std::size_t part = 0; !oid.empty(); ++part) {
        const std::size_t length = std::min(oid.find('.'), oid.size());
        std::uint64_t value = 0;
        const auto [end, failure] = std::from_chars(oid.data(), oid.data() + length, value);
        ensure(failure == std::errc{} && end == oid.data() + length, "dotted object identifier");
        oid.remove_prefix(std::min(length + 1, oid.size()));
        if (part == 0) {
            first = value;
        } else {
            append_base128(content, part == 1 ? first * 40 + value : value);
        }
    }
    return element(0x06, content);
}

Bytes octet_string(ByteView content) { return element(0x04, content); }

Bytes bit_string(ByteView content, unsigned unused_bits) {
    Bytes out{static_cast<std::uint8_t>(unused_bits)};
    append(out, content);
    return element(0x03, out);
}

Bytes utf8_string(std::string_view text) { return element(0x0C, as_bytes(text)); }
Bytes printable_string(std::string_view text) { return element(0x13, as_bytes(text)); }
Bytes boolean_true() { return {0x01, 0x01, 0xFF}; }

Bytes time(UnixSeconds value) {
    // 2026-05-03T10:00:00Z -> 20260503100000Z
    std::string text = to_rfc3339(value);
    std::erase_if(text, [](char c) { return c == '-' || c == ':' || c == 'T'; });
    constexpr UnixSeconds year_2050{2'524'608'000};
    return value < year_2050 ? element(0x17, as_bytes(std::string_view(text).substr(2)))
                             : element(0x18, as_bytes(text));
}

Bytes ecdsa_signature(ByteView r_and_s) {
    ensure(r_and_s.size() == 64, "raw P-256 signature");
    return sequence({integer(r_and_s.first(32)), integer(r_and_s.last(32))});
}

}  // namespace countersign::verifier::c2pa::der

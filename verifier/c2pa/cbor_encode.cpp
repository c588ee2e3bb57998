#include <algorithm>
#include <bit>
#include <cmath>

#include "verifier/c2pa/cbor.hpp"

namespace countersign::verifier::c2pa {

struct CborWriter {
    CborOrder order;
    Bytes out;

    void head(std::uint8_t major, std::uint64_t argument) {
        const auto first = static_cast<std::uint8_t>(major << 5U);
        std::size_t width = 0;
        if (argument < 24) {
            out.push_back(static_cast<std::uint8_t>(first | argument));
            return;
        }
        if (argument <= 0xFF) {
            out.push_back(static_cast<std::uint8_t>(first | 24U));
            width = 1;
        } else if (argument <= 0xFFFF) {
            out.push_back(static_cast<std::uint8_t>(first | 25U));
            width = 2;
        } else if (argument <= 0xFFFF'FFFF) {
            out.push_back(static_cast<std::uint8_t>(first | 26U));
            width = 4;
        } else {
            out.push_back(static_cast<std::uint8_t>(first | 27U));
            width = 8;
        }
        big_endian(argument, width);
    }
    void big_endian(std::uint64_t value, std::size_t width) {
        for (std::size_t i = width; i > 0; --i) {
            out.push_back(static_cast<std::uint8_t>(value >> (8U * (i - 1))));
        }
    }

    void floating(double value) {
        if (std::isnan(value)) {
            out.insert(out.end(), {0xF9, 0x7E, 0x00});
            return;
        }
        const auto single = static_cast<float>(value);
        if (std::bit_cast<std::uint64_t>(static_cast<double>(single)) != std::bit_cast<std::uint64_t>(value)) {
            out.push_back(0xFB);
            big_endian(std::bit_cast<std::uint64_t>(value), 8);
            return;
        }
        const auto bits = std::bit_cast<std::uint32_t>(single);
        if (std::uint16_t half = 0; to_half(bits, half)) {
            out.push_back(0xF9);
            big_endian(half, 2);
            return;
        }
        out.push_back(0xFA);
        big_endian(bits, 4);
    }
    /// Half precision where no bit is lost.
    static bool to_half(std::uint32_t bits, std::uint16_t& half) {
        const std::uint32_t sign = (bits >> 16U) & 0x8000U;
        const int exponent = static_cast<int>((bits >> 23U) & 0xFFU) - 127;
        const std::uint32_t mantissa = bits & 0x7F'FFFFU;
        if (exponent == 128) {
            half = static_cast<std::uint16_t>(sign | 0x7C00U);
            return mantissa == 0;
        }
        if ((bits & 0x7FFF'FFFFU) == 0) {
            half = static_cast<std::uint16_t>(sign);
            return true;
        }
        if (exponent >= -14 && exponent <= 15) {
            half = static_cast<std::uint16_t>(sign | (static_cast<std::uint32_t>(exponent + 15) << 10U) |
                                              (mantissa >> 13U));
            return (mantissa & 0x1FFFU) == 0;
        }
        if (exponent >= -24 && exponent < -14) {
            const std::uint32_t full = mantissa | 0x80'0000U;
            const auto shift = static_cast<std::uint32_t>(-exponent - 1);
            half = static_cast<std::uint16_t>(sign | (full >> shift));
            return (full & ((1U << shift) - 1U)) == 0;
        }
        return false;
    }

    void map(const Cbor::Map& entries) {
        head(5, entries.size());
        if (order == CborOrder::as_given) {
            for (const CborEntry& entry : entries) {
                write(entry.key);
                write(entry.value);
            }
            return;
        }
        std::vector<std::pair<Bytes, const Cbor*>> sorted;
        sorted.reserve(entries.size());
        for (const CborEntry& entry : entries) {
            sorted.emplace_back(encode_cbor(entry.key, order), &entry.value);
        }
        std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        for (const auto& [key, value] : sorted) {
            append(out, key);
            write(*value);
        }
    }

    void write(const Cbor& value) {
        if (value.is_null()) {
            out.push_back(0xF6);
        } else if (value.is_bool()) {
            out.push_back(value.as_bool() ? 0xF5 : 0xF4);
        } else if (value.is_unsigned()) {
            head(0, value.as_unsigned());
        } else if (value.is_negative()) {
            head(1, value.as_negative().magnitude);
        } else if (value.is_double()) {
            floating(value.as_double());
        } else if (value.is_bytes()) {
            head(2, value.as_bytes().size());
            append(out, value.as_bytes());
        } else if (value.is_text()) {
            head(3, value.as_text().size());
            append(out, value.as_text());
        } else if (value.is_array()) {
            head(4, value.as_array().size());
            for (const Cbor& element : value.as_array()) {
                write(element);
            }
        } else if (value.is_map()) {
            map(value.as_map());
        } else if (value.is_tagged()) {
            head(6, value.tag());
            write(value.tagged_item());
        } else if (value.is_simple()) {
            head(7, value.as_simple().value);
        } else {
            out.push_back(0xF7);
        }
    }
};

Bytes encode_cbor(const Cbor& value, CborOrder order) {
    CborWriter writer{order, {}};
    writer.write(value);
    return std::move(writer.out);
}

Bytes encode_cbor_bytes_head(std::uint64_t length) {
    CborWriter writer{CborOrder::deterministic, {}};
    writer.head(2, length);
    return std::move(writer.out);
}

}  // namespace countersign::verifier::c2pa

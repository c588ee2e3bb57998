#include "contracts/chain/abi.hpp"

#include <algorithm>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::chain {
namespace {

using Kind = AbiType::Kind;

constexpr std::size_t word_bytes = 32;

/// Whether all bytes of `part` are `byte`.
bool is_filled(ByteView part, std::uint8_t byte) noexcept {
    return std::ranges::all_of(part, [byte](std::uint8_t b) { return b == byte; });
}

/// X4: a word holds a value of its type and nothing else.
bool is_word_of(const AbiType& type, ByteView word) noexcept {
    switch (type.kind()) {
        case Kind::unsigned_integer: return is_filled(word.first(word_bytes - type.size() / 8), 0);
        case Kind::address: return is_filled(word.first(word_bytes - type.size()), 0);
        case Kind::integer: {
            const std::size_t padding = word_bytes - type.size() / 8;
            const bool is_negative = (word[padding] & 0x80U) != 0;
            return is_filled(word.first(padding), is_negative ? 0xFF : 0);
        }
        case Kind::boolean: return is_filled(word.first(word_bytes - 1), 0) && word[word_bytes - 1] <= 1;
        case Kind::fixed_bytes: return is_filled(word.subspan(type.size()), 0);
        case Kind::bytes:
        case Kind::text:
        case Kind::array:
        case Kind::tuple: return false;
    }
    return false;
}

void append_length(Bytes& out, std::size_t length) { append(out, view(to_uint256(length))); }

/// The type of a list's item.
const AbiType& part_of(const AbiType& type, std::size_t index) {
    return type.kind() == Kind::tuple ? type.parts()[index] : type.parts()[0];
}

bool encode(const AbiType& type, const AbiValue& value, Bytes& out);

bool encode_list(const AbiType& type, const AbiValue::List& items, Bytes& out) {
    std::size_t head_bytes = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        head_bytes += part_of(type, i).head_bytes();
    }
    Bytes tail;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const AbiType& part = part_of(type, i);
        if (part.is_dynamic()) {
            append_length(out, head_bytes + tail.size());
        }
        if (!encode(part, items[i], part.is_dynamic() ? tail : out)) {
            return false;
        }
    }
    append(out, tail);
    return true;
}

bool encode(const AbiType& type, const AbiValue& value, Bytes& out) {
    switch (type.kind()) {
        case Kind::bytes:
        case Kind::text:
            if (!value.is_bytes() || (type.kind() == Kind::text && !is_utf8(value.bytes()))) {
                return false;
            }
            append_length(out, value.bytes().size());
            append(out, value.bytes());
            out.resize(out.size() + (word_bytes - value.bytes().size() % word_bytes) % word_bytes);
            return true;
        case Kind::array:
        case Kind::tuple: {
            const std::size_t length = type.kind() == Kind::tuple ? type.parts().size() : type.size();
            if (!value.is_list() || (length != 0 && value.items().size() != length)) {
                return false;
            }
            if (length == 0) {
                append_length(out, value.items().size());
            }
            return encode_list(type, value.items(), out);
        }
        case Kind::unsigned_integer:
        case Kind::integer:
        case Kind::address:
        case Kind::boolean:
        case Kind::fixed_bytes:
            if (!value.is_word() || !is_word_of(type, view(value.word()))) {
                return false;
            }
            append(out, view(value.word()));
            return true;
    }
    return false;
}

/// Reads one value and moves on: `head` walks the words in place, `tail` is where the next dynamic part must begin.
class Decoder {
  public:
    explicit Decoder(ByteView bytes) : bytes_(bytes) {}

    Result<AbiValue> decode(const AbiType& type, std::size_t at) {
        end_ = std::max(end_, at);
        if (type.kind() == Kind::bytes || type.kind() == Kind::text) {
            return decode_bytes(type, at);
        }
        if (type.kind() != Kind::array && type.kind() != Kind::tuple) {
            const auto word = take(at, word_bytes);
            if (!word) {
                return fail(word.error());
            }
            if (!is_word_of(type, *word)) {
                return fail(errors::chain_abi_padding, "at byte " + std::to_string(at));
            }
            Uint256 value{};
            std::copy(word->begin(), word->end(), value.begin());
            return AbiValue(value);
        }
        std::size_t length = type.kind() == Kind::tuple ? type.parts().size() : type.size();
        if (length == 0) {
            const auto found = take_length(at);
            if (!found) {
                return fail(found.error());
            }
            length = *found;
            at += word_bytes;
            // Each item takes at least a word: an impossible length fails before anything is reserved.
            if (length > (bytes_.size() - at) / word_bytes) {
                return fail(errors::chain_abi_truncated, "an array of " + std::to_string(length));
            }
        }
        return decode_list(type, length, at);
    }

    /// Behind the last byte that belongs to a value.
    [[nodiscard]] std::size_t end() const noexcept { return end_; }

  private:
    Result<ByteView> take(std::size_t at, std::size_t size) {
        if (at > bytes_.size() || size > bytes_.size() - at) {
            return fail(errors::chain_abi_truncated, "at byte " + std::to_string(at));
        }
        end_ = std::max(end_, at + size);
        return bytes_.subspan(at, size);
    }

    Result<std::size_t> take_length(std::size_t at) {
        const auto word = take(at, word_bytes);
        if (!word) {
            return fail(word.error());
        }
        Uint256 value{};
        std::copy(word->begin(), word->end(), value.begin());
        const auto length = to_u64(value);
        if (!length || *length > bytes_.size()) {
            return fail(errors::chain_abi_truncated, "a length of more than there is, at byte " + std::to_string(at));
        }
        return static_cast<std::size_t>(*length);
    }

    Result<AbiValue> decode_bytes(const AbiType& type, std::size_t at) {
        const auto length = take_length(at);
        if (!length) {
            return fail(length.error());
        }
        const std::size_t padded = (*length + word_bytes - 1) / word_bytes * word_bytes;
        const auto content = take(at + word_bytes, padded);
        if (!content) {
            return fail(content.error());
        }
        if (!is_filled(content->subspan(*length), 0)) {
            return fail(errors::chain_abi_padding, "behind bytes, at byte " + std::to_string(at));
        }
        if (type.kind() == Kind::text && !is_utf8(content->first(*length))) {
            return fail(errors::chain_abi_text, "at byte " + std::to_string(at));
        }
        return AbiValue::bytes(content->first(*length));
    }

    Result<AbiValue> decode_list(const AbiType& type, std::size_t length, std::size_t start) {
        std::size_t head_bytes = 0;
        for (std::size_t i = 0; i < length; ++i) {
            head_bytes += part_of(type, i).head_bytes();
        }
        if (const auto head = take(start, head_bytes); !head) {
            return fail(head.error());
        }
        AbiValue::List items;
        items.reserve(length);
        std::size_t at = start;
        // X5: each tail begins where the one before ended, so no offset is free to choose.
        std::size_t tail = start + head_bytes;
        for (std::size_t i = 0; i < length; ++i) {
            const AbiType& part = part_of(type, i);
            if (part.is_dynamic() && !equal(bytes_.subspan(at, word_bytes), view(to_uint256(tail - start)))) {
                return fail(errors::chain_abi_offset, "at byte " + std::to_string(at));
            }
            auto item = decode(part, part.is_dynamic() ? tail : at);
            if (!item) {
                return item;
            }
            tail = std::max(tail, end_);
            at += part.head_bytes();
            items.push_back(std::move(*item));
        }
        return AbiValue::list(std::move(items));
    }

    ByteView bytes_;
    std::size_t end_ = 0;
};

}  // namespace

AbiValue::AbiValue(const EthereumAddress& address) : value_(Uint256{}) {
    std::memcpy(std::get<Uint256>(value_).bytes + 12, address.bytes, EthereumAddress::size_bytes);
}

EthereumAddress AbiValue::address() const {
    EthereumAddress out{};
    std::memcpy(out.bytes, word().bytes + 12, EthereumAddress::size_bytes);
    return out;
}

std::uint64_t AbiValue::u64() const {
    const auto number = to_u64(word());
    ensure(number.has_value(), "a number of at most 64 bits");
    return *number;
}

Result<Bytes> encode_abi(const AbiType& type, const AbiValue& value) {
    Bytes out;
    // X3: a value is laid out as the arguments of a function: as the only member of a tuple, unless it is a tuple.
    if (type.kind() != Kind::tuple && type.is_dynamic()) {
        append_length(out, word_bytes);
    }
    if (!encode(type, value, out)) {
        return fail(errors::chain_abi_value);
    }
    return out;
}

Result<Bytes> encode_call(const Selector& selector, const AbiType& arguments, const AbiValue& values) {
    auto encoded = encode_abi(arguments, values);
    if (!encoded) {
        return encoded;
    }
    Bytes out = to_bytes(view(selector));
    append(out, *encoded);
    return out;
}

Result<AbiValue> decode_abi(const AbiType& type, ByteView bytes) {
    std::size_t start = 0;
    if (type.kind() != Kind::tuple && type.is_dynamic()) {
        if (bytes.size() < word_bytes) {
            return fail(errors::chain_abi_truncated, "no offset");
        }
        if (!equal(bytes.first(word_bytes), view(to_uint256(word_bytes)))) {
            return fail(errors::chain_abi_offset, "at byte 0");
        }
        start = word_bytes;
    }
    Decoder decoder(bytes);
    auto value = decoder.decode(type, start);
    if (value && decoder.end() != bytes.size()) {
        return fail(errors::chain_abi_trailing, std::to_string(bytes.size() - decoder.end()) + " bytes");
    }
    return value;
}

}  // namespace countersign::chain

// The contract ABI, version 2: how calls, answers, events and errors of a contract are laid out in bytes.
// Data in: types as Solidity writes them, `(uint256,bytes)[2]`, and values; data out: bytes; or the other way round,
// with a stable error code. The decoder takes exactly what the encoder makes: tails in order without gap or overlap,
// zeros for padding, nothing behind. So decoding costs O(bytes), whatever a contract answers, and
// encode(decode(x)) == x. Rules: docs/spec/chain-client.md (X3 to X5).
// Thread-safety: plain values.
#pragma once

#include <initializer_list>
#include <string_view>
#include <variant>

#include "contracts/chain/errors.hpp"
#include "contracts/chain/uint256.hpp"
#include "contracts/rules/keccak.hpp"
#include "identity/keys/key.hpp"

namespace countersign::chain {

/// First four bytes of Keccak-256 of a function's or error's signature.
using Selector = FixedBytes<4, struct SelectorTag>;

/// `selector_of("submit(bytes,bytes)")`, made by the compiler.
template <std::size_t N>
[[nodiscard]] constexpr Selector selector_of(const char (&signature)[N]) noexcept {
    const Keccak256Digest digest = rules::keccak256_text(signature);
    return {{digest.bytes[0], digest.bytes[1], digest.bytes[2], digest.bytes[3]}};
}
/// The first topic of an event: `topic_of("Transfer(address,address,uint256)")`.
template <std::size_t N>
[[nodiscard]] constexpr Keccak256Digest topic_of(const char (&signature)[N]) noexcept {
    return rules::keccak256_text(signature);
}
static_assert(selector_of("transfer(address,uint256)") == Selector{{0xa9, 0x05, 0x9c, 0xbb}});

/// A type; what exists is valid and takes at least one word.
class AbiType {
  public:
    enum class Kind : std::uint8_t {
        unsigned_integer,
        integer,
        address,
        boolean,
        fixed_bytes,
        bytes,
        text,
        array,
        tuple
    };

    /// Canonical names only: `uint256`, not `uint`. Errors: chain.abi_type.
    [[nodiscard]] static Result<AbiType> parse(std::string_view text);

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    /// Bits of an integer, bytes of fixed_bytes, length of an array (0: any length).
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    /// A tuple's members; an array's one element type.
    [[nodiscard]] const std::vector<AbiType>& parts() const noexcept { return parts_; }
    /// Lives behind an offset.
    [[nodiscard]] bool is_dynamic() const noexcept { return is_dynamic_; }
    /// Bytes in its parent's head: an offset's word where dynamic.
    [[nodiscard]] std::size_t head_bytes() const noexcept { return head_bytes_; }

  private:
    friend struct AbiTypeParser;
    AbiType() = default;
    Kind kind_ = Kind::bytes;
    std::size_t size_ = 0;
    std::vector<AbiType> parts_;
    bool is_dynamic_ = false;
    std::size_t head_bytes_ = 32;
};

/// A value: a word (numbers, addresses, truth, bytes1 to bytes32 with their padding), bytes or text, or a list (arrays
/// and tuples). Its type says what it means.
class AbiValue {
  public:
    using List = std::vector<AbiValue>;

    AbiValue(std::uint64_t number) : value_(to_uint256(number)) {}
    AbiValue(const Uint256& word) : value_(word) {}
    AbiValue(const EthereumAddress& address);
    /// bytes1 to bytes32: padded behind.
    template <std::size_t N, typename Tag>
    [[nodiscard]] static AbiValue fixed(const FixedBytes<N, Tag>& bytes) {
        static_assert(N <= 32);
        Uint256 word{};
        std::memcpy(word.bytes, bytes.bytes, N);
        return AbiValue(word);
    }
    [[nodiscard]] static AbiValue boolean(bool value) { return AbiValue(std::uint64_t{value}); }
    [[nodiscard]] static AbiValue bytes(ByteView bytes) { return AbiValue(to_bytes(bytes)); }
    [[nodiscard]] static AbiValue text(std::string_view text) { return bytes(as_bytes(text)); }
    [[nodiscard]] static AbiValue list(List items) { return AbiValue(std::move(items)); }

    // Each requires a value of that form, which the type it was decoded with promises.
    [[nodiscard]] const Uint256& word() const { return std::get<Uint256>(value_); }
    [[nodiscard]] bool is_true() const { return !word().is_zero(); }
    [[nodiscard]] EthereumAddress address() const;
    /// The first N bytes of a bytesN.
    template <typename Fixed>
    [[nodiscard]] Fixed fixed() const {
        static_assert(Fixed::size_bytes <= 32);
        Fixed out{};
        std::memcpy(out.bytes, word().bytes, Fixed::size_bytes);
        return out;
    }
    [[nodiscard]] ByteView bytes() const { return std::get<Bytes>(value_); }
    [[nodiscard]] const List& items() const { return std::get<List>(value_); }
    /// Requires a number that its type bounds to 64 bits.
    [[nodiscard]] std::uint64_t u64() const;

    [[nodiscard]] bool is_word() const noexcept { return std::holds_alternative<Uint256>(value_); }
    [[nodiscard]] bool is_bytes() const noexcept { return std::holds_alternative<Bytes>(value_); }
    [[nodiscard]] bool is_list() const noexcept { return std::holds_alternative<List>(value_); }
    friend bool operator==(const AbiValue& a, const AbiValue& b) { return a.value_ == b.value_; }

  private:
    explicit AbiValue(Bytes bytes) : value_(std::move(bytes)) {}
    explicit AbiValue(List items) : value_(std::move(items)) {}
    std::variant<Uint256, Bytes, List> value_;
};

/// A value as the ABI lays it out. Arguments are encoded as one tuple of all of them.
/// Errors: chain.abi_value where the value isn't one of that type.
[[nodiscard]] Result<Bytes> encode_abi(const AbiType& type, const AbiValue& value);
/// Selector and arguments.
[[nodiscard]] Result<Bytes> encode_call(const Selector& selector, const AbiType& arguments, const AbiValue& values);

/// All of `bytes` as one value. Errors: chain.abi_truncated, chain.abi_trailing, chain.abi_offset,
/// chain.abi_padding, chain.abi_text.
[[nodiscard]] Result<AbiValue> decode_abi(const AbiType& type, ByteView bytes);

/// The type of a text in the program itself.
[[nodiscard]] AbiType abi_type(std::string_view text);

}  // namespace countersign::chain

// Recursive Length Prefix, Ethereum's encoding of strings of bytes and nested lists (Yellow Paper, appendix B).
// Data in: bytes; data out: a view of one item, checked to its last leaf, or a stable error code. One value has one
// encoding: longer spellings of a length, a byte below 80 behind a prefix, leading zeros of numbers and trailing bytes
// are refused, so encode(parse(x)) == x. Rules: docs/spec/chain-client.md (X1, X2).
// Thread-safety: plain values; an item views the caller's bytes and must not outlive them.
#pragma once

#include <initializer_list>
#include <vector>

#include "contracts/chain/errors.hpp"
#include "contracts/chain/uint256.hpp"

namespace countersign::chain {

/// A string of bytes or a list of items; whatever exists is canonical all the way down.
class RlpItem {
  public:
    /// The empty string.
    RlpItem() noexcept;

    [[nodiscard]] bool is_list() const noexcept { return is_list_; }
    /// The whole item with its prefix, as it is hashed.
    [[nodiscard]] ByteView encoded() const noexcept { return encoded_; }
    /// A string's bytes, or a list's items one after the other.
    [[nodiscard]] ByteView content() const noexcept { return encoded_.subspan(prefix_bytes_); }
    /// The items of a list, in order; none of a string. O(items).
    [[nodiscard]] std::vector<RlpItem> items() const;

  private:
    friend Result<RlpItem> parse_rlp(ByteView bytes);
    friend class RlpFields;
    RlpItem(ByteView encoded, std::size_t prefix_bytes, bool is_list) noexcept
        : encoded_(encoded), prefix_bytes_(prefix_bytes), is_list_(is_list) {}
    ByteView encoded_;
    std::size_t prefix_bytes_ = 0;
    bool is_list_ = false;
};

/// All of `bytes` as one item. O(bytes), nothing copied. Errors: chain.rlp_truncated, chain.rlp_trailing,
/// chain.rlp_not_canonical, chain.rlp_too_deep.
[[nodiscard]] Result<RlpItem> parse_rlp(ByteView bytes);

/// Reads a list's items in order as what they should be. Once anything is wrong every further read gives zeros, and
/// finish() says what was wrong first.
class RlpFields {
  public:
    /// A string in place of the list is an error too.
    explicit RlpFields(const RlpItem& list);

    [[nodiscard]] bool has_more() const noexcept { return !error_ && next_ < rest_.size(); }
    RlpItem item();
    /// A string of any length.
    ByteView bytes();
    RlpItem list();
    /// A number without leading zeros of at most 8 or 32 bytes.
    std::uint64_t u64();
    Uint256 uint256();
    template <typename Fixed>
    Fixed fixed() {
        Fixed out{};
        const ByteView raw = bytes();
        if (!copy_exact(raw, out)) {
            set_error("a string of " + std::to_string(raw.size()) + " bytes");
        }
        return out;
    }
    /// Errors: chain.rlp_type where anything was missing, left over, or of another form.
    [[nodiscard]] Result<Done> finish();

  private:
    void set_error(std::string what);
    ByteView rest_;
    std::size_t next_ = 0;
    std::optional<std::string> error_;
};

/// Builds one list; numbers go in without leading zeros. `take` closes it.
class RlpListWriter {
  public:
    RlpListWriter& bytes(ByteView value);
    RlpListWriter& number(std::uint64_t value) { return number(to_uint256(value)); }
    RlpListWriter& number(const Uint256& value) { return bytes(significant_bytes(value)); }
    /// What is encoded already: a nested list, or an item of another document.
    RlpListWriter& encoded(ByteView item);
    [[nodiscard]] Bytes take();

  private:
    Bytes content_;
};

/// One string.
[[nodiscard]] Bytes encode_rlp(ByteView value);

}  // namespace countersign::chain

#include "contracts/chain/rlp.hpp"

#include <algorithm>

#include "identity/base/limits.hpp"

namespace countersign::chain {
namespace {

// Prefixes: below string_base a byte is its own encoding; then short and long strings, short and long lists.
constexpr std::uint8_t string_base = 0x80;
constexpr std::uint8_t list_base = 0xc0;
constexpr std::size_t short_length_max = 55;

struct Head {
    std::size_t prefix_bytes = 0;
    std::size_t content_bytes = 0;
    bool is_list = false;
};

/// The head of the item that `bytes` begins with, its content within `bytes`.
Result<Head> parse_head(ByteView bytes) {
    if (bytes.empty()) {
        return fail(errors::chain_rlp_truncated, "no item");
    }
    const std::uint8_t first = bytes[0];
    if (first < string_base) {
        return Head{0, 1, false};
    }
    const bool is_list = first >= list_base;
    const std::size_t code = std::size_t{first} - (is_list ? list_base : string_base);
    Head head{1, code, is_list};
    if (code > short_length_max) {
        const std::size_t width = code - short_length_max;
        if (bytes.size() - 1 < width) {
            return fail(errors::chain_rlp_truncated, "in a length");
        }
        ByteReader reader(bytes.subspan(1));
        head = {1 + width, reader.read_be(width), is_list};
        if (bytes[1] == 0 || head.content_bytes <= short_length_max) {
            return fail(errors::chain_rlp_not_canonical, "a length with a shorter spelling");
        }
    }
    if (head.content_bytes > bytes.size() - head.prefix_bytes) {
        return fail(errors::chain_rlp_truncated, "in an item");
    }
    if (!is_list && head.content_bytes == 1 && bytes[1] < string_base) {
        return fail(errors::chain_rlp_not_canonical, "a prefix before a byte that needs none");
    }
    return head;
}

Result<Done> check_items(ByteView content, std::size_t depth) {
    if (depth > limits::rlp_depth_max) {
        return fail(errors::chain_rlp_too_deep, "more than " + std::to_string(limits::rlp_depth_max) + " lists");
    }
    while (!content.empty()) {
        const auto head = parse_head(content);
        if (!head) {
            return fail(head.error());
        }
        if (head->is_list) {
            if (auto done = check_items(content.subspan(head->prefix_bytes, head->content_bytes), depth + 1); !done) {
                return done;
            }
        }
        content = content.subspan(head->prefix_bytes + head->content_bytes);
    }
    return Done{};
}

void append_head(Bytes& out, std::size_t length, std::uint8_t base) {
    if (length <= short_length_max) {
        out.push_back(static_cast<std::uint8_t>(base + length));
        return;
    }
    const Uint256 wide = to_uint256(length);
    const ByteView spelled = significant_bytes(wide);
    out.push_back(static_cast<std::uint8_t>(base + short_length_max + spelled.size()));
    append(out, spelled);
}

void append_string(Bytes& out, ByteView value) {
    if (value.size() != 1 || value[0] >= string_base) {
        append_head(out, value.size(), string_base);
    }
    append(out, value);
}

}  // namespace

RlpItem::RlpItem() noexcept {
    static constexpr std::uint8_t empty_string[] = {string_base};
    encoded_ = empty_string;
    prefix_bytes_ = 1;
}

std::vector<RlpItem> RlpItem::items() const {
    std::vector<RlpItem> out;
    RlpFields fields(*this);
    while (fields.has_more()) {
        out.push_back(fields.item());
    }
    return out;
}

Result<RlpItem> parse_rlp(ByteView bytes) {
    // X1: one item, its last byte the last of the input, in the one spelling it has.
    const auto head = parse_head(bytes);
    if (!head) {
        return fail(head.error());
    }
    if (head->prefix_bytes + head->content_bytes != bytes.size()) {
        return fail(errors::chain_rlp_trailing, std::to_string(bytes.size()) + " bytes");
    }
    if (head->is_list) {
        if (const auto done = check_items(bytes.subspan(head->prefix_bytes), 1); !done) {
            return fail(done.error());
        }
    }
    return RlpItem(bytes, head->prefix_bytes, head->is_list);
}

RlpFields::RlpFields(const RlpItem& list) : rest_(list.content()) {
    if (!list.is_list()) {
        set_error("a string in place of a list");
    }
}

RlpItem RlpFields::item() {
    if (error_) {
        return {};
    }
    // The list was checked when it was parsed: only its end can be met here.
    const auto head = parse_head(rest_.subspan(next_));
    if (!head) {
        set_error("too few items");
        return {};
    }
    const std::size_t size = head->prefix_bytes + head->content_bytes;
    const RlpItem out(rest_.subspan(next_, size), head->prefix_bytes, head->is_list);
    next_ += size;
    return out;
}

ByteView RlpFields::bytes() {
    const RlpItem next = item();
    if (next.is_list()) {
        set_error("a list in place of a string");
        return {};
    }
    return next.content();
}

RlpItem RlpFields::list() {
    const RlpItem next = item();
    if (!next.is_list()) {
        set_error("a string in place of a list");
    }
    return next;
}

Uint256 RlpFields::uint256() {
    // X2: a number has no leading zeros.
    const ByteView raw = bytes();
    Uint256 out{};
    if (raw.size() > 32 || (!raw.empty() && raw[0] == 0)) {
        set_error("not a number");
        return out;
    }
    std::copy(raw.begin(), raw.end(), out.end() - raw.size());
    return out;
}

std::uint64_t RlpFields::u64() {
    const auto number = to_u64(uint256());
    if (!number) {
        set_error("a number of more than 64 bits");
    }
    return number.value_or(0);
}

void RlpFields::set_error(std::string what) {
    if (!error_) {
        error_ = std::move(what);
    }
}

Result<Done> RlpFields::finish() {
    if (has_more()) {
        set_error("too many items");
    }
    if (error_) {
        return fail(errors::chain_rlp_type, *error_);
    }
    return Done{};
}

RlpListWriter& RlpListWriter::bytes(ByteView value) {
    append_string(content_, value);
    return *this;
}

RlpListWriter& RlpListWriter::encoded(ByteView item) {
    append(content_, item);
    return *this;
}

Bytes RlpListWriter::take() {
    Bytes out;
    append_head(out, content_.size(), list_base);
    append(out, content_);
    content_.clear();
    return out;
}

Bytes encode_rlp(ByteView value) {
    Bytes out;
    append_string(out, value);
    return out;
}

}  // namespace countersign::chain

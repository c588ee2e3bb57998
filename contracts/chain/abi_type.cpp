#include "contracts/chain/abi.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"

namespace countersign::chain {

/// Recursive descent over `name`, `(type,...)` and any number of `[n]` behind it.
struct AbiTypeParser {
    using Kind = AbiType::Kind;

    std::string_view rest;
    std::size_t parts_left = limits::abi_parts_max;

    std::optional<AbiType> type(std::size_t depth) {
        if (depth > limits::abi_depth_max || parts_left == 0) {
            return std::nullopt;
        }
        --parts_left;
        auto found = rest.starts_with('(') ? tuple(depth) : elementary();
        while (found && rest.starts_with('[')) {
            if (++depth > limits::abi_depth_max) {
                return std::nullopt;
            }
            found = array(std::move(*found));
        }
        return found;
    }

    /// Digits without a leading zero, from 1 to `max`; nothing for anything else.
    std::optional<std::size_t> number(std::size_t max) {
        std::size_t value = 0;
        std::size_t used = 0;
        while (used < rest.size() && rest[used] >= '0' && rest[used] <= '9' && value <= max) {
            value = value * 10 + static_cast<std::size_t>(rest[used] - '0');
            ++used;
        }
        if (used == 0 || rest[0] == '0' || value > max) {
            return std::nullopt;
        }
        rest.remove_prefix(used);
        return value;
    }

    bool take(std::string_view text) {
        const bool is_next = rest.starts_with(text);
        rest.remove_prefix(is_next ? text.size() : 0);
        return is_next;
    }

    static AbiType simple(Kind kind, std::size_t size) {
        AbiType out;
        out.kind_ = kind;
        out.size_ = size;
        out.is_dynamic_ = kind == Kind::bytes || kind == Kind::text;
        return out;
    }

    std::optional<AbiType> elementary() {
        if (take("address")) {
            return simple(Kind::address, 20);
        }
        if (take("bool")) {
            return simple(Kind::boolean, 1);
        }
        if (take("string")) {
            return simple(Kind::text, 0);
        }
        if (take("bytes")) {
            if (rest.empty() || rest[0] < '0' || rest[0] > '9') {
                return simple(Kind::bytes, 0);
            }
            const auto size = number(32);
            return size ? std::optional(simple(Kind::fixed_bytes, *size)) : std::nullopt;
        }
        const bool is_unsigned = take("uint");
        if (!is_unsigned && !take("int")) {
            return std::nullopt;
        }
        const auto bits = number(256);
        if (!bits || *bits % 8 != 0) {
            return std::nullopt;
        }
        return simple(is_unsigned ? Kind::unsigned_integer : Kind::integer, *bits);
    }

    std::optional<AbiType> tuple(std::size_t depth) {
        AbiType out = simple(Kind::tuple, 0);
        out.head_bytes_ = 0;
        rest.remove_prefix(1);
        do {
            auto part = type(depth + 1);
            if (!part) {
                return std::nullopt;
            }
            out.is_dynamic_ = out.is_dynamic_ || part->is_dynamic_;
            out.head_bytes_ += part->head_bytes_;
            out.parts_.push_back(std::move(*part));
        } while (take(","));
        if (!take(")")) {
            return std::nullopt;
        }
        return bounded(std::move(out));
    }

    std::optional<AbiType> array(AbiType element) {
        AbiType out = simple(Kind::array, 0);
        rest.remove_prefix(1);
        if (!rest.starts_with(']')) {
            const auto length = number(limits::abi_array_length_max);
            if (!length) {
                return std::nullopt;
            }
            out.size_ = *length;
        }
        if (!take("]")) {
            return std::nullopt;
        }
        out.is_dynamic_ = out.size_ == 0 || element.is_dynamic_;
        out.head_bytes_ = out.size_ * element.head_bytes_;
        out.parts_.push_back(std::move(element));
        return bounded(std::move(out));
    }

    /// Nested arrays of fixed length multiply: their product is bounded, too.
    static std::optional<AbiType> bounded(AbiType type) {
        if (!type.is_dynamic_ && type.head_bytes_ > limits::abi_array_length_max * 32) {
            return std::nullopt;
        }
        type.head_bytes_ = type.is_dynamic_ ? 32 : type.head_bytes_;
        return type;
    }
};

Result<AbiType> AbiType::parse(std::string_view text) {
    AbiTypeParser parser{text};
    auto type = parser.type(1);
    if (!type || !parser.rest.empty()) {
        return fail(errors::chain_abi_type, std::string(text.substr(0, limits::abi_type_text_shown)));
    }
    return std::move(*type);
}

AbiType abi_type(std::string_view text) {
    auto type = AbiType::parse(text);
    ensure(type.has_value(), "an ABI type of the program");
    return std::move(*type);
}

}  // namespace countersign::chain

#include "contracts/chain/refusal.hpp"

#include "contracts/chain/abi.hpp"
#include "contracts/chain/address.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::chain {
namespace {

constexpr Selector refused = selector_of("Refused(uint16)");
constexpr Selector solidity_error = selector_of("Error(string)");

/// Codes of the chain's own (E4).
constexpr std::uint64_t scheme_not_on_chain = 256;
constexpr std::uint64_t sender_not_signer = 257;
constexpr std::uint64_t hint_wrong = 258;

ErrorKind kind_of(rules::RuleErrorKind kind) noexcept {
    switch (kind) {
        case rules::RuleErrorKind::invalid: return ErrorKind::invalid;
        case rules::RuleErrorKind::unauthorized: return ErrorKind::unauthorized;
        case rules::RuleErrorKind::forbidden: return ErrorKind::forbidden;
        case rules::RuleErrorKind::not_found: return ErrorKind::not_found;
        case rules::RuleErrorKind::conflict: return ErrorKind::conflict;
        case rules::RuleErrorKind::too_large: return ErrorKind::too_large;
        case rules::RuleErrorKind::unsupported: return ErrorKind::unsupported;
        case rules::RuleErrorKind::internal: return ErrorKind::unavailable;
    }
    ensure(false, "rule error kind");
    return ErrorKind::unavailable;
}

Error error_of(std::uint64_t code) {
    switch (code) {
        case scheme_not_on_chain: return {errors::chain_scheme_not_on_chain, {}};
        case sender_not_signer: return {errors::chain_sender_not_signer, {}};
        case hint_wrong: return {errors::chain_hint_wrong, {}};
        default: break;
    }
    if (code == 0 || code >= rules::rule_errors_count) {
        return {errors::chain_reverted, "refused with the unknown code " + std::to_string(code)};
    }
    return to_error(static_cast<rules::RuleError>(code));
}

/// The one argument, where the data is that error.
std::optional<AbiValue> argument_of(ByteView data, const Selector& selector, std::string_view type) {
    if (data.size() < Selector::size_bytes || !equal(data.first(Selector::size_bytes), view(selector))) {
        return std::nullopt;
    }
    auto value = decode_abi(abi_type(type), data.subspan(Selector::size_bytes));
    return value ? std::optional(std::move(*value)) : std::nullopt;
}

}  // namespace

Error to_error(rules::RuleError error) {
    const rules::RuleErrorEntry& entry = rules::rule_error_entry(error);
    return Error{ErrorCode{entry.name, kind_of(entry.kind), entry.text}, {}};
}

Error to_error(const Revert& revert) {
    // X30: the registry's word for it.
    if (const auto code = argument_of(revert.data, refused, "uint16")) {
        return error_of(code->u64());
    }
    if (const auto text = argument_of(revert.data, solidity_error, "string")) {
        return {errors::chain_reverted, printable(as_text(text->bytes()))};
    }
    const ByteView shown = ByteView(revert.data).first(std::min<std::size_t>(revert.data.size(), 36));
    return {errors::chain_reverted, revert.data.empty() ? revert.message : to_hex_data(shown)};
}

}  // namespace countersign::chain

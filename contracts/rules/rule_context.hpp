// What every rule works with, private to contracts/rules: the context of one operation, and the checks that several
// operations share. Freestanding. Thread-safety: one context belongs to one call of apply().
#pragma once

#include "contracts/rules/apply.hpp"
#include "contracts/rules/queries.hpp"

namespace countersign::rules::detail {

struct Context {
    ViewRef view;
    const Authenticated& operation;
    Moment moment;
    CryptoRef crypto;
    Diff& diff;

    [[nodiscard]] UnixSeconds now() const noexcept { return moment.now; }
    [[nodiscard]] const IdentityId& actor() const noexcept { return operation.identity(); }
    [[nodiscard]] const OperationBody& body() const noexcept { return operation.operation().body; }
};

/// Puts the record's bytes into the diff.
template <typename Record>
RuleError save(Context& context, const StateKey& key, const Record& record) noexcept {
    uint8_t bytes[Record::size_bytes];
    Writer out(MutableByteSpan{bytes, sizeof(bytes)});
    encode(record, out);
    return out.size() == Record::size_bytes && context.diff.put(key, out.written()) ? RuleError::none
                                                                                    : RuleError::state_corrupt;
}

/// R14 to R18: the acting identity exists, its key is in force and has one of `needed`, and the nonce is the next one,
/// which is noted in the diff.
RuleError check_actor(Context& context, Roles needed) noexcept;
/// R18 alone.
RuleError check_nonce(Context& context) noexcept;

// One function an operation.
RuleError create_identity(Context& context) noexcept;
RuleError update_keys(Context& context) noexcept;
RuleError declare_compromised(Context& context) noexcept;
RuleError recover(Context& context) noexcept;
RuleError claim_name(Context& context) noexcept;
RuleError register_schema(Context& context) noexcept;
RuleError accredit(Context& context) noexcept;
RuleError suspend(Context& context) noexcept;
RuleError commit(Context& context) noexcept;
RuleError set_status(Context& context) noexcept;
RuleError open_dispute(Context& context) noexcept;
RuleError answer_dispute(Context& context) noexcept;
RuleError rule_dispute(Context& context) noexcept;

}  // namespace countersign::rules::detail

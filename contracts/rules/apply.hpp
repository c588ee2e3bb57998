// Second step of an operation: decides over the state and says what changes. Pure: the caller puts the diff into its
// store, as a whole, and only where the outcome is RuleError::none. Freestanding. Thread-safety: pure function.
#pragma once

#include "contracts/rules/authenticate.hpp"
#include "contracts/rules/view.hpp"

namespace countersign::rules {

/// Fills `diff` on success and leaves it empty on a refusal. Sent twice, an operation is refused (registry.nonce_stale
/// or registry.identity_exists): recognise it by its id before, see operation_id().
RuleError apply(ViewRef view, const Authenticated& operation, Moment moment, CryptoRef crypto, Diff& diff) noexcept;

}  // namespace countersign::rules

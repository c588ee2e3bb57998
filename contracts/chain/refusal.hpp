// Why the rules or the registry's contract refuse, in the one vocabulary of errors: a RuleError, and a call that would
// revert with `Refused(uint16 code)` (docs/spec/chain.md, E4), become the rule's own code: registry.nonce_stale.
// Thread-safety: pure functions.
#pragma once

#include "contracts/chain/node.hpp"
#include "contracts/rules/errors.hpp"

namespace countersign::chain {

/// The refusal's name, kind and text of contracts/rules/errors.hpp, which being freestanding has no Error of its own.
[[nodiscard]] Error to_error(rules::RuleError error);

/// Whatever isn't a refusal of the registry is chain.reverted, with the contract's or node's words.
[[nodiscard]] Error to_error(const Revert& revert);

}  // namespace countersign::chain

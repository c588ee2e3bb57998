// Why a call to the registry would revert, in the one vocabulary of errors: `Refused(uint16 code)` (docs/spec/chain.md,
// E4) becomes the rule's own code, such as registry.nonce_stale.
// Thread-safety: pure functions.
#pragma once

#include "contracts/chain/node.hpp"

namespace countersign::chain {

/// Whatever isn't a refusal of the registry is chain.reverted, with the contract's or node's words.
[[nodiscard]] Error to_error(const Revert& revert);

}  // namespace countersign::chain

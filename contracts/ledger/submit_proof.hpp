// What Registry.submit() wants beside an operation: its signatures, the keys' second coordinates, and the state that
// the chain keeps only as hashes. Data in: a signed operation and the state before it; data out: bytes.
// Layout: docs/spec/chain.md, E1 to E3. Thread-safety: pure function.
#pragma once

#include "contracts/rules/authenticate.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/base/bytes.hpp"
#include "identity/base/result.hpp"

namespace countersign::ledger {

/// `signed_bytes` are those that authenticate() took. Errors: ledger.not_on_chain where a key is Ed25519; the
/// `..._unknown` of what the operation names and the state doesn't have.
[[nodiscard]] Result<Bytes> make_submit_proof(rules::ViewRef state, ByteView signed_bytes,
                                              const rules::Authenticated& operation);

}  // namespace countersign::ledger

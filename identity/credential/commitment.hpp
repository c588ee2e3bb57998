// The salted commitment that stands for a credential on the ledger: nothing personal leaves, and destroying the salt
// cuts the tie for good. Credential and salt -> 32 bytes. Rules: docs/spec/credential.md (VC27). Thread-safety: pure.
#pragma once

#include "identity/base/hash.hpp"
#include "identity/base/json.hpp"

namespace countersign::credential {

/// 32 random bytes, one for each credential, kept with it.
using CommitmentSalt = FixedBytes<32, struct CommitmentSaltTag>;

/// SHA-256("countersign/credential/v1" | salt | SHA-256(canonical JSON of the credential, its proof included)).
[[nodiscard]] Sha256Digest make_commitment(const Json& credential, const CommitmentSalt& salt);

}  // namespace countersign::credential

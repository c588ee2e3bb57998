// Status codes of repository receipts: our own, since C2PA names none for them. Never part of the C2PA state.
// Thread-safety: constants.
#pragma once

#include "verifier/c2pa/status.hpp"

namespace countersign::verifier::receipt::status {

using c2pa::Outcome;
using c2pa::StatusCode;

inline constexpr StatusCode manifest_match{"receipt.manifest.match", Outcome::success};
inline constexpr StatusCode inclusion_validated{"receipt.inclusion.validated", Outcome::success};
inline constexpr StatusCode log_trusted{"receipt.log.trusted", Outcome::success};
inline constexpr StatusCode signer_match{"receipt.signer.match", Outcome::success};
inline constexpr StatusCode registry_match{"receipt.registry.match", Outcome::success};

inline constexpr StatusCode foreign{"receipt.foreign", Outcome::informational};
inline constexpr StatusCode log_unknown{"receipt.log.unknown", Outcome::informational};
inline constexpr StatusCode signer_unconfirmed{"receipt.signer.unconfirmed", Outcome::informational};

inline constexpr StatusCode malformed{"receipt.malformed"};
inline constexpr StatusCode misplaced{"receipt.misplaced"};
inline constexpr StatusCode manifest_mismatch{"receipt.manifest.mismatch"};
inline constexpr StatusCode leaf_mismatch{"receipt.leaf.mismatch"};
inline constexpr StatusCode entry_invalid{"receipt.entry.invalid"};
inline constexpr StatusCode checkpoint_invalid{"receipt.checkpoint.invalid"};
inline constexpr StatusCode inclusion_mismatch{"receipt.inclusion.mismatch"};
inline constexpr StatusCode repository_mismatch{"receipt.repository.mismatch"};
inline constexpr StatusCode signer_mismatch{"receipt.signer.mismatch"};
inline constexpr StatusCode log_forked{"receipt.log.forked"};
inline constexpr StatusCode withdrawn{"receipt.withdrawn"};
inline constexpr StatusCode key_compromised{"receipt.key_compromised"};

}  // namespace countersign::verifier::receipt::status

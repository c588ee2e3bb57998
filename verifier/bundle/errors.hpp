// Error codes of verifier/bundle: why a proof can't be made, and why one doesn't hold.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode bundle_form{"bundle.form", ErrorKind::invalid,
                                       "Not the canonical text of a proof as docs/spec/bundle.md describes it."};
inline constexpr ErrorCode bundle_version{"bundle.version", ErrorKind::unsupported,
                                          "The proof is of a version that isn't known."};
inline constexpr ErrorCode bundle_too_large{"bundle.too_large", ErrorKind::too_large,
                                            "There is more to prove than one proof holds."};
inline constexpr ErrorCode bundle_nothing{"bundle.nothing", ErrorKind::not_found,
                                          "The registry has nothing to prove about this file."};
inline constexpr ErrorCode bundle_on_chain{
    "bundle.on_chain", ErrorKind::unsupported,
    "The registry lives on a chain, and its proofs need a node of that chain: ask the service that follows it."};
inline constexpr ErrorCode bundle_not_final{
    "bundle.not_final", ErrorKind::conflict,
    "The record isn't in a finalized block yet, so it can't be proven for good. Ask again in a while."};
inline constexpr ErrorCode bundle_log_unknown{"bundle.log_unknown", ErrorKind::invalid,
                                              "The checkpoint is of a log whose key isn't among those given."};
inline constexpr ErrorCode bundle_signature_unknown{"bundle.signature_unknown", ErrorKind::invalid,
                                                    "The checkpoint carries a signature by a key that isn't known."};
inline constexpr ErrorCode bundle_checkpoint{"bundle.checkpoint", ErrorKind::invalid,
                                             "The checkpoint isn't what the log signed."};
inline constexpr ErrorCode bundle_inclusion{"bundle.inclusion", ErrorKind::invalid,
                                            "An entry isn't in the log that the checkpoint signs."};
inline constexpr ErrorCode bundle_replay{
    "bundle.replay", ErrorKind::invalid,
    "The rules refuse an entry: the log isn't of this registry or leaves one out."};
inline constexpr ErrorCode bundle_leaf{"bundle.leaf", ErrorKind::invalid,
                                       "The record of the file isn't in the batch that was committed."};
inline constexpr ErrorCode bundle_asset{"bundle.asset", ErrorKind::invalid, "The proof is of another file."};
inline constexpr ErrorCode bundle_identity{"bundle.identity", ErrorKind::invalid,
                                           "The proof doesn't show that this identity stands behind the file."};
inline constexpr ErrorCode bundle_claim_key{"bundle.claim_key", ErrorKind::invalid,
                                            "The key that signed the file isn't one that the identity lists for it."};
inline constexpr ErrorCode bundle_report_needed{
    "bundle.report_needed", ErrorKind::invalid,
    "The proof is of a key, so the file itself is needed to see that this key signed it."};
inline constexpr ErrorCode bundle_compromised{"bundle.compromised", ErrorKind::invalid,
                                              "The key had been reported stolen by then."};
inline constexpr ErrorCode bundle_withdrawn{"bundle.withdrawn", ErrorKind::invalid,
                                            "The record was withdrawn or suspended by its signer."};
inline constexpr ErrorCode bundle_disputed{
    "bundle.disputed", ErrorKind::invalid,
    "A dispute over the record was conceded, or upheld by the arbiter it names."};

}  // namespace countersign::errors

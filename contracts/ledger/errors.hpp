// Error codes of contracts/ledger; refusals by the rules keep their own names (contracts/rules/errors.hpp).
#pragma once

#include "contracts/rules/errors.hpp"
#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode ledger_busy{
    "ledger.busy", ErrorKind::rate_limited,
    "The ledger is busy: too much is waiting, or it moved on while it was read. Try again a little later."};
inline constexpr ErrorCode ledger_failed{
    "ledger.failed", ErrorKind::unavailable,
    "The ledger stopped accepting operations, since its disk failed. What was acknowledged is safe; restart it."};
inline constexpr ErrorCode ledger_closed{"ledger.closed", ErrorKind::unavailable, "The ledger is being closed."};
inline constexpr ErrorCode ledger_read_only{"ledger.read_only", ErrorKind::unavailable,
                                            "The ledger was opened for reading only."};
inline constexpr ErrorCode ledger_behind_checkpoint{
    "ledger.behind_checkpoint", ErrorKind::conflict,
    "The log is older than the last checkpoint it published, as after restoring a backup. It must not sign again."};
inline constexpr ErrorCode ledger_corrupt{"ledger.corrupt", ErrorKind::unavailable,
                                          "A record of the ledger isn't what was written."};
inline constexpr ErrorCode ledger_entry_syntax{"ledger.entry_syntax", ErrorKind::invalid,
                                               "Not the bytes of a log entry."};
inline constexpr ErrorCode ledger_signer{"ledger.signer", ErrorKind::invalid,
                                         "The checkpoint key isn't named by the log's origin, or there is none."};
inline constexpr ErrorCode ledger_leaves_missing{"ledger.leaves_missing", ErrorKind::invalid,
                                                 "A commit comes with as many leaves as it counts."};
inline constexpr ErrorCode ledger_leaves_unexpected{"ledger.leaves_unexpected", ErrorKind::invalid,
                                                    "Only a commit comes with leaves."};
inline constexpr ErrorCode ledger_leaf_form{"ledger.leaf_form", ErrorKind::invalid,
                                            "A leaf isn't of the batch's kind, or not at its index."};
inline constexpr ErrorCode ledger_leaves_root{"ledger.leaves_root", ErrorKind::invalid,
                                              "The leaves don't have the root that the commit signs."};
inline constexpr ErrorCode ledger_no_checkpoint{"ledger.no_checkpoint", ErrorKind::not_found,
                                                "No checkpoint covers this yet."};
inline constexpr ErrorCode ledger_not_found{"ledger.not_found", ErrorKind::not_found, "The ledger has no such thing."};
inline constexpr ErrorCode ledger_not_on_chain{
    "ledger.not_on_chain", ErrorKind::unsupported,
    "No contract can check an Ed25519 signature at a bearable price. Use a secp256k1 or P-256 key on this chain."};
inline constexpr ErrorCode ledger_pending{
    "ledger.pending", ErrorKind::unavailable,
    "The operation was sent to the chain and stands in no block yet. Ask for it by its id, or send it again."};
inline constexpr ErrorCode ledger_chain_disagrees{
    "ledger.chain_disagrees", ErrorKind::unavailable,
    "The contract accepted what the rules refuse. Nothing more is mirrored; both must be looked at."};
inline constexpr ErrorCode ledger_not_a_mirror{"ledger.not_a_mirror", ErrorKind::conflict,
                                               "This ledger is its own home and follows no chain."};
inline constexpr ErrorCode operation_json_form{"operation_json.form", ErrorKind::invalid,
                                               "The JSON is not an operation's typed data."};

}  // namespace countersign::errors

namespace countersign::ledger {

/// A refusal of the rules as an error of the one vocabulary: `registry.nonce_stale`.
[[nodiscard]] Error to_error(rules::RuleError error);

}  // namespace countersign::ledger

// Error codes of contracts/chain.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

// Encodings.
inline constexpr ErrorCode chain_rlp_truncated{"chain.rlp_truncated", ErrorKind::invalid, "The RLP ends too early."};
inline constexpr ErrorCode chain_rlp_trailing{"chain.rlp_trailing", ErrorKind::invalid, "Bytes follow the RLP item."};
inline constexpr ErrorCode chain_rlp_not_canonical{"chain.rlp_not_canonical", ErrorKind::invalid,
                                                   "The RLP isn't in its one shortest form."};
inline constexpr ErrorCode chain_rlp_too_deep{"chain.rlp_too_deep", ErrorKind::too_large,
                                              "The RLP is nested too deeply."};
inline constexpr ErrorCode chain_rlp_type{"chain.rlp_type", ErrorKind::invalid,
                                          "The RLP list doesn't hold what it should."};
inline constexpr ErrorCode chain_abi_type{"chain.abi_type", ErrorKind::invalid, "Not the text of an ABI type."};
inline constexpr ErrorCode chain_abi_value{"chain.abi_value", ErrorKind::invalid,
                                           "The value isn't one of its ABI type."};
inline constexpr ErrorCode chain_abi_truncated{"chain.abi_truncated", ErrorKind::invalid,
                                               "The ABI encoding ends too early."};
inline constexpr ErrorCode chain_abi_trailing{"chain.abi_trailing", ErrorKind::invalid,
                                              "Bytes follow the ABI encoding."};
inline constexpr ErrorCode chain_abi_offset{"chain.abi_offset", ErrorKind::invalid,
                                            "An offset in the ABI encoding isn't the one it must be."};
inline constexpr ErrorCode chain_abi_padding{"chain.abi_padding", ErrorKind::invalid,
                                             "A word or padding of the ABI encoding holds more than its type allows."};
inline constexpr ErrorCode chain_abi_text{"chain.abi_text", ErrorKind::invalid,
                                          "A string in the ABI encoding isn't UTF-8."};
inline constexpr ErrorCode chain_address{
    "chain.address", ErrorKind::invalid,
    "Not an Ethereum address: 0x and 40 hex digits, in lower case or with the right checksum (EIP-55)."};
inline constexpr ErrorCode chain_transaction_type{"chain.transaction_type", ErrorKind::unsupported,
                                                  "Not a transaction of type 2 (EIP-1559)."};
inline constexpr ErrorCode chain_transaction_form{"chain.transaction_form", ErrorKind::invalid,
                                                  "The transaction's fields aren't possible together."};

// JSON-RPC.
inline constexpr ErrorCode chain_rpc_unreachable{"chain.rpc_unreachable", ErrorKind::unavailable,
                                                 "The chain's node can't be reached, or answers too late."};
inline constexpr ErrorCode chain_rpc_status{"chain.rpc_status", ErrorKind::unavailable,
                                            "The chain's node answers with an HTTP error."};
inline constexpr ErrorCode chain_rpc_rate_limited{"chain.rpc_rate_limited", ErrorKind::unavailable,
                                                  "The chain's node is asked too much."};
inline constexpr ErrorCode chain_rpc_too_large{"chain.rpc_too_large", ErrorKind::unavailable,
                                               "The chain's node answers with more than is read."};
inline constexpr ErrorCode chain_rpc_malformed{"chain.rpc_malformed", ErrorKind::unavailable,
                                               "The chain's node doesn't answer in JSON-RPC 2.0."};
inline constexpr ErrorCode chain_rpc_wrong_id{"chain.rpc_wrong_id", ErrorKind::unavailable,
                                              "The chain's node answers what wasn't asked."};
inline constexpr ErrorCode chain_rpc_partial{"chain.rpc_partial", ErrorKind::unavailable,
                                             "The chain's node answers only a part of what was asked."};
inline constexpr ErrorCode chain_rpc_result{"chain.rpc_result", ErrorKind::unavailable,
                                            "The chain's node gives a result of the wrong form."};
inline constexpr ErrorCode chain_rpc_fault{"chain.rpc_fault", ErrorKind::unavailable,
                                           "The chain's node refuses what it was asked."};
inline constexpr ErrorCode chain_rpc_quorum_missing{"chain.rpc_quorum_missing", ErrorKind::unavailable,
                                                    "Too few of the chain's nodes answer."};
inline constexpr ErrorCode chain_rpc_disagreement{"chain.rpc_disagreement", ErrorKind::unavailable,
                                                  "The chain's nodes don't say the same."};
inline constexpr ErrorCode chain_wrong_chain{"chain.wrong_chain", ErrorKind::unavailable,
                                             "The node is of another chain."};
// Proofs of the state, and blocks.
inline constexpr ErrorCode chain_proof_node{"chain.proof_node", ErrorKind::invalid,
                                            "A node of the trie proof isn't one."};
inline constexpr ErrorCode chain_proof_hash{
    "chain.proof_hash", ErrorKind::invalid,
    "A node of the trie proof isn't the one that its parent or the root names."};
inline constexpr ErrorCode chain_proof_incomplete{"chain.proof_incomplete", ErrorKind::invalid,
                                                  "The proof ends before what it has to show."};
inline constexpr ErrorCode chain_proof_trailing{"chain.proof_trailing", ErrorKind::invalid,
                                                "The proof has parts that don't lead to what it shows."};
inline constexpr ErrorCode chain_proof_value{"chain.proof_value", ErrorKind::invalid,
                                             "The trie holds something else than an account or a word there."};
inline constexpr ErrorCode chain_proof_form{"chain.proof_form", ErrorKind::invalid,
                                            "Not the canonical text of a proof as docs/spec/chain-proof.md has it."};
inline constexpr ErrorCode chain_proof_version{"chain.proof_version", ErrorKind::unsupported,
                                               "The proof is of a version that isn't known."};
inline constexpr ErrorCode chain_proof_too_large{"chain.proof_too_large", ErrorKind::too_large,
                                                 "The proof is larger than one may be."};
inline constexpr ErrorCode chain_proof_subject{"chain.proof_subject", ErrorKind::invalid,
                                               "The proof is of another file or credential."};
inline constexpr ErrorCode chain_proof_leaf{"chain.proof_leaf", ErrorKind::invalid,
                                            "The record isn't in the batch that was committed."};
inline constexpr ErrorCode chain_proof_anchor{"chain.proof_anchor", ErrorKind::invalid,
                                              "The proof is of another chain, registry or block than is trusted."};
inline constexpr ErrorCode chain_proof_headers{"chain.proof_headers", ErrorKind::invalid,
                                               "The proof's blocks aren't a chain."};
inline constexpr ErrorCode chain_proof_batch{"chain.proof_batch", ErrorKind::invalid,
                                             "The registry has no such batch, or another key or other names with it."};
inline constexpr ErrorCode chain_proof_key{"chain.proof_key", ErrorKind::invalid,
                                           "The key wasn't the issuer's when the batch was committed."};
inline constexpr ErrorCode chain_proof_compromised{"chain.proof_compromised", ErrorKind::invalid,
                                                   "The key had been reported stolen by then."};
inline constexpr ErrorCode chain_proof_withdrawn{"chain.proof_withdrawn", ErrorKind::invalid,
                                                 "The record was withdrawn or suspended by its signer."};
inline constexpr ErrorCode chain_proof_accreditation{"chain.proof_accreditation", ErrorKind::invalid,
                                                     "The accreditation that the batch names isn't in force."};
inline constexpr ErrorCode chain_proof_disputed{
    "chain.proof_disputed", ErrorKind::invalid,
    "A dispute was conceded, or upheld by the arbiter that the batch names."};
inline constexpr ErrorCode chain_proof_time{"chain.proof_time", ErrorKind::invalid,
                                            "The credential isn't in force at the block's time."};
inline constexpr ErrorCode chain_record{"chain.record", ErrorKind::invalid, "Not a record of the registry's state."};

// Following.
inline constexpr ErrorCode chain_contract_missing{"chain.contract_missing", ErrorKind::unavailable,
                                                  "There is no contract at the address."};
inline constexpr ErrorCode chain_node_pruned{
    "chain.node_pruned", ErrorKind::unavailable,
    "The chain's node doesn't give events that its blocks have: it keeps too little, or holds them back."};
inline constexpr ErrorCode chain_node_inconsistent{"chain.node_inconsistent", ErrorKind::unavailable,
                                                   "What the chain's node says doesn't fit together."};
inline constexpr ErrorCode chain_reorganisation_too_deep{"chain.reorganisation_too_deep", ErrorKind::unavailable,
                                                         "The chain was reorganised further back than is followed."};
inline constexpr ErrorCode chain_finality_broken{
    "chain.finality_broken", ErrorKind::unavailable,
    "A finalized block isn't part of the node's chain: it is on another fork, or finality was broken."};
inline constexpr ErrorCode chain_cursor{"chain.cursor", ErrorKind::unavailable,
                                        "The kept place in the chain can't be read: the data folder is damaged."};
inline constexpr ErrorCode chain_event_unknown{"chain.event_unknown", ErrorKind::unavailable,
                                               "The contract says what a registry doesn't say: it is another one."};
inline constexpr ErrorCode chain_event_malformed{"chain.event_malformed", ErrorKind::unavailable,
                                                 "An event of the registry hasn't its form."};

// Sending.
inline constexpr ErrorCode chain_outbox_locked{"chain.outbox_locked", ErrorKind::conflict,
                                               "Another process sends from this outbox."};
inline constexpr ErrorCode chain_outbox_mismatch{"chain.outbox_mismatch", ErrorKind::conflict,
                                                 "The outbox belongs to another sender or chain."};
inline constexpr ErrorCode chain_outbox_conflict{"chain.outbox_conflict", ErrorKind::conflict,
                                                 "Something else was sent under the same key."};
inline constexpr ErrorCode chain_outbox_unknown{"chain.outbox_unknown", ErrorKind::not_found,
                                                "Nothing was sent under that key."};
inline constexpr ErrorCode chain_outbox_data{"chain.outbox_data", ErrorKind::too_large,
                                             "The data is longer than a transaction can carry."};
inline constexpr ErrorCode chain_outbox_settled{"chain.outbox_settled", ErrorKind::conflict,
                                                "It is mined already and can't be cancelled."};
inline constexpr ErrorCode chain_out_of_funds{"chain.out_of_funds", ErrorKind::unavailable,
                                              "The account that pays for transactions has too little money."};
inline constexpr ErrorCode chain_fee_ceiling{"chain.fee_ceiling", ErrorKind::unavailable,
                                             "The chain asks for more than the highest fee that is allowed here."};
inline constexpr ErrorCode chain_gas_cap{"chain.gas_cap", ErrorKind::too_large,
                                         "The operation needs more gas than a transaction may have."};
inline constexpr ErrorCode chain_nonce_taken{"chain.nonce_taken", ErrorKind::conflict,
                                             "Somebody else sends with the same key: its nonce was used."};
inline constexpr ErrorCode chain_node_refused{"chain.node_refused", ErrorKind::unavailable,
                                              "The chain's node doesn't take the transaction."};
inline constexpr ErrorCode chain_reverted{"chain.reverted", ErrorKind::conflict, "The contract would revert."};

// Refusals of the contract that have no number among the rules.
inline constexpr ErrorCode chain_scheme_not_on_chain{
    "chain.scheme_not_on_chain", ErrorKind::unsupported,
    "The key's kind can't be verified on this chain: use a secp256k1 or P-256 key."};
inline constexpr ErrorCode chain_sender_not_signer{"chain.sender_not_signer", ErrorKind::forbidden,
                                                   "The sender isn't the account of the signer's key."};
inline constexpr ErrorCode chain_hint_wrong{"chain.hint_wrong", ErrorKind::conflict,
                                            "The state handed in with the operation isn't the contract's any more."};

// Relaying.
inline constexpr ErrorCode chain_quota_identity{"chain.quota_identity", ErrorKind::rate_limited,
                                                "What is paid for this identity is used up for now."};
inline constexpr ErrorCode chain_quota_address{"chain.quota_address", ErrorKind::rate_limited,
                                               "What is paid for this address is used up for now."};
inline constexpr ErrorCode chain_quota_total{"chain.quota_total", ErrorKind::rate_limited,
                                             "What is paid for everybody together is used up for now."};
inline constexpr ErrorCode chain_relay_form{"chain.relay_form", ErrorKind::invalid,
                                            "The operation or its proof is longer than any can be."};

}  // namespace countersign::errors

// Error codes of api/service.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode chain_contracts_form{"chain_contracts.form", ErrorKind::invalid,
                                                "Not a file of contract addresses as `chain deploy` writes it."};
inline constexpr ErrorCode chain_home_mismatch{
    "chain_home.mismatch", ErrorKind::conflict,
    "The data folder's registry lives elsewhere: embedded, or on another chain or contract."};

inline constexpr ErrorCode chain_none{"chain.none", ErrorKind::not_found,
                                      "This registry is embedded and lives on no chain."};

inline constexpr ErrorCode anchor_fork{
    "anchor.fork", ErrorKind::conflict,
    "The chain has a checkpoint of this log that the log doesn't lead to. Nothing more is anchored; a person decides."};
inline constexpr ErrorCode chain_compare_nothing{"chain_compare.nothing", ErrorKind::not_found,
                                                 "This data folder has followed no block of its chain yet."};
inline constexpr ErrorCode chain_deploy_no_account{"chain_deploy.no_account", ErrorKind::unavailable,
                                                   "The node holds no unlocked account that could give money."};
inline constexpr ErrorCode chain_deploy_no_factory{
    "chain_deploy.no_factory", ErrorKind::unavailable,
    "The chain has no CREATE2 factory at 0x4e59b44847b379578588920cA78FbF26c0B4956C."};
inline constexpr ErrorCode chain_deploy_failed{"chain_deploy.failed", ErrorKind::unavailable,
                                               "A contract couldn't be deployed."};

inline constexpr ErrorCode token_missing{"token.missing", ErrorKind::unauthorized,
                                         "Acting for a hosted identity needs its bearer token."};
inline constexpr ErrorCode token_unknown{"token.unknown", ErrorKind::unauthorized, "The token isn't known here."};
inline constexpr ErrorCode token_expired{"token.expired", ErrorKind::unauthorized, "The token has expired."};
inline constexpr ErrorCode token_scope{"token.scope", ErrorKind::forbidden, "The token's scope doesn't allow this."};
inline constexpr ErrorCode token_identity{"token.identity", ErrorKind::forbidden,
                                          "The token belongs to another identity."};

inline constexpr ErrorCode identity_unknown{"identity.unknown", ErrorKind::not_found,
                                            "No identity of that id or name is registered."};
inline constexpr ErrorCode identity_not_hosted{"identity.not_hosted", ErrorKind::conflict,
                                               "This service doesn't hold the identity's keys."};
inline constexpr ErrorCode name_taken{"name.taken", ErrorKind::conflict, "Somebody holds this name already."};
inline constexpr ErrorCode identity_kind{"identity.kind", ErrorKind::invalid,
                                         "The kind is one of person, organisation and agent."};
inline constexpr ErrorCode content_unknown{"content.unknown", ErrorKind::not_found,
                                           "Nobody registered content with this hash."};
inline constexpr ErrorCode content_empty{"content.empty", ErrorKind::invalid,
                                         "There is nothing to sign: the body is empty."};
inline constexpr ErrorCode content_hash{"content.hash", ErrorKind::invalid,
                                        "The hash is SHA-256 in 64 lower-case hexadecimal characters."};
inline constexpr ErrorCode content_disclosure{"content.disclosure", ErrorKind::invalid,
                                              "The disclosure is one of generated, edited, captured and undeclared."};
inline constexpr ErrorCode content_title{"content.title", ErrorKind::invalid,
                                         "A title has at most 200 bytes of UTF-8 without control characters."};
inline constexpr ErrorCode policy_unknown{"policy.unknown", ErrorKind::invalid, "This service has no such policy."};
inline constexpr ErrorCode operation_unknown{"operation.unknown", ErrorKind::not_found,
                                             "No operation of that id was accepted."};
inline constexpr ErrorCode operation_id_form{"operation.id", ErrorKind::invalid,
                                             "An operation's id is 64 lower-case hexadecimal characters."};
inline constexpr ErrorCode recovery_code{"recovery.code", ErrorKind::invalid,
                                         "Not a recovery code: look for a mistyped or missing character."};
inline constexpr ErrorCode item_unknown{"item.unknown", ErrorKind::not_found,
                                        "Nothing of that id waits for a batch here, or did lately."};
inline constexpr ErrorCode item_open{
    "item.open", ErrorKind::conflict,
    "Something of this identity still waits to be committed in a batch. Try again once it is."};
inline constexpr ErrorCode credential_pending{"credential.pending", ErrorKind::conflict,
                                              "The credential isn't committed yet. Try again once its batch is."};
inline constexpr ErrorCode credential_unknown{"credential.unknown", ErrorKind::not_found,
                                              "This service issued no credential of that id."};
inline constexpr ErrorCode issue_subject{"issue.subject", ErrorKind::invalid,
                                         "The subject is a DID, or the id or name of a registered identity."};
inline constexpr ErrorCode issue_claims{"issue.claims", ErrorKind::invalid,
                                        "The claims are an object without an id of its own."};
inline constexpr ErrorCode issue_type{"issue.type", ErrorKind::invalid,
                                      "A type is a letter and at most 63 letters and digits."};
inline constexpr ErrorCode issue_status{"issue.status", ErrorKind::invalid,
                                        "The status is one of valid, suspended and revoked."};
inline constexpr ErrorCode issue_schema{"issue.schema", ErrorKind::invalid,
                                        "A schema is named by its id, 64 lower-case hexadecimal characters."};
inline constexpr ErrorCode issue_reason{"issue.reason", ErrorKind::invalid, "A reason is a number up to 65535."};
inline constexpr ErrorCode credential_list_full{"credential.list_full", ErrorKind::conflict,
                                                "The issuer's status list is full."};
inline constexpr ErrorCode status_list_unknown{"status_list.unknown", ErrorKind::not_found,
                                               "There is no status list of that name."};
inline constexpr ErrorCode did_representation{"did.representation", ErrorKind::unsupported,
                                              "A DID is answered as application/did or application/did-resolution."};
inline constexpr ErrorCode log_parameter{"log.parameter", ErrorKind::invalid,
                                         "An index, size or hash is missing, malformed or out of range."};
inline constexpr ErrorCode vault_key{"vault.key", ErrorKind::unavailable,
                                     "The vault can't be opened with this folder's service key."};
inline constexpr ErrorCode service_address{"service.address", ErrorKind::invalid,
                                           "The public URL is http or https with a host and nothing behind it."};
inline constexpr ErrorCode content_identity{
    "content.identity", ErrorKind::invalid,
    "What the file says of its signer is `no`, or a list with commas of name, wallet and affiliations."};
inline constexpr ErrorCode receipt_no_manifest{"receipt.no_manifest", ErrorKind::conflict,
                                               "The record names no manifest, so there is no receipt of one."};
inline constexpr ErrorCode receipt_on_chain{
    "receipt.on_chain", ErrorKind::unsupported,
    "Where the registry lives on a chain, a file can't carry a receipt yet: ask for the portable proof instead."};
inline constexpr ErrorCode identity_no_wallet{"identity.no_wallet", ErrorKind::conflict,
                                              "The identity lists no secp256k1 key in force, so it has no address."};
inline constexpr ErrorCode batch_malformed{"batch.malformed", ErrorKind::invalid,
                                           "Not multipart/form-data with a name for each part."};
inline constexpr ErrorCode batch_too_many{"batch.too_many", ErrorKind::too_large, "Too many files in one request."};

}  // namespace countersign::errors

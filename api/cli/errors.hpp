// Error codes of the command line itself.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode cli_password_empty{"cli.password_empty", ErrorKind::invalid,
                                              "The password file's first line is empty."};
inline constexpr ErrorCode cli_password_missing{"cli.password_missing", ErrorKind::invalid,
                                                "This key file needs --password-file."};
inline constexpr ErrorCode cli_registry_key{
    "cli.registry_key", ErrorKind::invalid,
    "Registering for an identity takes a key file that keygen made, since identities list such keys:"};
inline constexpr ErrorCode cli_listen{"cli.listen", ErrorKind::invalid,
                                      "The address to listen on must be ADDRESS:PORT, such as 127.0.0.1:8080."};
inline constexpr ErrorCode cli_server{"cli.server", ErrorKind::invalid, "The server refused the request:"};
inline constexpr ErrorCode cli_fork{
    "cli.fork", ErrorKind::conflict,
    "The log is not a continuation of the one remembered: its history was rewritten or forked."};
inline constexpr ErrorCode cli_key_not_listed{"cli.key_not_listed", ErrorKind::forbidden,
                                              "The key is not one of this identity's keys."};
inline constexpr ErrorCode cli_unnamed{
    "cli.unnamed", ErrorKind::conflict,
    "The identity was created, but without a name; `countersign identity name` gives it one:"};
inline constexpr ErrorCode cli_handover_other{
    "cli.handover_other", ErrorKind::conflict,
    "The server asks for a signature of something else than this handover. Nothing was signed:"};
inline constexpr ErrorCode cli_verdict_elsewhere{
    "cli.verdict_elsewhere", ErrorKind::invalid,
    "The server judges by its own policy and trust lists, so this option counts only without --server:"};
inline constexpr ErrorCode cli_no_proof{"cli.no_proof", ErrorKind::not_found,
                                        "There is no proof to write: no registry knows anything of this file."};
inline constexpr ErrorCode cli_nothing_to_do{"cli.nothing_to_do", ErrorKind::invalid, "Nothing to do:"};
inline constexpr ErrorCode cli_one_file{"cli.one_file", ErrorKind::invalid,
                                        "This option is for one file, not a folder:"};

}  // namespace countersign::errors

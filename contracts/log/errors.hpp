// Error codes of contracts/log.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode proof_range{"proof.range", ErrorKind::invalid,
                                       "The proof's index or sizes don't name a place in the tree."};
inline constexpr ErrorCode proof_length{"proof.length", ErrorKind::invalid,
                                        "The proof is shorter or longer than the tree demands."};
inline constexpr ErrorCode proof_root_mismatch{"proof.root_mismatch", ErrorKind::invalid,
                                               "The proof doesn't lead to the given root."};
inline constexpr ErrorCode note_syntax{"note.syntax", ErrorKind::invalid, "Not a well-formed signed note."};
inline constexpr ErrorCode note_key{"note.key", ErrorKind::invalid, "Not a well-formed note verification key."};
inline constexpr ErrorCode note_key_name{"note.key_name", ErrorKind::invalid,
                                         "A note key's name is empty or has a space, a plus sign or a control."};
inline constexpr ErrorCode note_key_unsupported{"note.key_unsupported", ErrorKind::unsupported,
                                                "The note key is of a type that isn't supported."};
inline constexpr ErrorCode note_unsigned{"note.unsigned", ErrorKind::invalid, "No known key has signed the note."};
inline constexpr ErrorCode note_bad_signature{"note.bad_signature", ErrorKind::invalid,
                                              "A signature by a known key on the note doesn't verify."};
inline constexpr ErrorCode checkpoint_syntax{"checkpoint.syntax", ErrorKind::invalid,
                                             "The note is not a well-formed checkpoint."};
inline constexpr ErrorCode checkpoint_origin{"checkpoint.origin", ErrorKind::invalid,
                                             "The checkpoint is of another log."};
inline constexpr ErrorCode tile_path{"tile.path", ErrorKind::invalid, "Not the path of a tile or an entry bundle."};
inline constexpr ErrorCode tile_not_found{"tile.not_found", ErrorKind::not_found,
                                          "The log is too small to have this tile."};
inline constexpr ErrorCode entry_bundle_syntax{"entry_bundle.syntax", ErrorKind::invalid,
                                               "Not a well-formed entry bundle."};
inline constexpr ErrorCode tlog_proof_syntax{"tlog_proof.syntax", ErrorKind::invalid, "Not a well-formed tlog-proof."};

}  // namespace countersign::errors

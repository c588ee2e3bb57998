// Error codes of contracts/store.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode store_full{"store.full", ErrorKind::unavailable, "The disk is full."};
inline constexpr ErrorCode store_io{"store.io", ErrorKind::unavailable,
                                    "The disk refused to read, write or sync. What was synced before is safe."};
inline constexpr ErrorCode store_busy{"store.busy", ErrorKind::unavailable, "Another connection holds the database."};
inline constexpr ErrorCode store_corrupt{"store.corrupt", ErrorKind::unavailable,
                                         "The database file is damaged or not a database."};
inline constexpr ErrorCode store_statement{"store.statement", ErrorKind::unavailable,
                                           "The database refused a statement."};
inline constexpr ErrorCode store_schema{"store.schema", ErrorKind::unsupported,
                                        "The database was made by another version of this program."};
inline constexpr ErrorCode store_exists{"store.exists", ErrorKind::conflict, "The folder holds a ledger already."};
inline constexpr ErrorCode store_missing{"store.missing", ErrorKind::not_found, "The folder holds no complete ledger."};
inline constexpr ErrorCode store_locked{"store.locked", ErrorKind::conflict,
                                        "Another process has this ledger open for writing."};
inline constexpr ErrorCode store_read_only{"store.read_only", ErrorKind::unavailable,
                                           "The log was opened for reading only."};
inline constexpr ErrorCode store_conflict{"store.conflict", ErrorKind::conflict,
                                          "Somebody else changed the log in between."};
inline constexpr ErrorCode store_no_entry{"store.no_entry", ErrorKind::not_found, "The log has no such entry."};

}  // namespace countersign::errors

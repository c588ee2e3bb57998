// Every upper bound of the product, with its unit and the reason for it. A parser that meets more than its limit
// answers with a clear error; nothing grows with what a stranger sends. Freestanding.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace countersign::limits {

// JSON. Deep or huge documents are an attack, not a use.
inline constexpr size_t json_bytes_max = size_t{4} * 1024 * 1024;
inline constexpr size_t json_depth_max = 64;
inline constexpr size_t json_values_max = 200'000;

// base58 decoding is quadratic: keys and signatures are far below this.
inline constexpr size_t base58_text_bytes_max = 256;

// Keys, DIDs, credentials, names.

// What a person types as a name, before folding: a name has at most 63 characters, each of a few bytes.
inline constexpr size_t typed_name_bytes_max = 512;

// Reputation.

// Registry rules and operations.

// Log, store, ledger.

// Media and C2PA.

// Evidence, verdict, bundles.

// HTTP service.

}  // namespace countersign::limits

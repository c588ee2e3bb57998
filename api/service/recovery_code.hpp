// Recovery codes: what a person keeps on paper, as the secret behind an identity's recovery commitment.
// 160 random bits as eight groups of four characters (Crockford's base32: no I, L, O, U) and one group that catches
// typing errors. The key is derived from the bits, so that the code is all that must be kept.
// Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>

#include "identity/base/entropy.hpp"
#include "identity/keys/key.hpp"

namespace countersign::api::service {

/// The code's bits, 20 bytes.
[[nodiscard]] SecretBytes make_recovery_secret(Entropy& entropy);
/// `RH8S-G0GF-...`, nine groups. Requires 20 bytes.
[[nodiscard]] std::string to_recovery_code(ByteView secret);
/// Case, spaces and hyphens don't matter; I and L are read as 1, O as 0. Errors: recovery.code.
[[nodiscard]] Result<SecretBytes> parse_recovery_code(std::string_view text);
/// The P-256 key that the recovery commitment names.
[[nodiscard]] PrivateKey recovery_key(ByteView secret);

}  // namespace countersign::api::service

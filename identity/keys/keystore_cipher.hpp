// scrypt (RFC 7914) and AES-256-GCM (NIST SP 800-38D) for the key file, by OpenSSL. Private to identity/keys.
#pragma once

#include <optional>

#include "identity/base/bytes.hpp"
#include "identity/base/secret.hpp"
#include "identity/keys/keystore.hpp"

namespace countersign::inline keys::detail {

inline constexpr std::size_t gcm_nonce_bytes = 12;
inline constexpr std::size_t gcm_tag_bytes = 16;

/// `size_bytes` of key; parameters must be within the limits. Takes about 128 * n * r bytes of memory. Nothing where
/// that memory can't be had.
[[nodiscard]] std::optional<SecretBytes> scrypt(ByteView password, ByteView salt, const ScryptParameters& parameters,
                                                std::size_t size_bytes);
/// Ciphertext, then the tag.
[[nodiscard]] Bytes gcm_seal(ByteView key, ByteView nonce, ByteView associated, ByteView plain);
/// Nothing where the tag doesn't fit.
[[nodiscard]] std::optional<SecretBytes> gcm_open(ByteView key, ByteView nonce, ByteView associated, ByteView sealed);

}  // namespace countersign::inline keys::detail

// P-256 and Ed25519 by OpenSSL: the one file that names their EVP calls is openssl_curves.cpp. Private to
// identity/keys. Keys and secrets are already checked unless the function says otherwise.
#pragma once

#include "identity/keys/secp256k1.hpp"

namespace countersign::inline keys::detail {

/// 33 or 65 bytes -> compressed; false for anything that is no point.
[[nodiscard]] bool p256_compress(ByteView point, Point33& out);
[[nodiscard]] Point65 p256_uncompress(ByteView compressed);
/// False for a secret of 0 or at least the order.
[[nodiscard]] bool p256_public_point(ByteView secret, Point33& out);
[[nodiscard]] bool p256_is_low_s(const Signature64& signature) noexcept;
[[nodiscard]] Signature64 p256_sign(const PublicKey& key, ByteView secret, ByteView message);
[[nodiscard]] bool p256_verify(ByteView compressed, ByteView message, const Signature64& signature);

/// Whether the 32 bytes are the one encoding of a point of more than small order.
[[nodiscard]] bool ed25519_is_usable(ByteView point);
[[nodiscard]] std::array<std::uint8_t, 32> ed25519_public_point(ByteView seed);
[[nodiscard]] Signature64 ed25519_sign(ByteView seed, ByteView message);
[[nodiscard]] bool ed25519_verify(ByteView point, ByteView message, const Signature64& signature);

}  // namespace countersign::inline keys::detail

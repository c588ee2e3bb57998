// secp256k1 by libsecp256k1: the one file that names it is secp256k1.cpp. Private to identity/keys.
// Keys are compressed (33 bytes), secrets 32 bytes, both already checked unless the function says otherwise.
#pragma once

#include "identity/keys/key.hpp"

namespace countersign::inline keys::detail {

using Point33 = std::array<std::uint8_t, 33>;
using Point65 = std::array<std::uint8_t, 65>;

/// 33 or 65 bytes -> compressed; false for anything that is no point.
[[nodiscard]] bool secp256k1_compress(ByteView point, Point33& out) noexcept;
[[nodiscard]] Point65 secp256k1_uncompress(ByteView compressed) noexcept;
/// False for a secret of 0 or at least the order.
[[nodiscard]] bool secp256k1_public_point(ByteView secret, Point33& out) noexcept;
[[nodiscard]] bool secp256k1_is_low_s(const Signature64& signature) noexcept;
/// v is 27 or 28.
[[nodiscard]] RecoverableSignature secp256k1_sign(ByteView secret, DigestView digest) noexcept;
[[nodiscard]] bool secp256k1_verify(ByteView compressed, DigestView digest, const Signature64& signature) noexcept;
[[nodiscard]] bool secp256k1_recover(DigestView digest, const RecoverableSignature& signature, Point33& out) noexcept;

}  // namespace countersign::inline keys::detail

// Error codes of identity/keys.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::errors {

inline constexpr ErrorCode key_type{"key.type", ErrorKind::unsupported, "The kind of key is not supported here."};
inline constexpr ErrorCode key_length{"key.length", ErrorKind::invalid, "The key has the wrong length."};
inline constexpr ErrorCode key_point{"key.point", ErrorKind::invalid,
                                     "The public key is not a usable point of its curve."};
inline constexpr ErrorCode key_scalar{"key.scalar", ErrorKind::invalid,
                                      "The private key is zero or not below the order of its curve."};
inline constexpr ErrorCode key_multikey{"key.multikey", ErrorKind::invalid,
                                        "Not a Multikey in base58btc, which starts with z."};
inline constexpr ErrorCode key_spki{"key.spki", ErrorKind::invalid,
                                    "Not the DER of a SubjectPublicKeyInfo that is supported."};
inline constexpr ErrorCode key_pkcs8{"key.pkcs8", ErrorKind::invalid, "Not a PKCS #8 private key that is supported."};
inline constexpr ErrorCode key_jwk{"key.jwk", ErrorKind::invalid, "Not a public JSON Web Key that is supported."};
inline constexpr ErrorCode key_private_in_public{
    "key.private_in_public", ErrorKind::invalid,
    "The text holds a private key where a public one is expected. Treat that key as known to others."};
inline constexpr ErrorCode signature_length{"signature.length", ErrorKind::invalid,
                                            "The signature has the wrong length."};
inline constexpr ErrorCode signature_high_s{
    "signature.high_s", ErrorKind::invalid,
    "The signature has the higher of its two possible s values, so a stranger could have made it from another one."};
inline constexpr ErrorCode signature_invalid{"signature.invalid", ErrorKind::invalid,
                                             "The signature does not belong to this key and message."};
inline constexpr ErrorCode signature_recovery{"signature.recovery", ErrorKind::invalid,
                                              "No public key can be recovered from the signature."};

inline constexpr ErrorCode keystore_syntax{"keystore.syntax", ErrorKind::invalid,
                                           "The file is not a complete Countersign key file."};
inline constexpr ErrorCode keystore_version{"keystore.version", ErrorKind::unsupported,
                                            "The key file has a version that this program can't read."};
inline constexpr ErrorCode keystore_parameters{
    "keystore.parameters", ErrorKind::too_large,
    "The key file asks for more memory or work than allowed, or for less than is safe."};
inline constexpr ErrorCode keystore_key_name{
    "keystore.key_name", ErrorKind::invalid,
    "A key in a key file has a name of its own: 1 to 64 letters, digits, dots, hyphens and underscores."};
inline constexpr ErrorCode keystore_count{"keystore.count", ErrorKind::too_large, "A key file holds 1 to 64 keys."};
inline constexpr ErrorCode keystore_password_empty{"keystore.password_empty", ErrorKind::invalid,
                                                   "An empty password protects nothing."};
inline constexpr ErrorCode keystore_password{"keystore.password", ErrorKind::unauthorized, "The password is wrong."};
inline constexpr ErrorCode keystore_altered{"keystore.altered", ErrorKind::invalid,
                                            "The key file was changed after it was written."};

}  // namespace countersign::errors

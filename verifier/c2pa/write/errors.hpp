// Error codes of writing C2PA: certificates, signing options, and input that can't be signed.
#pragma once

#include "identity/base/result.hpp"

namespace countersign::verifier::c2pa::errors {

inline constexpr ErrorCode certificate_name{
    "certificate.name", ErrorKind::invalid,
    "A certificate needs an organisation and a common name, each of 1 to 64 characters without control characters, and "
    "a country of two capital letters if any."};
inline constexpr ErrorCode certificate_validity{"certificate.validity", ErrorKind::invalid,
                                                "The certificate's end must be later than its start, and before 9999."};
inline constexpr ErrorCode certificate_key_type{
    "certificate.key_type", ErrorKind::unsupported,
    "C2PA claims are signed with P-256 or Ed25519; a secp256k1 key can't sign them."};
inline constexpr ErrorCode certificate_pem{
    "certificate.pem", ErrorKind::invalid,
    "Not a chain of X.509 certificates in PEM, each from BEGIN CERTIFICATE to END CERTIFICATE."};
inline constexpr ErrorCode certificate_too_many{"certificate.too_many", ErrorKind::too_large,
                                                "The chain has too many certificates or too large ones."};
inline constexpr ErrorCode certificate_key_mismatch{
    "certificate.key_mismatch", ErrorKind::invalid,
    "The first certificate belongs to another key than the one that signs. The signer's own certificate comes first."};
inline constexpr ErrorCode certificate_order{
    "certificate.order", ErrorKind::invalid,
    "Each certificate must be signed by the next one: the signer's first, then its issuer, then that one's issuer."};
inline constexpr ErrorCode certificate_expired{"certificate.expired", ErrorKind::invalid,
                                               "A certificate of the chain isn't valid at this time."};
inline constexpr ErrorCode certificate_profile{"certificate.profile", ErrorKind::invalid,
                                               "The signer's certificate doesn't fit C2PA's certificate profile."};

inline constexpr ErrorCode sign_options{"sign.options", ErrorKind::invalid, "The signing options don't fit together."};
inline constexpr ErrorCode sign_source_type{
    "sign.source_type", ErrorKind::invalid,
    "The digital source type must be a term of IPTC's or C2PA's vocabulary; a created file needs one."};
inline constexpr ErrorCode sign_assertion{"sign.assertion", ErrorKind::invalid,
                                          "An extra assertion has a label or content that can't be signed."};
inline constexpr ErrorCode sign_created_over_manifest{
    "sign.created_over_manifest", ErrorKind::invalid,
    "The file already carries a Content Credential, so it wasn't created now. Sign it as opened, and its history "
    "stays."};
inline constexpr ErrorCode sign_manifest_unreadable{
    "sign.manifest_unreadable", ErrorKind::invalid,
    "The file carries a Content Credential that can't be read, so it can't be carried along. Ask for it to be dropped "
    "to sign anyway."};
inline constexpr ErrorCode sign_format{"sign.format", ErrorKind::unsupported,
                                       "A manifest can't be put into files of this format. Sign it with a sidecar."};
inline constexpr ErrorCode sign_too_large{"sign.too_large", ErrorKind::too_large,
                                          "The Content Credential would be larger than allowed."};
inline constexpr ErrorCode sign_receipt_room{"sign.receipt_room", ErrorKind::too_large,
                                             "The receipt of registration doesn't fit the room that was kept for it."};
inline constexpr ErrorCode sign_signer{"sign.signer", ErrorKind::unavailable,
                                       "The signer didn't give a signature of the right length."};

}  // namespace countersign::verifier::c2pa::errors

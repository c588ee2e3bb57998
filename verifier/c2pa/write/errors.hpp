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
    "C2PA claims are signed with keys on P-256, P-384 or P-521, with RSA of 2048 to 16384 bits or with Ed25519; a "
    "secp256k1 key can't sign them."};
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

inline constexpr ErrorCode signing_key_format{
    "signing_key.format", ErrorKind::invalid,
    "Not a private key that can be read: a key file of ours, PKCS #8, SEC 1 or PKCS #1 in PEM, or PKCS #12."};
inline constexpr ErrorCode signing_key_password{"signing_key.password", ErrorKind::invalid,
                                                "The password doesn't open the private key."};
inline constexpr ErrorCode signing_key_iterations{
    "signing_key.iterations", ErrorKind::too_large,
    "The private key's password protection asks for more rounds than anybody needs."};
inline constexpr ErrorCode signing_key_algorithm{
    "signing_key.algorithm", ErrorKind::invalid,
    "The key can't sign with that algorithm: an EC key signs with its curve's, an RSA key with PS256, PS384 or PS512, "
    "an Ed25519 key with EdDSA."};

inline constexpr ErrorCode sign_options{"sign.options", ErrorKind::invalid, "The signing options don't fit together."};
inline constexpr ErrorCode sign_source_type{
    "sign.source_type", ErrorKind::invalid,
    "The digital source type must be a term of IPTC's or C2PA's vocabulary; a created file needs one."};
inline constexpr ErrorCode sign_assertion{"sign.assertion", ErrorKind::invalid,
                                          "An extra assertion has a label or content that can't be signed."};
inline constexpr ErrorCode sign_action{"sign.action", ErrorKind::invalid,
                                       "An action isn't one that C2PA knows, or lacks what it needs:"};
inline constexpr ErrorCode sign_ingredient{"sign.ingredient", ErrorKind::invalid,
                                           "The ingredients don't fit the file:"};
inline constexpr ErrorCode sign_ingredient_conflict{
    "sign.ingredient_conflict", ErrorKind::invalid,
    "Two ingredients carry different manifests of one name, so they can't be kept side by side:"};
inline constexpr ErrorCode sign_redaction{"sign.redaction", ErrorKind::invalid,
                                          "Only an assertion of an ingredient's manifest can be redacted, but no "
                                          "actions and no hard binding, and the reason is "
                                          "one of C2PA's or of a namespace of your own:"};
inline constexpr ErrorCode sign_update{
    "sign.update", ErrorKind::invalid,
    "An update manifest adds to what a file carries and changes nothing of its content:"};
inline constexpr ErrorCode sign_created_over_manifest{
    "sign.created_over_manifest", ErrorKind::invalid,
    "The file already carries a Content Credential, so it wasn't created now. Sign it as opened, and its history "
    "stays."};
inline constexpr ErrorCode sign_manifest_unreadable{
    "sign.manifest_unreadable", ErrorKind::invalid,
    "The file carries a Content Credential that can't be read, so it can't be carried along. Ask for it to be dropped "
    "to sign anyway."};
inline constexpr ErrorCode sign_format{
    "sign.format", ErrorKind::unsupported,
    "A manifest can't be put into files of this format, nor into plain text unasked. Sign it with a sidecar."};
inline constexpr ErrorCode sign_too_large{"sign.too_large", ErrorKind::too_large,
                                          "The Content Credential would be larger than allowed."};
inline constexpr ErrorCode sign_receipt_room{"sign.receipt_room", ErrorKind::too_large,
                                             "The receipt of registration doesn't fit the room that was kept for it."};
inline constexpr ErrorCode sign_signer{"sign.signer", ErrorKind::unavailable,
                                       "The signer didn't give a signature of the right length."};

inline constexpr ErrorCode time_stamp_unavailable{
    "time_stamp.unavailable", ErrorKind::unavailable,
    "The time-stamp authority gave no time stamp, so nothing was signed; later it may."};
inline constexpr ErrorCode time_stamp_refused{"time_stamp.refused", ErrorKind::unavailable,
                                              "The time-stamp authority refused the request:"};
inline constexpr ErrorCode time_stamp_malformed{"time_stamp.malformed", ErrorKind::unavailable,
                                                "The time-stamp authority's answer isn't one (RFC 3161)."};
inline constexpr ErrorCode time_stamp_nonce{"time_stamp.nonce", ErrorKind::unavailable,
                                            "The time stamp answers another request than ours."};
inline constexpr ErrorCode time_stamp_imprint{"time_stamp.imprint", ErrorKind::unavailable,
                                              "The time stamp is for other bytes than those that were signed."};
inline constexpr ErrorCode time_stamp_signature{"time_stamp.signature", ErrorKind::unavailable,
                                                "The time-stamp authority's signature doesn't hold."};
inline constexpr ErrorCode time_stamp_certificate{
    "time_stamp.certificate", ErrorKind::unavailable,
    "The time-stamp authority's certificate is missing, or may not be used for time stamps:"};
inline constexpr ErrorCode time_stamp_untrusted{
    "time_stamp.untrusted", ErrorKind::unavailable,
    "The time-stamp authority isn't one of those that are trusted (--tsa-anchors):"};
inline constexpr ErrorCode time_stamp_clock{
    "time_stamp.clock", ErrorKind::unavailable,
    "The stamped time is too far from this machine's; one of the two clocks is wrong:"};
inline constexpr ErrorCode time_stamp_too_large{"time_stamp.too_large", ErrorKind::too_large,
                                                "The time stamp is larger than the room that was kept for it."};

}  // namespace countersign::verifier::c2pa::errors

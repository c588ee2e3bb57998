// The status codes of the CAWG Identity Assertion 1.3, under their own names. Kinds are the specification's: it has
// successes and failures only. Thread-safety: constants.
#pragma once

#include "verifier/c2pa/status.hpp"

namespace countersign::verifier::cawg::status {

using c2pa::Outcome;
using c2pa::StatusCode;

// Section 7.2, any identity assertion.
inline constexpr StatusCode trusted{"cawg.identity.trusted", Outcome::success};
inline constexpr StatusCode well_formed{"cawg.identity.well-formed", Outcome::success};
inline constexpr StatusCode cbor_invalid{"cawg.identity.cbor.invalid"};
inline constexpr StatusCode assertion_mismatch{"cawg.identity.assertion.mismatch"};
inline constexpr StatusCode assertion_duplicate{"cawg.identity.assertion.duplicate"};
inline constexpr StatusCode credential_revoked{"cawg.identity.credential_revoked"};
inline constexpr StatusCode hard_binding_missing{"cawg.identity.hard_binding_missing"};
inline constexpr StatusCode hard_binding_incorrect{"cawg.identity.hard_binding_incorrect"};
inline constexpr StatusCode sig_type_unknown{"cawg.identity.sig_type.unknown"};
inline constexpr StatusCode pad_invalid{"cawg.identity.pad.invalid"};

// Section 8.1, identity claims aggregation.
inline constexpr StatusCode ica_valid{"cawg.ica.credential_valid", Outcome::success};
inline constexpr StatusCode ica_cose{"cawg.ica.invalid_cose_sign1"};
inline constexpr StatusCode ica_algorithm{"cawg.ica.invalid_alg"};
inline constexpr StatusCode ica_content_type{"cawg.ica.invalid_content_type"};
inline constexpr StatusCode ica_credential{"cawg.ica.invalid_verifiable_credential"};
inline constexpr StatusCode ica_issuer{"cawg.ica.invalid_issuer"};
inline constexpr StatusCode ica_method{"cawg.ica.did_unsupported_method"};
inline constexpr StatusCode ica_unavailable{"cawg.ica.did_unavailable"};
inline constexpr StatusCode ica_document{"cawg.ica.invalid_did_document"};
inline constexpr StatusCode ica_untrusted{"cawg.ica.untrusted_issuer"};
inline constexpr StatusCode ica_mismatch{"cawg.ica.signature_mismatch"};
inline constexpr StatusCode ica_stamp_good{"cawg.ica.time_stamp.validated", Outcome::success};
inline constexpr StatusCode ica_stamp_bad{"cawg.ica.time_stamp.invalid"};
inline constexpr StatusCode ica_from_missing{"cawg.ica.valid_from.missing"};
inline constexpr StatusCode ica_from_invalid{"cawg.ica.valid_from.invalid"};
inline constexpr StatusCode ica_until_invalid{"cawg.ica.valid_until.invalid"};
inline constexpr StatusCode ica_status_unsupported{"cawg.ica.revocation.unsupported"};
inline constexpr StatusCode ica_status_unavailable{"cawg.ica.revocation.unavailable"};
inline constexpr StatusCode ica_revoked{"cawg.ica.credential.revoked"};
inline constexpr StatusCode ica_not_revoked{"cawg.ica.credential.not_revoked", Outcome::success};
inline constexpr StatusCode ica_payload_mismatch{"cawg.ica.signer_payload.mismatch"};
inline constexpr StatusCode ica_identities_missing{"cawg.ica.verified_identities.missing"};
inline constexpr StatusCode ica_identities_invalid{"cawg.ica.verified_identities.invalid"};

// Section 8.2, X.509: it follows C2PA's steps without naming codes; these are the names in use.
inline constexpr StatusCode x509_trusted{"cawg.x509.credential.trusted", Outcome::success};
inline constexpr StatusCode x509_untrusted{"cawg.x509.credential.untrusted"};
inline constexpr StatusCode x509_invalid{"cawg.x509.credential.invalid"};
inline constexpr StatusCode x509_validated{"cawg.x509.signature.validated", Outcome::success};
inline constexpr StatusCode x509_mismatch{"cawg.x509.signature.mismatch"};
inline constexpr StatusCode x509_outside{"cawg.x509.signature.outside_validity"};
inline constexpr StatusCode x509_algorithm{"cawg.x509.algorithm.unsupported"};

}  // namespace countersign::verifier::cawg::status

// An identity by one's own certificate (`cawg.x509.cose`), for people whom no service vouches for: the certificate of
// whoever stands behind the content, which may be another than the claim signer's.
// Data in: a signer and roles; data out: the assertion of a manifest that is still to be made.
// Rules: docs/spec/c2pa-writing.md (W57). Standard: CAWG Identity Assertion 1.3 section 8.2. Thread-safety: as
// ClaimSigner.
#pragma once

#include "verifier/c2pa/write/claim_signer.hpp"
#include "verifier/c2pa/write/dynamic_assertion.hpp"

namespace countersign::verifier::cawg {

/// Keeps a copy of the signer, whose chain check_chain has passed. Errors: sign.identity_certificate (not for signing
/// documents), sign.identity_role.
[[nodiscard]] Result<c2pa::DynamicAssertion> make_certificate_assertion(const c2pa::ClaimSigner& signer,
                                                                        const std::vector<std::string>& roles);

}  // namespace countersign::verifier::cawg

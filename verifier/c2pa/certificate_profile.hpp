// The certificate profile (C2PA 2.5 section 13.5.1): what a claim signer's or a time-stamp authority's certificate must
// be, each requirement with a stable code, a sentence and what to do. Validation, signing and `countersign certificate
// check` all ask here. Data in: a certificate; data out: the requirements that it breaks.
// Rules: docs/spec/c2pa-writing.md (W4, W32). Thread-safety: pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "verifier/c2pa/x509.hpp"

namespace countersign::verifier::c2pa {

struct CertificateFault {
    /// Stable: `certificate.profile.key_usage`...
    std::string_view code;
    /// What is wrong.
    std::string text;
    /// What whoever has such a certificate can do.
    std::string_view remedy;
};

/// Every requirement of section 13.5.1.1 that a claim signer's certificate breaks, the gravest first.
[[nodiscard]] std::vector<CertificateFault> find_signer_faults(const Certificate& certificate);
/// What makes a certificate useless for claims although the profile doesn't forbid it: it vouches for itself, none of
/// `accepted_purposes` is among its own, or its subject names no organisation.
[[nodiscard]] std::vector<CertificateFault> find_acceptance_faults(const Certificate& certificate,
                                                                   const std::vector<std::string>& accepted_purposes);
/// What an authority that issued a signer's certificate breaks: its own signature and key.
[[nodiscard]] std::vector<CertificateFault> find_issuer_faults(const Certificate& certificate);
/// The first requirement that a time-stamp authority's certificate breaks (digitalSignature, timeStamping and no other
/// purpose, not a CA), in words, or nothing.
[[nodiscard]] std::optional<std::string> find_authority_fault(const Certificate& certificate);

}  // namespace countersign::verifier::c2pa

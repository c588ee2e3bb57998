// The claim signature with its credential, time stamp and revocation (C2PA 2.5 sections 14.7 to 14.9).
// Thread-safety: a pure function but for the credential cache, which locks.
#pragma once

#include "verifier/c2pa/claim.hpp"
#include "verifier/c2pa/credential.hpp"
#include "verifier/c2pa/report.hpp"

namespace countersign::verifier::c2pa {

/// What the rest of the store contributes: stamps and OCSP responses that later manifests carry for earlier ones.
struct LaterEvidence {
    /// Tokens by the label of the manifest they stamp (`c2pa.time-stamp`).
    std::multimap<std::string, Bytes> stamps;
    /// `c2pa.certificate-status`.
    std::vector<Bytes> ocsp_responses;
};

struct SignatureContext {
    const Store& store;
    CredentialStore& credentials;
    const TrustAnchors& authorities;
    const LaterEvidence& later;
    UnixSeconds now;
};

struct SignatureResult {
    StatusLists statuses;
    std::optional<Signer> signer;
    std::optional<TimeStamp> stamp;
};

[[nodiscard]] SignatureResult check_signature(const SignatureContext& context, const Manifest& manifest,
                                              const Claim& claim);

}  // namespace countersign::verifier::c2pa

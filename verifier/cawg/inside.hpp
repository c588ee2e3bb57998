// What the checks of one identity share. Private to verifier/cawg. Thread-safety: as Validator.
#pragma once

#include "verifier/c2pa/credential.hpp"
#include "verifier/c2pa/time_stamp.hpp"
#include "verifier/cawg/identity_assertion.hpp"
#include "verifier/cawg/validator.hpp"

namespace countersign::verifier::cawg {

struct Validator::Inside {
    /// Certificates of purpose documentSigning over the configured anchors.
    mutable c2pa::CredentialStore documents;
    /// S/MIME certificates over the same and over the C2PA trust list.
    mutable c2pa::CredentialStore interim;
    c2pa::TrustAnchors authorities;
    std::vector<std::string> trusted_issuers;
};

struct IdentityContext {
    const Validator::Inside& inside;
    const Request& request;
    const Documents& documents;
    /// The claim signature's own trusted stamp, where it has one.
    std::optional<UnixSeconds> manifest_time;
};

/// 8.1: fills issuer, what was verified, and the codes; true where the issuer is trusted.
[[nodiscard]] bool check_aggregation(const IdentityContext& context, const IdentityAssertion& assertion, Identity& out);
/// 8.2: fills the certificate and the codes; true where it is trusted.
[[nodiscard]] bool check_certificate(const IdentityContext& context, const IdentityAssertion& assertion, Identity& out);

}  // namespace countersign::verifier::cawg

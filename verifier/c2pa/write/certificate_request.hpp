// A request for a signer's certificate (PKCS #10), which asks an authority for exactly what C2PA's certificate profile
// wants. Data in: the key and a name; data out: PEM. Rules: docs/spec/c2pa-writing.md (W37).
// Standards: RFC 2986, RFC 2985 section 5.4.2, C2PA 2.5 section 13.5.1. Thread-safety: a pure function.
#pragma once

#include <string>

#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/c2pa/write/claim_key.hpp"

namespace countersign::verifier::c2pa {

/// Signed by the key. Errors: certificate.name.
[[nodiscard]] Result<std::string> make_certificate_request(const ClaimKey& key, const CertificateName& name);

}  // namespace countersign::verifier::c2pa

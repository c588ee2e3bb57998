// Certificates for those who have none: a root of one's own, an intermediate if wanted, and the certificate of a claim
// signer, which can be made for a key that an identity already holds. All follow C2PA's certificate profile.
// Data in: names, times, keys; data out: DER. Rules: docs/spec/c2pa-writing.md (W1 to W6).
// Standards: C2PA 2.5 section 13.5.1, RFC 5280, RFC 7093 (key identifiers), RFC 8410.
// Thread-safety: pure functions apart from the injected entropy (the serial number).
#pragma once

#include <string>
#include <vector>

#include "identity/base/strong.hpp"
#include "identity/keys/key.hpp"

namespace countersign::verifier::c2pa {

struct CertificateName {
    /// C2PA tools show this as the issuer of the credential; without it they refuse the certificate.
    std::string organisation;
    std::string common_name;
    /// Two capital letters, or empty.
    std::string country;
};

struct Validity {
    UnixSeconds not_before;
    UnixSeconds not_after;
};

/// A certification authority: whoever holds it can issue. `name` is the DER of its subject.
struct Authority {
    PrivateKey key;
    Bytes name;
    Bytes certificate;
};

/// Self-signed; may issue an intermediate or signers. Errors: certificate.name, certificate.validity,
/// certificate.key_type.
[[nodiscard]] Result<Authority> make_root(const CertificateName& name, const Validity& validity, PrivateKey key,
                                          Entropy& entropy);
/// May issue signers only. Errors: as make_root.
[[nodiscard]] Result<Authority> make_intermediate(const Authority& issuer, const CertificateName& name,
                                                  const Validity& validity, PrivateKey key, Entropy& entropy);
/// The certificate with which the key of that SubjectPublicKeyInfo, of any kind that C2PA allows, may sign claims (and
/// documents, which older validators and CAWG ask for). Errors: as make_root.
[[nodiscard]] Result<Bytes> make_signer_certificate(const Authority& issuer, const CertificateName& name,
                                                    const Validity& validity, ByteView public_key, Entropy& entropy);

/// Errors: certificate.name.
[[nodiscard]] Result<Done> check_name(const CertificateName& name);
/// DER of the X.500 name: country, organisation, common name. Requires a name that check_name takes.
[[nodiscard]] Bytes encode_name(const CertificateName& name);

/// `-----BEGIN label-----`, lines of 64 characters.
[[nodiscard]] std::string to_pem_block(std::string_view label, ByteView der);
/// `-----BEGIN CERTIFICATE-----` blocks in the given order.
[[nodiscard]] std::string to_pem(const std::vector<Bytes>& certificates);

}  // namespace countersign::verifier::c2pa

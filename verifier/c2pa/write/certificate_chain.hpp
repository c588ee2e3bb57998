// A signer's own certificate chain: read from PEM, and checked before anything is signed with it, so that a wrong
// certificate is told in plain words here and not by a stranger's verifier later.
// Data in: PEM, the signer's key, the time; data out: the chain as a claim carries it, or what is wrong with it.
// Rules: docs/spec/c2pa-writing.md (W4 to W6, W32). Standard: C2PA 2.5 section 13.5.1.
// OpenSSL's X509 calls of the writer are in certificate_chain.cpp alone. Thread-safety: pure functions.
#pragma once

#include <string_view>
#include <vector>

#include "verifier/c2pa/certificate_profile.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"

namespace countersign::verifier::c2pa {

/// DER, in the order of the text; other blocks (such as a private key) and text between them are refused.
/// Errors: certificate.pem, certificate.too_many.
[[nodiscard]] Result<std::vector<Bytes>> parse_chain_pem(std::string_view pem);

struct ChainExpectation {
    /// SubjectPublicKeyInfo of the key that signs; empty: whatever the first certificate's is.
    Bytes signer_key;
    /// Null: nobody is asked to vouch.
    const TrustAnchors* anchors = nullptr;
    UnixSeconds now;
};
struct ChainFinding {
    /// Of the certificate, from 0.
    std::size_t index = 0;
    /// Its code is one of `certificate.profile.*`, or `certificate.key_mismatch`, `.order`, `.expired`, `.untrusted`.
    CertificateFault fault;
};
/// Everything for which a signer's chain would be refused, the signer's certificate first; nothing where it is good.
/// Errors: certificate.pem (DER that is no certificate).
[[nodiscard]] Result<std::vector<ChainFinding>> examine_chain(const std::vector<Bytes>& chain,
                                                              const ChainExpectation& expected);
/// `certificate 1` for the index 0.
[[nodiscard]] std::string ordinal(std::size_t index);

/// The chain as a claim carries it: without a root at its end. `signer_key` is a SubjectPublicKeyInfo. Errors:
/// certificate.pem, certificate.key_mismatch, certificate.profile, certificate.order, certificate.expired.
[[nodiscard]] Result<std::vector<Bytes>> check_chain(std::vector<Bytes> chain, ByteView signer_key, UnixSeconds now);

/// An authority that was made before, to issue again. Errors: certificate.pem, certificate.too_many,
/// certificate.key_mismatch, certificate.profile (not an authority).
[[nodiscard]] Result<Authority> read_authority(std::string_view certificate_pem, PrivateKey key);

}  // namespace countersign::verifier::c2pa

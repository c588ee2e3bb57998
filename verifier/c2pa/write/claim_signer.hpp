// Who signs a claim: a certificate chain and something that signs bytes with the first certificate's key; and the
// COSE_Sign1 that comes of it, with a time stamp where an authority is asked. Data in: claim bytes; data out: the
// tagged COSE_Sign1. Rules: docs/spec/c2pa-writing.md (W7 to W9, W33 to W36). Standards: RFC 9052, RFC 9360, RFC 3161,
// C2PA 2.5 sections 12.3 and 13.4. Thread-safety: as that of the signing function.
#pragma once

#include <functional>
#include <vector>

#include "identity/keys/key.hpp"
#include "verifier/c2pa/signature.hpp"
#include "verifier/c2pa/write/claim_key.hpp"
#include "verifier/c2pa/write/time_stamper.hpp"

namespace countersign::verifier::c2pa {

/// Holds no key itself, so that one in a hardware module or another process can sign.
struct ClaimSigner {
    SignatureAlgorithm algorithm = SignatureAlgorithm::es256;
    /// SubjectPublicKeyInfo, DER: of the first certificate.
    Bytes public_key;
    /// How long each signature is.
    std::size_t signature_bytes = 64;
    /// DER, the signer's first, then intermediates; the root stays outside.
    std::vector<Bytes> certificates;
    /// The message in, the raw signature out.
    std::function<Result<Bytes>(ByteView message)> sign;
};

/// Keeps a copy of the key. Errors: certificate.key_type.
[[nodiscard]] Result<ClaimSigner> make_claim_signer(const PrivateKey& key, std::vector<Bytes> certificates);
[[nodiscard]] ClaimSigner make_claim_signer(const ClaimKey& key, std::vector<Bytes> certificates);

/// COSE_Sign1 with detached payload, and with a time stamp where there is a `time_stamper`. It is padded to `bytes`, or
/// as short as it can be where that is 0. Errors: sign.signer, time_stamp.*, and those of the signer.
[[nodiscard]] Result<Bytes> sign_claim(const ClaimSigner& signer, TimeStamper* time_stamper, ByteView claim,
                                       std::size_t bytes);
/// How many bytes `sign_claim` needs for any claim; with a time stamp there is room for one of
/// limits::time_stamp_token_bytes_max.
[[nodiscard]] std::size_t claim_signature_bytes(const ClaimSigner& signer, bool is_stamped);

}  // namespace countersign::verifier::c2pa

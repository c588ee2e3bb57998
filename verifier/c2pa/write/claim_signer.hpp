// Who signs a claim: a certificate chain and something that signs bytes with the first certificate's key; and the
// COSE_Sign1 that comes of it. Data in: claim bytes; data out: the tagged COSE_Sign1.
// Rules: docs/spec/c2pa-writing.md (W7 to W9). Standards: RFC 9052, RFC 9360, C2PA 2.5 section 12.3.
// Thread-safety: as that of the signing function.
#pragma once

#include <functional>
#include <vector>

#include "identity/keys/key.hpp"

namespace countersign::verifier::c2pa {

/// Holds no key itself, so that one in a hardware module or another process can sign.
struct ClaimSigner {
    PublicKey public_key;
    /// DER, the signer's first, then intermediates; the root stays outside.
    std::vector<Bytes> certificates;
    /// The message in, the raw signature out: ES256 for P-256, EdDSA for Ed25519.
    std::function<Result<Signature64>(ByteView message)> sign;
};

/// Keeps a copy of the key. Errors: certificate.key_type.
[[nodiscard]] Result<ClaimSigner> make_claim_signer(const PrivateKey& key, std::vector<Bytes> certificates);

/// COSE_Sign1 with detached payload. Errors: sign.signer, and those of the signer.
[[nodiscard]] Result<Bytes> sign_claim(const ClaimSigner& signer, ByteView claim);
/// How many bytes `sign_claim` gives, whatever the claim.
[[nodiscard]] std::size_t claim_signature_bytes(const ClaimSigner& signer);

}  // namespace countersign::verifier::c2pa

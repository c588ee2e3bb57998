// W3C Data Integrity proofs over canonical JSON: eddsa-jcs-2022 (Ed25519) and ecdsa-jcs-2019 (P-256).
// Document and key -> document with a proof; secured document and DID documents -> who signed it, or a problem.
// Rules: docs/spec/credential.md (VC10 to VC19). Standards: VC Data Integrity 1.0, DI EdDSA 1.0, DI ECDSA 1.0.
// Thread-safety: pure functions; verify calls `resolve` on the caller's thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "identity/base/json.hpp"
#include "identity/credential/credential.hpp"
#include "identity/did/document.hpp"

namespace countersign::credential {

struct ProofOptions {
    /// DID URL under which verifiers find the key, such as did:key:z6Mk...#z6Mk...
    std::string verification_method;
    did::Purpose purpose = did::Purpose::assertion_method;
    std::optional<UnixSeconds> created{};
    std::optional<UnixSeconds> expires{};
    std::optional<std::string> challenge{};
    std::optional<std::string> domain{};
    /// Absolute URL; needed where a later proof builds on this one.
    std::optional<std::string> id{};
    /// Ids of earlier proofs of the document that this one builds on.
    std::vector<std::string> previous_proofs{};
};

/// Adds one more proof. The suite follows from the kind of key. The document's form is not judged here.
/// Codes: proof.key_type (secp256k1: no suite exists), proof.syntax, proof.previous, proof.count.
[[nodiscard]] Checked<Json> add_proof(const Json& document, const PrivateKey& key, const ProofOptions& options);

struct ProofPolicy {
    did::Purpose purpose = did::Purpose::assertion_method;
    UnixSeconds now{};
    /// Where set, every proof must carry exactly this.
    std::optional<std::string> challenge{};
    std::optional<std::string> domain{};
};

struct VerifiedProof {
    std::string verification_method;
    /// The DID before the method's `#`.
    did::Did signer;
    PublicKey key;
    /// As the signer claims.
    std::optional<UnixSeconds> created{};
};

using ResolveDid = std::function<Result<did::DidDocument>(const did::Did&)>;

/// Every proof of the document must hold; in the order of the document. That the signer is the issuer is another
/// question: check_issuer_binding. Codes: all of proof.*.
[[nodiscard]] Checked<std::vector<VerifiedProof>> verify_proofs(const Json& document, const ProofPolicy& policy,
                                                                const ResolveDid& resolve);

/// One proof at least is by the DID that is the issuer. Code credential.issuer_binding.
[[nodiscard]] Checked<Done> check_issuer_binding(const Credential& credential,
                                                 const std::vector<VerifiedProof>& proofs);

}  // namespace countersign::credential

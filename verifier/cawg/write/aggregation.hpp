// An aggregator's credential for one asset: what it has seen proven of the person behind it, signed with a key of its
// DID. Data in: the signer's payload and what was verified; data out: the assertion's COSE_Sign1.
// Rules: docs/spec/c2pa-writing.md (W53 to W56). Standards: CAWG Identity Assertion 1.3 section 8.1, VC Data Model 2.0,
// Securing Verifiable Credentials using JOSE and COSE. Thread-safety: as that of the signing function.
#pragma once

#include <functional>

#include "identity/keys/key.hpp"
#include "verifier/c2pa/write/dynamic_assertion.hpp"
#include "verifier/cawg/report.hpp"

namespace countersign::verifier::cawg {

struct Aggregator {
    /// The issuer, resolved to a document whose assertion method `key_id` holds the key.
    std::string did;
    /// Absolute DID URL.
    std::string key_id;
    KeyType key_type = KeyType::ed25519;
    /// The message in, the raw signature out.
    std::function<Result<Signature64>(ByteView message)> sign;
};

/// One entry of `verifiedIdentities`; members of VerifiedIdentity that are empty are left out.
struct ProvenIdentity {
    VerifiedIdentity identity;
    /// A URI; of whoever verified.
    std::string provider_id;
};

struct Aggregation {
    /// DID of the person, or empty.
    std::string subject;
    /// At least one, at most limits::cawg_verified_identities_max.
    std::vector<ProvenIdentity> identities;
    UnixSeconds valid_from;
};

/// Tagged COSE_Sign1, content type `application/vc`. Errors: those of the signing function.
[[nodiscard]] Result<Bytes> sign_aggregation(const Aggregator& aggregator, const Aggregation& said,
                                             const c2pa::Cbor& payload);

/// The identity assertion of a manifest that is still to be made; `roles` are of section 5.1.2.
[[nodiscard]] c2pa::DynamicAssertion make_aggregation_assertion(Aggregator aggregator, Aggregation said,
                                                                std::vector<std::string> roles);

}  // namespace countersign::verifier::cawg

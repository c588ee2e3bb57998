// The credential of an identity claims aggregation (CAWG Identity Assertion 1.3, section 8.1.2): a W3C Verifiable
// Credential of data model 1.1 or 2.0. JSON in -> what it says, or nothing. Thread-safety: plain values, pure
// functions.
#pragma once

#include "identity/base/json.hpp"
#include "verifier/c2pa/cbor.hpp"
#include "verifier/cawg/report.hpp"

namespace countersign::verifier::cawg {

/// A time that is absent, written wrongly, or there.
struct WrittenTime {
    bool is_present = false;
    std::optional<UnixSeconds> time;
};

struct AggregationCredential {
    Json json;
    std::string issuer;  ///< `issuer` or `issuer.id`, DID or not; empty without either
    WrittenTime from;    ///< `validFrom`, or `issuanceDate` of 1.1
    WrittenTime until;
    /// `credentialSubject`: an object.
    const Json& subject() const noexcept { return *json.find("credentialSubject"); }
};

/// Nothing where the text isn't JSON, or not such a credential: contexts, types, and one subject.
[[nodiscard]] std::optional<AggregationCredential> parse_aggregation(ByteView text);

struct VerifiedIdentities {
    bool is_missing = false;  ///< no list, or an empty one
    /// What is wrong with the first that breaks 8.1.2.5, or empty.
    std::string fault;
    std::vector<VerifiedIdentity> entries;
};
[[nodiscard]] VerifiedIdentities read_verified_identities(const Json& subject);

/// 8.1.2.6: whether `c2paAsset` says the same as the signer's payload, bytes being standard base64.
[[nodiscard]] bool is_same_payload(const Json* asset, const c2pa::Cbor& payload);

}  // namespace countersign::verifier::cawg

// The `cawg.identity` assertion (CAWG Identity Assertion 1.3, section 5): CBOR in -> what it says, or nothing.
// Thread-safety: plain values and pure functions.
#pragma once

#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/report.hpp"
#include "verifier/c2pa/store.hpp"

namespace countersign::verifier::cawg {

inline constexpr std::string_view type_certificate = "cawg.x509.cose";
inline constexpr std::string_view type_aggregation = "cawg.identity_claims_aggregation";

struct IdentityAssertion {
    c2pa::Cbor payload;  ///< `signer_payload`, a map
    std::vector<c2pa::HashedUri> references;
    std::string type;
    std::vector<std::string> roles;
    Bytes signature;
    bool is_padding_zero = true;
};

/// Nothing where it isn't CBOR or lacks what the rule `identity` of section 5.1 requires. Other fields don't count.
[[nodiscard]] std::optional<IdentityAssertion> parse_identity_assertion(ByteView cbor);

/// The bytes that may have been signed: the map in its own order, and the deterministic encoding that section 8.2.1
/// requires, where that differs.
[[nodiscard]] std::vector<Bytes> encode_payload(const c2pa::Cbor& payload);

/// Sections 5.1.1 and 7.1: what it refers to is in the claim (or in one that the claim leads to), once, and is the
/// binding of the content. `manifest` is the one that holds the assertion.
void check_references(const IdentityAssertion& assertion, const c2pa::ManifestSummary& manifest,
                      const c2pa::Report& report, const std::string& url, c2pa::StatusLists& out);

}  // namespace countersign::verifier::cawg

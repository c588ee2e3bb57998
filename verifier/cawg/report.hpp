// What validating the CAWG identities of a manifest found: apart from the C2PA result, and never part of its state.
// Thread-safety: plain values.
#pragma once

#include "verifier/c2pa/report.hpp"
#include "verifier/cawg/status.hpp"

namespace countersign::verifier::cawg {

enum class State : std::uint8_t {
    absent,        ///< no identity assertion
    not_assessed,  ///< there is one, in a manifest that isn't well-formed
    invalid,
    valid,    ///< signed and bound to this content; nobody whom the policy trusts vouches for the issuer or certificate
    trusted,  ///< valid, and by an issuer or certificate that the policy trusts
};
/// `absent`, `not-assessed`, `invalid`, `valid`, `trusted`.
[[nodiscard]] std::string_view to_text(State state) noexcept;

/// What an aggregator says that it has seen proven; a stranger's text. Empty where it says nothing.
struct VerifiedIdentity {
    std::string type;  ///< `cawg.social_media`
    std::string name;
    std::string username;
    std::string address;
    std::string uri;
    std::string method;
    std::string provider;
    std::string verified_at;  ///< as written
};

struct Identity {
    std::string url;  ///< of the assertion
    State state = State::invalid;
    std::string type;  ///< `cawg.x509.cose`, `cawg.identity_claims_aggregation`, or what it claims to be
    std::vector<std::string> roles;
    std::string issuer;                       ///< DID of the aggregator, or empty
    std::optional<c2pa::Signer> certificate;  ///< of an X.509 identity
    std::vector<VerifiedIdentity> verified;
    std::optional<c2pa::TimeStamp> time_stamp;  ///< of its own; only where it validated
    c2pa::StatusLists codes;
};

struct Report {
    State state = State::absent;
    /// Those of all identities, in their order; `url` says of which.
    c2pa::StatusLists codes;
    std::vector<Identity> identities;
};

}  // namespace countersign::verifier::cawg

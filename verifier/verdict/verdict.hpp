// The verdict: what can be said of one file, on axes that are kept apart, with a reason for everything. Provenance is
// not truth: `truth` is always `not-assessed`. Field names are those of api/openapi.yaml; rules: docs/spec/verdict.md.
// Thread-safety: plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/base/json.hpp"
#include "verifier/evidence/evidence.hpp"

namespace countersign::verdict {

enum class Integrity : std::uint8_t { intact, altered, unverifiable };
enum class OriginStatus : std::uint8_t {
    identified,    ///< somebody whom the policy accepts vouches for the signer
    pseudonymous,  ///< the registry knows whose key it is, and nobody accepted vouches
    unknown,
};

/// A stable code and a sentence for people.
struct Reason {
    std::string code;
    std::string text;
    friend bool operator==(const Reason&, const Reason&) = default;
};

struct PolicyReference {
    std::string id;
    Sha256Digest sha256{};
};

struct Provenance {
    evidence::StoreSource source = evidence::StoreSource::none;
    verifier::c2pa::State state = verifier::c2pa::State::absent;
    verifier::c2pa::StatusLists codes;
    verifier::cawg::Report cawg;
    verifier::receipt::Report receipts;
    std::vector<verifier::c2pa::IngredientDelta> ingredient_failures;
    std::vector<verifier::c2pa::ManifestSummary> manifests;
};

struct Origin {
    OriginStatus status = OriginStatus::unknown;
    std::vector<evidence::IdentityFact> identities;
    /// The claim signer's certificate, where there is one.
    std::optional<verifier::c2pa::Signer> key;
    /// Only where it is known by more than the signer's word.
    std::optional<UnixSeconds> signed_at;
    std::optional<UnixSeconds> as_of;
};

struct Disclosure {
    rules::AiDisclosure ai = rules::AiDisclosure::undeclared;
    /// The IPTC address as declared; empty where none was.
    std::string digital_source_type;
    /// Of the active manifest: the models it names, and what others may do with the content.
    std::vector<verifier::c2pa::AiModel> models;
    std::vector<verifier::c2pa::UsePermission> permissions;
};

struct Dispute {
    evidence::DisputeFact fact;
    /// `open`, `answered`, `conceded`, `upheld`, `rejected`.
    std::string status;
    /// Whether the policy accepts its arbiter.
    bool counts = false;
};

struct Standing {
    std::vector<evidence::CredentialFact> credentials;
    std::vector<evidence::ReputationFact> reputation;
    std::vector<Dispute> disputes;
};

struct Verdict {
    UnixSeconds checked_at;
    PolicyReference policy;
    std::optional<evidence::CheckpointFact> checkpoint;
    verifier::c2pa::Asset asset;
    Integrity integrity = Integrity::unverifiable;
    Provenance provenance;
    Origin origin;
    Disclosure disclosure;
    Standing standing;
    std::vector<evidence::Candidate> candidates;
    std::string summary;
    std::vector<Reason> reasons;
    /// Whether this must not be relied on whatever else holds: a stolen key, a revoked certificate, a withdrawn record,
    /// an upheld dispute.
    bool revoked = false;

    [[nodiscard]] bool has_reason(std::string_view code) const noexcept;
};

/// The answer as served, without `evidence` and `receipt`, which the service adds.
[[nodiscard]] Json to_json(const Verdict& verdict);

/// 0 intact and the signer identified or trusted; 1 altered, revoked or invalid; 2 no provenance; 3 intact but the
/// signer unknown.
[[nodiscard]] int exit_status(const Verdict& verdict) noexcept;

[[nodiscard]] std::string_view to_text(Integrity integrity) noexcept;
[[nodiscard]] std::string_view to_text(OriginStatus status) noexcept;

}  // namespace countersign::verdict

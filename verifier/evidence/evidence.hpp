// Everything known of one file, each fact with its source and time: what its manifest says, what the registry says of
// the key that signed it and of its bytes. Nothing here is a judgement; verifier/verdict decides. Thread-safety: plain
// values.
#pragma once

#include "verifier/c2pa/report.hpp"
#include "verifier/cawg/report.hpp"
#include "verifier/evidence/registry_view.hpp"
#include "verifier/receipt/report.hpp"

namespace countersign::evidence {

/// Where the provenance came from.
enum class StoreSource : std::uint8_t { embedded, sidecar, registry, recovered, none };

/// How the time of a signature is known, the best first.
enum class TimeSource : std::uint8_t {
    trusted_time_stamp,  ///< by an authority of the trust list: the signature is at least that old
    registry,            ///< the log took a record of these very bytes then: they are at least that old
    none,                ///< only the signer's own word, which is nobody's evidence
};

struct SigningTime {
    TimeSource source = TimeSource::none;
    /// 0 where the source is none.
    UnixSeconds time;
};

/// Who made the signature, as far as the certificate and the registry tell.
struct SignerFact {
    /// The certificate's words; empty where a registry record stands for the signature.
    std::optional<verifier::c2pa::Signer> certificate;
    /// Present where the key is of a kind that the registry knows.
    std::optional<PublicKey> key;
    std::optional<KeyFact> tenure;
    std::optional<IdentityFact> identity;
};

/// A registered picture that looks like this one.
struct Candidate {
    std::string tier;
    std::uint64_t distance = 0;
    ContentFact record;
    std::optional<IdentityFact> identity;
};

struct Evidence {
    UnixSeconds checked_at;
    StoreSource store = StoreSource::none;
    verifier::c2pa::Report report;
    /// Of the active manifest's identity assertions.
    verifier::cawg::Report cawg;
    /// Of the receipts that the manifest carries, with what the registry says of them.
    verifier::receipt::Report receipts;

    bool registry_asked = false;
    std::optional<CheckpointFact> checkpoint;
    SigningTime signing_time;
    /// The time at which the signer's key was looked up: that of the signature where it is known, else now.
    UnixSeconds as_of;
    std::optional<SignerFact> signer;
    /// Records of these very bytes, in the order of the log, and who made each (parallel).
    std::vector<ContentFact> records;
    std::vector<std::optional<IdentityFact>> record_identities;
    /// The record that speaks for the bytes where there are any: the first that is valid, else the first.
    std::optional<std::size_t> principal_record;
    /// Of the signer's identity: the manifest's, or the principal record's where there is no manifest.
    std::vector<CredentialFact> credentials;
    std::vector<DisputeFact> disputes;
    std::vector<ReputationFact> reputation;
    std::optional<LookalikeFact> lookalike;
    std::vector<Candidate> candidates;
};

}  // namespace countersign::evidence

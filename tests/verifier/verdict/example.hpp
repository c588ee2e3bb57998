// Evidence to judge, put together by hand: a signed picture by a listed key, and the ways in which it can be otherwise.
#pragma once

#include "identity/base/encoding.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::verdict {

template <typename Fixed>
Fixed numbered(std::uint8_t number) {
    Fixed out{};
    for (auto& byte : out) {
        byte = number;
    }
    return out;
}

inline const auto signer_id = numbered<rules::IdentityId>(0x11);
inline const auto issuer_id = numbered<rules::IdentityId>(0x22);
inline const auto stranger_id = numbered<rules::IdentityId>(0x33);
inline const auto arbiter_id = numbered<rules::IdentityId>(0x44);

inline UnixSeconds day(std::string_view date) { return *parse_rfc3339(std::string(date) + "T12:00:00Z"); }

inline verifier::c2pa::StatusEntry entry(std::string code) { return {std::move(code), "self#jumbf=c2pa", ""}; }

/// A manifest that is in order, by a certificate that isn't on the trust list.
inline verifier::c2pa::Report signed_report() {
    verifier::c2pa::Report report;
    report.state = verifier::c2pa::State::valid;
    report.asset = {numbered<Sha256Digest>(0x55), 1234, "image/png"};
    report.active.success = {entry("claimSignature.insideValidity"), entry("claimSignature.validated"),
                             entry("assertion.dataHash.match")};
    report.active.failure = {entry("signingCredential.untrusted")};
    report.active_manifest = "urn:c2pa:1";
    verifier::c2pa::ManifestSummary manifest;
    manifest.label = report.active_manifest;
    manifest.signer = verifier::c2pa::Signer{};
    manifest.signer->common_name = "Example Camera";
    manifest.time_stamp = verifier::c2pa::TimeStamp{day("2026-05-03"), "CN=Example TSA", true, {}};
    report.manifests = {manifest};
    return report;
}

inline evidence::IdentityFact signer_identity() {
    return {signer_id,
            "did:web:example.org:identities:11",
            rules::IdentityKind::organisation,
            rules::Custody::self,
            day("2026-01-01"),
            {"example-news"}};
}

inline evidence::KeyFact signer_key() {
    evidence::KeyFact key;
    key.identity = signer_id;
    key.roles = rules::roles::sign_content;
    key.added_at = day("2026-01-01");
    return key;
}

inline evidence::CredentialFact attestation() {
    evidence::CredentialFact credential;
    credential.type = "OrganisationCredential";
    credential.issuer = issuer_id;
    credential.issuer_name = "example-chamber";
    return credential;
}

inline evidence::DisputeFact dispute() {
    evidence::DisputeFact fact;
    fact.opener = stranger_id;
    fact.respondent = signer_id;
    fact.arbiter = arbiter_id;
    fact.ground = rules::DisputeGround::false_attribution;
    fact.opened_at = day("2026-05-04");
    return fact;
}

/// Signed on 3 May 2026 with a key of example-news, whom example-chamber attests.
inline evidence::Evidence good_evidence() {
    evidence::Evidence evidence;
    evidence.checked_at = day("2026-06-01");
    evidence.store = evidence::StoreSource::embedded;
    evidence.report = signed_report();
    evidence.registry_asked = true;
    evidence.checkpoint = evidence::CheckpointFact{"log.example.org/countersign", {42, numbered<Sha256Digest>(0x66)}};
    evidence.signing_time = {evidence::TimeSource::trusted_time_stamp, day("2026-05-03")};
    evidence.as_of = evidence.signing_time.time;
    evidence.signer =
        evidence::SignerFact{evidence.report.manifests[0].signer, std::nullopt, signer_key(), signer_identity()};
    evidence.credentials = {attestation()};
    return evidence;
}

inline evidence::ContentFact record_by(const rules::IdentityId& identity) {
    evidence::ContentFact record;
    record.identity = identity;
    record.registered_at = day("2026-05-03");
    record.leaf.content = numbered<Sha256Digest>(0x55);
    return record;
}

/// No manifest, but a record of the bytes by example-news.
inline evidence::Evidence registered_evidence() {
    evidence::Evidence evidence = good_evidence();
    evidence.store = evidence::StoreSource::registry;
    evidence.report.state = verifier::c2pa::State::absent;
    evidence.report.active = {};
    evidence.report.manifests.clear();
    evidence.report.active_manifest.clear();
    evidence.signing_time = {evidence::TimeSource::registry, day("2026-05-03")};
    evidence.signer = evidence::SignerFact{std::nullopt, std::nullopt, std::nullopt, signer_identity()};
    evidence.records = {record_by(signer_id)};
    evidence.record_identities = {signer_identity()};
    evidence.principal_record = 0;
    return evidence;
}

/// A policy that accepts example-chamber.
inline Policy policy() {
    Policy out = default_policy();
    out.id = "test";
    out.trust_roots = {issuer_id};
    seal(out);
    return out;
}

}  // namespace countersign::verdict

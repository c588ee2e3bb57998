// Identity assertions made in memory: an aggregator's credential or a certificate's signature over the manifest's own
// binding, sound or with one defect.
#pragma once

#include "identity/keys/key.hpp"
#include "tests/verifier/c2pa/test_manifest.hpp"
#include "verifier/cawg/validator.hpp"

namespace countersign::verifier::cawg::test {

using c2pa::Cbor;
using c2pa::CoseSign1;
using c2pa::SignatureAlgorithm;
namespace pki = c2pa::test;

using Codes = std::vector<std::string>;

/// What is signed and how; each member breaks one thing.
struct TestIdentity {
    std::string type = "cawg.identity_claims_aggregation";
    /// Before signing.
    std::function<void(Cbor& payload)> edit_payload = {};
    /// The credential, before it is signed.
    std::function<void(Json& credential)> edit_credential = {};
    /// Instead of the credential's text.
    std::optional<std::string> credential_text = {};
    std::function<void(Cbor& headers)> edit_headers = {};
    std::function<void(CoseSign1& sign1)> edit_signature = {};
    /// The whole assertion.
    std::function<void(Cbor& assertion)> edit_assertion = {};
    SignatureAlgorithm algorithm = SignatureAlgorithm::es256;
    /// Signs; the aggregator's by default, or the certificate's.
    const pki::Identity* signer = nullptr;
    std::vector<const pki::Identity*> others = {};
    const pki::Identity* time_stamper = nullptr;
    c2pa::StampKind stamp_kind = c2pa::StampKind::v2;
    pki::StampOptions stamp = {};
    std::string issuer = {};
};

struct Cast {
    pki::Identity aggregator = pki::Identity::make({.name = "Aggregator"});
    pki::Identity person_root = pki::Identity::make(pki::Identity::authority("People Root"));
    pki::Identity person =
        pki::Identity::make({.name = "Ada Example", .extended_key_usage = "1.3.6.1.5.5.7.3.36"}, &person_root);
};
Cast& cast();
/// did:jwk of an EC or Ed25519 key.
[[nodiscard]] std::string did_jwk_of(const pki::Identity& identity);
[[nodiscard]] Json jwk_of(const pki::Identity& identity);

/// The assertion's CBOR, over that binding.
[[nodiscard]] Cbor make_identity(const TestIdentity& spec, const pki::TestAssertion& binding);
/// A signed PNG with these identities; `more` are further assertions.
[[nodiscard]] Bytes make_file(const std::vector<TestIdentity>& identities, const pki::TestManifest& spec = {});

/// Trusts the test's aggregator and people, unless told otherwise.
struct Trust {
    bool aggregator = true;
    bool people = true;
};
[[nodiscard]] Report check(const Bytes& file, const Documents* documents = nullptr, Trust trust = {true, true},
                           UnixSeconds now = pki::now);
[[nodiscard]] Report check(const TestIdentity& identity, const Documents* documents = nullptr,
                           Trust trust = {true, true});
[[nodiscard]] Codes failures(const Report& report);
[[nodiscard]] bool has(const Report& report, const c2pa::StatusCode& code);

}  // namespace countersign::verifier::cawg::test

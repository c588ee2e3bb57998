#include "tests/verifier/cawg/test_identity.hpp"

#include <set>

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::verifier::cawg::test {
namespace {

Json credential_json(const TestIdentity& spec, const Cbor& payload) {
    Json references = Json::array();
    for (const Cbor& one : payload.find_array("referenced_assertions") == nullptr
                               ? Cbor::Array{}
                               : *payload.find_array("referenced_assertions")) {
        references.push(Json::object({{"url", *one.find_text("url")}, {"hash", to_base64(*one.find_bytes("hash"))}}));
    }
    const Json account =
        Json::object({{"type", "cawg.social_media"},
                      {"username", "ada"},
                      {"uri", "https://social.example/ada"},
                      {"verifiedAt", "2026-01-01T00:00:00Z"},
                      {"provider", Json::object({{"id", "https://social.example"}, {"name", "Social Example"}})}});
    return Json::object(
        {{"@context",
          Json::array({"https://www.w3.org/ns/credentials/v2", "https://cawg.io/identity/1.1/ica/context/"})},
         {"type", Json::array({"VerifiableCredential", "IdentityClaimsAggregationCredential"})},
         {"issuer", spec.issuer.empty() ? did_jwk_of(cast().aggregator) : spec.issuer},
         {"validFrom", "2026-01-01T00:00:00Z"},
         {"credentialSubject", Json::object({{"verifiedIdentities", Json::array({account})},
                                             {"c2paAsset", Json::object({{"referenced_assertions", references},
                                                                         {"sig_type", spec.type}})}})}});
}

}  // namespace

Cast& cast() {
    static Cast shared;
    return shared;
}

Json jwk_of(const pki::Identity& identity) {
    const auto key = parse_spki_der(identity.public_key_der());
    ensure(key.has_value(), "a key of the registry's kinds");
    return to_jwk(*key);
}

std::string did_jwk_of(const pki::Identity& identity) {
    return "did:jwk:" + to_base64url(as_bytes(to_json_text(jwk_of(identity))));
}

Cbor make_identity(const TestIdentity& spec, const pki::TestAssertion& binding) {
    Cbor payload = Cbor::map(
        {{"referenced_assertions", Cbor::array({pki::make_hashed_uri("self#jumbf=c2pa.assertions/" + binding.label,
                                                                     pki::make_assertion_box(binding))})},
         {"sig_type", spec.type}});
    const bool is_certificate = spec.type == "cawg.x509.cose";
    Json credential = credential_json(spec, payload);
    if (spec.edit_payload) {
        spec.edit_payload(payload);
    }
    if (spec.edit_credential) {
        spec.edit_credential(credential);
    }
    const pki::Identity& by = spec.signer != nullptr ? *spec.signer
                              : is_certificate       ? cast().person
                                                     : cast().aggregator;
    CoseSign1 sign1;
    sign1.protected_headers = Cbor::map({{1, c2pa::cose_number(spec.algorithm)}});
    Bytes signed_payload;
    if (is_certificate) {
        Cbor chain = Cbor::array({Cbor(by.der())});
        for (const pki::Identity* other : spec.others) {
            chain.push(other->der());
        }
        sign1.protected_headers.as_map().push_back({33, std::move(chain)});
        signed_payload = c2pa::encode_cbor(payload);
    } else {
        sign1.protected_headers.as_map().push_back({3, "application/vc"});
        signed_payload = to_bytes(as_bytes(spec.credential_text.value_or(to_json_text(credential))));
        sign1.payload = signed_payload;
    }
    if (spec.edit_headers) {
        spec.edit_headers(sign1.protected_headers);
    }
    sign1.protected_bytes = c2pa::encode_cbor(sign1.protected_headers);
    sign1.signature = by.sign(spec.algorithm, c2pa::encode_to_be_signed(sign1, signed_payload));
    if (spec.time_stamper != nullptr) {
        const Bytes stamped = c2pa::encode_to_be_stamped(sign1, spec.stamp_kind, signed_payload);
        const bool v1 = spec.stamp_kind == c2pa::StampKind::v1;
        const Bytes token = v1 ? pki::make_time_stamp_response(*spec.time_stamper, stamped, 0, spec.stamp)
                               : pki::make_time_stamp(*spec.time_stamper, stamped, spec.stamp);
        sign1.unprotected_headers.set(v1 ? "sigTst" : "sigTst2",
                                      Cbor::map({{"tstTokens", Cbor::array({Cbor::map({{"val", token}})})}}));
    }
    if (spec.edit_signature) {
        spec.edit_signature(sign1);
    }
    // Signatures and stamps vary in length; the padding evens that out, so that the file's size settles.
    constexpr std::size_t filled = 8'000;
    Bytes signature = c2pa::encode_cose_sign1(sign1);
    const Bytes padding(filled > signature.size() ? filled - signature.size() : 0);
    Cbor assertion = Cbor::map({{"signer_payload", payload}, {"signature", signature}, {"pad1", padding}});
    if (spec.edit_assertion) {
        spec.edit_assertion(assertion);
    }
    return assertion;
}

Bytes make_file(const std::vector<TestIdentity>& identities, const pki::TestManifest& spec) {
    return pki::make_bound_png([&](const pki::TestAssertion& binding) {
        pki::TestManifest whole = spec;
        whole.assertions.insert(whole.assertions.begin(), pki::created_action());
        whole.assertions.push_back(binding);
        for (std::size_t i = 0; i < identities.size(); ++i) {
            whole.assertions.push_back({.label = i == 0 ? "cawg.identity" : "cawg.identity__" + std::to_string(i),
                                        .content = make_identity(identities[i], binding)});
        }
        return pki::make_store({pki::world().manifest(whole)});
    });
}

Report check(const Bytes& file, const Documents* documents, Trust trust, UnixSeconds now) {
    const auto report = pki::world().check(file);
    const auto validator = Validator::create({.anchors_pem = trust.people ? cast().person_root.pem() : std::string(),
                                              .interim_anchors_pem = pki::world().root.pem(),
                                              .tsa_anchors_pem = pki::world().clock_root.pem(),
                                              .trusted_issuers = {}});
    ensure(validator.has_value(), "anchors");
    std::vector<std::string> issuers;
    if (trust.aggregator) {
        issuers = {did_jwk_of(cast().aggregator), "did:web:aggregator.example"};
    }
    return validator->check(report, {.now = now, .documents = documents, .trusted_issuers = std::move(issuers)});
}

Report check(const TestIdentity& identity, const Documents* documents, Trust trust) {
    return check(make_file({identity}), documents, trust);
}

Codes failures(const Report& report) {
    std::set<std::string> out;
    for (const auto& entry : report.codes.failure) {
        out.insert(entry.code);
    }
    return {out.begin(), out.end()};
}

bool has(const Report& report, const c2pa::StatusCode& code) { return report.codes.has(code); }

}  // namespace countersign::verifier::cawg::test

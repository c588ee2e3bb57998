#include "verifier/cawg/write/aggregation.hpp"

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "verifier/cawg/identity_assertion.hpp"
#include "verifier/cawg/write/identity_form.hpp"

namespace countersign::verifier::cawg {
namespace {

using c2pa::Cbor;

constexpr std::int64_t header_algorithm = 1;
constexpr std::int64_t header_content_type = 3;
constexpr std::int64_t header_key_id = 4;
constexpr std::int64_t algorithm_es256 = -7;
constexpr std::int64_t algorithm_eddsa = -8;
constexpr std::uint64_t tag_cose_sign1 = 18;

/// W55: the same members under the same names, byte strings as standard base64.
Json to_asset_json(const Cbor& value) {
    if (value.is_bytes()) {
        return to_base64(value.as_bytes());
    }
    if (value.is_text()) {
        return value.as_text();
    }
    if (value.is_array()) {
        Json out = Json::array();
        for (const Cbor& item : value.as_array()) {
            out.push(to_asset_json(item));
        }
        return out;
    }
    ensure(value.is_map(), "a signer's payload holds maps, lists, texts and bytes");
    Json out = Json::object();
    for (const c2pa::CborEntry& entry : value.as_map()) {
        out.set(entry.key.as_text(), to_asset_json(entry.value));
    }
    return out;
}

void set_if(Json& object, const char* name, const std::string& text) {
    if (!text.empty()) {
        object.set(name, text);
    }
}

Json to_json(const ProvenIdentity& proven) {
    const VerifiedIdentity& identity = proven.identity;
    Json out = Json::object({{"type", identity.type}});
    set_if(out, "name", identity.name);
    set_if(out, "username", identity.username);
    set_if(out, "address", identity.address);
    set_if(out, "uri", identity.uri);
    set_if(out, "method", identity.method);
    Json provider = Json::object();
    set_if(provider, "id", proven.provider_id);
    provider.set("name", identity.provider);
    out.set("provider", std::move(provider));
    out.set("verifiedAt", identity.verified_at);
    return out;
}

Json credential_json(const Aggregator& aggregator, const Aggregation& said, const Cbor& payload) {
    Json identities = Json::array();
    for (const ProvenIdentity& one : said.identities) {
        identities.push(to_json(one));
    }
    Json subject = Json::object();
    set_if(subject, "id", said.subject);
    subject.set("verifiedIdentities", std::move(identities));
    subject.set("c2paAsset", to_asset_json(payload));
    return Json::object(
        {{"@context",
          Json::array({"https://www.w3.org/ns/credentials/v2", "https://cawg.io/identity/1.1/ica/context/"})},
         {"type", Json::array({"VerifiableCredential", "IdentityClaimsAggregationCredential"})},
         {"issuer", aggregator.did},
         {"validFrom", to_rfc3339(said.valid_from)},
         {"credentialSchema", Json::array({Json::object({{"id", "https://cawg.io/identity/1.1/ica/schema/vc2.0/"},
                                                         {"type", "JSONSchema"}})})},
         {"credentialSubject", std::move(subject)}});
}

Bytes protected_headers(const Aggregator& aggregator) {
    return encode_cbor(
        Cbor::map({{header_algorithm, aggregator.key_type == KeyType::ed25519 ? algorithm_eddsa : algorithm_es256},
                   {header_content_type, "application/vc"},
                   {header_key_id, to_bytes(as_bytes(aggregator.key_id))}}));
}

Bytes cose_sign1(Bytes headers, Bytes credential, const Signature64& signature) {
    return encode_cbor(Cbor::tagged(tag_cose_sign1, Cbor::array({std::move(headers), Cbor::map(), std::move(credential),
                                                                 to_bytes(view(signature))})));
}

Bytes credential_bytes(const Aggregator& aggregator, const Aggregation& said, const Cbor& payload) {
    return to_bytes(as_bytes(to_json_text(credential_json(aggregator, said, payload))));
}

}  // namespace

Result<Bytes> sign_aggregation(const Aggregator& aggregator, const Aggregation& said, const Cbor& payload) {
    ensure(!said.identities.empty() && said.identities.size() <= limits::cawg_verified_identities_max,
           "something was verified");
    ensure(aggregator.key_type != KeyType::secp256k1, "C2PA knows no secp256k1");
    Bytes headers = protected_headers(aggregator);
    Bytes credential = credential_bytes(aggregator, said, payload);
    const auto signature = aggregator.sign(encode_cbor(Cbor::array({"Signature1", headers, Bytes{}, credential})));
    return signature ? cose_sign1(std::move(headers), std::move(credential), *signature)
                     : Result<Bytes>(fail(signature.error()));
}

c2pa::DynamicAssertion make_aggregation_assertion(Aggregator aggregator, Aggregation said,
                                                  std::vector<std::string> roles) {
    const auto payload_of = [roles = std::move(roles)](const Cbor::Array& references) {
        return make_signer_payload(references, type_aggregation, roles);
    };
    return {.label = "cawg.identity",
            .measure =
                [aggregator, said, payload_of](const Cbor::Array& references) {
                    const Cbor payload = payload_of(references);
                    return encode_identity(payload,
                                           cose_sign1(protected_headers(aggregator),
                                                      credential_bytes(aggregator, said, payload), Signature64{}))
                        .size();
                },
            .make = [aggregator, said, payload_of](const Cbor::Array& references, std::size_t bytes) -> Result<Bytes> {
                const Cbor payload = payload_of(references);
                const auto signature = sign_aggregation(aggregator, said, payload);
                return signature ? encode_identity(payload, *signature, bytes) : fail(signature.error());
            }};
}

}  // namespace countersign::verifier::cawg

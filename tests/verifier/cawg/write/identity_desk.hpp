// Signs pictures with identities in them and judges both, in tests.
#pragma once

#include "identity/did/document.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/verifier/c2pa/write/desk.hpp"
#include "verifier/cawg/validator.hpp"
#include "verifier/cawg/write/aggregation.hpp"

namespace countersign {

namespace cawg = verifier::cawg;

inline const std::string sample_aggregator_did = "did:web:registry.example";

/// An aggregator with one key, and its DID document.
struct SampleAggregator {
    explicit SampleAggregator(std::uint64_t seed, KeyType type = KeyType::ed25519)
        : entropy(seed), key(PrivateKey::generate(type, entropy)) {}

    [[nodiscard]] cawg::Aggregator issuer() const {
        return {.did = sample_aggregator_did,
                .key_id = sample_aggregator_did + "#key",
                .key_type = key.type(),
                .sign = [this](ByteView message) -> Result<Signature64> { return sign_message(key, message); }};
    }
    [[nodiscard]] std::string document() const {
        did::DidDocument out{did::parse_did(sample_aggregator_did).value(), {}, {}};
        out.methods.push_back({sample_aggregator_did + "#key",
                               sample_aggregator_did,
                               "JsonWebKey2020",
                               key.public_key(),
                               static_cast<did::Purposes>(did::Purpose::assertion_method),
                               {},
                               {},
                               to_jwk(key.public_key())});
        return to_json_text(did::to_json(out));
    }

    SeededEntropy entropy;
    PrivateKey key;
};

inline cawg::Aggregation sample_aggregation() {
    return {.subject = sample_aggregator_did + ":identities:1",
            .identities = {{.identity = {.type = "cawg.crypto_wallet",
                                         .name = "Ada",
                                         .username = {},
                                         .address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                                         .uri = {},
                                         .method = {},
                                         .provider = "registry.example",
                                         .verified_at = "2025-12-01T00:00:00Z"},
                            .provider_id = sample_aggregator_did}},
            .valid_from = sample_now};
}

inline Result<Bytes> sign_with(Desk& desk, ByteView file, const c2pa::ClaimSigner& signer,
                               std::vector<c2pa::DynamicAssertion> identities) {
    c2pa::SignContext context = desk.context(signer);
    context.dynamic = std::move(identities);
    c2pa::MemoryOutput output;
    const auto done = c2pa::sign(media::MemoryByteSource(file), context, created(), output);
    return done ? Result<Bytes>(output.take()) : fail(done.error());
}

inline cawg::Report judge_identities(const c2pa::Report& report, const std::string& document, bool trusted,
                                     const std::string& anchors = {}) {
    cawg::SuppliedDocuments documents;
    static_cast<void>(documents.add(document));
    const auto validator =
        cawg::Validator::create(
            {.anchors_pem = anchors,
             .interim_anchors_pem = {},
             .tsa_anchors_pem = {},
             .trusted_issuers = trusted ? std::vector<std::string>{sample_aggregator_did} : std::vector<std::string>{}})
            .value();
    return validator.check(report, {.now = sample_now, .documents = &documents});
}

inline std::string codes(const cawg::Report& report) {
    std::string out(cawg::to_text(report.state));
    for (const auto& entry : report.codes.failure) {
        out += " " + entry.code;
    }
    return out;
}

}  // namespace countersign

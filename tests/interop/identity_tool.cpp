// Signs a file with an identity in it, for identity.mjs: by an aggregator whose did:jwk needs no network, or by a
// certificate.
//   identity_tool DIR IN OUT aggregation|certificate    writes DIR/root.pem (of signer and certificate), prints the
//   issuer's DID
#include <cstdio>
#include <iostream>
#include <string>

#include "identity/base/encoding.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/write/certificate_maker.hpp"
#include "verifier/c2pa/write/sign.hpp"
#include "verifier/cawg/write/aggregation.hpp"
#include "verifier/cawg/write/own_certificate.hpp"

using namespace countersign;
using namespace countersign::verifier;

namespace {

constexpr std::uint64_t year_seconds = 31'557'600;

template <typename T>
T must(Result<T> result) {
    if (!result) {
        std::cerr << result.error().code.name << ": " << result.error().detail << "\n";
        std::exit(1);
    }
    return std::move(*result);
}

/// Without base64 padding, which the reference implementation would ask for.
std::string did_jwk_of(const PublicKey& key) {
    std::string json = to_json_text(to_jwk(key));
    while (json.size() % 3 != 0) {
        json += ' ';
    }
    return "did:jwk:" + to_base64url(as_bytes(json));
}

c2pa::DynamicAssertion aggregation(const PrivateKey& key, UnixSeconds now) {
    const std::string did = did_jwk_of(key.public_key());
    std::cout << did << "\n";
    return cawg::make_aggregation_assertion(
        {.did = did,
         .key_id = did + "#0",
         .key_type = key.type(),
         .sign = [&key](ByteView message) -> Result<Signature64> { return sign_message(key, message); }},
        {.subject = {},
         .identities = {{.identity = {.type = "cawg.crypto_wallet",
                                      .name = "Ada",
                                      .username = {},
                                      .address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                                      .uri = {},
                                      .method = {},
                                      .provider = "registry.example",
                                      .verified_at = to_rfc3339(now)},
                         .provider_id = "did:web:registry.example"}},
         .valid_from = now},
        {"cawg.creator"});
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 5) {
        std::cerr << "usage: identity_tool DIR IN OUT aggregation|certificate\n";
        return 64;
    }
    SystemEntropy entropy;
    const SystemClock clock;
    const UnixSeconds now = clock.now();
    const c2pa::Validity validity{{now.value - 3600}, {now.value + year_seconds}};
    const auto root = must(c2pa::make_root({"Identity Test", "Identity Test Root", "DE"}, validity,
                                           PrivateKey::generate(KeyType::p256, entropy), entropy));
    must(write_file(std::filesystem::path(argv[1]) / "root.pem", as_bytes(c2pa::to_pem({root.certificate})),
                    {.overwrite = Overwrite::yes}));
    const auto make_signer = [&](KeyType type) {
        const auto key = PrivateKey::generate(type, entropy);
        auto leaf = must(c2pa::make_signer_certificate(root, {"Identity Test", "signer", "DE"}, validity,
                                                       to_spki_der(key.public_key()), entropy));
        return must(c2pa::make_claim_signer(key, {std::move(leaf)}));
    };
    const auto signer = make_signer(KeyType::p256);
    const auto aggregator = PrivateKey::generate(KeyType::ed25519, entropy);
    const auto identity = std::string_view(argv[4]) == "aggregation"
                              ? aggregation(aggregator, now)
                              : must(cawg::make_certificate_assertion(make_signer(KeyType::p256), {"cawg.creator"}));
    const auto validator = must(c2pa::Validator::create(
        {.signer_anchors_pem = {}, .tsa_anchors_pem = {}, .allowed_ekus = c2pa::default_allowed_ekus()}));
    c2pa::SignOptions options;
    options.title = "With an identity";
    must(c2pa::sign_file(argv[2], argv[3], {signer, validator, clock, entropy, nullptr, {identity}}, options,
                         Overwrite::yes));
    return 0;
}

#include "identity/credential/proof.hpp"

#include <catch2/catch.hpp>

#include "identity/base/file.hpp"
#include "identity/base/limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "tests/identity/credential/sample.hpp"
#include "tests/testdata.hpp"

using namespace countersign;
using namespace countersign::credential;

namespace {

constexpr UnixSeconds now{1700000100};

std::string judged(const Json& document, const ProofPolicy& policy = {.now = now}) {
    const auto verified = verify_proofs(document, policy, sample::resolve);
    return verified ? "ok" : std::string(verified.error().code.name) + " " + verified.error().pointer;
}

/// The document with one member of its only proof changed.
Json with_proof_member(const Json& document, std::string_view name, Json value) {
    return sample::with(document, "proof", sample::with(*document.find("proof"), name, std::move(value)));
}

std::string read_vector(const std::filesystem::path& path) {
    const auto content = read_file(path, 100'000).value();
    std::string text(as_text(content));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.pop_back();
    }
    return text;
}

void check_w3c_vector(const std::filesystem::path& folder, const std::string& suffix, KeyType type) {
    const Json signed_document = parse_json(read_vector(folder / ("signed" + suffix + ".json"))).value();
    const auto verified = verify_proofs(signed_document, {.now = now}, sample::resolve);
    REQUIRE(verified.has_value());
    CHECK(verified->front().key.type() == type);
    CHECK(verified->front().created->value == 1677281798);

    Json document = sample::without(signed_document, "proof");
    Json options = sample::without(*signed_document.find("proof"), "proofValue");
    CHECK(to_canonical_json(document) == read_vector(folder / ("canonDoc" + suffix + ".txt")));
    CHECK(to_canonical_json(options) == read_vector(folder / ("proofCanon" + suffix + ".txt")));
    CHECK(options == parse_json(read_vector(folder / ("proofConfig" + suffix + ".json"))).value());
    const std::string document_hash = to_hex(view(sha256(as_bytes(to_canonical_json(document)))));
    const std::string proof_hash = to_hex(view(sha256(as_bytes(to_canonical_json(options)))));
    CHECK(document_hash == read_vector(folder / ("docHash" + suffix + ".txt")));
    CHECK(proof_hash == read_vector(folder / ("proofHash" + suffix + ".txt")));
    CHECK(proof_hash + document_hash == read_vector(folder / ("combinedHash" + suffix + ".txt")));
    CHECK(get_string(*signed_document.find("proof"), "proofValue").value() ==
          read_vector(folder / ("sigBTC58" + suffix + ".txt")));
    // Issuer and key have nothing to do with each other in W3C's vector, and that must show.
    const auto credential = check_credential(signed_document);
    CHECK(check_issuer_binding(credential.value(), *verified).error().code == errors::credential_issuer_binding);
}

/// Two proofs side by side, and a third that builds on both.
Json proof_chain() {
    const auto first = sample::key(KeyType::ed25519, "first");
    const auto second = sample::key(KeyType::p256, "second");
    const auto third = sample::key(KeyType::ed25519, "third");
    Json document = sample::unsigned_credential();
    document = add_proof(document, first, {.verification_method = sample::method_of(first), .id = "urn:p:1"}).value();
    document = add_proof(document, second, {.verification_method = sample::method_of(second), .id = "urn:p:2"}).value();
    return add_proof(document, third,
                     {.verification_method = sample::method_of(third), .previous_proofs = {"urn:p:1", "urn:p:2"}})
        .value();
}

}  // namespace

TEST_CASE("VC11: the W3C vectors of both suites verify, step by step", "[credential][proof]") {
    const auto folder = testdata_folder("vectors");
    if (!folder) {
        return;
    }
    check_w3c_vector(*folder / "vc-di-eddsa" / "eddsa-jcs-2022", "JCS", KeyType::ed25519);
    check_w3c_vector(*folder / "vc-di-ecdsa" / "ecdsa-jcs-2019-p256", "JCSECDSAP256", KeyType::p256);
}

TEST_CASE("VC11: our Ed25519 proof is byte for byte that of the W3C vector", "[credential][proof]") {
    const auto folder = testdata_folder("vectors/vc-di-eddsa");
    if (!folder) {
        return;
    }
    const Json pair = parse_json(read_vector(*folder / "keyPair.json")).value();
    const Bytes secret = parse_multibase(get_string(pair, "privateKeyMultibase").value()).value();
    const auto key = PrivateKey::parse(KeyType::ed25519, ByteView(secret).subspan(2)).value();
    CHECK(to_multikey(key.public_key()) == get_string(pair, "publicKeyMultibase").value());
    const Json document = parse_json(read_vector(*folder / "unsigned.json")).value();
    const Json made =
        add_proof(document, key, {.verification_method = sample::method_of(key), .created = UnixSeconds{1677281798}})
            .value();
    CHECK(to_canonical_json(made) ==
          to_canonical_json(parse_json(read_vector(*folder / "eddsa-jcs-2022" / "signedJCS.json")).value()));
}

TEST_CASE("VC10: suites follow from keys, and other suites are named as unsupported", "[credential][proof]") {
    const auto folder = testdata_folder("vectors");
    for (const KeyType type : {KeyType::ed25519, KeyType::p256}) {
        CHECK(judged(sample::issued_by(sample::key(type))) == "ok");
    }
    const auto chain = sample::key(KeyType::secp256k1);
    CHECK(add_proof(sample::unsigned_credential(), chain, {.verification_method = sample::method_of(chain)})
              .error()
              .code == errors::proof_key_type);
    const Json document = sample::issued_by(sample::key(KeyType::ed25519));
    CHECK(judged(with_proof_member(document, "cryptosuite", "ecdsa-jcs-2019")) ==
          "proof.key_type /proof/verificationMethod");
    CHECK(judged(with_proof_member(document, "verificationMethod", sample::method_of(chain))) ==
          "proof.key_type /proof/verificationMethod");
    CHECK(judged(with_proof_member(document, "cryptosuite", "eddsa-rdfc-2022")) == "proof.cryptosuite /proof");
    CHECK(judged(with_proof_member(document, "type", "Ed25519Signature2020")) == "proof.cryptosuite /proof");
    if (folder) {
        for (const char* other : {"vc-di-eddsa/eddsa-rdfc-2022/signedDataInt.json",
                                  "vc-di-eddsa/eddsa-rdfc-2022/employ/signedDataInt.json"}) {
            CHECK(judged(parse_json(read_vector(*folder / other)).value()) == "proof.cryptosuite /proof");
        }
    }
}

TEST_CASE("VC11: any change of document or proof is found", "[credential][proof]") {
    for (const KeyType type : {KeyType::ed25519, KeyType::p256}) {
        const Json document = sample::issued_by(sample::key(type));
        CHECK(judged(sample::with(document, "validFrom", "2023-01-02T00:00:00Z")) == "proof.invalid /proof/proofValue");
        CHECK(judged(sample::with(document, "added", 1)) == "proof.invalid /proof/proofValue");
        CHECK(judged(sample::without(document, "id")) == "proof.invalid /proof/proofValue");
        CHECK(judged(with_proof_member(document, "created", "2023-11-14T22:13:21Z")) ==
              "proof.invalid /proof/proofValue");
        CHECK(judged(with_proof_member(document, "added", 1)) == "proof.invalid /proof/proofValue");
        // Order and spacing are no change.
        CHECK(judged(parse_json(to_canonical_json(document)).value()) == "ok");
        CHECK(judged(parse_json(to_pretty_json(document)).value()) == "ok");
        // Any bit of the signature.
        const std::string value = get_string(*document.find("proof"), "proofValue").value();
        Bytes signature = parse_multibase(value).value();
        for (std::size_t i = 0; i < signature.size(); ++i) {
            signature[i] ^= 1;
            CHECK(judged(with_proof_member(document, "proofValue", to_multibase_base58btc(signature))) ==
                  "proof.invalid /proof/proofValue");
            signature[i] ^= 1;
        }
        const std::string malformed = "proof.syntax /proof/proofValue";
        CHECK(judged(with_proof_member(document, "proofValue", to_multibase_base64url(signature))) == malformed);
        signature.push_back(0);
        CHECK(judged(with_proof_member(document, "proofValue", to_multibase_base58btc(signature))) == malformed);
        CHECK(judged(with_proof_member(document, "proofValue", "")) == malformed);
        CHECK(judged(with_proof_member(document, "proofValue", 1)) == malformed);
    }
}

TEST_CASE("VC12: there is at least one proof, not too many, and every one must hold", "[credential][proof]") {
    CHECK(judged(sample::unsigned_credential()) == "proof.missing ");
    CHECK(judged(Json(1)) == "proof.missing ");
    CHECK(judged(sample::with(sample::unsigned_credential(), "proof", Json::array())) == "proof.missing ");
    CHECK(judged(sample::with(sample::unsigned_credential(), "proof", 1)) == "proof.syntax /proof");
    const auto key = sample::key(KeyType::ed25519);
    const Json once = sample::issued_by(key);
    const Json twice = add_proof(once, key, {.verification_method = sample::method_of(key)}).value();
    CHECK(verify_proofs(twice, {.now = now}, sample::resolve).value().size() == 2);
    Json broken = twice;
    Json proofs = *twice.find("proof");
    proofs.as_array()[1].set("created", "2023-11-14T22:13:21Z");
    broken.set("proof", proofs);
    CHECK(judged(broken) == "proof.invalid /proof/1/proofValue");
    Json many = once;
    for (std::size_t i = 1; i < limits::credential_proofs_max; ++i) {
        many = add_proof(many, key, {.verification_method = sample::method_of(key)}).value();
    }
    CHECK(judged(many) == "ok");
    CHECK(add_proof(many, key, {.verification_method = sample::method_of(key)}).error().code == errors::proof_count);
    proofs = *many.find("proof");
    proofs.push(proofs.as_array()[0]);
    CHECK(judged(sample::with(many, "proof", proofs)) == "proof.count /proof");
    const ProofOptions same{.verification_method = sample::method_of(key), .id = "urn:p:1"};
    const Json named = add_proof(add_proof(once, key, same).value(), key, same).value();
    CHECK(judged(named) == "proof.syntax /proof/2/id");
}

TEST_CASE("VC13: purpose, challenge and domain are those asked for", "[credential][proof]") {
    const auto key = sample::key(KeyType::ed25519);
    const Json answer = add_proof(sample::unsigned_credential(), key,
                                  {.verification_method = sample::method_of(key),
                                   .purpose = did::Purpose::authentication,
                                   .challenge = "c1",
                                   .domain = "a.example"})
                            .value();
    ProofPolicy policy{.purpose = did::Purpose::authentication, .now = now, .challenge = "c1", .domain = "a.example"};
    CHECK(judged(answer, policy) == "ok");
    CHECK(judged(answer) == "proof.purpose /proof/proofPurpose");
    policy.challenge = "c2";
    CHECK(judged(answer, policy) == "proof.challenge /proof/challenge");
    policy.challenge = "c1";
    policy.domain = "b.example";
    CHECK(judged(answer, policy) == "proof.domain /proof/domain");
    CHECK(judged(sample::issued_by(key), {.now = now, .challenge = "c1", .domain = {}}) ==
          "proof.challenge /proof/challenge");
    CHECK(judged(with_proof_member(sample::issued_by(key), "proofPurpose", 1)) == "proof.syntax /proof/proofPurpose");
}

TEST_CASE("VC14: an expired proof no longer counts", "[credential][proof]") {
    const auto key = sample::key(KeyType::ed25519);
    const Json document = add_proof(sample::unsigned_credential(), key,
                                    {.verification_method = sample::method_of(key), .expires = UnixSeconds{1000}})
                              .value();
    CHECK(judged(document, {.now = UnixSeconds{999}}) == "ok");
    CHECK(judged(document, {.now = UnixSeconds{1000}}) == "proof.expired /proof/expires");
    CHECK(judged(with_proof_member(document, "expires", "never")) == "proof.syntax /proof/expires");
    CHECK(judged(with_proof_member(document, "created", 1)) == "proof.syntax /proof/created");
}

TEST_CASE("VC15: the verification method must be found and good", "[credential][proof]") {
    const auto key = sample::key(KeyType::ed25519);
    const Json document = sample::issued_by(key);
    const std::string refused = "proof.method /proof/verificationMethod";
    CHECK(judged(with_proof_member(document, "verificationMethod", sample::did_of(key) + "#other")) == refused);
    CHECK(judged(with_proof_member(document, "verificationMethod", "did:unknown:a#b")) == refused);
    CHECK(judged(with_proof_member(document, "verificationMethod", "https://a.example/key")) == refused);
    CHECK(judged(with_proof_member(document, "verificationMethod", "key")) == "proof.syntax /proof/verificationMethod");
    CHECK(judged(with_proof_member(document, "type", 1)) == "proof.syntax /proof");
    CHECK(judged(with_proof_member(document, "id", "x")) == "proof.syntax /proof/id");
    // A document that lists the key for another purpose, or as revoked.
    const auto resolve_with = [&](did::Purposes purposes, std::optional<UnixSeconds> revoked) {
        return verify_proofs(document, {.now = now}, [=](const did::Did& did) -> Result<did::DidDocument> {
            auto resolved = did::resolve_did_key(did).value();
            resolved.methods[0].purposes = purposes;
            resolved.methods[0].revoked = revoked;
            return resolved;
        });
    };
    const did::Purposes assertion = did::Purposes{} | did::Purpose::assertion_method;
    CHECK(resolve_with(assertion, {}).has_value());
    CHECK(resolve_with(did::Purposes{} | did::Purpose::authentication, {}).error().code == errors::proof_method);
    CHECK(resolve_with(assertion, UnixSeconds{1}).error().code == errors::proof_method);
}

TEST_CASE("VC16: the proof's context leads the document's", "[credential][proof]") {
    const Json document = sample::issued_by(sample::key(KeyType::ed25519));
    Json longer = *document.find("@context");
    longer.push("https://a.example/more");
    CHECK(judged(sample::with(document, "@context", longer)) == "ok");
    Json shorter = *document.find("@context");
    shorter.as_array().pop_back();
    CHECK(judged(sample::with(document, "@context", shorter)) == "proof.context /proof/@context");
    Json other = *document.find("@context");
    other.as_array()[1] = "https://a.example/other";
    CHECK(judged(sample::with(document, "@context", other)) == "proof.context /proof/@context");
    // A context of text, not of a list, in document and proof.
    const auto key = sample::key(KeyType::ed25519);
    const Json plain = add_proof(Json::object({{"@context", "https://a.example"}, {"a", 1}}), key,
                                 {.verification_method = sample::method_of(key)})
                           .value();
    CHECK(judged(plain) == "ok");
}

TEST_CASE("VC17: a proof chain covers what it builds on; the missing is named", "[credential][proof]") {
    const Json chain = proof_chain();
    CHECK(verify_proofs(chain, {.now = now}, sample::resolve).value().size() == 3);
    CHECK(chain.find("proof")->as_array()[2].find("previousProof")->is_array());
    const auto with_proofs = [&](const Json::Array& proofs) { return sample::with(chain, "proof", proofs); };
    const Json::Array all = chain.find("proof")->as_array();
    CHECK(judged(with_proofs({all[0], all[1]})) == "ok");
    CHECK(judged(with_proofs({all[1], all[0], all[2]})) == "ok");
    CHECK(judged(with_proofs({all[0], all[2]})) == "proof.previous /proof/1/previousProof");
    CHECK(judged(with_proofs({all[2]})) == "proof.previous /proof/0/previousProof");
    CHECK(judged(with_proofs({all[0], all[1], sample::with(all[2], "previousProof", "urn:p:1")})) ==
          "proof.invalid /proof/2/proofValue");
    CHECK(judged(with_proofs({all[0], all[1], sample::without(all[2], "previousProof")})) ==
          "proof.invalid /proof/2/proofValue");
    CHECK(judged(with_proofs({all[0], all[1], sample::with(all[2], "previousProof", 1)})) ==
          "proof.syntax /proof/2/previousProof");
    CHECK(judged(with_proofs({all[0], all[1], sample::with(all[2], "previousProof", Json::array({1}))})) ==
          "proof.syntax /proof/2/previousProof");
    // One id as a string, and unknown ids alone or in a list.
    const auto last = sample::key(KeyType::p256, "last");
    const auto built_on = [&](std::vector<std::string> ids) {
        return add_proof(chain, last,
                         {.verification_method = sample::method_of(last), .previous_proofs = std::move(ids)});
    };
    const Json single = built_on({"urn:p:2"}).value();
    CHECK(single.find("proof")->as_array()[3].find("previousProof")->is_string());
    CHECK(judged(single) == "ok");
    CHECK(built_on({"urn:p:9"}).error().code == errors::proof_previous);
    CHECK(built_on({"urn:p:1", "urn:p:9"}).error().code == errors::proof_previous);
    Json unknown = *single.find("proof");
    unknown.as_array()[3].set("previousProof", "urn:p:9");
    CHECK(judged(sample::with(single, "proof", unknown)) == "proof.previous /proof/3/previousProof");
    unknown.as_array()[3].set("previousProof", Json::array({"urn:p:2", "urn:p:9"}));
    CHECK(judged(sample::with(single, "proof", unknown)) == "proof.previous /proof/3/previousProof");
}

TEST_CASE("VC18: the issuer is bound by a proof of its own DID", "[credential][proof]") {
    const auto issuer = sample::key(KeyType::ed25519);
    const auto other = sample::key(KeyType::p256, "other");
    const auto bound = [](const Json& document) {
        const auto proofs = verify_proofs(document, {.now = now}, sample::resolve);
        return check_issuer_binding(check_credential(document).value(), proofs.value()).has_value();
    };
    CHECK(bound(sample::issued_by(issuer)));
    const Json foreign = add_proof(sample::with(sample::unsigned_credential(), "issuer", sample::did_of(issuer)), other,
                                   {.verification_method = sample::method_of(other)})
                             .value();
    CHECK_FALSE(bound(foreign));
    CHECK(bound(add_proof(foreign, issuer, {.verification_method = sample::method_of(issuer)}).value()));
    CHECK(add_proof(foreign, issuer, {.verification_method = "x"}).error().code == errors::proof_syntax);
    CHECK(add_proof(Json(1), issuer, {.verification_method = "did:a:b#c"}).error().code == errors::proof_syntax);
}

// What a file says of its signer and of its registration, through the whole service: signed by a hosted identity,
// checked by another service and by the file alone. Rules H25 to H29.
#include <catch2/catch.hpp>

#include "api/service/content_receipt.hpp"
#include "api/service/create_identity.hpp"
#include "api/service/errors.hpp"
#include "api/service/identity_claims.hpp"
#include "api/service/resolve_did.hpp"
#include "contracts/chain/address.hpp"
#include "contracts/ledger/signing.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "tests/api/http/raw_client.hpp"
#include "tests/api/service/asking.hpp"
#include "tests/api/service/running_service.hpp"
#include "verifier/media/sample_image.hpp"
#include "verifier/receipt/check.hpp"

using namespace countersign;
using namespace countersign::api;
using http::get;
using http::post;
using http::RawAnswer;
using http::RawClient;
using service::bearer;
using service::code_of;
using service::create;
using service::json_of;
using service::Person;
using service::RunningService;
using service::text_of;

namespace {

std::string picture(std::uint32_t seed = 7) {
    using namespace verifier::media;
    return std::string(as_text(to_jpeg(paint_landscape(seed, 120, 80))));
}
std::string sign(RawClient& client, const Person& person, const std::string& how, const std::string& file) {
    const RawAnswer answer = client.ask(post("/v1/content?" + how, "image/jpeg", file, bearer(person.token)));
    INFO(answer.head << (answer.status == 201 ? "" : answer.body));
    REQUIRE(answer.status == 201);
    return answer.body;
}
Json provenance_of(RawClient& client, const std::string& file) {
    return *json_of(client.ask(post("/v1/verify", "", file))).find("provenance");
}
const Json& at(const Json& json, std::string_view outer, std::string_view list, std::size_t index = 0) {
    return json.find(outer)->find(list)->as_array().at(index);
}
std::string failures(const Json& part) {
    std::string out;
    for (const Json& code : part.find("codes")->find("failure")->as_array()) {
        out += code.as_string() + " ";
    }
    return out;
}

}  // namespace

TEST_CASE("H25: a file says who its signer is, as far as the signer wants", "[api][service]") {
    RunningService running;
    REQUIRE_FALSE(running.failure());
    RawClient client(running.port());
    const Person photographer = create(client, "photographer");

    // Nothing is said unless it is asked for.
    const std::string silent = sign(client, photographer, "ai=captured", picture());
    CHECK(text_of(*provenance_of(client, silent).find("cawg"), "state") == "absent");
    const std::string refused = sign(client, photographer, "identity=no", picture());
    CHECK(text_of(*provenance_of(client, refused).find("cawg"), "state") == "absent");

    const std::string named = sign(client, photographer, "identity=name", picture());
    const Json provenance = provenance_of(client, named);
    CHECK(text_of(*provenance.find("cawg"), "state") == "trusted");
    const Json& identity = at(provenance, "cawg", "identities");
    CHECK(text_of(identity, "issuer") == running.context().address.did());
    const Json& said = identity.find("verified")->as_array().front();
    CHECK(text_of(said, "type") == "org.countersign.registry_identity");
    CHECK(text_of(said, "name") == "photographer");
    CHECK(text_of(said, "username") == photographer.id);
    CHECK(text_of(said, "uri") == running.context().address.did() + ":identities:" + photographer.id);

    for (const std::string bad : {"", "yes", "name,", "wallet,no", "name,wallet,x"}) {
        INFO(bad);
        CHECK(code_of(client.ask(post("/v1/content?identity=" + bad, "image/jpeg", picture(),
                                      bearer(photographer.token)))) == "content.identity");
    }
    CHECK(code_of(client.ask(post("/v1/content?identity=wallet", "image/jpeg", picture(),
                                  bearer(photographer.token)))) == "identity.no_wallet");
}

TEST_CASE("H26: a wallet is said only of a listed key, and affiliations only of what is in force", "[api][service]") {
    RunningService running;
    REQUIRE_FALSE(running.failure());
    RawClient client(running.port());
    const Person photographer = create(client, "photographer");
    service::Context& context = running.context();
    const auto id = parse_hex_fixed<rules::IdentityId>(photographer.id).value();
    SystemEntropy entropy;
    const auto wallet = PrivateKey::generate(KeyType::secp256k1, entropy);
    const auto keys = context.vault.hosted(id);
    REQUIRE(keys.has_value());
    rules::UpdateKeys body{};
    REQUIRE(body.add.push({.key = ledger::to_rules_key(wallet.public_key()),
                           .roles = rules::roles::sign_content,
                           .valid_from = {},
                           .valid_until = {}}));
    const PrivateKey* const added[] = {&wallet};
    const auto operation = rules::Operation(context.hosted.next_header(id, keys->control.public_key()), body);
    const auto done =
        context.ledger.submit({ledger::sign_operation(operation, keys->control, {.added = added}), {}, {}});
    INFO((done ? "" : done.error().code.name));
    REQUIRE(done.has_value());

    const std::string file = sign(client, photographer, "identity=wallet,affiliations", picture());
    const Json provenance = provenance_of(client, file);
    CHECK(text_of(*provenance.find("cawg"), "state") == "trusted");
    const Json& verified = *at(provenance, "cawg", "identities").find("verified");
    REQUIRE(verified.as_array().size() == 2);
    CHECK(text_of(verified.as_array()[1], "type") == "cawg.crypto_wallet");
    CHECK(text_of(verified.as_array()[1], "address") ==
          chain::to_checksum_address(ethereum_address(wallet.public_key())));
}

TEST_CASE("H27: another service and the file alone check the identity by the DID document", "[api][service]") {
    RunningService running;
    REQUIRE_FALSE(running.failure());
    RawClient client(running.port());
    const Person photographer = create(client, "photographer");
    const std::string file = sign(client, photographer, "identity=name", picture());
    const std::string document(json_of(client.ask(get("/.well-known/did.json"))).is_object()
                                   ? client.ask(get("/.well-known/did.json")).body
                                   : "");
    const Json json = parse_json(document).value();
    const Json& first = json.find("assertionMethod")->as_array().front();
    REQUIRE(first.is_object());
    CHECK(text_of(first, "type") == "JsonWebKey2020");
    CHECK(text_of(*first.find("publicKeyJwk"), "crv") == "Ed25519");

    // By the file and the document, offline.
    const auto report = verifier::c2pa::validate(
        verifier::media::MemoryByteSource(as_bytes(file)),
        {.signer_anchors_pem = {}, .tsa_anchors_pem = {}, .allowed_ekus = verifier::c2pa::default_allowed_ekus()},
        SystemClock().now());
    REQUIRE(report.has_value());
    const auto judge = [&report](const std::vector<std::string>& documents, const std::string& issuer) {
        verifier::cawg::SuppliedDocuments supplied;
        for (const auto& text : documents) {
            REQUIRE(supplied.add(text));
        }
        const auto validator =
            verifier::cawg::Validator::create(
                {.anchors_pem = {}, .interim_anchors_pem = {}, .tsa_anchors_pem = {}, .trusted_issuers = {issuer}})
                .value();
        return validator.check(*report, {.now = SystemClock().now(), .documents = &supplied});
    };
    CHECK(judge({document}, "did:web:localhost").state == verifier::cawg::State::trusted);
    CHECK(judge({document}, "did:web:other").state == verifier::cawg::State::valid);
    CHECK(judge({}, "did:web:localhost").state == verifier::cawg::State::invalid);

    // Another service: it has a DID of its own at this address, and so another key.
    RunningService other;
    REQUIRE_FALSE(other.failure());
    RawClient stranger(other.port());
    CHECK(failures(at(provenance_of(stranger, file), "cawg", "identities")) == "cawg.ica.signature_mismatch ");
}

TEST_CASE("H28: a file carries the receipt of its registration, and proves it offline", "[api][service]") {
    RunningService running;
    REQUIRE_FALSE(running.failure());
    RawClient client(running.port());
    const Person photographer = create(client, "photographer");
    const std::string file = sign(client, photographer, "ai=captured&identity=name&receipt=1", picture());
    const Json provenance = provenance_of(client, file);
    CHECK(text_of(*provenance.find("cawg"), "state") == "trusted");
    CHECK(text_of(*provenance.find("receipts"), "state") == "trusted");
    const Json& receipt = at(provenance, "receipts", "receipts");
    CHECK(failures(receipt).empty());
    CHECK(text_of(receipt, "identity") == photographer.id);
    CHECK(text_of(receipt, "origin") == "localhost/test");
    const std::string successes = to_json_text(*receipt.find("codes")->find("success"));
    CHECK(successes.find("receipt.registry.match") != std::string::npos);
    CHECK(successes.find("receipt.signer.match") != std::string::npos);
    // The file as published is registered as ever.
    const std::string digest = to_hex(view(sha256(as_bytes(file))));
    CHECK(client.ask(get("/v1/content/" + digest)).status == 200);

    const auto report = verifier::c2pa::validate(
        verifier::media::MemoryByteSource(as_bytes(file)),
        {.signer_anchors_pem = {}, .tsa_anchors_pem = {}, .allowed_ekus = verifier::c2pa::default_allowed_ekus()},
        SystemClock().now());
    REQUIRE(report.has_value());
    const auto key = running.context().ledger.verifier_key();
    REQUIRE(key.has_value());
    const auto key_list = std::vector<log::VerifierKey>{*key};
    CHECK(verifier::receipt::check_receipts(*report, key_list).state == verifier::receipt::State::trusted);

    // A stranger's service doesn't believe this log.
    RunningService other;
    REQUIRE_FALSE(other.failure());
    RawClient stranger(other.port());
    CHECK(text_of(*provenance_of(stranger, file).find("receipts"), "state") == "invalid");

    CHECK(code_of(client.ask(post("/v1/content?receipt=yes", "image/jpeg", picture(), bearer(photographer.token)))) ==
          "http.query");
    // Signed again: the history and its receipt stay inside, the new manifest has one of its own.
    const std::string again = sign(client, photographer, "ai=edited&receipt=1", file);
    const Json second = provenance_of(client, again);
    CHECK(text_of(second, "state") == "valid");
    CHECK(text_of(*second.find("receipts"), "state") == "trusted");
    CHECK(second.find("manifests")->as_array().size() == 4);
}

TEST_CASE("H29: the receipt can be had again, to a later checkpoint", "[api][service]") {
    RunningService running;
    REQUIRE_FALSE(running.failure());
    RawClient client(running.port());
    const Person photographer = create(client, "photographer");
    const std::string file = sign(client, photographer, "receipt=1", picture());
    const Json provenance = provenance_of(client, file);
    std::string manifest;
    for (const Json& one : provenance.find("manifests")->as_array()) {
        if (!get_bool(one, "update").value()) {
            manifest = text_of(one, "sha256");
        }
    }
    const RawAnswer answer = client.ask(get("/v1/content/" + manifest + "/receipt"));
    REQUIRE(answer.status == 200);
    CHECK(answer.header("Content-Type") == "application/ld+json");
    const Json json = json_of(answer);
    CHECK(text_of(*json.find("repository"), "manifestId") == "urn:c2pa:manifest:sha256:" + manifest);
    CHECK(text_of(*json.find("anchor"), "uri").ends_with("/v1/content/" + manifest + "/receipt"));

    CHECK(code_of(client.ask(get("/v1/content/" + std::string(64, '0') + "/receipt"))) == "content.unknown");
    CHECK(code_of(client.ask(get("/v1/content/xyz/receipt"))) == "content.hash");
    // A file that carries no manifest is registered too, and there is nothing to give a receipt of.
    const std::string plain = "plain text without any manifest";
    CHECK(client.ask(post("/v1/content", "text/plain", plain, bearer(photographer.token))).status == 201);
    CHECK(code_of(client.ask(get("/v1/content/" + to_hex(view(sha256(as_bytes(plain)))) + "/receipt"))) ==
          "receipt.no_manifest");
}

// The whole service over real sockets: the main job from identity to verdict, and every route with bad input.
#include <catch2/catch.hpp>

#include "api/service/claim_name.hpp"
#include "api/service/context.hpp"
#include "api/service/create_identity.hpp"
#include "api/service/errors.hpp"
#include "api/service/recovery_code.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "contracts/ledger/signing.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "identity/names/errors.hpp"
#include "tests/api/http/raw_client.hpp"
#include "tests/api/service/asking.hpp"
#include "tests/api/service/running_service.hpp"
#include "verifier/bundle/check.hpp"
#include "verifier/media/sample_image.hpp"

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
using service::post_json;
using service::RunningService;
using service::text_of;

namespace {

std::string sample_png() {
    using namespace verifier::media;
    return std::string(as_text(to_png(paint_landscape(7, 120, 80))));
}
std::string sample_jpeg() {
    using namespace verifier::media;
    return std::string(as_text(to_jpeg(paint_landscape(7, 120, 80))));
}

}  // namespace

TEST_CASE("H21: a photo signed by a hosted identity verifies as theirs, and altered as altered", "[api][service]") {
    RunningService running;
    REQUIRE_FALSE(running.failure());
    RawClient client(running.port());
    const Person photographer = create(client, "photographer");
    for (const std::string& photo : {sample_jpeg(), sample_png()}) {
        const RawAnswer made =
            client.ask(post("/v1/content?ai=captured&title=Hills", "image/any", photo, bearer(photographer.token)));
        REQUIRE(made.status == 201);
        const std::string& file = made.body;
        CHECK(file.size() > photo.size());
        CHECK(made.header("Content-Type").starts_with("image/"));
        CHECK(made.header("Countersign-Content-Sha256") == to_hex(view(sha256(as_bytes(file)))));

        const Json verdict = json_of(client.ask(post("/v1/verify?receipt=1&bundle=1", "", file)));
        CHECK(text_of(verdict, "integrity") == "intact");
        CHECK(text_of(verdict, "truth") == "not-assessed");
        const Json& signer = verdict.find("origin")->find("identities")->as_array().front();
        CHECK(text_of(signer, "id") == photographer.id);
        CHECK(text_of(signer, "custody") == "hosted");
        CHECK(text_of(*verdict.find("disclosure"), "ai") == "captured");

        // The proof holds with the log's key alone.
        REQUIRE(verdict.find("evidence") != nullptr);
        const auto key = running.context().ledger.verifier_key().value();
        const auto bytes = as_bytes(file);
        const verifier::media::MemoryByteSource source(bytes);
        const auto report = running.context().validator.validate(source, running.context().clock.now()).value();
        const auto outcome = bundle::check(to_canonical_json(*verdict.find("evidence")),
                                           {.asset = sha256(bytes), .report = &report, .log_keys = {&key, 1}});
        INFO(bundle::to_sentence(outcome));
        CHECK(outcome.status == bundle::CheckStatus::holds);

        // The receipt's payload is the answer without it.
        Json bare = verdict;
        bare.erase("receipt");
        const std::string receipt = text_of(verdict, "receipt");
        const std::string payload = receipt.substr(receipt.find('.') + 1);
        CHECK(as_text(parse_base64url(payload.substr(0, payload.find('.'))).value()) == to_canonical_json(bare));

        std::string altered = file;
        altered[altered.size() - photo.size() / 3] ^= 1;
        CHECK(text_of(json_of(client.ask(post("/v1/verify", "", altered))), "integrity") != "intact");

        const Json content = json_of(client.ask(get(made.header("Location"))));
        CHECK(text_of(content.find("records")->as_array().front(), "disclosure") == "captured");

        // Signed again: its history stays inside.
        const RawAnswer again = client.ask(post("/v1/content?ai=generated", "", file, bearer(photographer.token)));
        CHECK(again.status == 201);
        CHECK(text_of(json_of(client.ask(post("/v1/verify", "", again.body))), "integrity") == "intact");
    }
}

TEST_CASE("H23: who registered content is answered from memory until the log grows", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Person one = create(client, "one-person");
    const Person two = create(client, "two-person");
    const RawAnswer made = client.ask(post("/v1/content?ai=edited", "text/plain", "words", bearer(one.token)));
    REQUIRE(made.status == 201);
    CHECK(text_of(json_of(made), "disclosure") == "edited");
    const std::string address = made.header("Location");
    const RawAnswer first = client.ask(get(address));
    CHECK(first.status == 200);
    CHECK(first.header("Access-Control-Allow-Origin") == "*");
    CHECK(first.header("Access-Control-Expose-Headers").find("Countersign-Exit-Status") != std::string::npos);
    CHECK(client.ask(get(address, "If-None-Match: " + first.header("ETag") + "\r\n")).status == 304);
    REQUIRE(client.ask(post("/v1/content", "", "words", bearer(two.token))).status == 201);
    const RawAnswer second = client.ask(get(address, "If-None-Match: " + first.header("ETag") + "\r\n"));
    CHECK(second.status == 200);
    CHECK(json_of(second).find("records")->as_array().size() == 2);
    CHECK(code_of(client.ask(get("/v1/content/" + std::string(64, '0')))) == "content.unknown");
    CHECK(code_of(client.ask(get("/v1/content/xyz"))) == "content.hash");
}

TEST_CASE("H20: any bytes get a verdict", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    for (const std::string& body : {std::string(), std::string("x"), std::string("\xff\xd8\xff"),
                                    sample_png().substr(0, 50), std::string(200'000, 'a')}) {
        const RawAnswer answer = client.ask(post("/v1/verify?bundle=1", "", body));
        CHECK(answer.status == 200);
        CHECK(text_of(json_of(answer), "truth") == "not-assessed");
    }
    CHECK(code_of(client.ask(post("/v1/verify?policy=absent", "", "x"))) == "policy.unknown");
    CHECK(code_of(client.ask(post("/v1/verify?bundle=2", "", "x"))) == "http.query");
}

TEST_CASE("H13: acting for an identity needs its token, in scope and in time", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Person owner = create(client, "owner-one");
    const Person other = create(client, "owner-two");
    CHECK(code_of(client.ask(post("/v1/content", "", "x"))) == "token.missing");
    const RawAnswer unknown = client.ask(post("/v1/content", "", "x", bearer(std::string(64, 'a'))));
    CHECK(unknown.status == 401);
    CHECK(unknown.header("WWW-Authenticate").starts_with("Bearer"));
    CHECK(code_of(unknown) == "token.unknown");
    auto& vault = running.context().vault;
    const auto id = parse_hex_fixed<rules::IdentityId>(owner.id).value();
    const UnixSeconds later{running.context().clock.now().value + 1000};
    const std::string only_manage = vault.make_token({id, service::scopes::manage, later}).value();
    CHECK(code_of(client.ask(post("/v1/content", "", "x", bearer(only_manage)))) == "token.scope");
    const std::string ended = vault.make_token({id, service::scopes::all, UnixSeconds{1}}).value();
    CHECK(code_of(client.ask(post("/v1/content", "", "x", bearer(ended)))) == "token.expired");
    CHECK(code_of(client.ask(post_json("/v1/identities/" + owner.id + "/handover",
                                       R"({"scheme":"p256","publicKey":"00"})", other.token))) == "token.identity");
    CHECK(code_of(client.ask(post("/v1/content", "", "", bearer(owner.token)))) == "content.empty");
    CHECK(code_of(client.ask(post("/v1/content?ai=maybe", "", "x", bearer(owner.token)))) == "content.disclosure");
    CHECK(code_of(client.ask(post("/v1/content?title=" + std::string(201, 'a'), "", "x", bearer(owner.token)))) ==
          "content.title");
}

TEST_CASE("H18: names are checked before anything is registered", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    create(client, "example-bank", "organisation");
    const auto size_before = running.context().ledger.health().size;
    const auto refused = [&](const std::string& body) {
        return code_of(client.ask(post_json("/v1/identities", body)));
    };
    CHECK(refused(R"({"name":"example-bank","kind":"person"})") == "name.taken");
    CHECK(refused(R"({"name":"examp1e-bank","kind":"person"})") == "name.lookalike");
    CHECK(refused(R"({"name":"Example Bank","kind":"person"})") == "name.taken");  // N7: folded first
    CHECK(refused(R"({"name":"exаmple","kind":"person"})") == "name.alphabet");    // a Cyrillic letter
    CHECK(refused(R"({"name":"abc-def","kind":"robot"})") == "identity.kind");
    CHECK(refused(R"({"kind":"person","more":1})") == "json.unknown_key");
    CHECK(refused(R"({"name":1,"kind":"person"})") == "json.type");
    CHECK(refused(R"([])") == "json.type");
    CHECK(refused("{") == "json.syntax");
    CHECK(running.context().ledger.health().size == size_before);
    CHECK(client.ask(post_json("/v1/identities", R"({"kind":"agent"})")).status == 201);
    CHECK(text_of(json_of(client.ask(get("/v1/identities/example-bank"))), "kind") == "organisation");
    CHECK(text_of(json_of(client.ask(get("/v1/identities/Example%20Bank"))), "name") == "example-bank");
    CHECK(code_of(client.ask(get("/v1/identities/nobody-here"))) == "identity.unknown");
    CHECK(code_of(client.ask(get("/v1/identities/" + std::string(64, '1')))) == "identity.unknown");
}

namespace {

/// Does something the first time it is asked: between the check of a name and its claim.
class InterruptingEntropy final : public Entropy {
  public:
    void fill(std::span<std::uint8_t> out) override {
        if (auto now = std::exchange(interruption, {})) {
            now();
        }
        system_.fill(out);
    }
    std::function<void()> interruption = {};

  private:
    SystemEntropy system_;
};

}  // namespace

TEST_CASE("H18: a name lost in a race is said with the token, and the token names the identity", "[api][service]") {
    TemporaryFolder folder;
    const SystemClock clock;
    InterruptingEntropy entropy;
    REQUIRE(service::init({folder.path() / "home", "localhost/test"}, clock, entropy));
    auto application = service::Application::open({.home = folder.path() / "home"}, clock, entropy).value();
    service::Context& context = application->context();
    const service::CreateIdentity create(context);
    entropy.interruption = [&create] { REQUIRE_FALSE(create.handle({.name = "first-come"})->unnamed); };
    const auto late = create.handle({.name = "first-come"});
    REQUIRE(late.has_value());
    REQUIRE(late->unnamed);
    CHECK(late->unnamed->code == errors::name_taken);
    CHECK(late->token.size() == 64);
    CHECK_FALSE(late->recovery_code.empty());
    // A look-alike that comes in between is found as well.
    entropy.interruption = [&create] { REQUIRE_FALSE(create.handle({.name = "hill-bank"})->unnamed); };
    CHECK(create.handle({.name = "hi1l-bank"})->unnamed->code == errors::name_lookalike);
    const service::ClaimName claim(context);
    CHECK(claim.handle({late->id, "first-come"}).error().code == errors::name_taken);
    REQUIRE(claim.handle({late->id, "second-come"}).has_value());
    const auto size = context.ledger.health().size;
    REQUIRE(claim.handle({late->id, "second-come"}).has_value());
    CHECK(context.ledger.health().size == size);
}

TEST_CASE("H18: a hosted identity without a name is named by its token", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Json nameless = json_of(client.ask(post_json("/v1/identities", R"({"kind":"agent"})")));
    CHECK(nameless.find("nameProblem") == nullptr);
    const std::string address = "/v1/identities/" + text_of(nameless, "id") + "/name";
    const std::string token = text_of(nameless, "token");
    const Person other = create(client, "other-agent");
    CHECK(code_of(client.ask(post_json(address, R"({"name":"late-name"})"))) == "token.missing");
    CHECK(code_of(client.ask(post_json(address, R"({"name":"late-name"})", other.token))) == "token.identity");
    CHECK(code_of(client.ask(post_json(address, R"({"name":"other-agent"})", token))) == "name.taken");
    CHECK(code_of(client.ask(post_json(address, R"({"name":"0ther-agent"})", token))) == "name.lookalike");
    CHECK(code_of(client.ask(post_json(address, R"({"name":"No"})", token))).starts_with("name."));
    CHECK(code_of(client.ask(post_json(address, R"({"nom":"late-name"})", token))) == "json.unknown_key");
    CHECK(text_of(json_of(client.ask(post_json(address, R"({"name":"late-name"})", token))), "name") == "late-name");
    CHECK(text_of(json_of(client.ask(get("/v1/identities/late-name"))), "id") == text_of(nameless, "id"));
}

TEST_CASE("H17: an identity is handed over to its owner's own key, and the service's keys end", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Person owner = create(client, "leaving-now");
    SystemEntropy entropy;
    const PrivateKey own = PrivateKey::generate(KeyType::secp256k1, entropy);
    const PrivateKey next = PrivateKey::generate(KeyType::p256, entropy);
    const std::string key = R"({"scheme":"secp256k1","publicKey":")" + to_hex(own.public_key().bytes()) +
                            R"(","recovery":{"scheme":"p256","publicKey":")" + to_hex(next.public_key().bytes()) +
                            "\"}";
    const std::string address = "/v1/identities/" + owner.id + "/handover";
    const Json asked = json_of(client.ask(post_json(address, key + "}", owner.token)));
    CHECK(asked.find("typedData") != nullptr);
    const auto digest = parse_hex_fixed<rules::MessageDigest>(text_of(asked, "digest")).value();
    const auto hand_over = [&](const std::string& proof, const std::string& code) {
        return client.ask(
            post_json(address, key + R"(,"proof":")" + proof + R"(","recoveryCode":")" + code + "\"}", owner.token));
    };
    const std::string proof = to_hex(view(sign_digest(own, digest)));
    CHECK(code_of(hand_over(std::string(127, '1') + "2", owner.recovery_code)).starts_with("registry."));
    CHECK(code_of(hand_over("11", owner.recovery_code)) == "signature.length");
    CHECK(code_of(hand_over(proof, "0000")) == "recovery.code");
    const std::string others = create(client, "another-one").recovery_code;
    CHECK(code_of(hand_over(proof, others)) == "registry.recovery_mismatch");
    const RawAnswer done = hand_over(proof, owner.recovery_code);
    INFO(done.body);
    REQUIRE(done.status == 200);
    CHECK(text_of(json_of(done), "custody") == "own");
    CHECK(code_of(client.ask(post("/v1/content", "", "x", bearer(owner.token)))) == "token.unknown");
    const Json identity = json_of(client.ask(get("/v1/identities/leaving-now")));
    CHECK(text_of(identity, "custody") == "own");
    REQUIRE(identity.find("keys")->as_array().size() == 1);
    CHECK(text_of(identity.find("keys")->as_array().front(), "scheme") == "secp256k1");
    // Without the service: an operation of the owner's own.
    const auto id = parse_hex_fixed<rules::IdentityId>(owner.id).value();
    CHECK(running.context().vault.hosted(id).error().code == errors::identity_not_hosted);
}

TEST_CASE("H15, H16: the recovery code takes the identity back through a signed operation", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Person owner = create(client, "comes-back");
    const PrivateKey recovery = service::recovery_key(service::parse_recovery_code(owner.recovery_code)->view());
    SystemEntropy entropy;
    const PrivateKey next = PrivateKey::generate(KeyType::p256, entropy);
    rules::Recover body{};
    body.roles = rules::roles::all;
    body.recovery = ledger::key_id(next.public_key());
    body.custody = rules::Custody::self;
    body.scope = rules::RecoveryScope::all_keys;
    auto header = running.context().hosted.next_header(parse_hex_fixed<rules::IdentityId>(owner.id).value(),
                                                       recovery.public_key());
    const Bytes bytes = ledger::sign_operation({header, body}, recovery);
    const std::string binary(as_text(bytes));
    const RawAnswer accepted = client.ask(post("/v1/operations", "application/octet-stream", binary));
    REQUIRE(accepted.status == 201);
    CHECK(text_of(json_of(accepted), "type") == "recover");
    // H19: sent again, the first answer.
    CHECK(client.ask(post("/v1/operations", "application/octet-stream", binary)).body == accepted.body);
    const Json kept = json_of(client.ask(get(accepted.header("Location"))));
    CHECK(text_of(kept, "id") == text_of(json_of(accepted), "id"));
    CHECK(kept.find("entry") != nullptr);
    CHECK(text_of(json_of(client.ask(get("/v1/identities/comes-back"))), "custody") == "own");

    // As JSON, with one signature byte changed, and to a name that looks like another's.
    rules::ClaimName claim{};
    const ByteView look = as_bytes("c0mes-back");
    REQUIRE(claim.name.assign(rules::ByteSpan(look)));
    header = running.context().hosted.next_header(parse_hex_fixed<rules::IdentityId>(owner.id).value(),
                                                  recovery.public_key());
    const Bytes lookalike = ledger::sign_operation({header, claim}, recovery);
    CHECK(code_of(client.ask(post("/v1/operations", "application/octet-stream", as_text(lookalike)))) ==
          "name.lookalike");
    std::string broken = binary;
    broken.back() = static_cast<char>(broken.back() ^ 1);
    CHECK(code_of(client.ask(post("/v1/operations", "application/octet-stream", broken))).starts_with("registry."));
    CHECK(code_of(client.ask(post("/v1/operations", "application/octet-stream", ""))) == "registry.truncated");
    CHECK(code_of(client.ask(post_json("/v1/operations", "{}"))) == "operation_json.form");
    CHECK(code_of(client.ask(post("/v1/operations", "text/plain", "{}"))) == "http.media_type");
    RawClient later(running.port());
    CHECK(code_of(later.ask(get("/v1/operations/" + std::string(64, '2')))) == "operation.unknown");
    CHECK(code_of(later.ask(get("/v1/operations/2"))) == "operation.id");
}

TEST_CASE("H24, VC27: a credential is issued, verified, suspended, and revoked for good", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Person issuer = create(client, "registrar", "organisation");
    const Person subject = create(client, "worker-bee");
    const RawAnswer made = client.ask(
        post_json("/v1/credentials",
                  R"({"type":"EmployeeCredential","subject":"worker-bee","claims":{"role":"editor"}})", issuer.token));
    REQUIRE(made.status == 201);
    const Json issued = json_of(made);
    const std::string id = text_of(issued, "id");
    const Json& credential = *issued.find("credential");
    // Who has credential and salt can show the leaf.
    const Json& commitment = *issued.find("commitment");
    const auto salt = parse_hex_fixed<rules::Salt>(text_of(commitment, "salt")).value();
    const auto batch = parse_hex_fixed<rules::BatchId>(text_of(commitment, "batch")).value();
    const auto shown = running.context().ledger.prove_leaf(batch, 0).value();
    rules::CredentialLeaf leaf{};
    REQUIRE(rules::decode(shown.leaf, leaf));
    CHECK(retag<Sha256Digest>(leaf.commitment) == sha256({as_bytes("countersign credential v1"), view(salt),
                                                          view(sha256(as_bytes(to_canonical_json(credential))))}));
    const auto verify = [&](const Json& one) {
        return json_of(client.ask(
            post_json("/v1/credentials/verify", to_json_text(Json::object({{"verifiableCredential", one}})))));
    };
    CHECK(verify(credential).find("verified")->as_bool());
    Json forged = credential;
    forged.set("credentialSubject", Json::object({{"id", "did:example:x"}, {"role", "chief"}}));
    CHECK(text_of(verify(forged).find("reasons")->as_array().front(), "code") == "proof.invalid");
    const auto set = [&](const std::string& body, const Person& by) {
        return client.ask(post_json("/v1/credentials/" + id + "/status", body, by.token));
    };
    CHECK(set(R"({"status":"suspended","reason":7})", issuer).status == 200);
    CHECK(text_of(verify(credential), "status") == "suspended");
    CHECK(set(R"({"status":"valid"})", issuer).status == 200);
    CHECK(verify(credential).find("verified")->as_bool());
    CHECK(code_of(set(R"({"status":"revoked"})", subject)) == "token.identity");
    CHECK(code_of(set(R"({"status":"gone"})", issuer)) == "issue.status");
    CHECK(code_of(set(R"({"status":"valid","reason":65536})", issuer)) == "issue.reason");
    CHECK(set(R"({"status":"revoked"})", issuer).status == 200);
    CHECK(text_of(verify(credential), "status") == "revoked");
    CHECK(code_of(set(R"({"status":"valid"})", issuer)) == "registry.status_final");
    CHECK(code_of(client.ask(post_json("/v1/credentials/absent/status", R"({"status":"valid"})", issuer.token))) ==
          "credential.unknown");
    const RawAnswer list = client.ask(get("/v1/status/" + issuer.id + "-revocation"));
    CHECK(list.header("Content-Type") == "application/vc");
    CHECK(json_of(list).find("proof") != nullptr);
    CHECK(code_of(client.ask(get("/v1/status/" + subject.id + "-revocation"))) == "status_list.unknown");
    CHECK(code_of(client.ask(get("/v1/status/nonsense"))) == "status_list.unknown");
    // The subject's page shows it.
    const Json worker = json_of(client.ask(get("/v1/identities/worker-bee")));
    CHECK(worker.find("standing")->find("credentials")->as_array().size() == 1);

    const auto refused = [&](const std::string& body) {
        return code_of(client.ask(post_json("/v1/credentials", body, issuer.token)));
    };
    CHECK(refused(R"({"type":"T","subject":"nobody-at-all","claims":{}})") == "issue.subject");
    CHECK(refused(R"({"type":"T","subject":"did:x","claims":{}})") == "issue.subject");
    CHECK(refused(R"({"type":"1T","subject":"worker-bee","claims":{"a":1}})") == "issue.type");
    CHECK(refused(R"({"type":"T","subject":"worker-bee","claims":{"id":"x"}})") == "issue.claims");
    CHECK(refused(R"({"type":"T","subject":"worker-bee","claims":{"a":1},"schema":"x"})") == "issue.schema");
    CHECK(refused(R"({"type":"T","subject":"worker-bee","claims":{"a":1},"validFrom":"x"})") == "time.syntax");
    CHECK(refused(R"({"type":"T","subject":"worker-bee","claims":[]})") == "json.type");
    CHECK(refused(R"({"type":"T","subject":"worker-bee","claims":{"a":1},"schema":")" + std::string(64, '1') + "\"}") ==
          "registry.schema_unknown");
}

TEST_CASE("H22: DIDs resolve as the standard's HTTP binding says", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Person owner = create(client, "has-a-did");
    const std::string did = "did:web:localhost:identities:" + owner.id;
    const auto resolve = [&](const std::string& one, const std::string& accept = "") {
        return client.ask(get("/1.0/identifiers/" + one, accept.empty() ? "" : "Accept: " + accept + "\r\n"));
    };
    const RawAnswer document = resolve(did);
    CHECK(document.status == 200);
    CHECK(document.header("Content-Type") == "application/did");
    CHECK(document.body == client.ask(get("/identities/" + owner.id + "/did.json")).body);
    const RawAnswer whole = resolve(did, "application/did-resolution");
    CHECK(whole.header("Content-Type") == "application/did-resolution");
    CHECK(text_of(*json_of(whole).find("didDocument"), "id") == did);
    CHECK(resolve("did:web:localhost").body == client.ask(get("/.well-known/did.json")).body);
    CHECK(resolve("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK").status == 200);
    CHECK(resolve("did:web:localhost:identities:has-a-did").status == 404);
    CHECK(resolve("did:web:elsewhere.example").status == 404);
    CHECK(resolve("not-a-did").status == 400);
    CHECK(resolve("did:key:zzz").status == 400);
    const RawAnswer method = resolve("did:example:123", "application/did-resolution");
    CHECK(method.status == 501);
    CHECK(text_of(*json_of(method).find("didResolutionMetadata")->find("error"), "type") ==
          "https://www.w3.org/ns/did#METHOD_NOT_SUPPORTED");
    const RawAnswer unacceptable = resolve(did, "text/html");
    CHECK(unacceptable.status == 406);
    CHECK(text_of(json_of(unacceptable), "code") == "did.representation");
}

TEST_CASE("the log is served with proofs that hold", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    create(client, "some-one");
    REQUIRE(running.context().ledger.publish().has_value());
    const RawAnswer note = client.ask(get("/v1/log/checkpoint"));
    const auto key = running.context().ledger.verifier_key().value();
    const auto checkpoint = log::open_checkpoint(note.body, key);
    REQUIRE(checkpoint.has_value());
    const auto& head = checkpoint->checkpoint.head;
    CHECK(head.size == 3);
    const auto proof_of = [](const Json& json) {
        log::Proof proof;
        for (const Json& hash : json.find("hashes")->as_array()) {
            proof.push_back(parse_hex_fixed<Sha256Digest>(hash.as_string()).value());
        }
        return proof;
    };
    const Json inclusion = json_of(client.ask(get("/v1/log/proof/inclusion?index=1")));
    const auto leaf = parse_hex_fixed<Sha256Digest>(text_of(inclusion, "leafHash")).value();
    CHECK(log::verify_inclusion(leaf, 1, 3, proof_of(inclusion), head.root).has_value());
    CHECK(text_of(json_of(client.ask(get("/v1/log/proof/inclusion?leafHash=" + to_hex(view(leaf))))), "leafHash") ==
          to_hex(view(leaf)));
    const Json consistency = json_of(client.ask(get("/v1/log/proof/consistency?from=2")));
    const auto from_root = parse_hex_fixed<Sha256Digest>(text_of(consistency, "fromRootHash")).value();
    CHECK(log::verify_consistency({2, from_root}, head, proof_of(consistency)).has_value());
    const Json entries = json_of(client.ask(get("/v1/log/entries?start=1&count=2")));
    REQUIRE(entries.find("entries")->as_array().size() == 2);
    const Bytes raw = parse_base64(text_of(entries.find("entries")->as_array().front(), "bytes")).value();
    CHECK(log::leaf_hash(raw) == leaf);
    CHECK(json_of(client.ask(get("/v1/log/entries?start=99"))).find("entries")->as_array().empty());
    CHECK(client.ask(get("/v1/log/tile/0/000.p/3")).body.size() == 96);
    CHECK(client.ask(get("/v1/log/tile/entries/000.p/3")).status == 200);
    CHECK(code_of(client.ask(get("/v1/log/tile/0/000"))) == "tile.not_found");
    CHECK(code_of(client.ask(get("/v1/log/tile/0/x/y"))) == "tile.path");
    for (const char* const bad :
         {"inclusion", "inclusion?index=1&leafHash=0", "inclusion?index=-1", "inclusion?index=01", "inclusion?index=x",
          "inclusion?leafHash=zz", "inclusion?index=9", "inclusion?index=1&size=99", "consistency",
          "consistency?from=x", "consistency?from=9", "consistency?from=0", "consistency?from=1&to=99",
          "inclusion?index=1&size=0"}) {
        INFO(bad);
        const RawAnswer answer = client.ask(get("/v1/log/proof/" + std::string(bad)));
        CHECK((answer.status == 400 || answer.status == 404));
    }
    CHECK(code_of(client.ask(get("/v1/log/entries?count=257"))) == "log.parameter");
    CHECK(code_of(client.ask(get("/v1/log/entries?count=0"))) == "log.parameter");
}

TEST_CASE("the page, its files and the contract are served", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    for (const char* const view :
         {"/", "/verify", "/verify/abc", "/identity/example", "/log?entry=1", "/create", "/builders"}) {
        const RawAnswer answer = client.ask(get(view));
        CHECK(answer.status == 200);
        CHECK(answer.header("Content-Type").starts_with("text/html"));
        CHECK(answer.header("Content-Security-Policy").find("script-src 'self'") != std::string::npos);
    }
    const RawAnswer page = client.ask(get("/"));
    CHECK(client.ask(get("/", "If-None-Match: " + page.header("ETag") + "\r\n")).status == 304);
    CHECK(client.ask(get("/assets/style.css")).header("Content-Type").starts_with("text/css"));
    CHECK(code_of(client.ask(get("/assets/absent.js"))) == "http.not_found");
    CHECK(client.ask(get("/openapi.yaml")).body.starts_with("openapi: 3.1"));
    CHECK(client.ask(get("/healthz")).body == "ok\n");
    CHECK(client.ask(get("/readyz")).body == "ready\n");
    CHECK(client.ask(get("/metrics")).body.find("countersign_log_size 1") != std::string::npos);
    CHECK(client.ask(get("/.well-known/jwks.json")).status == 200);
}

TEST_CASE("a service that is started again goes on where it stopped", "[api][service]") {
    RunningService running;
    Person owner;
    {
        RawClient client(running.port());
        owner = create(client, "still-here");
    }
    running.stop();
    running.start();
    REQUIRE_FALSE(running.failure());
    RawClient client(running.port());
    CHECK(client.ask(post("/v1/content", "", "x", bearer(owner.token))).status == 201);
    CHECK(text_of(json_of(client.ask(get("/v1/identities/still-here"))), "id") == owner.id);
}

TEST_CASE("no body, whatever it is, gets a 5xx", "[api][service]") {
    RunningService running;
    RawClient client(running.port());
    const Person owner = create(client, "fuzzed-one");
    for (const std::string& target : std::initializer_list<std::string>{
             "/v1/operations", "/v1/identities", "/v1/credentials", "/v1/credentials/verify",
             "/v1/credentials/x/status", "/v1/identities/fuzzed-one/handover"}) {
        for (const std::string& body :
             {std::string(), std::string("null"), std::string("{}"), std::string("[]"), std::string("\"\""),
              std::string("1e999"), std::string("{\"a\":{\"a\":{}}}"), std::string(70, '['),
              std::string(R"({"kind":"ClaimName","message":[],"signatures":{}})"),
              std::string(R"({"verifiableCredential":{}})"),
              std::string(R"({"verifiableCredential":{"@context":[],"proof":[[]]}})"),
              std::string(R"({"type":"T","subject":"","claims":{}})"), std::string(R"({"status":[]})"),
              std::string("\xff\xfe")}) {
            INFO(target << " " << body);
            const RawAnswer answer = client.ask(post_json(target, body, owner.token));
            CHECK(answer.status >= 200);
            CHECK(answer.status < 500);
        }
    }
}

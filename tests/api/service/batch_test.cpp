// Batches of the service over real sockets (docs/spec/batching.md).
#include <catch2/catch.hpp>

#include <chrono>
#include <thread>

#include "api/service/context.hpp"
#include "api/service/errors.hpp"
#include "api/service/recovery_code.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/rules/batch_tree.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/hash.hpp"
#include "tests/api/http/raw_client.hpp"
#include "tests/api/service/asking.hpp"
#include "tests/api/service/running_service.hpp"
#include "verifier/media/sample_image.hpp"

using namespace countersign;
using namespace countersign::api;
using http::get;
using http::post;
using http::RawAnswer;
using http::RawClient;
using service::bearer;
using service::create;
using service::json_of;
using service::Person;
using service::RunningService;
using service::text_of;

namespace {

constexpr service::BatchOptions three_or_a_minute{.count = 3, .seconds = 60};
constexpr service::BatchOptions many_or_a_second{.count = 100, .seconds = 1};

RawAnswer sign(RawClient& client, const Person& person, const std::string& content) {
    return client.ask(post("/v1/content", "", content, bearer(person.token)));
}
/// The item's id.
std::string sign_later(RawClient& client, const Person& person, const std::string& content) {
    const RawAnswer answer = sign(client, person, content);
    INFO(answer.head << answer.body);
    REQUIRE(answer.status == 202);
    const std::string item = text_of(json_of(answer), "item");
    CHECK(answer.header("Location") == "/v1/items/" + item);
    CHECK(answer.header("Countersign-Item") == item);
    return item;
}
Json issue_later(RawClient& client, const Person& issuer) {
    const RawAnswer answer =
        client.ask(post("/v1/credentials", "application/json",
                        R"({"type":"T","subject":"did:example:x","claims":{"a":1}})", bearer(issuer.token)));
    INFO(answer.head << answer.body);
    REQUIRE(answer.status == 202);
    return json_of(answer);
}
Json item_of(RawClient& client, const std::string& id) { return json_of(client.ask(get("/v1/items/" + id))); }
/// Asks until the item is in this state; half a minute at most.
Json wait_for(RawClient& client, const std::string& id, const std::string& state) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (;;) {
        Json item = item_of(client, id);
        if (text_of(item, "state") == state) {
            return item;
        }
        INFO(to_json_text(item));
        REQUIRE(std::chrono::steady_clock::now() < end);
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}
/// R51: the path leads from the leaf, which has that content, to the batch's root.
void check_path(const Json& item, const std::string& content) {
    const Json& proof = *item.find("proof");
    const Bytes leaf_bytes = parse_hex(text_of(proof, "leaf")).value();
    rules::ContentLeaf leaf{};
    REQUIRE(rules::decode(leaf_bytes, leaf));
    CHECK(rules::retag<Sha256Digest>(leaf.content) == sha256(as_bytes(content)));
    rules::InclusionProof path{};
    for (const Json& hash : proof.find("path")->as_array()) {
        REQUIRE(path.push(parse_hex_fixed<rules::TreeHash>(hash.as_string()).value()));
    }
    const auto index = static_cast<std::uint32_t>(get_unsigned(proof, "index").value());
    CHECK(leaf.index == index);
    CHECK(rules::is_included(rules::leaf_hash(rules::ByteSpan(leaf_bytes), ledger::host_crypto()), index,
                             static_cast<std::uint32_t>(get_unsigned(proof, "count").value()), path,
                             parse_hex_fixed<rules::TreeHash>(text_of(proof, "root")).value(), ledger::host_crypto()));
}

}  // namespace

TEST_CASE("Q1, Q3, Q8: what comes together shares one operation, by count; each leaf has its path", "[api][batch]") {
    RunningService running({}, three_or_a_minute);
    RawClient client(running.port());
    const Person person = create(client, "batch-person", "organisation");
    const Person other = create(client, "other-person", "organisation");
    const std::uint64_t before = running.context().ledger.health().size;
    // The same file twice within a second, and another's file, which isn't of this batch.
    const std::string first = sign_later(client, person, "one");
    const std::string second = sign_later(client, person, "one");
    const std::string strange = sign_later(client, other, "one");
    CHECK(text_of(item_of(client, first), "state") == "waiting");
    CHECK(item_of(client, first).find("proof") == nullptr);
    CHECK(client.ask(get("/v1/content/" + to_hex(view(sha256(as_bytes("one")))))).status == 404);
    const std::string third = sign_later(client, person, "three");
    const Json done = wait_for(client, third, "committed");
    check_path(done, "three");
    for (const std::string& id : {first, second}) {
        const Json item = wait_for(client, id, "committed");
        check_path(item, "one");
        CHECK(text_of(item, "batch") == text_of(done, "batch"));
        CHECK(text_of(*item.find("operation"), "id") == text_of(*done.find("operation"), "id"));
    }
    CHECK(running.context().ledger.health().size == before + 1);
    CHECK(text_of(item_of(client, strange), "state") == "waiting");
    // Q8: what waits is never forgotten, what is committed after a while.
    REQUIRE(running.context().batches.store().forget_before(UnixSeconds{4'000'000'000}).has_value());
    CHECK(client.ask(get("/v1/items/" + first)).status == 404);
    CHECK(text_of(item_of(client, strange), "state") == "waiting");
    const Json content = json_of(client.ask(get("/v1/content/" + to_hex(view(sha256(as_bytes("one")))))));
    CHECK(content.find("records")->as_array().size() == 2);
    CHECK(text_of(json_of(client.ask(get("/v1/items/" + std::string(32, '0')))), "code") == "item.unknown");
}

TEST_CASE("Q3: a signed picture waits too, and the time commits what the count doesn't", "[api][batch]") {
    RunningService running({}, many_or_a_second);
    RawClient client(running.port());
    const Person person = create(client, "patient-one", "organisation");
    const std::string png(as_text(verifier::media::to_png(verifier::media::paint_landscape(7, 120, 80))));
    const RawAnswer taken = sign(client, person, png);
    REQUIRE(taken.status == 202);
    CHECK(taken.header("Content-Type") == "image/png");
    CHECK(taken.header("Countersign-Operation").empty());
    check_path(wait_for(client, taken.header("Countersign-Item"), "committed"), taken.body);
    RawClient later(running.port());
    const Json verdict = json_of(later.ask(post("/v1/verify", "image/png", taken.body)));
    CHECK(text_of(verdict, "integrity") == "intact");
}

TEST_CASE("Q4: what waits goes on after a restart, whatever the options are then", "[api][batch]") {
    RunningService running({}, three_or_a_minute);
    std::vector<std::string> items;
    {
        RawClient client(running.port());
        const Person person = create(client, "restarted", "organisation");
        items = {sign_later(client, person, "one"), sign_later(client, person, "two")};
    }
    running.stop();
    running.set_batches({});
    running.start();
    RawClient client(running.port());
    check_path(wait_for(client, items[0], "committed"), "one");
    check_path(wait_for(client, items[1], "committed"), "two");
}

TEST_CASE("Q2: without options each is committed at once, and the same again is the same record", "[api][batch]") {
    RunningService running;
    RawClient client(running.port());
    const Person person = create(client, "at-once", "organisation");
    // Within one second the leaf is the same: some pair of these is.
    for (int i = 0; i < 5; ++i) {
        const RawAnswer answer = sign(client, person, "again and again");
        INFO(answer.body);
        REQUIRE(answer.status == 201);
        CHECK_FALSE(answer.header("Countersign-Operation").empty());
    }
}

TEST_CASE("Q6: credentials of a batch have a place each; before it nothing is set, and then each alone",
          "[api][batch]") {
    RunningService running({}, three_or_a_minute);
    RawClient client(running.port());
    const Person issuer = create(client, "batch-issuer", "organisation");
    std::vector<Json> issued = {issue_later(client, issuer), issue_later(client, issuer)};
    const auto set = [&](const Json& one, const std::string& status) {
        return client.ask(post("/v1/credentials/" + text_of(one, "id") + "/status", "application/json",
                               R"({"status":")" + status + "\"}", bearer(issuer.token)));
    };
    const auto status_of = [&](const Json& one) {
        const Json body = Json::object({{"verifiableCredential", *one.find("credential")}});
        return text_of(json_of(client.ask(post("/v1/credentials/verify", "application/json", to_json_text(body)))),
                       "status");
    };
    CHECK(text_of(json_of(set(issued[1], "revoked")), "code") == "credential.pending");
    issued.push_back(issue_later(client, issuer));
    for (std::size_t i = 0; i < issued.size(); ++i) {
        const Json item = wait_for(client, text_of(issued[i], "item"), "committed");
        CHECK(text_of(item, "credential") == text_of(issued[i], "id"));
        CHECK(get_unsigned(*item.find("proof"), "index").value() == i);
        // Who has credential and salt can show the leaf.
        rules::CredentialLeaf leaf{};
        REQUIRE(rules::decode(parse_hex(text_of(*item.find("proof"), "leaf")).value(), leaf));
        const auto salt = parse_hex_fixed<rules::Salt>(text_of(*issued[i].find("commitment"), "salt")).value();
        CHECK(leaf.commitment ==
              rules::credential_commitment(salt, sha256(as_bytes(to_canonical_json(*issued[i].find("credential")))),
                                           ledger::host_crypto()));
    }
    CHECK(set(issued[1], "revoked").status == 200);
    CHECK(status_of(issued[0]) == "valid");
    CHECK(status_of(issued[1]) == "revoked");
    CHECK(status_of(issued[2]) == "valid");
}

TEST_CASE("Q6: a batch that the registry refuses says why, and its credentials count as revoked", "[api][batch]") {
    RunningService running({}, three_or_a_minute);
    RawClient client(running.port());
    const Person issuer = create(client, "taken-back", "organisation");
    const Json issued = issue_later(client, issuer);
    const std::string content = sign_later(client, issuer, "mine");
    // Its owner takes the identity back, and retires the service's keys.
    const PrivateKey recovery = service::recovery_key(service::parse_recovery_code(issuer.recovery_code)->view());
    SystemEntropy entropy;
    rules::Recover body{};
    body.roles = rules::roles::all;
    body.recovery = ledger::key_id(PrivateKey::generate(KeyType::p256, entropy).public_key());
    body.custody = rules::Custody::self;
    body.scope = rules::RecoveryScope::all_keys;
    const auto header = running.context().hosted.next_header(parse_hex_fixed<rules::IdentityId>(issuer.id).value(),
                                                             recovery.public_key());
    const Bytes bytes = ledger::sign_operation({header, body}, recovery);
    REQUIRE(client.ask(post("/v1/operations", "application/octet-stream", as_text(bytes))).status == 201);
    // Whatever asks for it to be committed now finds out.
    CHECK(running.context().batches.flush(parse_hex_fixed<rules::IdentityId>(issuer.id).value()).has_value());
    const Json item = item_of(client, text_of(issued, "item"));
    CHECK(text_of(item, "state") == "refused");
    CHECK(text_of(item, "problem") == "registry.key_retired");
    CHECK(text_of(item_of(client, content), "state") == "refused");
    const Json verdict =
        json_of(client.ask(post("/v1/credentials/verify", "application/json",
                                to_json_text(Json::object({{"verifiableCredential", *issued.find("credential")}})))));
    CHECK_FALSE(verdict.find("verified")->as_bool());
    CHECK(text_of(verdict, "status") == "revoked");
}

TEST_CASE("Q7: a handover commits what waits before the service's keys end", "[api][batch]") {
    RunningService running({}, three_or_a_minute);
    RawClient client(running.port());
    const Person owner = create(client, "leaves-soon", "organisation");
    const std::string item = sign_later(client, owner, "last words");
    SystemEntropy entropy;
    const PrivateKey own = PrivateKey::generate(KeyType::p256, entropy);
    const PrivateKey next = PrivateKey::generate(KeyType::p256, entropy);
    const std::string key = R"({"scheme":"p256","publicKey":")" + to_hex(own.public_key().bytes()) +
                            R"(","recovery":{"scheme":"p256","publicKey":")" + to_hex(next.public_key().bytes()) +
                            "\"}}";
    const RawAnswer asked =
        client.ask(post("/v1/identities/" + owner.id + "/handover", "application/json", key, bearer(owner.token)));
    INFO(asked.body);
    REQUIRE(asked.status == 200);
    check_path(item_of(client, item), "last words");
}

TEST_CASE("Q7: where nothing commits, a handover doesn't begin", "[api][batch]") {
    const SystemClock clock;
    SystemEntropy entropy;
    const TemporaryFolder folder;
    REQUIRE(service::init({folder.path() / "home", "localhost/test"}, clock, entropy).has_value());
    service::ServiceOptions options;
    options.home = folder.path() / "home";
    options.batches = three_or_a_minute;
    // Nobody has started its threads, as in a command that opens the folder itself.
    const auto application = service::Application::open(options, clock, entropy);
    REQUIRE(application.has_value());
    service::Batcher& batches = (*application)->context().batches;
    rules::IdentityId issuer{};
    issuer.bytes[0] = 1;
    REQUIRE(batches.add({.group = {.issuer = issuer}, .leaf = service::encode_leaf(rules::ContentLeaf{})}).has_value());
    CHECK(batches.flush(issuer).error().code == errors::item_open);
    CHECK(batches.flush(rules::IdentityId{}).has_value());
}

// What an offline check believes and what it doesn't (B4 to B11).
#include <algorithm>

#include "contracts/log/checkpoint.hpp"
#include "tests/verifier/bundle/example.hpp"

namespace countersign::bundle {

namespace {

const Sha256Digest asset = Actor::content_hash(7);

std::string failure(const Outcome& outcome) {
    CHECK(outcome.status == CheckStatus::fails);
    CHECK(exit_status(outcome) == 1);
    return outcome.failure ? std::string(outcome.failure->code.name) : "";
}

bool tells(const std::vector<verdict::Reason>& reasons, std::string_view code) {
    return std::ranges::any_of(reasons, [code](const auto& reason) { return reason.code == code; });
}

/// The bundle with something changed, as somebody would write it who knows the format.
template <typename Change>
std::string changed(const std::string& text, const Change& change) {
    auto bundle = *parse_bundle(text);
    change(bundle);
    return to_text(bundle);
}

TEST_CASE("a proof holds as of its checkpoint (B9, B10)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.claim("alice-news"));
    home.send(alice.commit(7, 3));
    auto bob = home.actor(2);
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    const auto outcome = home.check(text, asset);
    INFO(code_of(outcome));
    REQUIRE(outcome.status == CheckStatus::holds);
    CHECK(exit_status(outcome) == 0);
    CHECK(outcome.identity == alice.id());
    CHECK(outcome.names == std::vector<std::string>{"alice-news"});
    CHECK(outcome.registered_at == UnixSeconds{ledger_test::start_time.value + 20});
    CHECK(outcome.log_time == UnixSeconds{ledger_test::start_time.value + 30});
    CHECK(outcome.checkpoint->head.size == 5);
    CHECK(to_sentence(outcome) ==
          "Holds as of checkpoint 5 of log.example/ledger, 28 May 2026: alice-news registered "
          "this file on 28 May 2026.");
    CHECK(tells(outcome.shown, "record.registered"));
    CHECK(tells(outcome.service_word, "absence.status"));
    CHECK(tells(outcome.service_word, "absence.key"));
    CHECK(tells(outcome.service_word, "absence.dispute"));
    CHECK(to_json(outcome).find("status")->as_string() == "holds");
}

TEST_CASE("all paths lead to the last checkpoint, and a fresh one is signed where there is none (B13)",
          "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 3));
    CHECK(home.ledger->checkpoint().error().code == errors::ledger_no_checkpoint);
    const auto first = parse_bundle(home.make({.asset = asset, .claim_key = {}, .identity = {}}));
    CHECK(first->checkpoint == home.ledger->checkpoint()->note);
    CHECK(first->last.index == 2);
    auto bob = home.actor(2);
    const auto second = parse_bundle(home.make({.asset = asset, .claim_key = {}, .identity = {}}));
    CHECK(second->checkpoint == home.ledger->checkpoint()->note);
    CHECK(second->checkpoint != first->checkpoint);
    CHECK(second->last.index == 3);
}

TEST_CASE("without a key a proof is unanchored (B9)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 1));
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    const auto outcome = check(text, {.asset = asset, .report = nullptr, .log_keys = {}});
    CHECK(outcome.status == CheckStatus::unanchored);
    CHECK(exit_status(outcome) == 3);
    CHECK(to_sentence(outcome).ends_with("so anybody may have made it."));
    CHECK(to_json(outcome).find("failure")->is_null());
    CHECK(failure(check(text, {.asset = Actor::content_hash(8), .report = nullptr, .log_keys = {}})) == "bundle.asset");
}

TEST_CASE("only the log's own key is believed (B4)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 1));
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    const auto check_with = [&text](const log::VerifierKey& key) {
        return check(text, {.asset = asset, .report = nullptr, .log_keys = {&key, 1}});
    };
    CHECK(failure(check_with(ledger_test::checkpoint_signer(7, "other.example/log").verifier())) ==
          "bundle.log_unknown");
    CHECK(failure(check_with(ledger_test::checkpoint_signer(8).verifier())) == "bundle.checkpoint");
    // A second signature, by somebody whom the checker doesn't know, could be anything.
    const auto stranger = ledger_test::checkpoint_signer(9, "stranger.example");
    const auto twice = changed(text, [&stranger](Bundle& bundle) {
        bundle.checkpoint += *stranger.sign_line(log::parse_note(bundle.checkpoint)->text);
    });
    CHECK(failure(home.check(twice, asset)) == "bundle.signature_unknown");
    CHECK(failure(home.check(changed(text, [](Bundle& bundle) { bundle.checkpoint = "nonsense"; }), asset)) ==
          "bundle.checkpoint");
}

TEST_CASE("every entry must be in the log (B5)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    auto bob = home.actor(2);
    home.send(alice.commit(7, 1));
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    const auto fails = [&](auto change) { return failure(home.check(changed(text, change), asset)); };
    CHECK(fails([](Bundle& bundle) { bundle.entries[1].path.pop_back(); }) == "bundle.inclusion");
    CHECK(fails([](Bundle& bundle) { bundle.entries[1].entry.back() ^= 1; }) == "bundle.inclusion");
    CHECK(fails([](Bundle& bundle) { bundle.entries[1].index = 2; }) == "bundle.inclusion");
    CHECK(fails([](Bundle& bundle) { bundle.last = bundle.entries[1]; }) == "bundle.inclusion");
    CHECK(fails([](Bundle& bundle) { bundle.last.path.clear(); }) == "bundle.inclusion");
}

TEST_CASE("the rules are run over the entries (B6)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 1));
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    // The commit of an identity that the proof doesn't create.
    CHECK(failure(home.check(changed(text, [](Bundle& bundle) { bundle.entries.erase(bundle.entries.begin() + 1); }),
                             asset)) == "bundle.replay");
    // Another log's key can't vouch for this registry's entries.
    Home other;
    auto carol = other.actor(3);
    other.send(carol.commit(7, 1));
    const auto foreign = other.make({.asset = asset, .claim_key = {}, .identity = {}});
    CHECK(home.check(foreign, asset).status == CheckStatus::holds);  // the same key and origin, its own registry
    const auto mixed = changed(text, [&foreign](Bundle& bundle) { bundle.leaf = parse_bundle(foreign)->leaf; });
    CHECK(home.check(mixed, asset).status == CheckStatus::holds);  // the very same leaf
}

TEST_CASE("the record must be the batch's and the identity's (B7)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    auto bob = home.actor(2);
    home.send(alice.commit(7, 4));
    const auto text = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    const auto other = home.make({.asset = Actor::content_hash(8), .claim_key = {}, .identity = {}});
    const auto fails = [&](auto change) { return failure(home.check(changed(text, change), asset)); };
    CHECK(fails([](Bundle& bundle) { bundle.leaf->index = 1; }) == "bundle.leaf");
    CHECK(fails([](Bundle& bundle) { bundle.leaf->path.pop_back(); }) == "bundle.leaf");
    CHECK(fails([](Bundle& bundle) { bundle.leaf->path.resize(limits::batch_proof_hashes_max + 1); }) == "bundle.leaf");
    CHECK(fails([](Bundle& bundle) { bundle.leaf->leaf.back() ^= 1; }) == "bundle.leaf");
    CHECK(fails([](Bundle& bundle) { bundle.leaf->entry = 1; }) == "bundle.leaf");
    CHECK(fails([&other](Bundle& bundle) { bundle.leaf = parse_bundle(other)->leaf; }) == "bundle.asset");
    CHECK(fails([&bob](Bundle& bundle) { bundle.identity = bob.id(); }) == "bundle.identity");
    CHECK(fails([](Bundle& bundle) { bundle.asset = Actor::content_hash(8); }) == "bundle.asset");
}

TEST_CASE("a proof of a signing key needs the file that it signed (B8)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1, KeyType::p256);
    const auto text = home.make({.asset = asset, .claim_key = alice.key().public_key(), .identity = {}});
    CHECK(failure(home.check(text, asset)) == "bundle.report_needed");
    auto report = report_of(asset, alice.key().public_key());
    const auto check_report = [&] { return check(text, {.asset = asset, .report = &report, .log_keys = home.keys}); };
    const auto outcome = check_report();
    INFO(code_of(outcome));
    CHECK(outcome.status == CheckStatus::holds);
    CHECK(tells(outcome.shown, "key.listed"));
    CHECK(to_sentence(outcome).find("the key that signed this file is listed by identity") != std::string::npos);
    report.state = verifier::c2pa::State::invalid;
    CHECK(failure(check_report()) == "bundle.claim_key");
    report = report_of(Actor::content_hash(8), alice.key().public_key());
    CHECK(failure(check_report()) == "bundle.claim_key");
    report = report_of(asset, ledger_test::test_key(77, KeyType::p256).public_key());
    CHECK(failure(check_report()) == "bundle.claim_key");
    report = report_of(asset, alice.key().public_key());
    report.active_manifest = "other";
    CHECK(failure(check_report()) == "bundle.claim_key");
    // A time stamp from before the key was listed.
    report.active_manifest = "m";
    report.manifests[0].time_stamp = verifier::c2pa::TimeStamp{UnixSeconds{1'700'000'000}, "CN=TSA", true, {}};
    CHECK(failure(check_report()) == "bundle.claim_key");
    const auto unlisted =
        changed(text, [](Bundle& bundle) { bundle.claim_key = ledger_test::test_key(77, KeyType::p256).public_key(); });
    report = report_of(asset, ledger_test::test_key(77, KeyType::p256).public_key());
    CHECK(failure(check(unlisted, {.asset = asset, .report = &report, .log_keys = home.keys})) == "bundle.claim_key");
}

TEST_CASE("a withdrawn record fails, and other leaves of its batch don't (B7)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(7, 2));
    const auto before = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    rules::SetStatus revoke{};
    revoke.batch = home.ledger->view().indexes().content(asset)[0].batch;
    revoke.status = rules::Status::revoked;
    REQUIRE(revoke.indices.push(0));
    home.send(alice.act(revoke));
    const auto after = home.make({.asset = asset, .claim_key = {}, .identity = {}});
    CHECK(failure(home.check(after, asset)) == "bundle.withdrawn");
    const auto sibling = home.make({.asset = Actor::content_hash(8), .claim_key = {}, .identity = {}});
    CHECK(home.check(sibling, Actor::content_hash(8)).status == CheckStatus::holds);
    // An older proof still holds as of its own checkpoint, and says whose word the rest is.
    const auto old = home.check(before, asset);
    CHECK(old.status == CheckStatus::holds);
    CHECK(tells(old.service_word, "absence.status"));
}

TEST_CASE("a stolen key fails from its time on (B7, B8)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1, KeyType::ed25519);
    const auto spare = ledger_test::test_key(50);
    rules::UpdateKeys update{};
    REQUIRE(update.add.push({ledger::to_rules_key(spare.public_key()), rules::roles::control, {}, {}}));
    const PrivateKey* const added[] = {&spare};
    home.send(
        {ledger::sign_operation(rules::Operation(alice.next_header(), update), alice.key(), {.added = added}), {}});
    home.send(alice.commit(6, 1));
    const auto stolen_from = home.clock.now();
    home.send(alice.commit(7, 1));
    rules::DeclareCompromised stolen{};
    stolen.key = ledger::key_id(alice.key().public_key());
    stolen.since = stolen_from;
    rules::OperationHeader header;
    header.domain = home.ledger->domain();
    header.identity = alice.id();
    header.nonce = 1;
    home.send({ledger::sign_operation(rules::Operation(header, stolen), spare), {}});
    const auto after = home.make({.asset = asset, .claim_key = alice.key().public_key(), .identity = {}});
    CHECK(failure(home.check(after, asset)) == "bundle.compromised");
    const auto earlier = Actor::content_hash(6);
    const auto before = home.make({.asset = earlier, .claim_key = alice.key().public_key(), .identity = {}});
    const auto outcome = home.check(before, earlier);
    INFO(code_of(outcome));
    CHECK(outcome.status == CheckStatus::holds);
    // With nothing but the signature nothing shows that it is older than the theft.
    const auto unregistered = Actor::content_hash(60);
    const auto key_only = home.make({.asset = unregistered, .claim_key = alice.key().public_key(), .identity = {}});
    auto report = report_of(unregistered, alice.key().public_key());
    CHECK(failure(check(key_only, {.asset = unregistered, .report = &report, .log_keys = home.keys})) ==
          "bundle.compromised");
}

TEST_CASE("disputes are told, and fail where they were conceded or upheld (B11)", "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    auto bob = home.actor(2);
    auto judge = home.actor(3);
    const std::vector<Bytes> leaves = [] {
        rules::ContentLeaf leaf{};
        leaf.content = asset;
        leaf.action = rules::ContentAction::created;
        return std::vector<Bytes>{Actor::encode(leaf)};
    }();
    auto commit = Actor::commit_body(rules::LeafKind::content, leaves);
    commit.arbiter = judge.id();
    home.send(alice.act(commit, leaves));
    rules::OpenDispute open{};
    open.target_kind = rules::TargetKind::leaf;
    open.target = rules::retag<rules::TargetId>(home.ledger->view().indexes().content(asset)[0].batch);
    open.ground = rules::DisputeGround::false_attribution;
    open.evidence = Actor::filled<rules::ContentHash>(1);
    open.answer_seconds = limits::dispute_answer_seconds_min;
    open.arbiter = judge.id();
    home.send(bob.act(open));
    const auto opened = home.check(home.make({.asset = asset, .claim_key = {}, .identity = {}}), asset);
    INFO(code_of(opened));
    CHECK(opened.status == CheckStatus::holds);
    CHECK(tells(opened.shown, "dispute.told"));
    const auto id = home.ledger->view().indexes().disputes()[0];
    SECTION("upheld by the arbiter that the record names") {
        home.clock.advance(limits::dispute_answer_seconds_min);
        rules::RuleDispute ruling{};
        ruling.dispute = id;
        ruling.ruling = rules::Ruling::upheld;
        ruling.reasons = Actor::filled<rules::ContentHash>(2);
        home.send(judge.act(ruling));
    }
    SECTION("conceded by the signer") {
        rules::AnswerDispute answer{};
        answer.dispute = id;
        answer.answer = rules::DisputeAnswer::conceded;
        answer.statement = Actor::filled<rules::ContentHash>(2);
        home.send(alice.act(answer));
    }
    CHECK(failure(home.check(home.make({.asset = asset, .claim_key = {}, .identity = {}}), asset)) ==
          "bundle.disputed");
}

TEST_CASE("a record under a schema takes its schema and accreditations along (B12)", "[verifier][bundle]") {
    Home home;
    auto root = home.actor(1);
    auto alice = home.actor(2);
    rules::RegisterSchema schema{};
    schema.content = Actor::filled<rules::ContentHash>(9);
    home.send(root.act(schema));
    rules::Accredit accredit{};
    accredit.issuer = alice.id();
    accredit.schema = rules::schema_id(root.id(), schema.content, ledger::host_crypto());
    accredit.valid_until = UnixSeconds{ledger_test::start_time.value + 100'000};
    home.send(root.act(accredit));
    const std::vector<Bytes> leaves = [] {
        rules::ContentLeaf leaf{};
        leaf.content = asset;
        leaf.action = rules::ContentAction::created;
        return std::vector<Bytes>{Actor::encode(leaf)};
    }();
    auto commit = Actor::commit_body(rules::LeafKind::content, leaves);
    commit.schema = accredit.schema;
    commit.accreditor = root.id();
    home.send(alice.act(commit, leaves));
    const auto outcome = home.check(home.make({.asset = asset, .claim_key = {}, .identity = {}}), asset);
    INFO(code_of(outcome));
    CHECK(outcome.status == CheckStatus::holds);
}

TEST_CASE("the record of whoever is asked for, and one that stands before one that doesn't (B12)",
          "[verifier][bundle]") {
    Home home;
    auto alice = home.actor(1);
    auto bob = home.actor(2);
    home.send(alice.commit(7, 1));
    home.send(bob.commit(7, 1));
    CHECK(home.check(home.make({.asset = asset, .claim_key = {}, .identity = {}}), asset).identity == alice.id());
    CHECK(home.check(home.make({.asset = asset, .claim_key = {}, .identity = bob.id()}), asset).identity == bob.id());
    CHECK(
        home.check(home.make({.asset = asset, .claim_key = bob.key().public_key(), .identity = {}}), asset).identity ==
        bob.id());
}

}  // namespace

}  // namespace countersign::bundle

// The registry's facts as a real ledger tells them.
#include "verifier/evidence/ledger_view.hpp"

#include <catch2/catch.hpp>

#include "identity/base/encoding.hpp"
#include "identity/names/errors.hpp"
#include "identity/reputation/errors.hpp"
#include "tests/contracts/ledger/fixture.hpp"

namespace countersign::evidence {

namespace {

using ledger_test::Actor;

struct Home {
    FakeClock clock{ledger_test::start_time};
    std::unique_ptr<ledger::Ledger> ledger = ledger_test::memory_ledger(clock);
    NameBook names{*ledger};
    std::vector<ShownCredential> shown;

    LedgerView view(const ReputationBook* book = nullptr) {
        return LedgerView(
            {.ledger = *ledger,
             .names = names,
             .reputation = book,
             .did_of = [](const rules::IdentityId& id) { return "did:test:" + to_hex(countersign::view(id)); },
             .credentials_about = [this](const rules::IdentityId&) { return shown; }});
    }
    void send(ledger::Submission submission) {
        const auto receipt = ledger->submit(std::move(submission));
        INFO((receipt ? "" : std::string(receipt.error().code.name)));
        REQUIRE(receipt);
        clock.advance(10);
    }
    Actor actor(std::uint64_t number, KeyType type = KeyType::secp256k1) {
        Actor out(number, ledger->domain(), type);
        send(out.create());
        return out;
    }
};

Bytes statement(std::uint32_t index, const rules::IdentityId& subject, std::uint32_t score) {
    rules::StatementLeaf leaf{};
    leaf.index = index;
    leaf.context = rules::retag<rules::ContentHash>(sha256(as_bytes("general")));
    leaf.subject_kind = rules::TargetKind::identity;
    leaf.subject = rules::retag<decltype(leaf.subject)>(subject);
    leaf.score = ScorePpm{score};
    return Actor::encode(leaf);
}

TEST_CASE("keys and identities as of a time", "[verifier][evidence]") {
    Home home;
    auto alice = home.actor(1, KeyType::ed25519);
    home.send(alice.claim("alice-news"));
    const auto view = home.view();
    const auto key = view.find_key(alice.key().public_key(), home.clock.now());
    REQUIRE(key);
    CHECK(key->identity == alice.id());
    CHECK((key->roles & rules::roles::sign_content) != 0);
    CHECK(key->added_at == ledger_test::start_time);
    // Before it was listed the same tenure is told, with its times.
    CHECK(view.find_key(alice.key().public_key(), UnixSeconds{1})->added_at == ledger_test::start_time);
    CHECK_FALSE(view.find_key(ledger_test::test_key(99).public_key(), home.clock.now()));
    const auto identity = view.find_identity(alice.id());
    REQUIRE(identity);
    CHECK(identity->names == std::vector<std::string>{"alice-news"});
    CHECK(identity->did.starts_with("did:test:"));
    CHECK(identity->kind == rules::IdentityKind::person);
    CHECK_FALSE(view.find_identity(Actor::filled<rules::IdentityId>(3)));
}

TEST_CASE("a stolen key is told with its time", "[verifier][evidence]") {
    Home home;
    auto alice = home.actor(1);
    home.send(alice.commit(5, 1));
    rules::UpdateKeys spare{};
    const auto second = ledger_test::test_key(50);
    REQUIRE(spare.add.push({ledger::to_rules_key(second.public_key()), rules::roles::control, {}, {}}));
    const PrivateKey* const added[] = {&second};
    home.send(
        {ledger::sign_operation(rules::Operation(alice.next_header(), spare), alice.key(), {.added = added}), {}});
    rules::DeclareCompromised stolen{};
    stolen.key = ledger::key_id(alice.key().public_key());
    stolen.since = ledger_test::start_time;
    rules::OperationHeader header;
    header.domain = home.ledger->domain();
    header.identity = alice.id();
    header.nonce = 1;
    home.send({ledger::sign_operation(rules::Operation(header, stolen), second), {}});
    const auto view = home.view();
    CHECK(view.find_key(alice.key().public_key(), home.clock.now())->compromised_since == ledger_test::start_time);
    CHECK(view.find_content(Actor::content_hash(5)).at(0).key_compromised);
}

TEST_CASE("content records with place, status and time", "[verifier][evidence]") {
    Home home;
    auto alice = home.actor(1);
    auto bob = home.actor(2);
    const auto registered_at = home.clock.now();
    home.send(alice.commit(7, 3));
    home.send(bob.commit(8, 1));
    const auto view = home.view();
    const auto records = view.find_content(Actor::content_hash(8));
    REQUIRE(records.size() == 2);
    CHECK(records[0].identity == alice.id());
    CHECK(records[0].leaf.index == 1);
    CHECK(records[0].registered_at == registered_at);
    CHECK(records[0].status == rules::Status::valid);
    CHECK_FALSE(records[0].key_compromised);
    CHECK(records[0].log_index == 3);
    CHECK(home.ledger->receipt(records[0].operation)->index == LogIndex{3});
    CHECK(records[1].identity == bob.id());
    rules::SetStatus revoke{};
    revoke.batch = records[0].batch;
    revoke.status = rules::Status::revoked;
    REQUIRE(revoke.indices.push(1));
    home.send(alice.act(revoke));
    CHECK(view.find_content(Actor::content_hash(8))[0].status == rules::Status::revoked);
    CHECK(view.find_content(Actor::content_hash(7))[0].status == rules::Status::valid);
    CHECK(view.find_content(Actor::content_hash(70)).empty());
}

TEST_CASE("no more records are told than the limit", "[verifier][evidence]") {
    Home home;
    for (std::uint64_t i = 0; i <= limits::content_records_max; ++i) {
        auto somebody = home.actor(100 + i);
        home.send(somebody.commit(7, 1));
    }
    CHECK(home.view().find_content(Actor::content_hash(7)).size() == limits::content_records_max);
}

TEST_CASE("credentials with issuer, accreditors and status (V9)", "[verifier][evidence]") {
    Home home;
    auto root = home.actor(1);
    auto issuer = home.actor(2);
    auto alice = home.actor(3);
    home.send(issuer.claim("example-chamber"));
    rules::RegisterSchema schema{};
    schema.content = Actor::filled<rules::ContentHash>(9);
    home.send(root.act(schema));
    const auto schema_id = rules::schema_id(root.id(), schema.content, ledger::host_crypto());
    rules::Accredit accredit{};
    accredit.issuer = issuer.id();
    accredit.schema = schema_id;
    accredit.valid_until = UnixSeconds{ledger_test::start_time.value + 100'000};
    home.send(root.act(accredit));
    rules::CredentialLeaf leaf{};
    leaf.commitment = Actor::filled<rules::ContentHash>(10);
    leaf.valid_from = ledger_test::start_time;
    leaf.valid_until = UnixSeconds{ledger_test::start_time.value + 1000};
    const std::vector<Bytes> leaves{Actor::encode(leaf)};
    auto commit = Actor::commit_body(rules::LeafKind::credential, leaves);
    commit.schema = schema_id;
    home.send(issuer.act(commit, leaves));
    home.shown = {{"OrganisationCredential", leaf.commitment}, {"Unknown", Actor::filled<rules::ContentHash>(11)}};
    const auto view = home.view();
    const auto facts = view.credentials_of(alice.id(), home.clock.now());
    REQUIRE(facts.size() == 1);
    CHECK(facts[0].type == "OrganisationCredential");
    CHECK(facts[0].issuer == issuer.id());
    CHECK(facts[0].issuer_name == "example-chamber");
    CHECK(facts[0].accredited_by == std::vector<rules::IdentityId>{root.id()});
    CHECK(facts[0].status == CredentialStatus::valid);
    CHECK(view.credentials_of(alice.id(), leaf.valid_until).at(0).status == CredentialStatus::expired);
    CHECK(view.credentials_of(alice.id(), UnixSeconds{ledger_test::start_time.value - 1}).at(0).status ==
          CredentialStatus::not_yet_valid);
    home.shown.clear();
    const auto accredited = view.credentials_of(issuer.id(), home.clock.now());
    REQUIRE(accredited.size() == 1);
    CHECK(accredited[0].type == "AccreditedIssuer");
    CHECK(accredited[0].issuer == root.id());
    CHECK(accredited[0].status == CredentialStatus::valid);
    rules::Suspend suspend{};
    suspend.accreditation = rules::accreditation_id(root.id(), issuer.id(), schema_id, ledger::host_crypto());
    suspend.suspended = true;
    home.send(root.act(suspend));
    CHECK(view.credentials_of(issuer.id(), home.clock.now()).at(0).status == CredentialStatus::suspended);
    home.shown = {{"OrganisationCredential", leaf.commitment}};
    CHECK(view.credentials_of(alice.id(), home.clock.now()).at(0).accredited_by.empty());
    rules::SetStatus revoke{};
    revoke.batch = rules::batch_id(issuer.id(), commit, ledger::host_crypto());
    revoke.status = rules::Status::revoked;
    REQUIRE(revoke.indices.push(0));
    home.send(issuer.act(revoke));
    CHECK(view.credentials_of(alice.id(), home.clock.now()).at(0).status == CredentialStatus::revoked);
}

TEST_CASE("disputes of a record and of an identity (V10)", "[verifier][evidence]") {
    Home home;
    auto alice = home.actor(1);
    auto bob = home.actor(2);
    auto judge = home.actor(3);
    home.send(alice.commit(7, 1));
    const auto view = home.view();
    const auto record = view.find_content(Actor::content_hash(7)).at(0);
    rules::OpenDispute open{};
    open.target_kind = rules::TargetKind::leaf;
    open.target = rules::retag<rules::TargetId>(record.batch);
    open.ground = rules::DisputeGround::false_attribution;
    open.evidence = Actor::filled<rules::ContentHash>(1);
    open.answer_seconds = limits::dispute_answer_seconds_min;
    open.arbiter = judge.id();
    home.send(bob.act(open));
    const auto disputes = view.disputes_of_leaf(record.batch, 0);
    REQUIRE(disputes.size() == 1);
    CHECK(disputes[0].opener == bob.id());
    CHECK(disputes[0].respondent == alice.id());
    CHECK(disputes[0].arbiter == judge.id());
    CHECK(disputes[0].answer == rules::DisputeAnswer::none);
    CHECK(view.disputes_of_identity(alice.id()).empty());
    open.target_kind = rules::TargetKind::identity;
    open.target = rules::retag<rules::TargetId>(alice.id());
    home.send(bob.act(open));
    CHECK(view.disputes_of_identity(alice.id()).size() == 1);
    rules::AnswerDispute answer{};
    answer.dispute = disputes[0].id;
    answer.answer = rules::DisputeAnswer::contested;
    answer.statement = Actor::filled<rules::ContentHash>(2);
    home.send(alice.act(answer));
    CHECK(view.disputes_of_leaf(record.batch, 0)[0].answer == rules::DisputeAnswer::contested);
}

TEST_CASE("reputation from statements in the log", "[verifier][evidence]") {
    Home home;
    auto root = home.actor(1);
    auto alice = home.actor(2);
    auto bob = home.actor(3);
    home.send(root.commit(rules::LeafKind::statement,
                          {statement(0, alice.id(), 1'000'000), statement(1, bob.id(), 900'000)}));
    home.send(alice.commit(rules::LeafKind::statement, {statement(0, bob.id(), 0)}));
    const ReputationChoice choice{.seeds = {{rules::retag<reputation::Party>(root.id()), 1}}, .parameters = {}};
    const auto book = ReputationBook::build(*home.ledger, choice);
    REQUIRE(book);
    const auto view = home.view(&*book);
    const auto facts = view.reputation_of(alice.id());
    REQUIRE(facts.size() == 1);
    CHECK(facts[0].context == "general");
    CHECK(facts[0].explanation.score.score > ScorePpm{900'000});
    CHECK(facts[0].explanation.contributions.at(0).from == rules::retag<reputation::Party>(root.id()));
    const auto before = view.reputation_of(bob.id()).at(0).explanation.score.net_ppm;
    CHECK(before < facts[0].explanation.score.net_ppm);
    // The latest statement replaces the earlier one, and a revoked one doesn't count.
    home.send(alice.commit(rules::LeafKind::statement, {statement(0, bob.id(), 1'000'000)}));
    const auto later = ReputationBook::build(*home.ledger, choice);
    CHECK(later->facts_of(bob.id()).at(0).explanation.score.net_ppm > before);
    CHECK(ReputationBook::build(*home.ledger, {})->facts_of(bob.id()).empty());
    CHECK(home.view().reputation_of(bob.id()).empty());
    CHECK(book->find("general") != nullptr);
    CHECK(book->find("commerce") == nullptr);
    auto bad = choice;
    bad.parameters.iterations = 0;
    CHECK(ReputationBook::build(*home.ledger, bad).error().code == errors::reputation_parameters);
    CHECK(to_weight_ppm(ScorePpm{500'000}) == 0);
}

TEST_CASE("look-alikes in the order of the claims (N10, N11)", "[verifier][evidence]") {
    Home home;
    auto alice = home.actor(1);
    auto bob = home.actor(2);
    home.send(alice.claim("example-bank"));
    const auto view = home.view();
    CHECK_FALSE(view.find_lookalike("example-bank", alice.id()));
    home.send(bob.claim("aexample-bank"));  // sorts first, claimed later
    home.send(bob.claim("examp1e-bank"));
    const auto found = view.find_lookalike("examp1e-bank", bob.id());
    REQUIRE(found);
    CHECK(found->lookalike.existing == "example-bank");
    CHECK(found->existing_holder == alice.id());
    CHECK_FALSE(view.find_lookalike("example-bank", alice.id()));
    CHECK_FALSE(view.find_lookalike("examp1e-bank", alice.id()));  // one's own
    CHECK(view.find_lookalike("ex\u0430mple-bank", {}));
    CHECK_FALSE(view.find_lookalike("\xFF", {}));
    CHECK(home.names.check_admission(*names::parse_name("exarnple-bank")).error().code == errors::name_lookalike);
    CHECK(home.names.check_admission(*names::parse_name("another-bank")));
}

TEST_CASE("the checkpoint that facts rest on", "[verifier][evidence]") {
    Home home;
    const auto view = home.view();
    CHECK_FALSE(view.checkpoint());
    REQUIRE(home.ledger->publish());
    REQUIRE(view.checkpoint());
    CHECK(view.checkpoint()->origin == ledger_test::origin);
    CHECK(view.checkpoint()->head.size == 1);
}

}  // namespace

}  // namespace countersign::evidence

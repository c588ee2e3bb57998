// A ledger that mirrors a chain, fed with the steps that a follower gives. tests/interop runs it on a real chain.
#include <catch2/catch.hpp>

#include "contracts/ledger/ledger.hpp"
#include "contracts/ledger/relay.hpp"
#include "contracts/rules/authenticate.hpp"
#include "contracts/store/database.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::ledger_test;
using ledger::Ledger;

namespace {

constexpr ledger::ChainHome home{.chain_id = 31337, .contract = {{0xC0, 0x01}}};

/// Keeps what it is given, and says no when told to.
class KeepingRelay final : public ledger::Relay {
  public:
    [[nodiscard]] Result<Done> send(const ledger::RelayedOperation& operation) override {
        if (refuses) {
            return fail(errors::ledger_busy, "quota");
        }
        sent.push_back(operation);
        return Done{};
    }
    std::vector<ledger::RelayedOperation> sent;
    bool refuses = false;
};

chain::BlockId block(std::uint64_t number, std::uint8_t fork = 0) {
    chain::BlockId id{.number = number};
    id.hash.bytes[0] = static_cast<std::uint8_t>(number);
    id.hash.bytes[1] = fork;
    return id;
}

chain::EventPlace place(std::uint64_t number, std::uint8_t fork = 0, std::uint32_t log_index = 0) {
    return {.block = block(number, fork),
            .time = UnixSeconds{start_time.value + number * 12},
            .transaction = Actor::filled<chain::TransactionHash>(number),
            .log_index = log_index};
}

/// A mirror, what it relays, and the chain that accepts it.
class MirrorFixture {
  public:
    MirrorFixture() {
        SeededEntropy entropy(3);
        book = Ledger::init_mirror(folder.path(), std::string(origin), home, entropy, options()).value();
    }
    ledger::LedgerOptions options() {
        auto made = quiet_options(clock);
        made.relay = &relay;
        return made;
    }
    void reopen() {
        book.reset();
        book = Ledger::open(folder.path(), options()).value();
    }
    Result<ledger::Receipt>& send(ledger::Submission submission) {
        answers.push_back(std::make_unique<Result<ledger::Receipt>>(fail(errors::ledger_closed, "not yet")));
        auto* const answer = answers.back().get();
        book->submit(std::move(submission), [answer](Result<ledger::Receipt> got) { *answer = std::move(got); });
        return *answer;
    }
    /// The chain accepts what was relayed as number `index`, in that block.
    chain::RegistryEvent accepted(std::size_t index, chain::EventPlace at) const {
        const auto& operation = relay.sent.at(index);
        return chain::AcceptedOperation{.place = at, .identity = operation.identity, .operation = operation.operation};
    }
    Result<Done> step(std::vector<chain::RegistryEvent> events, chain::BlockId position, std::uint64_t safe = 0,
                      std::uint64_t finalized = 0, std::optional<chain::BlockId> back = std::nullopt) {
        const chain::Step step{.rolled_back_to = back,
                               .events = std::move(events),
                               .position = position,
                               .heads = {.seen = position, .safe = block(safe), .finalized = block(finalized)},
                               .caught_up = true};
        return book->follow(step, {{position}});
    }
    bool knows(const Actor& actor) const {
        rules::IdentityRecord record{};
        return rules::find_identity(book->view().state(), actor.id(), record) == rules::RuleError::none;
    }

    TemporaryFolder folder;
    FakeClock clock{UnixSeconds{start_time.value + 1000}};
    KeepingRelay relay;
    std::unique_ptr<Ledger> book;
    std::vector<std::unique_ptr<Result<ledger::Receipt>>> answers;
};

}  // namespace

TEST_CASE("L90, L91: an operation is relayed, and acknowledged once it stands in a block", "[ledger][mirror]") {
    MirrorFixture mirror;
    CHECK(mirror.book->domain() == mirror.book->home().domain(ledger::host_crypto()));
    CHECK(mirror.book->home().chain == home);
    Actor alice(1, mirror.book->domain());
    auto& answer = mirror.send(alice.create());
    REQUIRE(mirror.relay.sent.size() == 1);
    CHECK(answer.error().detail == "not yet");
    CHECK_FALSE(mirror.knows(alice));

    REQUIRE(mirror.step({mirror.accepted(0, place(5))}, block(6)));
    REQUIRE(answer.has_value());
    CHECK(answer->index == LogIndex{1});
    CHECK(answer->identity == alice.id());
    CHECK(answer->accepted_at == place(5).time);
    CHECK(mirror.knows(alice));
    CHECK(mirror.book->receipt(answer->operation).value() == *answer);
    CHECK(mirror.book->cursor().value() == chain::Cursor{{block(6)}});
    CHECK(mirror.book->check().value() == 2);

    const auto digest = mirror.book->view().state_digest();
    mirror.reopen();
    CHECK(mirror.book->view().state_digest() == digest);
    CHECK(mirror.book->cursor().value() == chain::Cursor{{block(6)}});
    CHECK(mirror.knows(alice));
}

TEST_CASE("L90: what the rules refuse as things stand is not relayed", "[ledger][mirror]") {
    MirrorFixture mirror;
    Actor alice(1, mirror.book->domain());
    const auto create = alice.create();
    CHECK(mirror.send(alice.claim("alice")).error().code.name == "registry.identity_unknown");
    auto forged = create;
    forged.operation.back() ^= 1U;
    CHECK(mirror.send(forged).error().code.name == "registry.signature_invalid");
    CHECK(mirror.relay.sent.empty());
    mirror.relay.refuses = true;
    CHECK(mirror.send(create).error().code == errors::ledger_busy);
    CHECK(mirror.book->health().queued == 0);
    Actor edward(2, mirror.book->domain(), KeyType::ed25519);
    CHECK(mirror.send(edward.create()).error().code == errors::ledger_not_on_chain);  // L95
}

TEST_CASE("L92, L94: what the chain takes back is taken back; only finalized entries are signed", "[ledger][mirror]") {
    MirrorFixture mirror;
    Actor alice(1, mirror.book->domain());
    Actor bob(2, mirror.book->domain());
    mirror.send(alice.create());
    mirror.send(bob.create());
    REQUIRE(mirror.step({mirror.accepted(0, place(5))}, block(5)));
    const auto digest = mirror.book->view().state_digest();
    REQUIRE(mirror.step({mirror.accepted(1, place(6))}, block(6), 5));
    CHECK(mirror.knows(bob));
    CHECK(mirror.book->chain_standing(LogIndex{1}).value()->finality == chain::Finality::safe);
    CHECK(mirror.book->chain_standing(LogIndex{2}).value()->finality == chain::Finality::seen);
    CHECK(mirror.book->chain_standing(LogIndex{2}).value()->place.block == block(6));
    CHECK(mirror.book->publish().value().head.size == 1);

    REQUIRE(mirror.step({}, block(7, 1), 5, 0, block(5)));
    CHECK_FALSE(mirror.knows(bob));
    CHECK(mirror.book->view().state_digest() == digest);
    CHECK(mirror.book->view().head().size == 2);
    CHECK(mirror.book->check().value() == 2);

    REQUIRE(mirror.step({mirror.accepted(1, place(8, 1))}, block(8, 1), 8, 5));
    CHECK(mirror.knows(bob));
    CHECK(mirror.book->chain_standing(LogIndex{1}).value()->finality == chain::Finality::finalized);
    CHECK(mirror.book->publish().value().head.size == 2);
    REQUIRE(mirror.step({}, block(9, 1), 9, 8));
    CHECK(mirror.book->publish().value().head.size == 3);
    CHECK_FALSE(mirror.book->chain_standing(LogIndex{0}).value().has_value());
    // A chain that takes back what was final has lost the ledger's trust.
    CHECK(mirror.step({}, block(9, 2), 0, 0, block(4)).error().code == errors::store_conflict);
    CHECK(mirror.send(alice.claim("alice")).error().code == errors::ledger_failed);
}

TEST_CASE("L93: a batch's leaves survive until its commit is final", "[ledger][mirror]") {
    MirrorFixture mirror;
    Actor alice(1, mirror.book->domain());
    mirror.send(alice.create());
    REQUIRE(mirror.step({mirror.accepted(0, place(1))}, block(1)));
    const auto commit = alice.commit(100, 3);
    mirror.send(commit);
    const auto& indexes = [&]() -> const ledger::Indexes& { return mirror.book->view().indexes(); };
    REQUIRE(mirror.step({mirror.accepted(1, place(2))}, block(2)));
    CHECK(indexes().content(Actor::content_hash(101)).size() == 1);
    REQUIRE(mirror.step({}, block(2, 1), 0, 0, block(1)));
    CHECK(indexes().content(Actor::content_hash(101)).empty());
    mirror.reopen();
    REQUIRE(mirror.step({mirror.accepted(1, place(3, 1))}, block(3, 1), 3, 3));
    const auto places = indexes().content(Actor::content_hash(101));
    REQUIRE(places.size() == 1);
    CHECK(mirror.book->leaf(places[0]).value() == commit.leaves[1]);
    CHECK(mirror.book->prove_leaf(places[0].batch, 1).has_value());
    CHECK(mirror.book->check().value() == 3);

    // Somebody else's batch: the commit is known, its leaves aren't.
    Actor stranger(1, mirror.book->domain());
    static_cast<void>(stranger.create());
    static_cast<void>(stranger.commit(100, 3));
    const auto foreign = stranger.commit(200, 2);
    const ByteView bytes(foreign.operation);
    REQUIRE(mirror.step({chain::AcceptedOperation{place(4), stranger.id(), to_bytes(bytes.first(bytes.size() - 64))}},
                        block(4)));
    CHECK(indexes().content(Actor::content_hash(200)).empty());
    CHECK(mirror.book->check().value() == 4);
}

TEST_CASE("L93: leaves that were held when the process ended are released once their entry is final",
          "[ledger][mirror]") {
    MirrorFixture mirror;
    Actor alice(1, mirror.book->domain());
    mirror.send(alice.create());
    REQUIRE(mirror.step({mirror.accepted(0, place(1))}, block(1)));
    mirror.send(alice.commit(100, 3));
    REQUIRE(mirror.step({mirror.accepted(1, place(2))}, block(2)));
    const auto held = [&] {
        auto database = store::Database::open(mirror.folder.path() / "ledger.db", {.read_only = true}).value();
        auto count = database.prepare("SELECT count(*) FROM held_leaf").value();
        REQUIRE(count.step().value());
        return count.integer(0);
    };
    CHECK(held() == 3);
    mirror.reopen();
    CHECK(held() == 3);
    REQUIRE(mirror.step({}, block(4), 4, 4));
    CHECK(held() == 0);
    CHECK(mirror.book->check().value() == 3);
}

TEST_CASE("L91: the short forms are completed and leave the nonce alone", "[ledger][mirror]") {
    MirrorFixture mirror;
    Actor alice(1, mirror.book->domain());
    mirror.send(alice.create());
    REQUIRE(mirror.step({mirror.accepted(0, place(1))}, block(1)));
    const rules::KeyId key = ledger::key_id(alice.key().public_key());
    const auto root = Actor::filled<rules::TreeHash>(9);
    REQUIRE(mirror.step(
        {chain::DirectCommit{
            .place = place(2), .key = key, .root = root, .count = 7, .leaf_kind = rules::LeafKind::credential}},
        block(2)));
    rules::Commit body{};
    body.root = root;
    body.count = 7;
    body.hash_kind = rules::HashKind::sha256;
    body.leaf_kind = rules::LeafKind::credential;
    const auto batch = rules::batch_id(alice.id(), body, ledger::host_crypto());
    REQUIRE(mirror.step({chain::DirectStatus{.place = place(3),
                                             .key = key,
                                             .batch = batch,
                                             .index = 4,
                                             .effective_at = {},
                                             .reason = 1,
                                             .status = rules::Status::revoked,
                                             .leaf_kind = rules::LeafKind::credential,
                                             .count = 7}},
                        block(3)));
    const auto view = mirror.book->view();
    rules::Status status{};
    REQUIRE(rules::find_status(view.state(), batch, 4, status) == rules::RuleError::none);
    CHECK(status == rules::Status::revoked);
    std::uint64_t nonce = 1;
    REQUIRE(rules::find_nonce(view.state(), key, nonce) == rules::RuleError::none);
    CHECK(nonce == 0);
    CHECK(mirror.book->check().value() == 4);
}

TEST_CASE("L91: a contract that accepts what the rules refuse stops the mirror", "[ledger][mirror]") {
    MirrorFixture mirror;
    Actor alice(1, mirror.book->domain());
    static_cast<void>(alice.create());
    const auto claim = alice.claim("alice");
    const ByteView bytes(claim.operation);
    const auto stopped = mirror.step(
        {chain::AcceptedOperation{place(1), alice.id(), to_bytes(bytes.first(bytes.size() - 64))}}, block(1));
    REQUIRE_FALSE(stopped.has_value());
    CHECK(stopped.error().code == errors::ledger_chain_disagrees);
    CHECK_FALSE(mirror.book->health().accepting);
    CHECK(mirror.book->view().head().size == 1);
    CHECK(mirror.book->cursor().value().blocks.empty());
}

TEST_CASE("L95: who waits for a block too long is told, and the operation stays on its way", "[ledger][mirror]") {
    MirrorFixture mirror;
    Actor alice(1, mirror.book->domain());
    auto& answer = mirror.send(alice.create());
    mirror.clock.advance(limits::chain_inclusion_seconds_max + 1);
    REQUIRE(mirror.step({}, block(1)));
    CHECK(answer.error().code == errors::ledger_pending);
    REQUIRE(mirror.step({mirror.accepted(0, place(2))}, block(2)));
    CHECK(mirror.knows(alice));
    Actor bob(2, mirror.book->domain());
    auto& late = mirror.send(bob.create());
    mirror.book.reset();
    CHECK(late.error().code == errors::ledger_closed);

    FakeClock clock(start_time);
    const auto embedded = memory_ledger(clock);
    CHECK(embedded->follow({}, {}).error().code == errors::ledger_not_a_mirror);
    CHECK(embedded->cursor().value().blocks.empty());
}

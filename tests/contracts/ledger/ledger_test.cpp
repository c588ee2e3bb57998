// What the ledger promises to those who submit and read: receipts, idempotency, order, views, proofs.
#include <catch2/catch.hpp>

#include "contracts/ledger/ledger.hpp"

#include "identity/base/encoding.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "tests/temporary_folder.hpp"

using namespace countersign;
using namespace countersign::ledger_test;
using ledger::Ledger;

TEST_CASE("L51: an accepted operation is in the state, the indexes and the log at once", "[ledger]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    Actor alice(1, book->domain());
    const auto created = book->submit(alice.create());
    REQUIRE(created.has_value());
    CHECK(created->index == LogIndex{1});
    CHECK(created->accepted_at == start_time);
    CHECK(created->identity == alice.id());
    clock.advance(5);
    const auto named = book->submit(alice.claim("alice"));
    REQUIRE(named.has_value());
    CHECK(named->accepted_at == UnixSeconds{start_time.value + 5});
    const auto committed = book->submit(alice.commit(100, 5));
    INFO((committed ? "" : committed.error().code.name));
    REQUIRE(committed.has_value());

    const auto view = book->view();
    rules::NameRecord name{};
    const ByteView text = as_bytes(std::string_view("alice"));
    REQUIRE(rules::find_name(view.state(), {text.data(), text.size()}, name) == rules::RuleError::none);
    CHECK(name.identity == alice.id());
    CHECK(view.head().size == 4);
    CHECK(view.indexes().names().at("alice") == alice.id());
    CHECK(view.indexes().identities().size() == 1);
    CHECK(view.indexes().operations_of(alice.id()).size() == 3);
    REQUIRE(view.indexes().content(Actor::content_hash(103)).size() == 1);
    const ledger::LeafPlace place = view.indexes().content(Actor::content_hash(103))[0];
    CHECK(place.index == 3);
    CHECK(place.entry == committed->index);
    CHECK(view.indexes().content(Actor::content_hash(99)).empty());
    CHECK(view.indexes().operation(committed->operation) == committed->index);
    CHECK(view.indexes().batch(place.batch) == committed->index);
    CHECK(book->receipt(named->operation).value() == *named);
    CHECK(book->receipt({}).error().code == errors::ledger_not_found);
}

TEST_CASE("L52: the same signed operation again gets its first answer", "[ledger]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    Actor alice(1, book->domain());
    const auto create = alice.create();
    const auto first = book->submit(create);
    REQUIRE(first.has_value());
    clock.advance(100);
    CHECK(book->submit(create).value() == *first);
    const auto commit = alice.commit(1, 2);
    const auto committed = book->submit(commit).value();
    CHECK(book->submit({commit.operation, commit.leaves}).value() == committed);
    CHECK(book->view().head().size == 3);
    // A changed signature is not the same signed operation.
    auto forged = create;
    forged.operation.back() ^= 1U;
    CHECK(book->submit(forged).error().code.name == "registry.signature_invalid");
}

TEST_CASE("L50: an entry has one encoding, and the registry's id is the hash of the first", "[ledger][entry]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    const auto first = book->entry(LogIndex{0}).value();
    CHECK(ledger::registry_id(first.bytes) == book->registry());
    const auto genesis = std::get<ledger::GenesisEntry>(ledger::parse_entry(first.bytes).value());
    CHECK(genesis.origin == origin);
    CHECK(genesis.created_at == start_time);
    CHECK(ledger::encode_entry(genesis) == first.bytes);
    CHECK(book->domain() == rules::embedded_domain(book->registry(), ledger::host_crypto()));
    const ledger::Entry operation = ledger::OperationEntry{start_time, Bytes(limits::operation_bytes_max, 1)};
    const Bytes bytes = ledger::encode_entry(operation);
    CHECK(ledger::encode_entry(ledger::parse_entry(bytes).value()) == bytes);
    Bytes too_long = bytes;
    too_long.push_back(1);
    Bytes other_version = bytes;
    other_version[0] = 2;
    Bytes other_kind = bytes;
    other_kind[1] = 2;
    const Bytes no_origin(first.bytes.begin(), first.bytes.begin() + 2 + 8 + 32);
    for (const Bytes& bad : {Bytes{}, Bytes(bytes.begin(), bytes.begin() + 9), Bytes(bytes.begin(), bytes.begin() + 10),
                             too_long, other_version, other_kind, no_origin}) {
        CHECK(ledger::parse_entry(bad).error().code == errors::ledger_entry_syntax);
    }
}

TEST_CASE("L60: a batch's leaves must be those that the commit signs, and only a commit has any", "[ledger]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    Actor alice(1, book->domain());
    auto create = alice.create();
    CHECK(book->submit({create.operation, {Bytes(5)}}).error().code == errors::ledger_leaves_unexpected);
    REQUIRE(book->submit(create).has_value());
    const auto commit = alice.commit(1, 3);
    const auto with = [&](std::vector<Bytes> leaves) {
        return book->submit({commit.operation, std::move(leaves)}).error().code;
    };
    CHECK(with({}) == errors::ledger_leaves_missing);
    CHECK(with({commit.leaves[0], commit.leaves[1]}) == errors::ledger_leaves_missing);
    CHECK(with({commit.leaves[0], commit.leaves[2], commit.leaves[1]}) == errors::ledger_leaf_form);
    CHECK(with({commit.leaves[0], commit.leaves[1], Bytes(5)}) == errors::ledger_leaf_form);
    auto other = commit.leaves;
    other[1][10] ^= 1U;
    CHECK(with(other) == errors::ledger_leaves_root);
    CHECK(book->view().head().size == 2);
    CHECK(book->submit(commit).has_value());
    // Leaves of another kind than the commit says.
    rules::CredentialLeaf leaf{};
    leaf.commitment = Actor::filled<rules::ContentHash>(5);
    CHECK(book->submit(alice.commit(rules::LeafKind::content, {Actor::encode(leaf)})).error().code ==
          errors::ledger_leaf_form);
}

TEST_CASE("L61: leaves are found, proven and read back", "[ledger]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    Actor alice(1, book->domain());
    REQUIRE(book->submit(alice.create()).has_value());
    const auto commit = alice.commit(1, 7);
    REQUIRE(book->submit(commit).has_value());
    rules::CredentialLeaf credential{};
    credential.commitment = Actor::filled<rules::ContentHash>(5);
    REQUIRE(book->submit(alice.commit(rules::LeafKind::credential, {Actor::encode(credential)})).has_value());
    rules::StatementLeaf statement{};
    statement.subject_kind = rules::TargetKind::identity;
    REQUIRE(copy_exact(view(alice.id()), statement.subject));
    statement.context = Actor::filled<rules::ContentHash>(6);
    REQUIRE(book->submit(alice.commit(rules::LeafKind::statement, {Actor::encode(statement)})).has_value());

    const auto content = book->view().indexes().content(Actor::content_hash(4))[0];
    CHECK(book->leaf(content).value() == commit.leaves[3]);
    CHECK(book->leaves(content.batch).value() == commit.leaves);
    for (std::uint32_t i = 0; i < 7; ++i) {
        const auto proof = book->prove_leaf(content.batch, i).value();
        CHECK(proof.leaf == commit.leaves[i]);
        Sha256Digest root{};
        REQUIRE(copy_exact(view(proof.root), root));
        CHECK(log::verify_inclusion(log::leaf_hash(proof.leaf), i, proof.count, proof.path, root).has_value());
    }
    const auto issued = book->view().indexes().credential(credential.commitment);
    REQUIRE(issued.has_value());
    CHECK(book->prove_leaf(issued->batch, 0)->path.empty());
    CHECK(book->view().indexes().statements().size() == 1);
    CHECK(book->view().indexes().contents().size() == 7);
    CHECK(book->prove_leaf(content.batch, 7).error().code == errors::ledger_not_found);
    CHECK(book->prove_leaf({}, 0).error().code == errors::ledger_not_found);
    CHECK(book->leaves({}).error().code == errors::ledger_not_found);
    CHECK(book->leaf({.batch = content.batch, .index = 9, .entry = content.entry}).error().code ==
          errors::ledger_not_found);
    REQUIRE(book->rebuild().has_value());
    CHECK(book->view().indexes().content(Actor::content_hash(4))[0] == content);
}

TEST_CASE("L62: checkpoints, proofs and tiles go as far as the last signed head", "[ledger]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    Actor alice(1, book->domain());
    clock.advance(10);
    const auto created = book->submit(alice.create()).value();
    CHECK(book->checkpoint().error().code == errors::ledger_no_checkpoint);
    CHECK(book->prove_entry(created.index).error().code == errors::ledger_no_checkpoint);
    CHECK(book->prove_entry(LogIndex{2}).error().code == errors::store_no_entry);
    CHECK(book->tile("tile/0/000.p/1").error().code == errors::tile_not_found);
    const auto first = book->publish().value();
    CHECK(first.head == book->view().head());
    CHECK(first.time == UnixSeconds{start_time.value + 10});
    CHECK(book->publish()->note == first.note);
    const auto log_key = *book->verifier_key();
    const auto proof = book->prove_entry(created.index).value();
    CHECK(log::verify_tlog_proof(proof, created.leaf_hash, log_key).has_value());
    REQUIRE(book->submit(alice.commit(1, 1)).has_value());
    CHECK(book->checkpoint()->head.size == 2);
    CHECK(book->tile("tile/0/000.p/3").error().code == errors::tile_not_found);
    const auto second = book->publish().value();
    CHECK(log::verify_consistency(first.head, second.head, book->prove_consistency(2, 3).value()).has_value());
    const auto hashes = book->tile("tile/0/000.p/3").value();
    CHECK(hashes.size() == 96);
    CHECK(equal(ByteView(hashes).subspan(32, 32), view(created.leaf_hash)));
    CHECK(book->tile("tile/0/000.p/2").has_value());
    CHECK(book->tile("tile/entries/000.p/3").has_value());
    CHECK(book->tile("tile/entries/000").error().code == errors::tile_not_found);
    CHECK(book->tile("nonsense").error().code == errors::tile_path);
    CHECK(book->entries(LogIndex{1}, 100)->size() == 2);
    CHECK(book->entries(LogIndex{9}, 100)->empty());
    CHECK(book->check().value() == 3);
}

TEST_CASE("L62: a ledger signs only in its own name, and a new key signs the same head again", "[ledger]") {
    FakeClock clock(start_time);
    SeededEntropy entropy(1);
    CHECK(Ledger::in_memory("no name", entropy, {.clock = clock}).error().code == errors::note_key_name);
    CHECK(Ledger::in_memory("other.example", entropy, quiet_options(clock)).error().code == errors::ledger_signer);
    const auto silent = Ledger::in_memory(std::string(origin), entropy, {.clock = clock}).value();
    CHECK(silent->publish().error().code == errors::ledger_signer);
    CHECK_FALSE(silent->verifier_key().has_value());

    const TemporaryFolder folder;
    const auto path = folder.path() / "ledger";
    std::string note;
    {
        const auto book = Ledger::init(path, std::string(origin), entropy, quiet_options(clock)).value();
        note = book->publish()->note;
    }
    auto renewed = quiet_options(clock);
    renewed.signer = checkpoint_signer(9);
    {
        const auto book = Ledger::open(path, std::move(renewed)).value();
        CHECK(book->checkpoint()->note == note);
        CHECK(book->check().error().code == errors::ledger_corrupt);
        CHECK(book->publish()->note != note);
        CHECK(book->check().has_value());
    }
    auto foreign = quiet_options(clock);
    foreign.signer = checkpoint_signer(7, "other.example");
    CHECK(Ledger::open(path, std::move(foreign)).error().code == errors::ledger_signer);
    CHECK(Ledger::open(folder.path() / "nothing", quiet_options(clock)).error().code == errors::store_missing);
}

TEST_CASE("L63: the time of acceptance never goes back", "[ledger]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    clock.advance(100);
    const auto later = book->submit(Actor(1, book->domain()).create()).value();
    clock.set(start_time);
    CHECK(book->now() == later.accepted_at);
    CHECK(book->submit(Actor(2, book->domain()).create())->accepted_at == later.accepted_at);
    CHECK(book->check().has_value());
}

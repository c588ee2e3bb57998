// What the ledger promises to those who submit and read: receipts, idempotency, order, views, proofs.
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

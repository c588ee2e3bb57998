// Records, diffs and queries: one encoding each, bounds, attribution in time, and a home whose state is damaged
// (R5, R19, R21, R25, R37).
#include <catch2/catch.hpp>

#include <memory>

#include "contracts/rules/queries.hpp"
#include "tests/contracts/rules/trace.hpp"

using namespace countersign;
using namespace countersign::rules;
using namespace countersign::rules::test;

namespace {

/// A state with a record in every table, made by the committed traces.
const std::vector<std::map<Bytes, Bytes>>& states_of_traces() {
    static const auto states = [] {
        std::vector<std::map<Bytes, Bytes>> out;
        for (const auto& path : trace_files()) {
            TraceRunner runner;
            const Json trace = load_trace(path);
            for (const Json& step : trace.find("steps")->as_array()) {
                static_cast<void>(runner.run(step));
            }
            out.push_back(runner.state().map());
        }
        return out;
    }();
    return states;
}

template <typename Record>
bool has_one_encoding(const Bytes& bytes) {
    Record record{};
    if (!decode(ByteSpan(bytes), record)) {
        return true;
    }
    Bytes again(Record::size_bytes);
    Writer out(MutableByteSpan{again.data(), again.size()});
    encode(record, out);
    return out.size() == Record::size_bytes && again == bytes;
}

template <typename Record>
bool decodes(const Bytes& bytes) {
    Record record{};
    return decode(ByteSpan(bytes), record);
}

bool decodes_as(std::uint8_t table, const Bytes& bytes) {
    switch (static_cast<Table>(table)) {
        case Table::identity: return decodes<IdentityRecord>(bytes) && has_one_encoding<IdentityRecord>(bytes);
        case Table::key:
        case Table::earlier_tenure: return decodes<KeyRecord>(bytes) && has_one_encoding<KeyRecord>(bytes);
        case Table::nonce: return decodes<NonceRecord>(bytes) && has_one_encoding<NonceRecord>(bytes);
        case Table::name: return decodes<NameRecord>(bytes) && has_one_encoding<NameRecord>(bytes);
        case Table::schema: return decodes<SchemaRecord>(bytes) && has_one_encoding<SchemaRecord>(bytes);
        case Table::accreditation:
            return decodes<AccreditationRecord>(bytes) && has_one_encoding<AccreditationRecord>(bytes);
        case Table::batch: return decodes<BatchRecord>(bytes) && has_one_encoding<BatchRecord>(bytes);
        case Table::status_word: return decodes<StatusWord>(bytes) && has_one_encoding<StatusWord>(bytes);
        case Table::dispute: return decodes<DisputeRecord>(bytes) && has_one_encoding<DisputeRecord>(bytes);
        case Table::dispute_count: return decodes<DisputeCount>(bytes) && has_one_encoding<DisputeCount>(bytes);
        case Table::dispute_page: return decodes<DisputePage>(bytes) && has_one_encoding<DisputePage>(bytes);
    }
    return false;
}

IdentityId make_identity(MapState& state, const char* name, UnixSeconds now) {
    CreateIdentity create{
        IdentityKind::person, Custody::self, hash_of<Salt>(name), test_key_id(std::string(name) + " recovery"), {}};
    static_cast<void>(create.keys.push(KeyGrant{test_public_key(name), roles::all, {}, {}}));
    OperationHeader header;
    header.domain = test_domain();
    const auto authenticated = std::make_unique<Authenticated>();
    const auto diff = std::make_unique<Diff>();
    const Bytes bytes = sign_operation(Operation(header, create), name);
    REQUIRE(authenticate(bytes, test_domain(), test_crypto, *authenticated) == RuleError::none);
    REQUIRE(apply(state, *authenticated, Moment{now, {}}, test_crypto, *diff) == RuleError::none);
    state.apply(*diff);
    return authenticated->identity();
}

}  // namespace

TEST_CASE("every record that the traces leave has one encoding, and every table is there", "[rules][state]") {
    std::string tables;
    for (const auto& state : states_of_traces()) {
        for (const auto& [key, value] : state) {
            CHECK(decodes_as(key[0], value));
            tables += tables.find(static_cast<char>(key[0])) == std::string::npos ? static_cast<char>(key[0]) : ' ';
        }
    }
    for (const char table : std::string("IKHONSABWDQP")) {
        INFO(table);
        CHECK(tables.find(table) != std::string::npos);
    }
}

TEST_CASE("a record with any byte changed decodes to exactly those bytes or not at all", "[rules][state]") {
    std::string seen;
    for (const auto& state : states_of_traces()) {
        for (const auto& [key, value] : state) {
            if (seen.find(static_cast<char>(key[0])) != std::string::npos) {
                continue;
            }
            seen += static_cast<char>(key[0]);
            for (std::size_t i = 0; i < value.size(); ++i) {
                for (const unsigned flip : {1U, 2U, 4U, 0x80U, 0xffU}) {
                    Bytes other = value;
                    other[i] = static_cast<std::uint8_t>(other[i] ^ flip);
                    INFO("table " << key[0] << ", byte " << i);
                    REQUIRE(has_one_encoding<IdentityRecord>(other));
                    REQUIRE(has_one_encoding<KeyRecord>(other));
                    REQUIRE(has_one_encoding<SchemaRecord>(other));
                    REQUIRE(has_one_encoding<AccreditationRecord>(other));
                    REQUIRE(has_one_encoding<BatchRecord>(other));
                    REQUIRE(has_one_encoding<StatusWord>(other));
                    REQUIRE(has_one_encoding<DisputeRecord>(other));
                    REQUIRE(has_one_encoding<DisputePage>(other));
                }
            }
        }
    }
}

TEST_CASE("a damaged record is registry.state_corrupt, whoever asks", "[rules][state]") {
    MapState state;
    const IdentityId alice = make_identity(state, "alice", UnixSeconds{1000});
    IdentityRecord identity{};
    REQUIRE(find_identity(state, alice, identity) == RuleError::none);
    state.put(identity_key(alice), as_bytes("damaged"));
    CHECK(find_identity(state, alice, identity) == RuleError::state_corrupt);
    const KeyId key = test_key_id("alice");
    KeyRecord record{};
    state.put(key_key(key), Bytes(KeyRecord::size_bytes, 0xff));
    CHECK(find_key(state, key, record) == RuleError::state_corrupt);
    CHECK(find_key_at(state, key, UnixSeconds{1}, record) == RuleError::state_corrupt);
    state.put(nonce_key(key), Bytes(7, 0));
    std::uint64_t nonce = 0;
    CHECK(find_nonce(state, key, nonce) == RuleError::state_corrupt);
    state.put(key_key(key), Bytes(limits::record_bytes_max + 1, 0));
    CHECK(find_key(state, key, record) == RuleError::state_corrupt);

    OperationHeader header;
    header.domain = test_domain();
    header.identity = alice;
    header.nonce = 1;
    ClaimName claim{};
    REQUIRE(claim.name.assign(as_bytes("alice")));
    const auto authenticated = std::make_unique<Authenticated>();
    const auto diff = std::make_unique<Diff>();
    REQUIRE(authenticate(sign_operation(Operation(header, claim), "alice"), test_domain(), test_crypto,
                         *authenticated) == RuleError::none);
    CHECK(apply(state, *authenticated, Moment{UnixSeconds{2000}, {}}, test_crypto, *diff) == RuleError::state_corrupt);
    CHECK(diff->size() == 0);
}

TEST_CASE("R5: a diff refuses a seventeenth record, a byte too many, and a key twice", "[rules][state]") {
    const auto diff = std::make_unique<Diff>();
    const Bytes value(512, 7);
    for (std::uint8_t i = 0; i < limits::diff_entries_max; ++i) {
        REQUIRE(diff->put(earlier_tenure_key(KeyId{}, i), value));
        CHECK(diff->value(i).size() == value.size());
    }
    CHECK_FALSE(diff->put(earlier_tenure_key(KeyId{}, 99), {}));
    diff->clear();
    CHECK(diff->put(key_key(KeyId{}), Bytes(8192, 1)));
    CHECK_FALSE(diff->put(nonce_key(KeyId{}), Bytes(1, 1)));
    diff->clear();
    CHECK(diff->put(key_key(KeyId{}), value));
    CHECK_FALSE(diff->put(key_key(KeyId{}), value));
}

TEST_CASE("R21: a signature is attributed to whoever held the key at the time", "[rules][state]") {
    // Three tenures of one key, as the rules leave them: alice 100 to 200, bob 300 to 400, alice from 400.
    MapState state;
    const KeyId key = test_key_id("camera");
    const auto alice = hash_of<IdentityId>("alice");
    const auto bob = hash_of<IdentityId>("bob");
    const auto put = [&](const StateKey& at, const IdentityId& who, std::uint64_t from, std::uint64_t until,
                         std::uint8_t tenure) {
        KeyRecord record{};
        record.identity = who;
        record.key = test_public_key("camera");
        record.roles = roles::sign_content;
        record.added_at = UnixSeconds{from};
        record.retired_at = UnixSeconds{until};
        record.tenure = tenure;
        Bytes bytes(KeyRecord::size_bytes);
        Writer out(MutableByteSpan{bytes.data(), bytes.size()});
        encode(record, out);
        state.put(at, bytes);
    };
    put(earlier_tenure_key(key, 0), alice, 100, 200, 0);
    put(earlier_tenure_key(key, 1), bob, 300, 400, 1);
    put(key_key(key), alice, 400, 0, 2);
    const auto holder = [&](std::uint64_t at) {
        KeyRecord record{};
        const RuleError error = find_key_at(state, key, UnixSeconds{at}, record);
        return error == RuleError::none ? (record.identity == alice ? "alice" : "bob") : rule_error_name(error);
    };
    CHECK(std::string(holder(99)) == "registry.key_unknown");
    CHECK(std::string(holder(100)) == "alice");
    CHECK(std::string(holder(199)) == "alice");
    CHECK(std::string(holder(200)) == "registry.key_unknown");
    CHECK(std::string(holder(300)) == "bob");
    CHECK(std::string(holder(400)) == "alice");
    CHECK(std::string(holder(9999)) == "alice");
}

TEST_CASE("R16, R25: a key is judged at a time, and each boundary second belongs to the later state",
          "[rules][state]") {
    KeyRecord key{};
    key.added_at = UnixSeconds{100};
    key.valid_from = UnixSeconds{150};
    key.valid_until = UnixSeconds{500};
    CHECK(check_key(key, UnixSeconds{99}) == RuleError::key_not_yet_valid);
    CHECK(check_key(key, UnixSeconds{149}) == RuleError::key_not_yet_valid);
    CHECK(check_key(key, UnixSeconds{150}) == RuleError::none);
    CHECK(check_key(key, UnixSeconds{499}) == RuleError::none);
    CHECK(check_key(key, UnixSeconds{500}) == RuleError::key_expired);
    key.compromised_since = UnixSeconds{300};
    CHECK(check_key(key, UnixSeconds{299}) == RuleError::none);
    CHECK(check_key(key, UnixSeconds{300}) == RuleError::key_compromised);
    key.compromised_since = UnixSeconds{};
    key.retired_at = UnixSeconds{200};
    CHECK(check_key(key, UnixSeconds{199}) == RuleError::none);
    CHECK(check_key(key, UnixSeconds{200}) == RuleError::key_retired);
}

TEST_CASE("a query beyond a batch or a name's length is refused, not answered", "[rules][state]") {
    MapState state;
    const IdentityId alice = make_identity(state, "alice", UnixSeconds{1000});
    BatchRecord batch{};
    batch.issuer = alice;
    batch.count = 3;
    batch.hash_kind = HashKind::sha256;
    batch.leaf_kind = LeafKind::content;
    Bytes bytes(BatchRecord::size_bytes);
    Writer out(MutableByteSpan{bytes.data(), bytes.size()});
    encode(batch, out);
    const auto id = hash_of<BatchId>("batch");
    state.put(batch_key(id), bytes);
    Status status{};
    CHECK(find_status(state, id, 2, status) == RuleError::none);
    CHECK(find_status(state, id, 3, status) == RuleError::index_out_of_range);
    CHECK(find_status(state, hash_of<BatchId>("other"), 0, status) == RuleError::batch_unknown);

    NameRecord name{};
    const std::string longest(limits::name_bytes_max, 'a');
    bytes.resize(NameRecord::size_bytes);
    Writer name_out(MutableByteSpan{bytes.data(), bytes.size()});
    encode(NameRecord{alice, UnixSeconds{1}}, name_out);
    state.put(name_key(as_bytes(longest)), bytes);
    CHECK(find_name(state, as_bytes(longest), name) == RuleError::none);
    // A key is cut at 64 bytes, so a longer name would find that record.
    CHECK(find_name(state, as_bytes(longest + "a"), name) == RuleError::identity_unknown);
}

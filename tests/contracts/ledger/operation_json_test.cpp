// Operations as JSON and back. That wallets get the same digest from the typed data, tests/interop/typed_data.mjs
// shows.
#include <catch2/catch.hpp>

#include "contracts/ledger/operation_json.hpp"

#include "identity/base/encoding.hpp"
#include "tests/contracts/ledger/fixture.hpp"
#include "tests/contracts/ledger/operation_samples.hpp"

using namespace countersign;
using namespace countersign::ledger_test;

namespace {

Bytes canonical(const rules::Operation& operation) {
    Bytes bytes(limits::operation_bytes_max);
    bytes.resize(rules::encode_unsigned(operation, {bytes.data(), bytes.size()}));
    return bytes;
}

const rules::DomainSeparator domain = sample<rules::DomainSeparator>(1);

ErrorCode error_of(const Json& json) {
    const auto parsed = ledger::parse_operation_json(json, domain);
    return parsed ? ErrorCode{"none", ErrorKind::invalid, ""} : parsed.error().code;
}

Json with_member(Json object, std::string_view key, Json value) {
    object.set(key, std::move(value));
    return object;
}

/// Every member of the message in turn: removed, of another type, and beside one too many.
void check_strictness(const Json& good) {
    const Json message = *good.find("message");
    for (const JsonMember& member : message.as_object()) {
        INFO(member.key);
        Json without = message;
        without.erase(member.key);
        CHECK(error_of(with_member(good, "message", without)) == errors::operation_json_form);
        for (const Json& wrong : {Json(), Json(-1), Json(1.5), Json("0x"), Json("text"), Json::object()}) {
            if (!(member.value.is_string() && !member.value.as_string().starts_with("0x") && wrong.is_string())) {
                CHECK(error_of(with_member(good, "message", with_member(message, member.key, wrong))) ==
                      errors::operation_json_form);
            }
        }
    }
    CHECK(error_of(with_member(good, "message", with_member(message, "more", 1))) == errors::operation_json_form);
}

}  // namespace

TEST_CASE("L70: every kind of operation survives JSON", "[ledger][json]") {
    for (const rules::Operation& operation : sample_operations()) {
        INFO(ledger::to_text(operation.kind));
        const Json json = ledger::operation_to_json(operation);
        const Json again = parse_json(to_json_text(json)).value();
        const auto parsed = ledger::parse_operation_json(again, domain);
        REQUIRE(parsed.has_value());
        CHECK(canonical(*parsed) == canonical(operation));
        check_strictness(json);
        // The members are those of the EIP-712 type, in its order.
        const Json data = ledger::typed_data(operation, ledger::Home{sample<rules::RegistryId>(1)});
        const std::string primary = get_string(data, "primaryType").value();
        CHECK(primary == ledger::type_name(operation.kind));
        const Json& type = *data.find("types")->find(primary);
        const auto& members = data.find("message")->as_object();
        REQUIRE(type.as_array().size() == members.size());
        for (std::size_t i = 0; i < members.size(); ++i) {
            CHECK(get_string(type.as_array()[i], "name").value() == members[i].key);
        }
    }
}

TEST_CASE("L70: one value has one spelling in JSON", "[ledger][json]") {
    Json good = ledger::operation_to_json(sample_operations()[4]);
    CHECK(error_of(good).name == "none");
    CHECK(error_of(with_member(good, "kind", "claimName")) == errors::operation_json_form);
    CHECK(error_of(with_member(good, "kind", 5)) == errors::operation_json_form);
    CHECK(error_of(with_member(good, "message", 5)) == errors::operation_json_form);
    CHECK(error_of(with_member(good, "extra", 5)) == errors::operation_json_form);
    CHECK(error_of(Json()) == errors::operation_json_form);
    const auto with = [&](std::string_view key, Json value) {
        Json message = *good.find("message");
        message.set(key, std::move(value));
        return error_of(with_member(good, "message", message));
    };
    CHECK(with("nonce", "7") == errors::operation_json_form);
    CHECK(with("nonce", "9007199254740991") == errors::operation_json_form);
    CHECK(with("nonce", "9007199254740992").name == "none");
    CHECK(with("nonce", "18446744073709551615").name == "none");
    CHECK(with("nonce", "18446744073709551616") == errors::operation_json_form);
    CHECK(with("nonce", "09007199254740992") == errors::operation_json_form);
    CHECK(with("name", std::string(limits::name_bytes_max + 1, 'a')) == errors::operation_json_form);
    const std::string identity = get_string(*good.find("message"), "identity").value();
    CHECK(with("identity", identity.substr(2)) == errors::operation_json_form);
    CHECK(with("identity", identity + "00") == errors::operation_json_form);
    CHECK(with("identity", "0X" + identity.substr(2)) == errors::operation_json_form);
}

TEST_CASE("L71: signed operations in JSON become the bytes that the ledger takes", "[ledger][json]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    Actor alice(1, book->domain());
    REQUIRE(book->submit(alice.create()).has_value());
    const auto submission = alice.commit(5, 3);
    rules::Operation operation;
    rules::Signatures signatures;
    std::size_t unsigned_bytes = 0;
    REQUIRE(rules::decode_operation(submission.operation, operation, signatures, unsigned_bytes) ==
            rules::RuleError::none);
    Json json = ledger::operation_to_json(operation);
    json.set("signatures", ledger::signatures_to_json(signatures));
    Json leaves = Json::array();
    for (const Bytes& leaf : submission.leaves) {
        leaves.push("0x" + to_hex(leaf));
    }
    json.set("leaves", leaves);
    const auto parsed = ledger::parse_signed_operation(json, book->domain());
    REQUIRE(parsed.has_value());
    CHECK(parsed->operation == submission.operation);
    CHECK(parsed->leaves == submission.leaves);

    // A wallet's 65th byte is dropped.
    const std::string signer = get_string(*json.find("signatures"), "signer").value();
    Json wallet = json;
    wallet.set("signatures", Json::object({{"signer", signer + "1b"}}));
    CHECK(ledger::parse_signed_operation(wallet, book->domain())->operation == submission.operation);
    CHECK(book->submit(*ledger::parse_signed_operation(wallet, book->domain())).has_value());

    for (const Json& bad :
         {Json(), Json::object(), Json::object({{"signer", 1}}), Json::object({{"signer", signer.substr(2)}}),
          Json::object({{"signer", signer + "1b1b"}}), Json::object({{"signer", signer}, {"other", 1}}),
          Json::object({{"signer", signer}, {"possession", 1}}),
          Json::object({{"signer", signer}, {"possession", Json::array({1})}}),
          Json::object({{"signer", signer}, {"recovery", 1}}),
          Json::object({{"signer", signer}, {"recovery", Json::object({{"signature", signer}})}}),
          Json::object({{"signer", signer}, {"recovery", Json::object({{"key", "0x00"}, {"signature", signer}})}})}) {
        INFO(to_json_text(bad));
        CHECK(ledger::parse_signed_operation(with_member(json, "signatures", bad), domain).error().code ==
              errors::operation_json_form);
    }
    for (const Json& bad : {Json(1), Json::array({1}), Json::array({"00"}), Json::array({"0x0"})}) {
        CHECK(ledger::parse_signed_operation(with_member(json, "leaves", bad), domain).error().code ==
              errors::operation_json_form);
    }
    CHECK(ledger::parse_signed_operation(with_member(json, "more", 1), domain).error().code ==
          errors::operation_json_form);
}

TEST_CASE("L71: cosignatures survive JSON", "[ledger][json]") {
    rules::Signatures signatures;
    signatures.signer = sample<rules::SignatureBytes>(1);
    REQUIRE(signatures.possession.push(sample<rules::SignatureBytes>(2)));
    signatures.has_recovery = true;
    signatures.recovery = {sample_key(3), sample<rules::SignatureBytes>(4)};
    Json json = ledger::operation_to_json(sample_operations()[1]);
    json.set("signatures", ledger::signatures_to_json(signatures));
    const auto parsed = ledger::parse_signed_operation(json, domain);
    REQUIRE(parsed.has_value());
    // Two grants need two cosignatures; here one key is listed twice, so this form is all that can be compared.
    Bytes expected(limits::operation_bytes_max);
    expected.resize(rules::encode_signed(sample_operations()[1], signatures, {expected.data(), expected.size()}));
    CHECK(parsed->operation == expected);
}

TEST_CASE("L72: entries are shown as JSON", "[ledger][json]") {
    FakeClock clock(start_time);
    const auto book = memory_ledger(clock);
    Actor alice(1, book->domain());
    const auto receipt = book->submit(alice.create()).value();
    const Json genesis = ledger::entry_to_json(book->entry(LogIndex{0}).value()).value();
    CHECK(get_string(*genesis.find("genesis"), "origin").value() == origin);
    CHECK(get_string(genesis, "leafHash").value() == to_hex(view(book->registry())));
    const Json entry = ledger::entry_to_json(book->entry(LogIndex{1}).value()).value();
    CHECK(get_string(entry, "type").value() == "create_identity");
    CHECK(get_string(entry, "id").value() == to_hex(view(receipt.operation)));
    CHECK(get_string(entry, "acceptedAt").value() == to_rfc3339(start_time));
    CHECK(get_unsigned(entry, "index").value() == 1);
    CHECK(ledger::entry_to_json({.index = 0, .bytes = {1, 2}, .leaf_hash = {}}).error().code ==
          errors::ledger_entry_syntax);
    const auto nonsense = ledger::encode_entry(ledger::OperationEntry{start_time, Bytes(9, 1)});
    CHECK(ledger::entry_to_json({.index = 0, .bytes = nonsense, .leaf_hash = {}}).error().code ==
          errors::ledger_entry_syntax);
}

// The registry's side of rules_eip712.mjs.
// operation_probe list SIGNER SECOND RECOVERY   public keys, compressed, hex: prints one operation of each kind as a
//                                               line of JSON: type text, message, digest, canonical bytes
// operation_probe check                         reads signed operations, a line of hex each; prints each outcome
#include <iostream>
#include <memory>
#include <string>

#include "contracts/rules/authenticate.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/json.hpp"
#include "tests/contracts/rules/home.hpp"

namespace {

using namespace countersign;
using namespace countersign::rules;
using namespace countersign::rules::test;

constexpr std::uint64_t chain_id = 31337;
constexpr Address contract_address{{0x5f, 0xbd, 0xb2, 0x31, 0x56, 0x78, 0xaf, 0xec, 0xb3, 0x67,
                                    0xf0, 0x32, 0xd9, 0x3f, 0x64, 0x2f, 0x64, 0x18, 0x0a, 0xa3}};

std::string hex(ByteSpan bytes) { return "0x" + to_hex({bytes.data(), bytes.size()}); }
template <typename Enum>
Json number(Enum value) {
    return static_cast<std::uint64_t>(value);
}
/// A uint64 as decimal text, since JSON numbers lose what is beyond 2^53.
Json big(std::uint64_t value) { return std::to_string(value); }

struct Keys {
    rules::PublicKey signer;
    rules::PublicKey second;
    rules::PublicKey recovery;
};

struct Case {
    Operation operation;
    Json message;
};

template <typename Id>
Id id(const char* text) {
    return hash_of<Id>(text);
}

Json grants(const KeyGrant* first, std::size_t count) {
    Json out = Json::array();
    for (std::size_t i = 0; i < count; ++i) {
        const KeyGrant& grant = first[i];
        out.push(Json::object({{"key", hex(grant.key)},
                               {"roles", number(grant.roles)},
                               {"validFrom", big(grant.valid_from.value)},
                               {"validUntil", big(grant.valid_until.value)}}));
    }
    return out;
}

/// The members that every operation but create_identity has.
Json message_of(const OperationHeader& header) {
    return Json::object(
        {{"identity", hex(header.identity)}, {"signer", hex(header.signer)}, {"nonce", big(header.nonce)}});
}

std::vector<Case> make_identity_cases(const OperationHeader& header, const Keys& keys) {
    std::vector<Case> out;
    const KeyGrant own{keys.signer, roles::all, UnixSeconds{}, UnixSeconds{}};
    const KeyGrant other{keys.second, roles::issue, UnixSeconds{1'700'000'000}, UnixSeconds{1'900'000'000}};
    OperationHeader creating = header;
    creating.identity = IdentityId{};
    creating.nonce = 0;
    CreateIdentity create{
        IdentityKind::organisation, Custody::self, id<Salt>("salt"), key_id(keys.recovery, test_crypto), {}};
    static_cast<void>(create.keys.push(own));
    static_cast<void>(create.keys.push(other));
    out.push_back({Operation(creating, create), Json::object({{"kind", number(create.kind)},
                                                              {"custody", number(create.custody)},
                                                              {"salt", hex(create.salt)},
                                                              {"recovery", hex(create.recovery)},
                                                              {"keys", grants(create.keys.items, 2)},
                                                              {"signer", hex(header.signer)}})});
    UpdateKeys update{{}, {}, Custody::hosted, id<KeyId>("next recovery")};
    static_cast<void>(update.add.push(other));
    static_cast<void>(update.retire.push(id<KeyId>("old")));
    static_cast<void>(update.retire.push(id<KeyId>("older")));
    Json message = message_of(header);
    message.set("add", grants(update.add.items, 1));
    message.set("retire", Json::array({hex(update.retire[0]), hex(update.retire[1])}));
    message.set("custody", number(update.custody));
    message.set("recovery", hex(update.recovery));
    out.push_back({Operation(header, update), std::move(message)});

    const DeclareCompromised declare{id<KeyId>("stolen"), UnixSeconds{1'750'000'000}};
    message = message_of(header);
    message.set("key", hex(declare.key));
    message.set("since", big(declare.since.value));
    out.push_back({Operation(header, declare), std::move(message)});

    const Recover recover{roles::all, id<KeyId>("next recovery"), Custody::self, RecoveryScope::all_keys};
    message = message_of(header);
    message.set("roles", number(recover.roles));
    message.set("recovery", hex(recover.recovery));
    message.set("custody", number(recover.custody));
    message.set("scope", number(recover.scope));
    out.push_back({Operation(header, recover), std::move(message)});

    ClaimName claim{};
    static_cast<void>(claim.name.assign(as_bytes("example-bank")));
    message = message_of(header);
    message.set("name", "example-bank");
    out.push_back({Operation(header, claim), std::move(message)});
    return out;
}

std::vector<Case> make_issuing_cases(const OperationHeader& header) {
    std::vector<Case> out;
    RegisterSchema schema{id<ContentHash>("schema"), {}};
    static_cast<void>(schema.uri.assign(as_bytes("https://example.org/schema.json")));
    Json message = message_of(header);
    message.set("content", hex(schema.content));
    message.set("uri", "https://example.org/schema.json");
    out.push_back({Operation(header, schema), std::move(message)});

    const Accredit accredit{id<IdentityId>("issuer"), id<SchemaId>("schema"),     id<AccreditationId>("parent"),
                            UnixSeconds{1},           UnixSeconds{1'900'000'000}, true};
    message = message_of(header);
    message.set("issuer", hex(accredit.issuer));
    message.set("schema", hex(accredit.schema));
    message.set("parent", hex(accredit.parent));
    message.set("validFrom", big(accredit.valid_from.value));
    message.set("validUntil", big(accredit.valid_until.value));
    message.set("delegable", accredit.delegable);
    out.push_back({Operation(header, accredit), std::move(message)});

    const Suspend suspend{id<AccreditationId>("accreditation"), true, 513};
    message = message_of(header);
    message.set("accreditation", hex(suspend.accreditation));
    message.set("suspended", suspend.suspended);
    message.set("reason", number(suspend.reason));
    out.push_back({Operation(header, suspend), std::move(message)});

    const Commit commit{id<TreeHash>("root"),     70'000,
                        HashKind::sha256,         LeafKind::credential,
                        id<SchemaId>("schema"),   id<IdentityId>("accreditor"),
                        id<IdentityId>("arbiter")};
    message = message_of(header);
    message.set("root", hex(commit.root));
    message.set("count", number(commit.count));
    message.set("hashKind", number(commit.hash_kind));
    message.set("leafKind", number(commit.leaf_kind));
    message.set("schema", hex(commit.schema));
    message.set("accreditor", hex(commit.accreditor));
    message.set("arbiter", hex(commit.arbiter));
    out.push_back({Operation(header, commit), std::move(message)});

    SetStatus status{id<BatchId>("batch"), Status::revoked, 7, UnixSeconds{1'750'000'000}, {}};
    Json indices = Json::array();
    for (const std::uint32_t index : {3U, 4U, 900U}) {
        static_cast<void>(status.indices.push(index));
        indices.push(index);
    }
    message = message_of(header);
    message.set("batch", hex(status.batch));
    message.set("status", number(status.status));
    message.set("reason", number(status.reason));
    message.set("effectiveAt", big(status.effective_at.value));
    message.set("indices", std::move(indices));
    out.push_back({Operation(header, status), std::move(message)});
    return out;
}

std::vector<Case> make_dispute_cases(const OperationHeader& header) {
    std::vector<Case> out;
    const OpenDispute open{
        TargetKind::leaf, id<TargetId>("batch"),    41, DisputeGround::issued_in_error, id<ContentHash>("evidence"),
        172'800,          id<IdentityId>("arbiter")};
    Json message = message_of(header);
    message.set("targetKind", number(open.target_kind));
    message.set("target", hex(open.target));
    message.set("index", number(open.index));
    message.set("ground", number(open.ground));
    message.set("evidence", hex(open.evidence));
    message.set("answerSeconds", number(open.answer_seconds));
    message.set("arbiter", hex(open.arbiter));
    out.push_back({Operation(header, open), std::move(message)});

    const AnswerDispute answer{id<DisputeId>("dispute"), DisputeAnswer::contested, id<ContentHash>("statement")};
    message = message_of(header);
    message.set("dispute", hex(answer.dispute));
    message.set("answer", number(answer.answer));
    message.set("statement", hex(answer.statement));
    out.push_back({Operation(header, answer), std::move(message)});

    const RuleDispute rule{id<DisputeId>("dispute"), Ruling::upheld, id<ContentHash>("reasons")};
    message = message_of(header);
    message.set("dispute", hex(rule.dispute));
    message.set("ruling", number(rule.ruling));
    message.set("reasons", hex(rule.reasons));
    out.push_back({Operation(header, rule), std::move(message)});
    return out;
}

void print_case(const Case& each) {
    Bytes bytes(limits::operation_bytes_max);
    bytes.resize(encode_unsigned(each.operation, MutableByteSpan{bytes.data(), bytes.size()}));
    Operation on_chain = each.operation;
    on_chain.header.domain = chain_domain(chain_id, contract_address, test_crypto);
    const Json line = Json::object({{"type", type_text(each.operation.kind)},
                                    {"message", each.message},
                                    {"salt", hex(hash_of<RegistryId>("here"))},
                                    {"chainId", chain_id},
                                    {"contract", hex(contract_address)},
                                    {"structHash", hex(struct_hash(each.operation, test_crypto))},
                                    {"digest", hex(operation_digest(each.operation, test_crypto))},
                                    {"chainDigest", hex(operation_digest(on_chain, test_crypto))},
                                    {"possession", keys_to_prove(each.operation).size()},
                                    {"recovery", needs_recovery_signature(each.operation)},
                                    {"unsigned", to_hex(bytes)}});
    std::cout << to_json_text(line) << '\n';
}

rules::PublicKey parse_key(const std::string& text) {
    return make_public_key(Scheme::secp256k1, parse_hex(text).value_or(Bytes{}));
}

int list(const Keys& keys) {
    OperationHeader header;
    header.domain = test_domain();
    header.identity = hash_of<IdentityId>("identity");
    header.signer = keys.signer;
    header.nonce = 0x0102030405060708;
    for (const auto& cases :
         {make_identity_cases(header, keys), make_issuing_cases(header), make_dispute_cases(header)}) {
        for (const Case& each : cases) {
            print_case(each);
        }
    }
    return 0;
}

int check() {
    std::string line;
    const auto authenticated = std::make_unique<Authenticated>();
    while (std::getline(std::cin, line)) {
        const auto bytes = parse_hex(line);
        std::cout << (bytes ? rule_error_name(authenticate(*bytes, test_domain(), test_crypto, *authenticated)) : "hex")
                  << '\n';
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string command = argc > 1 ? argv[1] : "";
    if (command == "list" && argc == 5) {
        return list({parse_key(argv[2]), parse_key(argv[3]), parse_key(argv[4])});
    }
    return command == "check" ? check() : 64;
}

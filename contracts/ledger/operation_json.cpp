#include "contracts/ledger/operation_json.hpp"

#include <algorithm>

#include "contracts/ledger/message_json.hpp"
#include "contracts/ledger/operation_fields.hpp"
#include "contracts/ledger/signing.hpp"
#include "contracts/log/checkpoint.hpp"
#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"

namespace countersign::ledger {
namespace {

using detail::hex_start;
using detail::MessageReader;
using detail::MessageWriter;
using detail::to_0x;

constexpr std::string_view operation_names[rules::operation_kind_last] = {
    "create_identity", "update_keys",  "declare_compromised",
    "recover",         "claim_name",   "register_schema",
    "accredit",        "suspend",      "commit",
    "set_status",      "open_dispute", "answer_dispute",
    "rule_dispute"};

tl::unexpected<Error> bad_form(std::string_view what) { return fail(errors::operation_json_form, printable(what)); }

std::optional<rules::OperationKind> kind_of(std::string_view name) {
    for (std::uint8_t kind = 1; kind <= rules::operation_kind_last; ++kind) {
        if (type_name(static_cast<rules::OperationKind>(kind)) == name) {
            return static_cast<rules::OperationKind>(kind);
        }
    }
    return std::nullopt;
}

/// An operation of that kind with an empty body.
rules::Operation empty_operation(rules::OperationKind kind) {
    const rules::OperationHeader header;
    switch (kind) {
        case rules::OperationKind::create_identity: return {header, rules::CreateIdentity{}};
        case rules::OperationKind::update_keys: return {header, rules::UpdateKeys{}};
        case rules::OperationKind::declare_compromised: return {header, rules::DeclareCompromised{}};
        case rules::OperationKind::recover: return {header, rules::Recover{}};
        case rules::OperationKind::claim_name: return {header, rules::ClaimName{}};
        case rules::OperationKind::register_schema: return {header, rules::RegisterSchema{}};
        case rules::OperationKind::accredit: return {header, rules::Accredit{}};
        case rules::OperationKind::suspend: return {header, rules::Suspend{}};
        case rules::OperationKind::commit: return {header, rules::Commit{}};
        case rules::OperationKind::set_status: return {header, rules::SetStatus{}};
        case rules::OperationKind::open_dispute: return {header, rules::OpenDispute{}};
        case rules::OperationKind::answer_dispute: return {header, rules::AnswerDispute{}};
        case rules::OperationKind::rule_dispute: return {header, rules::RuleDispute{}};
    }
    ensure(false, "operation kind");
    return {};
}

Result<rules::SignatureBytes> read_signature(const Json* json) {
    rules::SignatureBytes out{};
    if (json == nullptr || !json->is_string() || !json->as_string().starts_with(hex_start)) {
        return bad_form("signatures");
    }
    auto bytes = parse_hex(std::string_view(json->as_string()).substr(hex_start.size()));
    if (bytes && bytes->size() == rules::SignatureBytes::size_bytes + 1) {
        bytes->pop_back();
    }
    if (!bytes || !copy_exact(*bytes, out)) {
        return bad_form("a signature has 64 bytes");
    }
    return out;
}

Result<rules::Signatures> read_signatures(const Json& json) {
    if (!check_keys(json, {"signer", "possession", "recovery"})) {
        return bad_form("signatures");
    }
    rules::Signatures out;
    const auto signer = read_signature(json.find("signer"));
    if (!signer) {
        return fail(signer.error());
    }
    out.signer = *signer;
    if (const Json* const possession = json.find("possession")) {
        if (!possession->is_array()) {
            return bad_form("signatures.possession");
        }
        for (const Json& item : possession->as_array()) {
            const auto signature = read_signature(&item);
            if (!signature || !out.possession.push(*signature)) {
                return bad_form("signatures.possession");
            }
        }
    }
    if (const Json* const recovery = json.find("recovery")) {
        if (!check_keys(*recovery, {"key", "signature"})) {
            return bad_form("signatures.recovery");
        }
        Json key_only = *recovery;
        key_only.erase("signature");
        rules::PublicKey key{};
        MessageReader reader(key_only);
        reader("key", key);
        const auto signature = read_signature(recovery->find("signature"));
        if (!reader.finish().empty() || !signature) {
            return bad_form("signatures.recovery");
        }
        out.has_recovery = true;
        out.recovery = {.key = key, .bytes = *signature};
    }
    return out;
}

Result<std::vector<Bytes>> read_leaves(const Json* json) {
    std::vector<Bytes> leaves;
    if (json == nullptr) {
        return leaves;
    }
    if (!json->is_array() || json->as_array().size() > limits::batch_leaves_max) {
        return bad_form("leaves");
    }
    for (const Json& item : json->as_array()) {
        auto bytes = item.is_string() && item.as_string().starts_with(hex_start)
                         ? parse_hex(std::string_view(item.as_string()).substr(hex_start.size()))
                         : bad_form("leaves");
        if (!bytes) {
            return bad_form("leaf " + std::to_string(leaves.size()));
        }
        leaves.push_back(std::move(*bytes));
    }
    return leaves;
}

/// `A(uint8 x,B[] y)B(bytes z)` as the types of typed data.
Json types_of(std::string_view text) {
    Json types = Json::object();
    while (!text.empty()) {
        const std::size_t open = text.find('(');
        const std::size_t close = text.find(')');
        Json members = Json::array();
        std::string_view rest = text.substr(open + 1, close - open - 1);
        while (!rest.empty()) {
            const std::size_t comma = std::min(rest.find(','), rest.size());
            const std::string_view member = rest.substr(0, comma);
            const std::size_t space = member.find(' ');
            members.push(Json::object({{"name", member.substr(space + 1)}, {"type", member.substr(0, space)}}));
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
        types.set(text.substr(0, open), std::move(members));
        text.remove_prefix(close + 1);
    }
    return types;
}

}  // namespace

std::string_view to_text(rules::OperationKind kind) noexcept {
    return operation_names[static_cast<std::size_t>(kind) - 1];
}

std::string_view type_name(rules::OperationKind kind) noexcept {
    const std::string_view text = rules::type_text(kind);
    return text.substr(0, text.find('('));
}

Json operation_to_json(const rules::Operation& operation) {
    MessageWriter writer;
    visit_message(operation, writer);
    return Json::object({{"kind", type_name(operation.kind)}, {"message", writer.take()}});
}

Result<rules::Operation> parse_operation_json(const Json& json, const rules::DomainSeparator& domain) {
    const Json* const kind_member = json.find("kind");
    const Json* const message = json.find("message");
    if (!json.is_object() || !check_keys(json, {"kind", "message"}) || kind_member == nullptr || message == nullptr) {
        return bad_form("kind and message are needed, and nothing else");
    }
    const auto kind = kind_member->is_string() ? kind_of(kind_member->as_string()) : std::nullopt;
    if (!kind) {
        return bad_form("kind");
    }
    if (!message->is_object()) {
        return bad_form("message");
    }
    rules::Operation operation = empty_operation(*kind);
    MessageReader reader(*message);
    visit_message(operation, reader);
    if (const std::string wrong = reader.finish(); !wrong.empty()) {
        return bad_form("message: " + wrong);
    }
    operation.header.domain = domain;
    return operation;
}

Result<Submission> parse_signed_operation(const Json& json, const rules::DomainSeparator& domain) {
    const Json* const signatures_member = json.find("signatures");
    if (!json.is_object() || !check_keys(json, {"kind", "message", "signatures", "leaves"}) ||
        signatures_member == nullptr) {
        return bad_form("kind, message and signatures are needed");
    }
    Json unsigned_json = Json::object();
    for (const char* const name : {"kind", "message"}) {
        if (const Json* const member = json.find(name)) {
            unsigned_json.set(name, *member);
        }
    }
    const auto operation = parse_operation_json(unsigned_json, domain);
    if (!operation) {
        return fail(operation.error());
    }
    const auto signatures = read_signatures(*signatures_member);
    if (!signatures) {
        return fail(signatures.error());
    }
    auto leaves = read_leaves(json.find("leaves"));
    if (!leaves) {
        return fail(leaves.error());
    }
    Submission submission{.operation = Bytes(limits::operation_bytes_max), .leaves = std::move(*leaves)};
    const std::size_t size =
        rules::encode_signed(*operation, *signatures, {submission.operation.data(), submission.operation.size()});
    if (size == 0) {
        return bad_form("the operation is too long");
    }
    submission.operation.resize(size);
    return submission;
}

Json signatures_to_json(const rules::Signatures& signatures) {
    Json out = Json::object({{"signer", to_0x(view(signatures.signer))}});
    if (signatures.possession.size() != 0) {
        Json possession = Json::array();
        for (const rules::SignatureBytes& signature : signatures.possession) {
            possession.push(to_0x(view(signature)));
        }
        out.set("possession", std::move(possession));
    }
    if (signatures.has_recovery) {
        const rules::KeySignature& recovery = signatures.recovery;
        out.set("recovery", Json::object({{"key", to_0x({recovery.key.data(), recovery.key.size()})},
                                          {"signature", to_0x(view(recovery.bytes))}}));
    }
    return out;
}

Json typed_data(const rules::Operation& operation, const Home& home) {
    Json types = types_of(rules::type_text(operation.kind));
    const auto member = [](const char* name, const char* type) {
        return Json::object({{"name", name}, {"type", type}});
    };
    Json domain_type = Json::array({member("name", "string"), member("version", "string")});
    Json domain = Json::object({{"name", "Countersign"}, {"version", "1"}});
    if (home.chain) {
        domain_type.push(member("chainId", "uint256"));
        domain_type.push(member("verifyingContract", "address"));
        domain.set("chainId", home.chain->chain_id);
        domain.set("verifyingContract", to_0x(view(home.chain->contract)));
    } else {
        domain_type.push(member("salt", "bytes32"));
        domain.set("salt", to_0x(view(home.registry)));
    }
    types.set("EIP712Domain", std::move(domain_type));
    Json data = Json::object();
    data.set("types", std::move(types));
    data.set("primaryType", type_name(operation.kind));
    data.set("domain", std::move(domain));
    data.set("message", *operation_to_json(operation).find("message"));
    return data;
}

Result<Json> entry_to_json(const store::StoredEntry& stored) {
    const auto entry = parse_entry(stored.bytes);
    if (!entry) {
        return fail(entry.error());
    }
    Json out = Json::object({{"index", stored.index}, {"leafHash", to_hex(view(log::leaf_hash(stored.bytes)))}});
    if (const auto* const genesis = std::get_if<GenesisEntry>(&*entry)) {
        out.set("acceptedAt", to_rfc3339(genesis->created_at));
        Json about = Json::object({{"origin", genesis->origin}, {"random", to_hex(view(genesis->random))}});
        if (genesis->chain) {
            about.set("chainId", genesis->chain->chain_id);
            about.set("contract", to_0x(view(genesis->chain->contract)));
        }
        out.set("genesis", std::move(about));
        return out;
    }
    const auto& operation_entry = std::get<OperationEntry>(*entry);
    const auto read = read_operation(operation_entry);
    if (!read) {
        return fail(read.error());
    }
    const Json message = operation_to_json(read->operation);
    out.set("acceptedAt", to_rfc3339(operation_entry.accepted_at));
    out.set("type", to_text(read->operation.kind));
    out.set("id", to_hex(view(read->id)));
    out.set("kind", *message.find("kind"));
    out.set("message", *message.find("message"));
    if (operation_entry.place) {
        const ChainPlace& place = *operation_entry.place;
        out.set("chain", Json::object({{"block", place.block.number},
                                       {"blockHash", to_0x(view(place.block.hash))},
                                       {"transaction", to_0x(view(place.transaction))},
                                       {"logIndex", place.log_index}}));
        return out;
    }
    out.set("signatures", signatures_to_json(*read->signatures));
    return out;
}

}  // namespace countersign::ledger

#include "api/service/answers.hpp"

#include "api/http/errors.hpp"
#include "api/service/errors.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/base/encoding.hpp"
#include "identity/names/name.hpp"

namespace countersign::api::service {

std::string_view to_text(chain::Finality finality) noexcept {
    switch (finality) {
        case chain::Finality::seen: return "seen";
        case chain::Finality::safe: return "safe";
        case chain::Finality::finalized: return "finalized";
    }
    return "seen";
}

Json block_json(const chain::BlockId& block) {
    return Json::object({{"number", block.number}, {"hash", "0x" + hex(block.hash)}});
}

Json operation_json(const ledger::Ledger& ledger, const ledger::Receipt& receipt, std::string_view kind) {
    Json out = Json::object({{"id", hex(receipt.operation)},
                             {"type", kind},
                             {"identity", hex(receipt.identity)},
                             {"index", receipt.index.value},
                             {"leafHash", hex(receipt.leaf_hash)},
                             {"acceptedAt", to_rfc3339(receipt.accepted_at)},
                             {"finality", "final"}});
    if (const auto standing = ledger.chain_standing(receipt.index); standing && *standing) {
        const ledger::ChainPlace& place = (*standing)->place;
        out.set("finality", to_text((*standing)->finality));
        out.set("chain", Json::object({{"block", block_json(place.block)},
                                       {"transaction", "0x" + hex(place.transaction)},
                                       {"logIndex", place.log_index}}));
    }
    return out;
}

Json identity_reference_json(const evidence::IdentityFact& identity) {
    return Json::object({{"id", hex(identity.id)},
                         {"did", identity.did},
                         {"name", identity.names.empty() ? Json() : Json(identity.names.front())},
                         {"kind", to_text(identity.kind)},
                         {"custody", identity.custody == rules::Custody::hosted ? "hosted" : "own"}});
}

std::string_view to_text(rules::IdentityKind kind) noexcept {
    switch (kind) {
        case rules::IdentityKind::person: return "person";
        case rules::IdentityKind::organisation: return "organisation";
        case rules::IdentityKind::agent: return "agent";
    }
    return "person";
}

std::string_view to_text(rules::AiDisclosure disclosure) noexcept {
    switch (disclosure) {
        case rules::AiDisclosure::undeclared: return "undeclared";
        case rules::AiDisclosure::captured: return "captured";
        case rules::AiDisclosure::edited: return "edited";
        case rules::AiDisclosure::generated: return "generated";
    }
    return "undeclared";
}

std::string_view to_text(rules::Status status) noexcept {
    switch (status) {
        case rules::Status::valid: return "valid";
        case rules::Status::suspended: return "suspended";
        case rules::Status::revoked: return "revoked";
    }
    return "valid";
}

Json time_or_null(UnixSeconds time) { return time.value == 0 ? Json() : Json(to_rfc3339(time)); }

Result<Json> read_json(const http::Request& request) {
    const auto bytes = request.body->read_all();
    if (!bytes) {
        return fail(bytes.error());
    }
    return parse_json(as_text(*bytes));
}

Result<rules::IdentityId> find_identity(const ledger::Ledger& ledger, std::string_view text) {
    const auto view = ledger.view();
    if (const auto id = parse_hex_fixed<rules::IdentityId>(text)) {
        rules::IdentityRecord record;
        if (rules::find_identity(view.state(), *id, record) == rules::RuleError::none) {
            return *id;
        }
        return fail(errors::identity_unknown, std::string(text));
    }
    rules::NameRecord record;
    const auto name = names::parse_typed_name(text);
    if (name &&
        rules::find_name(view.state(), rules::ByteSpan(as_bytes(name->text())), record) == rules::RuleError::none) {
        return record.identity;
    }
    return fail(errors::identity_unknown, printable(text, 80));
}

Result<rules::IdentityKind> parse_identity_kind(std::string_view text) {
    for (const auto kind :
         {rules::IdentityKind::person, rules::IdentityKind::organisation, rules::IdentityKind::agent}) {
        if (to_text(kind) == text) {
            return kind;
        }
    }
    return fail(errors::identity_kind, printable(text, 40));
}

Result<rules::AiDisclosure> parse_disclosure(std::string_view text) {
    for (const auto disclosure : {rules::AiDisclosure::undeclared, rules::AiDisclosure::captured,
                                  rules::AiDisclosure::edited, rules::AiDisclosure::generated}) {
        if (to_text(disclosure) == text) {
            return disclosure;
        }
    }
    return fail(errors::content_disclosure, printable(text, 40));
}

Result<bool> parse_flag(const http::Request& request, std::string_view name) {
    const std::string_view text = request.query(name).value_or("0");
    if (text != "0" && text != "1") {
        return fail(errors::http_query, std::string(name) + " is 0 or 1");
    }
    return text == "1";
}

Result<Token> authorise(Context& context, const http::Request& request, Scopes scope) {
    const auto text = request.bearer_token();
    if (!text) {
        return fail(errors::token_missing);
    }
    const auto token = context.vault.find_token(*text, context.clock.now());
    if (!token) {
        return fail(token.error());
    }
    if ((token->scopes & scope) == 0) {
        return fail(errors::token_scope, "needs " + std::string(to_texts(scope).front()));
    }
    return *token;
}

}  // namespace countersign::api::service

#include "api/service/get_identity.hpp"

#include "api/service/answers.hpp"
#include "api/service/chain_answer.hpp"
#include "api/service/errors.hpp"
#include "contracts/ledger/signing.hpp"
#include "identity/base/encoding.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::api::service {
namespace {

std::string_view scheme_text(rules::Scheme scheme) noexcept {
    switch (scheme) {
        case rules::Scheme::secp256k1: return "secp256k1";
        case rules::Scheme::p256: return "p256";
        case rules::Scheme::ed25519: return "ed25519";
        case rules::Scheme::webauthn: return "webauthn";
        case rules::Scheme::erc1271: return "erc1271";
    }
    return "unknown";
}

Json roles_json(rules::Roles set) {
    Json out = Json::array();
    for (const auto& [bit, text] : {std::pair<rules::Roles, std::string_view>{rules::roles::control, "control"},
                                    {rules::roles::sign_content, "sign"},
                                    {rules::roles::issue, "issue"},
                                    {rules::roles::revoke, "revoke"},
                                    {rules::roles::endorse, "endorse"},
                                    {rules::roles::anchor, "anchor"}}) {
        if ((set & bit) != 0) {
            out.push(text);
        }
    }
    return out;
}

std::string_view status_text(const rules::KeyRecord& key, UnixSeconds now) noexcept {
    const rules::RuleError state = rules::check_key(key, now);
    if (key.compromised_since.value != 0) {
        return "compromised";
    }
    if (state == rules::RuleError::none) {
        return "active";
    }
    if (state == rules::RuleError::key_not_yet_valid) {
        return "not_yet_valid";
    }
    return state == rules::RuleError::key_expired ? "expired" : "retired";
}

Json key_json(const GetIdentity::Key& key, UnixSeconds now) {
    const rules::ByteSpan raw = key.record.key.key();
    return Json::object({{"scheme", scheme_text(key.record.key.scheme())},
                         {"publicKey", to_hex({raw.data(), raw.size()})},
                         {"roles", roles_json(key.record.roles)},
                         {"status", status_text(key.record, now)},
                         {"validFrom", time_or_null(key.record.valid_from)},
                         {"validUntil", time_or_null(key.record.valid_until)},
                         {"compromisedSince", time_or_null(key.record.compromised_since)},
                         {"nonce", key.next_nonce}});
}

/// Standing alone, by the same rules as for a file: a verdict over evidence that has no file.
verdict::Standing judge(const Registry& registry, const rules::IdentityId& id, UnixSeconds now) {
    evidence::Evidence facts;
    facts.checked_at = now;
    facts.as_of = now;
    facts.registry_asked = true;
    facts.credentials = registry.view->credentials_of(id, now);
    facts.disputes = registry.view->disputes_of_identity(id);
    facts.reputation = registry.view->reputation_of(id);
    return verdict::decide(facts, registry.policy).standing;
}

}  // namespace

std::vector<GetIdentity::Key> keys_of(const ledger::Ledger& ledger, const rules::IdentityId& id) {
    std::vector<GetIdentity::Key> out;
    const auto view = ledger.view();
    rules::IdentityRecord record;
    if (rules::find_identity(view.state(), id, record) != rules::RuleError::none) {
        return out;
    }
    for (const rules::KeyId& key_id : record.keys) {
        GetIdentity::Key key;
        std::uint64_t last = 0;
        if (rules::find_key(view.state(), key_id, key.record) == rules::RuleError::none &&
            rules::find_nonce(view.state(), key_id, last) == rules::RuleError::none) {
            key.next_nonce = last + 1;
            out.push_back(key);
        }
    }
    return out;
}

Result<GetIdentity::Input> GetIdentity::parse(const http::Request& request) const {
    const auto id = find_identity(context_.ledger, request.parameters[0]);
    if (!id) {
        return fail(id.error());
    }
    return Input{.id = *id, .policy = std::string(request.query("policy").value_or("default"))};
}

Result<GetIdentity::Output> GetIdentity::handle(const Input& input) const {
    const auto registry = open_registry(context_, input.policy);
    if (!registry) {
        return fail(registry.error());
    }
    auto identity = registry->view->find_identity(input.id);
    if (!identity) {
        return fail(errors::identity_unknown);
    }
    const UnixSeconds now = context_.clock.now();
    Output output{.identity = std::move(*identity),
                  .keys = keys_of(context_.ledger, input.id),
                  .standing = judge(*registry, input.id, now),
                  .as_of = context_.ledger.view().head(),
                  .now = now};
    output.chain = describe_chain(input.id);
    if (!output.identity.names.empty()) {
        output.lookalike = registry->view->find_lookalike(output.identity.names.front(), input.id);
    }
    return output;
}

std::optional<Json> GetIdentity::describe_chain(const rules::IdentityId& id) const {
    auto out = chain_json(context_);
    if (!out) {
        return std::nullopt;
    }
    std::vector<LogIndex> history;
    {
        const auto view = context_.ledger.view();
        const auto entries = view.indexes().history(rules::retag<ledger::ObjectId>(id));
        history.assign(entries.begin(), entries.end());
    }
    out->set("created", history.empty() ? Json() : place_json(context_, history.front()));
    out->set("changed", history.empty() ? Json() : place_json(context_, history.back()));
    return out;
}

Json GetIdentity::to_json(const Output& output) {
    Json keys = Json::array();
    for (const Key& key : output.keys) {
        keys.push(key_json(key, output.now));
    }
    verdict::Verdict only_standing;
    only_standing.standing = output.standing;
    Json answer = identity_reference_json(output.identity);
    answer.set("createdAt", to_rfc3339(output.identity.created_at));
    answer.set("keys", std::move(keys));
    answer.set("standing", *verdict::to_json(only_standing).find("standing"));
    Json warnings = Json::array();
    if (output.lookalike) {
        warnings.push(
            Json::object({{"code", "name.lookalike"}, {"text", names::to_sentence(output.lookalike->lookalike)}}));
    }
    answer.set("warnings", std::move(warnings));
    answer.set("asOf", Json::object({{"size", output.as_of.size}, {"rootHash", hex(output.as_of.root)}}));
    if (output.chain) {
        answer.set("chain", *output.chain);
    }
    return answer;
}

http::Response GetIdentity::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto output = input ? handle(*input) : fail(input.error());
    return output ? http::json_response(200, to_json_text(to_json(*output))) : http::problem_response(output.error());
}

}  // namespace countersign::api::service

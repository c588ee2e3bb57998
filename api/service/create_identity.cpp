#include "api/service/create_identity.hpp"

#include "api/service/answers.hpp"
#include "api/service/claim_name.hpp"
#include "api/service/errors.hpp"
#include "api/service/recovery_code.hpp"
#include "contracts/ledger/signing.hpp"

namespace countersign::api::service {
namespace {

constexpr std::uint64_t token_seconds = std::uint64_t{30} * 86'400;

rules::KeyGrant grant_of(const PublicKey& key, rules::Roles roles) {
    return {ledger::to_rules_key(key), roles, UnixSeconds{}, UnixSeconds{}};
}

/// R-numbers: docs/spec/registry.md. The control key signs claims too: one key, so that a manifest's certificate leads
/// to the identity.
rules::Operation make_create(const rules::DomainSeparator& domain, const CreateIdentity::Input& input,
                             const HostedKeys& keys, const PublicKey& recovery, const rules::Salt& salt) {
    rules::CreateIdentity create{};
    create.kind = input.kind;
    create.custody = rules::Custody::hosted;
    create.salt = salt;
    create.recovery = ledger::key_id(recovery);
    static_cast<void>(create.keys.push(
        grant_of(keys.control.public_key(), static_cast<rules::Roles>(rules::roles::all & ~rules::roles::issue))));
    static_cast<void>(create.keys.push(grant_of(keys.issue.public_key(), rules::roles::issue)));
    rules::OperationHeader header;
    header.domain = domain;
    header.signer = ledger::to_rules_key(keys.control.public_key());
    return {header, create};
}

}  // namespace

Result<CreateIdentity::Input> CreateIdentity::parse(const http::Request& request) {
    const auto json = read_json(request);
    if (!json) {
        return fail(json.error());
    }
    if (auto keys = check_keys(*json, {"name", "kind"}); !keys) {
        return fail(keys.error());
    }
    const auto kind_text = get_string(*json, "kind");
    const auto kind = kind_text ? parse_identity_kind(*kind_text) : fail(kind_text.error());
    if (!kind) {
        return fail(kind.error());
    }
    Input input{.kind = *kind, .address = std::string(request.remote)};
    if (json->find("name") != nullptr) {
        auto name = parse_name_member(*json);
        if (!name) {
            return fail(name.error());
        }
        input.name = std::move(*name);
    }
    return input;
}

Result<CreateIdentity::Output> CreateIdentity::handle(const Input& input) const {
    if (!input.name.empty()) {
        if (auto free = ClaimName(context_).check(input.name); !free) {
            return fail(free.error());
        }
    }
    // No contract checks Ed25519.
    const KeyType issue_type = context_.ledger.home().chain ? KeyType::p256 : KeyType::ed25519;
    const HostedKeys keys{PrivateKey::generate(KeyType::p256, context_.entropy),
                          PrivateKey::generate(issue_type, context_.entropy)};
    const SecretBytes secret = make_recovery_secret(context_.entropy);
    const PrivateKey recovery = recovery_key(secret.view());
    const rules::Operation create = make_create(context_.ledger.domain(), input, keys, recovery.public_key(),
                                                context_.entropy.fixed<rules::Salt>());
    Output output{.id = rules::created_identity_id(create, ledger::host_crypto()),
                  .recovery_code = to_recovery_code(secret.view())};
    // The keys first: an identity whose keys are lost is worse than keys whose identity never came.
    if (auto kept = context_.vault.put_hosted(output.id, keys); !kept) {
        return fail(kept.error());
    }
    const PrivateKey* const added[] = {&keys.issue};
    const auto receipt =
        context_.ledger.submit({ledger::sign_operation(create, keys.control, {.added = added}), {}, input.address});
    if (!receipt) {
        // What is on its way to a chain may still come to be.
        if (receipt.error().code != errors::ledger_pending) {
            static_cast<void>(context_.vault.forget_hosted(output.id));
        }
        return fail(receipt.error());
    }
    output.receipt = *receipt;
    if (!input.name.empty()) {
        if (auto claimed = ClaimName(context_).handle({output.id, input.name, input.address}); !claimed) {
            output.unnamed = claimed.error();
        }
    }
    output.rights = {.identity = output.id,
                     .scopes = scopes::all,
                     .expires_at = UnixSeconds{context_.clock.now().value + token_seconds}};
    auto token = context_.vault.make_token(output.rights);
    if (!token) {
        return fail(token.error());
    }
    output.token = std::move(*token);
    return output;
}

http::Response CreateIdentity::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto output = input ? handle(*input) : fail(input.error());
    if (!output) {
        return http::problem_response(output.error());
    }
    Json granted = Json::array();
    for (const std::string_view scope : to_texts(output->rights.scopes)) {
        granted.push(scope);
    }
    const std::string id = hex(output->id);
    const bool has_name = !input->name.empty() && !output->unnamed;
    Json answer = Json::object({{"id", id},
                                {"did", context_.address.did_of(output->id)},
                                {"name", has_name ? Json(input->name) : Json()},
                                {"kind", to_text(input->kind)},
                                {"custody", "hosted"},
                                {"token", output->token},
                                {"tokenExpiresAt", to_rfc3339(output->rights.expires_at)},
                                {"scopes", std::move(granted)},
                                {"recoveryCode", output->recovery_code},
                                {"operation", operation_json(context_.ledger, output->receipt, "create_identity")}});
    if (output->unnamed) {
        answer.set("nameProblem", http::problem_json(*output->unnamed));
    }
    http::Response response = http::json_response(201, to_json_text(answer));
    response.headers.emplace_back("Location", "/v1/identities/" + id);
    return response;
}

}  // namespace countersign::api::service

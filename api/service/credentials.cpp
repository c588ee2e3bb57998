#include "api/service/credentials.hpp"

#include <algorithm>

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "api/service/resolve_did.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/credential/proof.hpp"

namespace countersign::api::service {
namespace {

constexpr std::string_view credential_id_prefix = "urn:countersign:credential:";

void add(VerifyCredential::Output& output, const credential::Problem& problem) {
    const Error error = credential::to_error(problem);
    std::string text(error.code.text);
    if (!error.detail.empty()) {
        text += " (" + printable(error.detail, 200) + ")";
    }
    output.reasons.push_back({std::string(error.code.name), std::move(text)});
}

Result<rules::Status> parse_status(std::string_view text) {
    for (const auto status : {rules::Status::valid, rules::Status::suspended, rules::Status::revoked}) {
        if (to_text(status) == text) {
            return status;
        }
    }
    return fail(errors::issue_status, printable(text, 40));
}

}  // namespace

void VerifyCredential::check_proof(const credential::Credential& checked, Output& output) const {
    const ResolveDid resolver(context_);
    const auto proofs =
        credential::verify_proofs(checked.json, {.now = context_.clock.now()},
                                  [&resolver](const did::Did& did) { return resolver.handle(did.text()); });
    if (!proofs) {
        return add(output, proofs.error());
    }
    if (const auto bound = credential::check_issuer_binding(checked, *proofs); !bound) {
        add(output, bound.error());
    }
}

void VerifyCredential::check_status(const credential::Credential& checked, Output& output) const {
    if (const auto period = credential::check_period(checked, context_.clock.now()); !period) {
        output.status = period.error().code == errors::credential_expired ? "expired" : "not_yet_valid";
        return add(output, period.error());
    }
    output.status = "valid";
    const std::string prefix = context_.address.url + "/v1/status/";
    for (const credential::StatusEntry& entry : checked.statuses) {
        // Lists of other services aren't fetched here: what they say is not known.
        const bool is_own = entry.list_url.starts_with(prefix);
        const auto name = is_own ? parse_list_name(std::string_view(entry.list_url).substr(prefix.size()))
                                 : fail(errors::status_list_unknown, printable(entry.list_url, 200));
        const auto list = name ? lists_->find_json(*name) : fail(name.error());
        if (!list) {
            output.status = "unknown";
            output.reasons.push_back({std::string(list.error().code.name), std::string(list.error().code.text)});
            continue;
        }
        const auto value = credential::read_status(entry, *list, context_.clock.now());
        if (!value) {
            output.status = "unknown";
            add(output, value.error());
        } else if (*value != 0 && output.status != "revoked") {
            output.status = entry.purpose == "revocation" ? "revoked" : "suspended";
        }
    }
}

/// A root of the policy that issued it itself, or accredits its issuer for its schema.
std::string VerifyCredential::find_root(const credential::Credential& checked, const verdict::Policy& policy) const {
    const std::string prefix = context_.address.did() + ":identities:";
    if (!checked.issuer.starts_with(prefix)) {
        return {};
    }
    const auto issuer = parse_hex_fixed<rules::IdentityId>(std::string_view(checked.issuer).substr(prefix.size()));
    const auto is_root = [&policy](const rules::IdentityId& id) {
        return std::ranges::find(policy.trust_roots, id) != policy.trust_roots.end();
    };
    if (!issuer) {
        return {};
    }
    if (is_root(*issuer)) {
        return checked.issuer;
    }
    const std::string_view id = checked.id ? std::string_view(*checked.id) : std::string_view();
    const auto record = context_.vault.issued(
        id.starts_with(credential_id_prefix) ? id.substr(credential_id_prefix.size()) : std::string_view());
    rules::BatchRecord batch;
    const auto view = context_.ledger.view();
    if (!record || rules::find_batch(view.state(), record->batch, batch) != rules::RuleError::none) {
        return {};
    }
    for (const auto& accreditor : evidence::accreditors_of(view, *issuer, batch.schema, context_.clock.now())) {
        if (is_root(accreditor)) {
            return context_.address.did_of(accreditor);
        }
    }
    return {};
}

Result<VerifyCredential::Output> VerifyCredential::handle(const Json& credential, const std::string& policy) const {
    const auto choice = context_.policies.choose(policy, context_.clock.now());
    if (!choice) {
        return fail(choice.error());
    }
    Output output;
    const auto checked = credential::check_credential(credential);
    if (!checked) {
        add(output, checked.error());
        return output;
    }
    output.issuer = checked->issuer;
    check_proof(*checked, output);
    check_status(*checked, output);
    output.accredited_by = find_root(*checked, *choice->policy);
    return output;
}

http::Response VerifyCredential::operator()(const http::Request& request) const {
    const auto json = read_json(request);
    const auto keys = json ? check_keys(*json, {"verifiableCredential"}) : fail(json.error());
    const auto credential = keys ? get_object(*json, "verifiableCredential") : fail(keys.error());
    const auto output = credential ? handle(**credential, std::string(request.query("policy").value_or("default")))
                                   : fail(credential.error());
    if (!output) {
        return http::problem_response(output.error());
    }
    Json reasons = Json::array();
    for (const Reason& reason : output->reasons) {
        reasons.push(Json::object({{"code", reason.code}, {"text", reason.text}}));
    }
    const Json answer =
        Json::object({{"verified", output->is_verified()},
                      {"issuer", output->issuer.empty() ? Json() : Json(output->issuer)},
                      {"accreditedBy", output->accredited_by.empty() ? Json() : Json(output->accredited_by)},
                      {"status", output->status},
                      {"reasons", std::move(reasons)}});
    return http::json_response(200, to_json_text(answer));
}

Result<SetCredentialStatus::Input> SetCredentialStatus::parse(const http::Request& request) const {
    const auto token = authorise(context_, request, scopes::issue);
    const auto json = token ? read_json(request) : fail(token.error());
    if (!json) {
        return fail(json.error());
    }
    if (auto keys = check_keys(*json, {"status", "reason"}); !keys) {
        return fail(keys.error());
    }
    const auto text = get_string(*json, "status");
    const auto status = text ? parse_status(*text) : fail(text.error());
    if (!status) {
        return fail(status.error());
    }
    Input input{.issuer = token->identity,
                .credential_id = std::string(request.parameters[0]),
                .status = *status,
                .address = std::string(request.remote)};
    if (json->find("reason") != nullptr) {
        const auto reason = get_unsigned(*json, "reason");
        if (!reason || *reason > 0xffff) {
            return fail(errors::issue_reason);
        }
        input.reason = static_cast<std::uint16_t>(*reason);
    }
    return input;
}

Result<ledger::Receipt> SetCredentialStatus::handle(const Input& input) const {
    const auto record = context_.vault.issued(input.credential_id);
    if (!record) {
        return fail(record.error());
    }
    if (record->issuer != input.issuer) {
        return fail(errors::token_identity);
    }
    const auto keys = context_.vault.hosted(input.issuer);
    if (!keys) {
        return fail(keys.error());
    }
    if (!context_.ledger.batch_receipt(record->batch)) {
        return fail(errors::credential_pending);
    }
    rules::SetStatus body{};
    body.batch = record->batch;
    body.status = input.status;
    body.reason = input.reason;
    static_cast<void>(body.indices.push(record->leaf));
    return context_.hosted.submit(
        input.issuer, keys->control,
        [&body](const rules::OperationHeader& header) { return rules::Operation(header, body); }, {}, input.address);
}

http::Response SetCredentialStatus::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto receipt = input ? handle(*input) : fail(input.error());
    return receipt ? http::json_response(200, to_json_text(operation_json(context_.ledger, *receipt, "set_status")))
                   : http::problem_response(receipt.error());
}

http::Response GetStatusList::operator()(const http::Request& request) const {
    const auto name = parse_list_name(request.parameters[0]);
    auto text = name ? lists_->find(*name) : fail(name.error());
    if (!text) {
        return http::problem_response(text.error());
    }
    http::Response response{.content_type = "application/vc", .cache_control = "no-cache"};
    response.body = std::move(*text);
    return response;
}

}  // namespace countersign::api::service

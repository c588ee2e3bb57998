#include "api/service/claim_name.hpp"

#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "contracts/rules/queries.hpp"
#include "identity/names/name.hpp"

namespace countersign::api::service {

Result<std::string> parse_name_member(const Json& body) {
    const auto text = get_string(body, "name");
    const auto name = text ? names::parse_typed_name(*text) : fail(text.error());
    return name ? Result<std::string>(name->text()) : fail(name.error());
}

Result<ClaimName::Input> ClaimName::parse(const http::Request& request) const {
    const auto token = authorise(context_, request, scopes::manage);
    const auto id = token ? find_identity(context_.ledger, request.parameters[0]) : fail(token.error());
    if (!id) {
        return fail(id.error());
    }
    if (*id != token->identity) {
        return fail(errors::token_identity);
    }
    const auto json = read_json(request);
    if (!json) {
        return fail(json.error());
    }
    if (auto keys = check_keys(*json, {"name"}); !keys) {
        return fail(keys.error());
    }
    auto name = parse_name_member(*json);
    return name ? Result<Input>(Input{*id, std::move(*name), std::string(request.remote)}) : fail(name.error());
}

Result<Done> ClaimName::check(const std::string& name) const {
    rules::NameRecord record;
    if (rules::find_name(context_.ledger.view().state(), rules::ByteSpan(as_bytes(name)), record) ==
        rules::RuleError::none) {
        return fail(errors::name_taken, name);
    }
    const auto parsed = names::parse_name(name);
    return parsed ? context_.names.check_admission(*parsed) : Result<Done>(fail(parsed.error()));
}

Result<Done> ClaimName::handle(const Input& input) const {
    const auto keys = context_.vault.hosted(input.identity);
    if (!keys) {
        return fail(keys.error());
    }
    const std::lock_guard lock(context_.name_admission);
    const ByteView bytes = as_bytes(input.name);
    rules::NameRecord record;
    if (rules::find_name(context_.ledger.view().state(), rules::ByteSpan(bytes), record) == rules::RuleError::none &&
        record.identity == input.identity) {
        return Done{};
    }
    if (auto free = check(input.name); !free) {
        return free;
    }
    rules::ClaimName body{};
    static_cast<void>(body.name.assign(rules::ByteSpan(bytes)));
    const auto claimed = context_.hosted.submit(
        input.identity, keys->control,
        [&body](const rules::OperationHeader& header) { return rules::Operation(header, body); }, {}, input.address);
    return claimed ? Result<Done>(Done{}) : fail(claimed.error());
}

http::Response ClaimName::operator()(const http::Request& request) const {
    const auto input = parse(request);
    const auto done = input ? handle(*input) : fail(input.error());
    if (!done) {
        return http::problem_response(done.error());
    }
    return http::json_response(200, to_json_text(Json::object({{"id", hex(input->identity)},
                                                               {"did", context_.address.did_of(input->identity)},
                                                               {"name", input->name}})));
}

}  // namespace countersign::api::service

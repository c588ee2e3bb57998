#include "api/service/operations.hpp"

#include "api/service/answers.hpp"
#include "api/service/chain_answer.hpp"
#include "api/service/errors.hpp"
#include "contracts/ledger/operation_json.hpp"
#include "identity/base/encoding.hpp"
#include "identity/names/name.hpp"

namespace countersign::api::service {
namespace {

Result<rules::Operation> decode(ByteView bytes) {
    rules::Operation operation;
    rules::Signatures signatures;
    std::size_t unsigned_bytes = 0;
    const auto error = rules::decode_operation(rules::ByteSpan(bytes), operation, signatures, unsigned_bytes);
    if (error != rules::RuleError::none) {
        return fail(ledger::to_error(error));
    }
    return operation;
}

}  // namespace

Result<ledger::Submission> SubmitOperation::parse(const http::Request& request) const {
    const std::string_view type = request.header("content-type").value_or("");
    if (type.starts_with("application/octet-stream")) {
        auto bytes = request.body->read_all();
        if (!bytes) {
            return fail(bytes.error());
        }
        return ledger::Submission{std::move(*bytes), {}, std::string(request.remote)};
    }
    const auto json = read_json(request);
    if (!json) {
        return fail(json.error());
    }
    auto parsed = ledger::parse_signed_operation(*json, context_.ledger.domain());
    if (parsed) {
        parsed->address = request.remote;
    }
    return parsed;
}

/// Look-alikes aren't a rule of the ledger; each service decides what it lets in.
Result<Done> SubmitOperation::check_admission(const rules::Operation& operation) const {
    if (operation.kind != rules::OperationKind::claim_name) {
        return Done{};
    }
    const auto& claimed = operation.body.claim_name.name;
    const auto name = names::parse_name(as_text({claimed.data(), claimed.size()}));
    return name ? context_.names.check_admission(*name) : Result<Done>(fail(name.error()));
}

Result<SubmitOperation::Output> SubmitOperation::handle(ledger::Submission submission) const {
    const auto operation = decode(submission.operation);
    if (!operation) {
        return fail(operation.error());
    }
    const std::unique_lock lock = operation->kind == rules::OperationKind::claim_name
                                      ? std::unique_lock(context_.name_admission)
                                      : std::unique_lock<std::mutex>();
    if (auto admitted = check_admission(*operation); !admitted) {
        return fail(admitted.error());
    }
    const auto receipt = context_.ledger.submit(std::move(submission));
    if (!receipt) {
        return fail(receipt.error());
    }
    return Output{*receipt, operation->kind};
}

http::Response SubmitOperation::operator()(const http::Request& request) const {
    auto submission = parse(request);
    const auto output = submission ? handle(std::move(*submission)) : fail(submission.error());
    if (!output) {
        return http::problem_response(output.error());
    }
    const Json answer = operation_json(context_.ledger, output->receipt, ledger::to_text(output->kind));
    // On a chain it may still go; what is final is created.
    const std::string& finality = answer.find("finality")->as_string();
    http::Response response =
        http::json_response(finality == "final" || finality == "finalized" ? 201 : 202, to_json_text(answer));
    response.headers.emplace_back("Location", "/v1/operations/" + hex(output->receipt.operation));
    return response;
}

Result<Json> GetOperation::handle(const rules::OperationId& id) const {
    const auto receipt = context_.ledger.receipt(id);
    if (!receipt) {
        return handle_outgoing(id);
    }
    const auto stored = context_.ledger.entry(receipt->index);
    const auto entry = stored ? ledger::entry_to_json(*stored) : fail(stored.error());
    if (!entry) {
        return fail(entry.error());
    }
    const Json* const kind = entry->find("kind");
    Json answer =
        operation_json(context_.ledger, *receipt, kind != nullptr && kind->is_string() ? kind->as_string() : "");
    answer.set("entry", *entry);
    if (context_.ledger.home().chain) {
        answer.set("chain", place_json(context_, receipt->index));
    }
    return answer;
}

Result<Json> GetOperation::handle_outgoing(const rules::OperationId& id) const {
    const auto outgoing = context_.chain != nullptr ? context_.chain->outgoing(id) : fail(errors::operation_unknown);
    if (!outgoing) {
        return fail(errors::operation_unknown);
    }
    Json answer = Json::object({{"id", hex(id)}, {"finality", "pending"}, {"state", chain::to_text(outgoing->state)}});
    if (!outgoing->attempts.empty()) {
        answer.set("transaction", "0x" + hex(outgoing->attempts.back().hash));
    }
    if (!outgoing->problem.empty()) {
        answer.set("problem", outgoing->problem);
    }
    return answer;
}

http::Response GetOperation::operator()(const http::Request& request) const {
    const auto id = parse_hex_fixed<rules::OperationId>(request.parameters[0]);
    if (!id) {
        return http::problem_response({errors::operation_id_form, {}});
    }
    const auto answer = handle(*id);
    return answer ? http::json_response(200, to_json_text(*answer)) : http::problem_response(answer.error());
}

}  // namespace countersign::api::service

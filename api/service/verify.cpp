#include "api/service/verify.hpp"

#include "api/service/answers.hpp"
#include "api/service/body_source.hpp"
#include "api/service/chain_answer.hpp"
#include "api/service/identity_documents.hpp"
#include "api/service/read_content.hpp"
#include "identity/base/encoding.hpp"
#include "verifier/bundle/errors.hpp"
#include "verifier/bundle/make.hpp"
#include "verifier/bundle/make_chain.hpp"
#include "verifier/evidence/gather.hpp"
#include "verifier/verdict/decide.hpp"

namespace countersign::api::service {

Result<Verify::Input> Verify::parse(const http::Request& request) {
    const auto bundle = parse_flag(request, "bundle");
    const auto receipt = parse_flag(request, "receipt");
    if (!bundle || !receipt) {
        return fail(bundle ? receipt.error() : bundle.error());
    }
    return Input{
        .policy = std::string(request.query("policy").value_or("default")), .bundle = *bundle, .receipt = *receipt};
}

/// A file of which the registry knows nothing has no proof to carry: the answer is the same without one.
Result<Done> Verify::add_bundle(const evidence::Evidence& facts, Json& answer) const {
    bundle::MakeInput wanted{.asset = facts.report.asset.sha256, .claim_key = std::nullopt, .identity = std::nullopt};
    if (facts.signer && facts.signer->certificate) {
        wanted.claim_key = facts.signer->key;
    }
    if (facts.signer && facts.signer->identity) {
        wanted.identity = facts.signer->identity->id;
    }
    if (context_.ledger.home().chain) {
        return add_chain_bundle(wanted, answer);
    }
    const auto text = bundle::make(context_.ledger, wanted);
    if (!text) {
        return text.error().code == errors::bundle_nothing ? Result<Done>(Done{}) : fail(text.error());
    }
    auto json = parse_json(*text);
    if (!json) {
        return fail(json.error());
    }
    answer.set("evidence", std::move(*json));
    return Done{};
}

verifier::cawg::Report Verify::check_identities(const verifier::c2pa::Report& report, const Input& input,
                                                const verdict::Policy& policy, UnixSeconds now) const {
    const IdentityDocuments own(context_);
    std::vector<const verifier::cawg::Documents*> sources;
    if (input.own_documents != nullptr) {
        sources.push_back(input.own_documents);
    }
    sources.push_back(&own);
    const verifier::cawg::FirstOf documents(std::move(sources));
    const auto& validator = input.own_cawg != nullptr ? *input.own_cawg : context_.cawg;
    return validator.check(
        report, {.now = now, .documents = &documents, .trusted_issuers = trusted_aggregators(context_, policy)});
}

/// The service believes its own log, and those that the policy names.
verifier::receipt::Report Verify::check_receipts(const verifier::c2pa::Report& report, const Input& input,
                                                 const verdict::Policy& policy) const {
    std::vector<log::VerifierKey> keys = policy.log_keys;
    if (auto own = context_.ledger.verifier_key()) {
        keys.push_back(std::move(*own));
    }
    keys.insert(keys.end(), input.own_log_keys.begin(), input.own_log_keys.end());
    return verifier::receipt::check_receipts(report, keys);
}

/// P10: where there is none, the verdict stands all the same: the proof may come later, or from whoever has a node.
Result<Done> Verify::add_chain_bundle(const bundle::MakeInput& wanted, Json& answer) const {
    const auto made = context_.chain != nullptr ? bundle::make_chain(context_.ledger, context_.chain->rpc(), wanted)
                                                : fail(errors::bundle_on_chain);
    const auto json = made ? parse_json(made->text) : fail(made.error());
    if (json) {
        answer.set("evidence", *json);
        answer.set("evidenceBlock", block_json(made->block));
    } else if (json.error().code != errors::bundle_nothing) {
        answer.set("evidenceProblem", Json::object({{"code", json.error().code.name},
                                                    {"text", json.error().code.text},
                                                    {"detail", printable(json.error().detail)}}));
    }
    return Done{};
}

Result<Verify::Output> Verify::handle(const verifier::media::ByteSource& source, const Input& input) const {
    const auto registry = input.own_policy != nullptr ? open_registry(context_, *input.own_policy)
                                                      : open_registry(context_, input.policy);
    if (!registry) {
        return fail(registry.error());
    }
    const UnixSeconds now = context_.clock.now();
    const auto& validator = input.own_validator != nullptr ? *input.own_validator : context_.validator;
    auto content = read_content(validator, source,
                                {.sidecar = input.sidecar,
                                 .fragments = input.fragments,
                                 .remote = input.own_manifests != nullptr ? input.own_manifests : context_.manifests},
                                now);
    if (!content) {
        return fail(content.error());
    }
    verifier::cawg::Report identities = check_identities(content->report, input, registry->policy, now);
    verifier::receipt::Report receipts = check_receipts(content->report, input, registry->policy);
    const evidence::Evidence facts = evidence::gather(
        std::move(content->report), registry->view.get(),
        {.store = content->store, .now = now, .cawg = std::move(identities), .receipts = std::move(receipts)});
    Output output{.verdict = verdict::decide(facts, registry->policy), .answer = {}};
    output.answer = verdict::to_json(output.verdict);
    if (auto chain = chain_json(context_)) {
        const auto& record = facts.principal_record;
        chain->set("record", record ? place_json(context_, LogIndex{facts.records[*record].log_index}) : Json());
        output.answer.set("chain", std::move(*chain));
    }
    if (input.bundle) {
        if (auto added = add_bundle(facts, output.answer); !added) {
            return fail(added.error());
        }
    }
    if (input.receipt) {
        output.answer.set("receipt", context_.receipts.sign(output.answer));
    }
    return output;
}

http::Response Verify::operator()(const http::Request& request) const {
    const auto input = parse(request);
    if (!input) {
        return http::problem_response(input.error());
    }
    const auto output = handle(BodySource(*request.body), *input);
    if (!output) {
        return http::problem_response(output.error());
    }
    http::Response response = http::json_response(200, to_json_text(output->answer));
    response.headers.emplace_back("Countersign-Exit-Status", std::to_string(verdict::exit_status(output->verdict)));
    return response;
}

}  // namespace countersign::api::service

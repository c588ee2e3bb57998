#include "api/service/describe.hpp"

#include "api/http/errors.hpp"
#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::service {

namespace {

Json problem_json(const Error& error) { return Json::object({{"code", error.code.name}, {"text", error.code.text}}); }

Json anchor_json(const Anchorer::Standing& standing) {
    Json out = Json::object({{"contract", chain::to_checksum_address(standing.contract)},
                             {"identity", hex(standing.identity)},
                             {"log", "0x" + hex(standing.log)},
                             {"size", standing.last ? standing.last->head.size : 0},
                             {"finalizedSize", standing.finalized_size}});
    if (standing.last) {
        out.set("root", hex(standing.last->head.root));
        out.set("anchoredAt", to_rfc3339(standing.last->time));
    }
    if (standing.pending_size) {
        out.set("pendingSize", *standing.pending_size);
    }
    if (standing.problem) {
        out.set("problem", problem_json(*standing.problem));
    }
    return out;
}

}  // namespace

Json Describe::to_json() const {
    const auto key = context_.ledger.verifier_key();
    Json policies = Json::array();
    for (const std::string& id : context_.policies.ids()) {
        policies.push(id);
    }
    const ledger::Home& home = context_.ledger.home();
    const std::string registry = hex(home.registry);
    Json domain = Json::object({{"name", "Countersign"}, {"version", "1"}});
    if (home.chain) {
        domain.set("chainId", home.chain->chain_id);
        domain.set("verifyingContract", chain::to_checksum_address(home.chain->contract));
    } else {
        domain.set("salt", "0x" + registry);
    }
    return Json::object(
        {{"name", "countersign"},
         {"version", service_version},
         {"url", context_.address.url},
         {"did", context_.address.did()},
         {"log", Json::object({{"origin", context_.ledger.origin()}, {"key", key ? log::to_vkey(*key) : ""}})},
         {"registry", Json::object({{"id", registry}, {"domain", std::move(domain)}})},
         {"policies", std::move(policies)},
         {"limits", Json::object({{"bodyBytesMax", context_.body_bytes_max}})}});
}

http::Response Describe::service(const http::Request&) const {
    return http::json_response(200, to_json_text(to_json()));
}

http::Response Describe::chain(const http::Request&) const {
    const ChainLink* const link = context_.chain != nullptr ? context_.chain : context_.anchors;
    if (link == nullptr) {
        return http::problem_response({errors::chain_none, {}});
    }
    const auto standing = link->standing();
    Json answer = Json::object({{"contracts", service::to_json(standing.contracts)},
                                {"payer", chain::to_checksum_address(standing.payer)},
                                {"caughtUp", standing.caught_up},
                                {"queued", standing.queued},
                                {"inFlight", standing.in_flight}});
    if (standing.heads) {
        answer.set("heads", Json::object({{"seen", block_json(standing.heads->seen)},
                                          {"safe", block_json(standing.heads->safe)},
                                          {"finalized", block_json(standing.heads->finalized)}}));
        answer.set("position", block_json(*standing.position));
    }
    if (standing.problem) {
        answer.set("problem", problem_json(*standing.problem));
    }
    if (standing.anchor) {
        answer.set("anchor", anchor_json(*standing.anchor));
    }
    return http::json_response(200, to_json_text(answer));
}

http::Response Describe::keys(const http::Request&) const {
    http::Response response = http::json_response(200, to_json_text(context_.receipts.jwks()));
    response.cache_control = "public, max-age=300";
    return response;
}

http::Response Describe::health(const http::Request&) const { return http::text_response(200, "ok\n"); }

http::Response Describe::ready(const http::Request&, bool is_draining) const {
    const auto health = context_.ledger.health();
    if (is_draining || !health.accepting) {
        return http::problem_response({errors::http_busy, is_draining ? "shutting down" : health.reason});
    }
    return http::text_response(200, "ready\n");
}

}  // namespace countersign::api::service

#include "api/service/describe.hpp"

#include "api/http/errors.hpp"
#include "api/service/answers.hpp"
#include "identity/base/encoding.hpp"

namespace countersign::api::service {

Json Describe::to_json() const {
    const auto key = context_.ledger.verifier_key();
    Json policies = Json::array();
    for (const std::string& id : context_.policies.ids()) {
        policies.push(id);
    }
    const std::string registry = hex(context_.ledger.registry());
    return Json::object(
        {{"name", "countersign"},
         {"version", service_version},
         {"url", context_.address.url},
         {"did", context_.address.did()},
         {"log", Json::object({{"origin", context_.ledger.origin()}, {"key", key ? log::to_vkey(*key) : ""}})},
         {"registry",
          Json::object(
              {{"id", registry},
               {"domain", Json::object({{"name", "Countersign"}, {"version", "1"}, {"salt", "0x" + registry}})}})},
         {"policies", std::move(policies)},
         {"limits", Json::object({{"bodyBytesMax", context_.body_bytes_max}})}});
}

http::Response Describe::service(const http::Request&) const {
    return http::json_response(200, to_json_text(to_json()));
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

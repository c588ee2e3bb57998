#include "api/service/routes.hpp"

#include "api/service/claim_name.hpp"
#include "api/service/content_receipt.hpp"
#include "api/service/create_identity.hpp"
#include "api/service/credentials.hpp"
#include "api/service/describe.hpp"
#include "api/service/get_content.hpp"
#include "api/service/get_identity.hpp"
#include "api/service/get_item.hpp"
#include "api/service/hand_over.hpp"
#include "api/service/inspect.hpp"
#include "api/service/issue_credential.hpp"
#include "api/service/log_handlers.hpp"
#include "api/service/operations.hpp"
#include "api/service/page.hpp"
#include "api/service/resolve_did.hpp"
#include "api/service/sign_content.hpp"
#include "api/service/verify.hpp"
#include "api/service/verify_batch.hpp"
#include "identity/base/limits.hpp"

namespace countersign::api::service {
namespace {

using http::BodyKind;
using http::Method;
using http::Request;
using http::Weight;

/// What a request takes of its caller's allowance.
constexpr unsigned cost_of_work = 5;
constexpr unsigned cost_of_batch = 20;
constexpr unsigned cost_of_creation = 20;
/// The page is some twenty files in memory: as cheap to send as a refusal, and half of it would show nothing.
constexpr unsigned cost_of_page = 0;
constexpr unsigned free_of_charge = 0;

void add_content_routes(http::Router& router, Context& context) {
    router.add({.method = Method::post,
                .pattern = "/v1/verify",
                .handler = Verify(context),
                .weight = Weight::heavy,
                .body = BodyKind::file,
                .query = {"bundle", "receipt", "policy"},
                .cors_open = true,
                .cost = cost_of_work});
    router.add({.method = Method::post,
                .pattern = "/v1/verify/batch",
                .handler = VerifyBatch(context),
                .weight = Weight::heavy,
                .body = BodyKind::form,
                .query = {"policy"},
                .cors_open = true,
                .cost = cost_of_batch});
    router.add({.method = Method::post,
                .pattern = "/v1/inspect",
                .handler = Inspect(context),
                .weight = Weight::heavy,
                .body = BodyKind::file,
                .query = {"thumbnails"},
                .cors_open = true,
                .cost = cost_of_work});
    router.add({.method = Method::post,
                .pattern = "/v1/content",
                .handler = SignContent(context),
                .weight = Weight::heavy,
                .body = BodyKind::file,
                .query = {"ai", "title", "identity", "receipt"},
                .cost = cost_of_work});
    router.add(
        {.pattern = "/v1/content/{sha256}",
         .handler = [get = std::make_shared<GetContent>(context)](const Request& request) { return (*get)(request); },
         // What a transaction has cost may have to be asked of a node.
         .weight = context.chain == nullptr ? Weight::light : Weight::heavy,
         .cors_open = true});
    router.add({.pattern = "/v1/content/{sha256}/receipt",
                .handler = GetContentReceipt(context),
                .weight = Weight::heavy,
                .cors_open = true});
}

void add_identity_routes(http::Router& router, Context& context) {
    router.add({.method = Method::post,
                .pattern = "/v1/identities",
                .handler = CreateIdentity(context),
                .weight = Weight::heavy,
                .body = BodyKind::json,
                .cost = cost_of_creation});
    router.add({.pattern = "/v1/identities/{identity}",
                .handler = GetIdentity(context),
                .weight = Weight::heavy,
                .query = {"policy"},
                .cors_open = true});
    router.add({.method = Method::post,
                .pattern = "/v1/identities/{identity}/name",
                .handler = ClaimName(context),
                .weight = Weight::heavy,
                .body = BodyKind::json,
                .cost = cost_of_work});
    router.add({.method = Method::post,
                .pattern = "/v1/identities/{identity}/handover",
                .handler = HandOver(context),
                .weight = Weight::heavy,
                .body = BodyKind::json,
                .cost = cost_of_work});
}

void add_operation_routes(http::Router& router, Context& context) {
    router.add({.method = Method::post,
                .pattern = "/v1/operations",
                .handler = SubmitOperation(context),
                .weight = Weight::heavy,
                .body = BodyKind::json_or_bytes,
                .body_bytes_max = limits::http_operation_body_bytes_max,
                .cost = cost_of_work});
    router.add({.pattern = "/v1/operations/{id}",
                .handler = GetOperation(context),
                .weight = context.chain == nullptr ? Weight::light : Weight::heavy,
                .cors_open = true});
    router.add(
        {.pattern = "/v1/items/{item}", .handler = GetItem(context), .weight = Weight::heavy, .cors_open = true});
}

void add_credential_routes(http::Router& router, Context& context) {
    const auto lists = std::make_shared<StatusLists>(context);
    router.add({.method = Method::post,
                .pattern = "/v1/credentials",
                .handler = IssueCredential(context),
                .weight = Weight::heavy,
                .body = BodyKind::json,
                .cost = cost_of_work});
    router.add({.method = Method::post,
                .pattern = "/v1/credentials/verify",
                .handler = VerifyCredential(context, lists),
                .weight = Weight::heavy,
                .body = BodyKind::json,
                .query = {"policy"},
                .cors_open = true,
                .cost = cost_of_work});
    router.add({.method = Method::post,
                .pattern = "/v1/credentials/{id}/status",
                .handler = SetCredentialStatus(context),
                .weight = Weight::heavy,
                .body = BodyKind::json,
                .cost = cost_of_work});
    router.add(
        {.pattern = "/v1/status/{list}", .handler = GetStatusList(lists), .weight = Weight::heavy, .cors_open = true});
}

void add_log_routes(http::Router& router, Context& context) {
    const LogHandlers log(context);
    router.add({.pattern = "/v1/log/checkpoint",
                .handler = [log](const Request& request) { return log.checkpoint(request); },
                .cors_open = true});
    router.add({.pattern = "/v1/log/tile/{level}/{index...}",
                .handler = [log](const Request& request) { return log.tile(request); },
                .cors_open = true});
    router.add({.pattern = "/v1/log/entries",
                .handler = [log](const Request& request) { return log.entries(request); },
                .weight = Weight::heavy,
                .query = {"start", "count"},
                .cors_open = true});
    router.add({.pattern = "/v1/log/proof/inclusion",
                .handler = [log](const Request& request) { return log.inclusion(request); },
                .weight = Weight::heavy,
                .query = {"index", "leafHash", "size"},
                .cors_open = true});
    router.add({.pattern = "/v1/log/proof/consistency",
                .handler = [log](const Request& request) { return log.consistency(request); },
                .query = {"from", "to"},
                .cors_open = true});
}

void add_did_routes(http::Router& router, Context& context) {
    const ResolveDid did(context);
    router.add({.pattern = "/1.0/identifiers/{did}",
                .handler = [did](const Request& request) { return did.resolve(request); },
                .weight = Weight::heavy,
                .cors_open = true});
    router.add({.pattern = "/identities/{identity}/did.json",
                .handler = [did](const Request& request) { return did.identity_document(request); },
                .cors_open = true});
    router.add({.pattern = "/.well-known/did.json",
                .handler = [did](const Request& request) { return did.service_document(request); },
                .cors_open = true});
}

void add_service_routes(http::Router& router, const RouteParts& parts) {
    const Describe describe(parts.context);
    router.add({.pattern = "/v1/service",
                .handler = [describe](const Request& r) { return describe.service(r); },
                .cors_open = true});
    router.add({.pattern = "/v1/chain",
                .handler = [describe](const Request& r) { return describe.chain(r); },
                .cors_open = true});
    router.add({.pattern = "/.well-known/jwks.json",
                .handler = [describe](const Request& r) { return describe.keys(r); },
                .cors_open = true});
    router.add({.pattern = "/healthz",
                .handler = [describe](const Request& r) { return describe.health(r); },
                .cost = free_of_charge});
    router.add({.pattern = "/readyz",
                .handler = [describe, is_draining = parts.is_draining](
                               const Request& request) { return describe.ready(request, is_draining()); },
                .cost = free_of_charge});
    router.add({.pattern = "/metrics",
                .handler =
                    [&metrics = parts.metrics](const Request&) {
                        http::Response response = http::text_response(200, metrics.text());
                        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
                        return response;
                    },
                .cost = free_of_charge});
}

void add_page_routes(http::Router& router) {
    const auto page = std::make_shared<const Page>();
    for (const char* const view :
         {"/", "/verify", "/verify/{subject}", "/identity", "/identity/{subject}", "/log", "/create", "/builders"}) {
        router.add({.pattern = view,
                    .handler = [page](const Request& request) { return (*page)(request); },
                    .any_query = true,
                    .cost = cost_of_page});
    }
    router.add({.pattern = "/assets/{name}",
                .handler = [page](const Request& request) { return (*page)(request); },
                .cost = cost_of_page});
    router.add({.pattern = "/openapi.yaml",
                .handler = [page](const Request& request) { return page->contract(request); },
                .cors_open = true});
}

}  // namespace

http::Router make_router(const RouteParts& parts) {
    http::Router router;
    add_content_routes(router, parts.context);
    add_identity_routes(router, parts.context);
    add_operation_routes(router, parts.context);
    add_credential_routes(router, parts.context);
    add_log_routes(router, parts.context);
    add_did_routes(router, parts.context);
    add_service_routes(router, parts);
    add_page_routes(router);
    return router;
}

}  // namespace countersign::api::service

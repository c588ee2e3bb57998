#include "identity/did/resolver.hpp"

#include "identity/base/limits.hpp"
#include "identity/did/did_jwk.hpp"
#include "identity/did/did_key.hpp"
#include "identity/did/did_web.hpp"

namespace countersign::did {

Result<DidDocument> DidResolver::resolve(const Did& did) {
    if (did.method() == "key") {
        return resolve_did_key(did);
    }
    if (did.method() == "jwk") {
        return resolve_did_jwk(did);
    }
    if (did.method() == "web") {
        return resolve_web(did);
    }
    return fail(errors::did_method, std::string(did.method()));
}

Result<DidDocument> DidResolver::resolve_web(const Did& did) {
    auto url = parse_did_web_url(did);
    if (!url) {
        return fail(url.error());
    }
    HttpRequest request;
    request.url = std::move(*url);
    request.headers = {{"Accept", "application/did+json, application/json"}};
    request.answer_bytes_max = limits::did_document_bytes_max;
    request.timeout_ms = limits::did_timeout_ms;
    const auto answer = http_.send(request);
    if (!answer) {
        return fail(errors::did_unavailable, std::string(answer.error().code.name) + " " + answer.error().detail);
    }
    if (answer->status == 404 || answer->status == 410) {
        return fail(errors::did_not_found, "HTTP status " + std::to_string(answer->status));
    }
    if (answer->status != 200) {
        return fail(errors::did_unavailable, "HTTP status " + std::to_string(answer->status));
    }
    auto document = parse_did_document(as_text(answer->body));
    if (document && document->id != did) {
        return fail(errors::did_document_id, document->id.text());  // D14
    }
    return document;
}

}  // namespace countersign::did

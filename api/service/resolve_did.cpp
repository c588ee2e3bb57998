#include "api/service/resolve_did.hpp"

#include "api/http/errors.hpp"
#include "api/service/answers.hpp"
#include "api/service/errors.hpp"
#include "api/service/get_identity.hpp"
#include "api/service/identity_claims.hpp"
#include "contracts/ledger/signing.hpp"
#include "identity/base/encoding.hpp"
#include "identity/did/did_key.hpp"
#include "identity/did/did_web.hpp"
#include "identity/did/errors.hpp"
#include "identity/did/resolver.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::api::service {
namespace {

constexpr std::string_view document_type = "application/did";
constexpr std::string_view resolution_type = "application/did-resolution";

enum class Representation : std::uint8_t { document, resolution, unsupported };

/// The first media type of `Accept` that can be served; parameters and weights are ignored.
Representation representation_of(const http::Request& request) {
    std::string_view accept = request.header("accept").value_or("");
    if (accept.empty()) {
        return Representation::document;
    }
    while (!accept.empty()) {
        const std::size_t comma = std::min(accept.find(','), accept.size());
        std::string_view type = accept.substr(0, std::min(accept.find(';'), comma));
        accept.remove_prefix(std::min(comma + 1, accept.size()));
        while (!type.empty() && type.front() == ' ') {
            type.remove_prefix(1);
        }
        while (!type.empty() && type.back() == ' ') {
            type.remove_suffix(1);
        }
        if (type == resolution_type || type.starts_with("application/ld+json")) {
            return type == resolution_type ? Representation::resolution : Representation::document;
        }
        if (type == document_type || type == "application/json" || type == "application/did+json" ||
            type == "application/did+ld+json" || type == "*/*" || type == "application/*") {
            return Representation::document;
        }
    }
    return Representation::unsupported;
}

struct DidError {
    std::string_view type;
    unsigned status;
};

/// The error types of https://www.w3.org/ns/did and the statuses of the HTTP binding.
DidError did_error(const ErrorCode& code) {
    if (code == errors::did_method) {
        return {"https://www.w3.org/ns/did#METHOD_NOT_SUPPORTED", 501};
    }
    if (code == errors::did_not_found || code == errors::identity_unknown) {
        return {"https://www.w3.org/ns/did#NOT_FOUND", 404};
    }
    if (code == errors::http_blocked || code.kind == ErrorKind::unavailable) {
        // Nothing can be said of a document that isn't to be fetched.
        return {"https://www.w3.org/ns/did#NOT_FOUND", 404};
    }
    return {"https://www.w3.org/ns/did#INVALID_DID", 400};
}

http::Response problem(const Error& error, const DidError& did, Representation representation) {
    const http::ProblemOptions options{.type = did.type, .status = did.status};
    if (representation != Representation::resolution) {
        return http::problem_response(error, options);
    }
    http::Response response{.status = did.status, .content_type = resolution_type};
    response.body = to_json_text(
        Json::object({{"didDocument", nullptr},
                      {"didResolutionMetadata", Json::object({{"error", http::problem_json(error, options)}})},
                      {"didDocumentMetadata", Json::object()}}));
    return response;
}

http::Response document_response(const did::DidDocument& document) {
    http::Response response{.content_type = document_type, .cache_control = "no-cache"};
    response.body = to_json_text(did::to_json(document));
    return response;
}

/// `own` as it is after one decoding too many: whoever puts a DID into the path as it stands loses the `%3A` before the
/// port. The document's id is the right one.
std::string restore_own(std::string_view text, const std::string& own) {
    const std::size_t escape = own.find("%3A");
    if (escape == std::string::npos) {
        return std::string(text);
    }
    const std::string decoded = own.substr(0, escape) + ":" + own.substr(escape + 3);
    const std::string_view rest = text.starts_with(decoded) ? text.substr(decoded.size()) : "x";
    return rest.empty() || rest.front() == ':' ? own + std::string(rest) : std::string(text);
}

std::optional<UnixSeconds> time_if_set(UnixSeconds time) {
    return time.value == 0 ? std::nullopt : std::optional<UnixSeconds>(time);
}

}  // namespace

Result<did::DidDocument> ResolveDid::document_of(const rules::IdentityId& id) const {
    did::RegistryIdentity identity{.id = hex(id), .host = context_.address.authority, .keys = {}};
    for (const GetIdentity::Key& key : keys_of(context_.ledger, id)) {
        const rules::KeyRecord& record = key.record;
        const auto public_key = ledger::from_rules_key(record.key);
        if (!public_key) {
            continue;
        }
        const auto has = [&record](rules::Roles role) { return (record.roles & role) != 0; };
        identity.keys.push_back({.key = *public_key,
                                 .roles = {.control = has(rules::roles::control),
                                           .sign = has(rules::roles::sign_content),
                                           .issue = has(rules::roles::issue),
                                           .revoke = has(rules::roles::revoke),
                                           .endorse = has(rules::roles::endorse)},
                                 .valid_until = time_if_set(record.valid_until),
                                 .compromised_since = time_if_set(record.compromised_since)});
    }
    return did::make_registry_document(identity);
}

/// The service's own keys: identity claims, which come first since some readers look at no other, receipts and status
/// lists.
Result<did::DidDocument> ResolveDid::own_document() const {
    auto id = did::parse_did(context_.address.did());
    if (!id) {
        return fail(id.error());
    }
    did::DidDocument document{.id = *id, .also_known_as = {}, .methods = {identity_claims_method(context_)}};
    for (const PublicKey& key : {context_.assertion_key.public_key(), context_.receipts.public_key()}) {
        const std::string did = context_.address.did();
        did::VerificationMethod method;
        method.id = did + "#" + to_multikey(key);
        method.controller = did;
        method.type = "Multikey";
        method.key = key;
        method.purposes = did::Purpose::assertion_method | did::Purpose::authentication;
        document.methods.push_back(std::move(method));
    }
    return document;
}

Result<did::DidDocument> ResolveDid::handle(std::string_view text) const {
    const auto parsed = did::parse_did(text);
    if (!parsed) {
        return fail(parsed.error());
    }
    const std::string own = context_.address.did();
    if (text == own) {
        return own_document();
    }
    if (const std::string prefix = own + ":identities:"; text.starts_with(prefix)) {
        const auto id = find_identity(context_.ledger, text.substr(prefix.size()));
        // Names move from one to another; a DID never does.
        if (!id || hex(*id) != text.substr(prefix.size())) {
            return fail(errors::did_not_found, printable(text));
        }
        return document_of(*id);
    }
    return did::DidResolver(context_.outgoing).resolve(*parsed);
}

http::Response ResolveDid::resolve(const http::Request& request) const {
    const Representation representation = representation_of(request);
    if (representation == Representation::unsupported) {
        return problem({errors::did_representation, printable(request.header("accept").value_or(""), 100)},
                       {"https://www.w3.org/ns/did#REPRESENTATION_NOT_SUPPORTED", 406}, representation);
    }
    const auto document = handle(restore_own(request.parameters[0], context_.address.did()));
    if (!document) {
        return problem(document.error(), did_error(document.error().code), representation);
    }
    if (representation == Representation::document) {
        return document_response(*document);
    }
    http::Response response{.content_type = resolution_type, .cache_control = "no-cache"};
    response.body =
        to_json_text(Json::object({{"didDocument", did::to_json(*document)},
                                   {"didResolutionMetadata", Json::object({{"contentType", document_type}})},
                                   {"didDocumentMetadata", Json::object()}}));
    return response;
}

http::Response ResolveDid::identity_document(const http::Request& request) const {
    const auto id = find_identity(context_.ledger, request.parameters[0]);
    const auto document = id ? document_of(*id) : fail(id.error());
    return document ? document_response(*document) : http::problem_response(document.error());
}

http::Response ResolveDid::service_document(const http::Request&) const {
    const auto document = own_document();
    return document ? document_response(*document) : http::problem_response(document.error());
}

}  // namespace countersign::api::service

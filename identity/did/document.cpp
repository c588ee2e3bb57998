#include "identity/did/document.hpp"

#include <algorithm>

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::did {
namespace {

constexpr Purpose all_purposes[] = {Purpose::authentication, Purpose::assertion_method, Purpose::capability_invocation,
                                    Purpose::capability_delegation, Purpose::key_agreement};

tl::unexpected<Error> malformed(std::string detail) { return fail(errors::did_document, std::move(detail)); }

/// `#name` belongs to the document; everything else must be an absolute DID URL with a fragment.
Result<std::string> parse_method_id(const Did& base, const std::string& text) {
    std::string absolute = text.starts_with('#') ? base.text() + text : text;
    const auto url = parse_did_url(absolute);
    if (!url || !url->fragment || url->fragment->empty()) {
        return malformed("the id of a verification method");
    }
    return absolute;
}

Result<std::optional<UnixSeconds>> parse_time(const Json& object, std::string_view key) {
    if (object.find(key) == nullptr) {
        return std::optional<UnixSeconds>{};
    }
    const auto text = get_string(object, key);
    const auto time = text ? parse_rfc3339(*text) : fail(text.error());
    if (!time) {
        return malformed(std::string(key));
    }
    return std::optional<UnixSeconds>(*time);
}

/// Nothing for a kind of key that isn't supported; an error for one that is and doesn't parse.
Result<std::optional<PublicKey>> parse_method_key(const Json& object, const std::string& type) {
    // D6: whoever publishes a private key has lost it.
    if (object.find("secretKeyMultibase") != nullptr || object.find("secretKeyJwk") != nullptr ||
        object.find("privateKeyMultibase") != nullptr || object.find("privateKeyJwk") != nullptr) {
        return fail(errors::key_private_in_public);
    }
    Result<PublicKey> key = fail(errors::key_type);
    if (type == "Multikey") {
        const auto text = get_string(object, "publicKeyMultibase");
        key = text ? parse_multikey(*text) : fail(text.error());
    } else if (type == "JsonWebKey" || type == "JsonWebKey2020") {
        const auto jwk = get_object(object, "publicKeyJwk");
        key = jwk ? parse_jwk(**jwk) : fail(jwk.error());
    }
    if (key) {
        return std::optional<PublicKey>(*key);
    }
    if (key.error().code == errors::key_type) {
        return std::optional<PublicKey>{};
    }
    return key.error().code == errors::key_private_in_public
               ? fail(key.error())
               : malformed("a public key: " + std::string(key.error().code.name));
}

Result<VerificationMethod> parse_method(const Did& base, const Json& object) {
    const auto id_text = get_string(object, "id");
    const auto type = get_string(object, "type");
    const auto controller = get_string(object, "controller");
    if (!id_text || !type || !controller || !parse_did(*controller)) {
        return malformed("a verification method needs id, type and controller");
    }
    const auto id = parse_method_id(base, *id_text);
    if (!id) {
        return fail(id.error());
    }
    const auto key = parse_method_key(object, *type);
    if (!key) {
        return fail(key.error());
    }
    const auto expires = parse_time(object, "expires");
    const auto revoked = parse_time(object, "revoked");
    if (!expires || !revoked) {
        return fail(expires ? revoked.error() : expires.error());
    }
    const Json* const jwk = object.find("publicKeyJwk");
    return VerificationMethod{*id, *controller, *type,    *key,
                              0,   *expires,    *revoked, jwk != nullptr ? std::optional(*jwk) : std::nullopt};
}

VerificationMethod* find_method(std::vector<VerificationMethod>& methods, std::string_view id) {
    const auto found = std::ranges::find(methods, id, &VerificationMethod::id);
    return found == methods.end() ? nullptr : &*found;
}

Result<Done> add_method(DidDocument& document, const Json& object, Purposes purposes) {
    auto method = parse_method(document.id, object);
    if (!method) {
        return fail(method.error());
    }
    if (find_method(document.methods, method->id) != nullptr || document.methods.size() >= limits::did_methods_max) {
        return malformed("a verification method is listed twice, or there are too many");  // D5
    }
    method->purposes = purposes;
    document.methods.push_back(std::move(*method));
    return Done{};
}

/// A relationship lists ids of methods, or holds methods that serve it alone.
Result<Done> parse_relationship(DidDocument& document, const Json& list, Purpose purpose) {
    if (!list.is_array() || list.as_array().size() > limits::did_methods_max) {
        return malformed(std::string(to_text(purpose)));
    }
    for (const Json& item : list.as_array()) {
        if (item.is_object()) {
            if (auto added = add_method(document, item, Purposes{} | purpose); !added) {
                return added;
            }
            continue;
        }
        const auto id = item.is_string() ? parse_method_id(document.id, item.as_string())
                                         : Result<std::string>(malformed(std::string(to_text(purpose))));
        if (!id) {
            return fail(id.error());
        }
        // An id of another document's method is allowed; what it holds isn't known here.
        if (VerificationMethod* const method = find_method(document.methods, *id)) {
            method->purposes = method->purposes | purpose;
        }
    }
    return Done{};
}

Result<std::vector<std::string>> parse_also_known_as(const Json& json) {
    std::vector<std::string> out;
    const Json* const list = json.find("alsoKnownAs");
    if (list == nullptr) {
        return out;
    }
    if (!list->is_array()) {
        return malformed("alsoKnownAs");
    }
    for (const Json& item : list->as_array()) {
        if (!item.is_string()) {
            return malformed("alsoKnownAs");
        }
        out.push_back(item.as_string());
    }
    return out;
}

/// A JsonWebKey2020 for assertions alone stands inside its relationship, where CAWG readers look for an aggregator's.
bool is_inside(const VerificationMethod& method) {
    return method.jwk && method.type == "JsonWebKey2020" &&
           method.purposes == static_cast<Purposes>(Purpose::assertion_method);
}

Json to_json(const VerificationMethod& method) {
    Json out = Json::object(
        {{"id", method.id}, {"type", method.jwk ? method.type : "Multikey"}, {"controller", method.controller}});
    if (method.jwk) {
        out.set("publicKeyJwk", *method.jwk);
    } else {
        out.set("publicKeyMultibase", to_multikey(*method.key));
    }
    if (method.expires) {
        out.set("expires", to_rfc3339(*method.expires));
    }
    if (method.revoked) {
        out.set("revoked", to_rfc3339(*method.revoked));
    }
    return out;
}

}  // namespace

std::string_view to_text(Purpose purpose) noexcept {
    switch (purpose) {
        case Purpose::authentication: return "authentication";
        case Purpose::assertion_method: return "assertionMethod";
        case Purpose::capability_invocation: return "capabilityInvocation";
        case Purpose::capability_delegation: return "capabilityDelegation";
        case Purpose::key_agreement: return "keyAgreement";
    }
    ensure(false, "purpose");
    return {};
}

Json to_json(const DidDocument& document) {
    Json out = Json::object(
        {{"@context", Json::array({"https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"})},
         {"id", document.id.text()}});
    if (!document.also_known_as.empty()) {
        Json::Array names(document.also_known_as.begin(), document.also_known_as.end());
        out.set("alsoKnownAs", std::move(names));
    }
    Json::Array methods;
    for (const auto& method : document.methods) {
        if (method.key && !is_inside(method)) {
            methods.push_back(to_json(method));
        }
    }
    out.set("verificationMethod", std::move(methods));
    for (const Purpose purpose : all_purposes) {
        Json::Array ids;
        for (const auto& method : document.methods) {
            if (method.key && has_purpose(method.purposes, purpose)) {
                ids.push_back(is_inside(method) ? to_json(method) : Json(method.id));
            }
        }
        if (!ids.empty()) {
            out.set(to_text(purpose), std::move(ids));
        }
    }
    return out;
}

Result<DidDocument> parse_did_document(std::string_view text) {
    const auto json = parse_json(text, {.bytes_max = limits::did_document_bytes_max});
    if (!json) {
        return fail(json.error());
    }
    const auto id_text = get_string(*json, "id");
    if (!id_text) {
        return malformed("id");
    }
    auto id = parse_did(*id_text);
    auto names = parse_also_known_as(*json);
    if (!id || !names) {
        return fail(id ? names.error() : id.error());
    }
    DidDocument out{std::move(*id), std::move(*names), {}};
    if (const Json* const methods = json->find("verificationMethod")) {
        if (!methods->is_array()) {
            return malformed("verificationMethod");
        }
        for (const Json& object : methods->as_array()) {
            if (const auto added = add_method(out, object, 0); !added) {
                return fail(added.error());
            }
        }
    }
    for (const Purpose purpose : all_purposes) {
        const Json* const list = json->find(to_text(purpose));
        if (list == nullptr) {
            continue;
        }
        if (const auto parsed = parse_relationship(out, *list, purpose); !parsed) {
            return fail(parsed.error());
        }
    }
    return out;
}

Result<PublicKey> find_key(const DidDocument& document, std::string_view method_id, Purpose purpose, UnixSeconds time) {
    const auto method = std::ranges::find(document.methods, method_id, &VerificationMethod::id);
    if (method == document.methods.end()) {
        return fail(errors::did_method_not_found, printable(method_id));
    }
    if (method->controller != document.id.text()) {
        return fail(errors::did_method_controller, printable(method->controller));
    }
    if (!has_purpose(method->purposes, purpose)) {
        return fail(errors::did_method_purpose, std::string(to_text(purpose)));
    }
    if (method->revoked && time >= *method->revoked) {
        return fail(errors::did_method_revoked, to_rfc3339(*method->revoked));
    }
    if (method->expires && time >= *method->expires) {
        return fail(errors::did_method_expired, to_rfc3339(*method->expires));
    }
    if (!method->key) {
        return fail(errors::did_method_unsupported, printable(method->type));
    }
    return *method->key;
}

}  // namespace countersign::did

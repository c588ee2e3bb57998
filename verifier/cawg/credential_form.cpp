#include "verifier/cawg/credential_form.hpp"

#include <algorithm>
#include <set>

#include "identity/base/encoding.hpp"
#include "identity/credential/problem.hpp"

namespace countersign::verifier::cawg {
namespace {

using c2pa::Cbor;

bool has_item(const Json* list, std::string_view wanted) {
    return list != nullptr && list->is_array() &&
           std::any_of(list->as_array().begin(), list->as_array().end(),
                       [wanted](const Json& item) { return item.is_string() && item.as_string() == wanted; });
}

/// `https://cawg.io/identity/1.1/ica/context/`, of any version.
bool has_own_context(const Json* list) {
    return list != nullptr && list->is_array() &&
           std::any_of(list->as_array().begin(), list->as_array().end(), [](const Json& item) {
               return item.is_string() && item.as_string().starts_with("https://cawg.io/identity/") &&
                      item.as_string().ends_with("/ica/context/");
           });
}

WrittenTime read_time(const Json& json, std::string_view name, std::string_view old_name) {
    const Json* value = json.find(name);
    value = value == nullptr ? json.find(old_name) : value;
    WrittenTime out;
    out.is_present = value != nullptr;
    if (value != nullptr && value->is_string()) {
        const auto time = parse_rfc3339(value->as_string());
        out.time = time ? std::optional(*time) : std::nullopt;
    }
    return out;
}

/// A member that is a text, empty where it is absent; `ok` becomes false where it is something else or empty.
std::string optional_text(const Json& object, std::string_view name, bool& ok) {
    const Json* const value = object.find(name);
    if (value == nullptr) {
        return {};
    }
    if (!value->is_string() || value->as_string().empty()) {
        ok = false;
        return {};
    }
    return value->as_string();
}

/// A natural language string: a text, or a map of languages of which the first is taken.
std::string natural_text(const Json* value) {
    if (value == nullptr) {
        return {};
    }
    if (value->is_string()) {
        return value->as_string();
    }
    if (value->is_object() && !value->as_object().empty()) {
        const Json* const inner = value->find("@value");
        const Json& first = inner != nullptr ? *inner : value->as_object().front().value;
        return first.is_string() ? first.as_string() : std::string();
    }
    return {};
}

/// What its type requires beside what all must have; a wallet's account stood in `username` before there was `address`.
std::string_view missing_for_type(const VerifiedIdentity& one) {
    if (one.type == "cawg.document_verification" && one.name.empty()) {
        return "name";
    }
    if (one.type == "cawg.social_media" && one.username.empty()) {
        return "username";
    }
    if (one.type == "cawg.crypto_wallet" && one.address.empty() && one.username.empty()) {
        return "address";
    }
    return one.type == "cawg.web_site" && one.uri.empty() ? "uri" : "";
}

/// Reads one entry; gives what is wrong with it, or nothing.
std::string read_entry(const Json& entry, VerifiedIdentity& out) {
    if (!entry.is_object()) {
        return "an entry isn't an object";
    }
    bool ok = true;
    out.type = optional_text(entry, "type", ok);
    out.name = optional_text(entry, "name", ok);
    out.username = optional_text(entry, "username", ok);
    out.address = optional_text(entry, "address", ok);
    out.uri = optional_text(entry, "uri", ok);
    out.method = optional_text(entry, "method", ok);
    out.verified_at = optional_text(entry, "verifiedAt", ok);
    if (!ok || out.type.empty()) {
        return "an entry has no type, or a member that isn't a text";
    }
    if (const std::string_view missing = missing_for_type(out); !missing.empty()) {
        return out.type + " without " + std::string(missing);
    }
    if (out.verified_at.empty() || !parse_rfc3339(out.verified_at)) {
        return out.type + " without the time of its verification";
    }
    const Json* const provider = entry.find("provider");
    out.provider = provider == nullptr ? std::string() : natural_text(provider->find("name"));
    if (provider == nullptr || !provider->is_object() || out.provider.empty()) {
        return out.type + " without the name of its provider";
    }
    const std::string id = optional_text(*provider, "id", ok);
    return ok && (id.empty() || credential::is_absolute_url(id)) ? std::string() : "a provider's id isn't a URI";
}

/// Base64 as required, or the numbers that writers of 2025 put there: the bytes, or the letters of their base64.
bool is_same_bytes(const Json& json, const Bytes& bytes) {
    const std::string text = to_base64(bytes);
    if (json.is_string()) {
        return json.as_string() == text;
    }
    if (!json.is_array() || json.as_array().size() > text.size()) {
        return false;
    }
    Bytes numbers;
    for (const Json& number : json.as_array()) {
        if (!number.is_integer() || number.as_integer() < 0 || number.as_integer() > 0xFF) {
            return false;
        }
        numbers.push_back(static_cast<std::uint8_t>(number.as_integer()));
    }
    return numbers == bytes || as_text(numbers) == text;
}

bool is_same(const Json& json, const Cbor& cbor) {
    if (cbor.is_bytes()) {
        return is_same_bytes(json, cbor.as_bytes());
    }
    if (cbor.is_text()) {
        return json.is_string() && json.as_string() == cbor.as_text();
    }
    if (cbor.is_bool()) {
        return json.is_bool() && json.as_bool() == cbor.as_bool();
    }
    if (cbor.is_null()) {
        return json.is_null();
    }
    if (cbor.fits_int64()) {
        return json.is_integer() && json.as_integer() == cbor.as_int64();
    }
    if (cbor.is_array()) {
        return json.is_array() &&
               std::equal(json.as_array().begin(), json.as_array().end(), cbor.as_array().begin(),
                          cbor.as_array().end(), [](const Json& a, const Cbor& b) { return is_same(a, b); });
    }
    if (!cbor.is_map() || !json.is_object() || json.as_object().size() != cbor.as_map().size()) {
        return false;
    }
    return std::all_of(cbor.as_map().begin(), cbor.as_map().end(), [&json](const c2pa::CborEntry& entry) {
        const Json* const other = entry.key.is_text() ? json.find(entry.key.as_text()) : nullptr;
        return other != nullptr && is_same(*other, entry.value);
    });
}

}  // namespace

std::optional<AggregationCredential> parse_aggregation(ByteView text) {
    auto json = parse_json(as_text(text), {.bytes_max = limits::credential_bytes_max});
    if (!json || !json->is_object()) {
        return std::nullopt;
    }
    const Json* const context = json->find("@context");
    const Json* const type = json->find("type");
    const bool is_credential = has_item(context, "https://www.w3.org/ns/credentials/v2") ||
                               has_item(context, "https://www.w3.org/2018/credentials/v1");
    const Json* const subject = json->find("credentialSubject");
    if (!is_credential || !has_own_context(context) || !has_item(type, "VerifiableCredential") ||
        !has_item(type, "IdentityClaimsAggregationCredential") || subject == nullptr || !subject->is_object()) {
        return std::nullopt;
    }
    AggregationCredential out;
    out.from = read_time(*json, "validFrom", "issuanceDate");
    out.until = read_time(*json, "validUntil", "expirationDate");
    const Json* issuer = json->find("issuer");
    issuer = issuer != nullptr && issuer->is_object() ? issuer->find("id") : issuer;
    if (issuer != nullptr && issuer->is_string()) {
        out.issuer = issuer->as_string();
    }
    out.json = std::move(*json);
    return out;
}

VerifiedIdentities read_verified_identities(const Json& subject) {
    VerifiedIdentities out;
    const Json* const list = subject.find("verifiedIdentities");
    out.is_missing = list == nullptr || !list->is_array() || list->as_array().empty();
    if (out.is_missing) {
        return out;
    }
    if (list->as_array().size() > limits::cawg_verified_identities_max) {
        out.fault = "too many entries";
        return out;
    }
    for (const Json& entry : list->as_array()) {
        VerifiedIdentity one;
        std::string fault = read_entry(entry, one);
        if (!fault.empty() && out.fault.empty()) {
            out.fault = std::move(fault);
        }
        out.entries.push_back(std::move(one));
    }
    return out;
}

bool is_same_payload(const Json* asset, const Cbor& payload) { return asset != nullptr && is_same(*asset, payload); }

}  // namespace countersign::verifier::cawg

#include "identity/credential/credential.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "identity/base/clock.hpp"
#include "identity/base/encoding.hpp"
#include "identity/base/limits.hpp"

namespace countersign::credential {
namespace {

/// A value that may be one item or a list of items, with the pointer of each.
template <typename Visit>
Checked<Done> for_each_item(const Json& value, const std::string& pointer, const Visit& visit) {
    if (!value.is_array()) {
        return visit(value, pointer);
    }
    for (std::size_t i = 0; i < value.as_array().size(); ++i) {
        if (auto visited = visit(value.as_array()[i], child_pointer(pointer, i)); !visited) {
            return visited;
        }
    }
    return Done{};
}

bool is_url(const Json* value) { return value != nullptr && value->is_string() && is_absolute_url(value->as_string()); }

/// A term has no white space; with a colon it must be an absolute URL.
bool is_type_name(const std::string& text) {
    const bool has_colon = text.find(':') != std::string::npos;
    return !text.empty() && text.find_first_of(" \t\r\n") == std::string::npos && (!has_colon || is_absolute_url(text));
}

Checked<std::vector<std::string>> parse_types(const Json& object, const std::string& pointer) {
    std::vector<std::string> out;
    const std::string at = child_pointer(pointer, "type");
    const Json* const value = object.find("type");
    if (value == nullptr) {
        return reject(errors::credential_type, pointer, "type is missing");
    }
    const auto visited = for_each_item(*value, at, [&](const Json& item, const std::string& where) -> Checked<Done> {
        if (!item.is_string() || !is_type_name(item.as_string())) {
            return reject(errors::credential_type, where);
        }
        out.push_back(item.as_string());
        return Done{};
    });
    if (!visited) {
        return reject(visited.error());
    }
    if (out.empty()) {
        return reject(errors::credential_type, at, "the list is empty");
    }
    return out;
}

// VC1
Checked<Done> check_context(const Json& json) {
    const Json* const value = json.find("@context");
    if (value == nullptr) {
        return reject(errors::credential_context, "", "@context is missing");
    }
    const std::string pointer = "/@context";
    if (!value->is_array() || value->as_array().empty() || value->as_array()[0] != Json(base_context)) {
        return reject(errors::credential_context, pointer);
    }
    return for_each_item(*value, pointer, [](const Json& item, const std::string& where) -> Checked<Done> {
        return item.is_object() || is_url(&item) ? Checked<Done>(Done{}) : reject(errors::credential_context, where);
    });
}

// VC3
Checked<Done> check_id(const Json& object, const std::string& pointer) {
    const Json* const id = object.find("id");
    return id == nullptr || is_url(id) ? Checked<Done>(Done{})
                                       : reject(errors::credential_id, child_pointer(pointer, "id"));
}

// VC4
Checked<std::string> parse_issuer(const Json& json) {
    const Json* const issuer = json.find("issuer");
    if (issuer == nullptr) {
        return reject(errors::credential_issuer, "", "issuer is missing");
    }
    if (is_url(issuer)) {
        return issuer->as_string();
    }
    if (issuer->is_object() && is_url(issuer->find("id"))) {
        return issuer->find("id")->as_string();
    }
    return reject(errors::credential_issuer, issuer->is_object() ? "/issuer/id" : "/issuer");
}

// VC5
Checked<Done> check_subjects(const Json& json) {
    const Json* const subject = json.find("credentialSubject");
    if (subject == nullptr) {
        return reject(errors::credential_subject, "", "credentialSubject is missing");
    }
    if (subject->is_array() && subject->as_array().empty()) {
        return reject(errors::credential_subject, "/credentialSubject");
    }
    return for_each_item(*subject, "/credentialSubject",
                         [](const Json& item, const std::string& where) -> Checked<Done> {
                             if (!item.is_object() || item.as_object().empty()) {
                                 return reject(errors::credential_subject, where);
                             }
                             return check_id(item, where);
                         });
}

bool is_language_value(const Json& value) {
    if (!value.is_object() || !get_string(value, "@value") ||
        !check_keys(value, {"@value", "@language", "@direction"})) {
        return false;
    }
    const Json* const language = value.find("@language");
    const Json* const direction = value.find("@direction");
    const bool good_language = language == nullptr || (language->is_string() && !language->as_string().empty() &&
                                                       std::ranges::all_of(language->as_string(), [](char c) {
                                                           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                                                  (c >= '0' && c <= '9') || c == '-';
                                                       }));
    const bool good_direction = direction == nullptr || *direction == Json("ltr") || *direction == Json("rtl");
    return good_language && good_direction;
}

// VC6
Checked<Done> check_texts(const Json& json) {
    for (const std::string_view key : {"name", "description"}) {
        const Json* const value = json.find(key);
        if (value == nullptr) {
            continue;
        }
        auto checked = for_each_item(
            *value, child_pointer("", key), [](const Json& item, const std::string& where) -> Checked<Done> {
                return item.is_string() || is_language_value(item) ? Checked<Done>(Done{})
                                                                   : reject(errors::credential_text, where);
            });
        if (!checked) {
            return checked;
        }
    }
    return Done{};
}

Checked<std::optional<UnixSeconds>> parse_time(const Json& json, std::string_view key) {
    const Json* const value = json.find(key);
    if (value == nullptr) {
        return std::optional<UnixSeconds>{};
    }
    const auto time = value->is_string() ? parse_rfc3339(value->as_string()) : Result<UnixSeconds>(fail(Error{}));
    if (!time) {
        return reject(errors::credential_time, child_pointer("", key));
    }
    return std::optional<UnixSeconds>(*time);
}

// VC7
Checked<Done> parse_period(Credential& credential) {
    const auto from = parse_time(credential.json, "validFrom");
    const auto until = parse_time(credential.json, "validUntil");
    if (!from || !until) {
        return reject(from ? until.error() : from.error());
    }
    if (*from && *until && **from > **until) {
        return reject(errors::credential_period, "/validUntil");
    }
    credential.valid_from = *from;
    credential.valid_until = *until;
    return Done{};
}

// VC8
Checked<Done> check_typed_members(Credential& credential) {
    for (const std::string_view key :
         {"credentialStatus", "credentialSchema", "termsOfUse", "refreshService", "evidence"}) {
        const Json* const value = credential.json.find(key);
        if (value == nullptr) {
            continue;
        }
        auto checked = for_each_item(
            *value, child_pointer("", key), [&](const Json& item, const std::string& where) -> Checked<Done> {
                if (!item.is_object()) {
                    return reject(errors::credential_type, where, "an object with a type is required");
                }
                if (const auto types = parse_types(item, where); !types) {
                    return reject(types.error());
                }
                if (key == "credentialSchema") {
                    if (!is_url(item.find("id"))) {
                        return reject(errors::credential_id, child_pointer(where, "id"));
                    }
                    credential.schemas.push_back(item.find("id")->as_string());
                }
                return check_id(item, where);
            });
        if (!checked) {
            return checked;
        }
    }
    return Done{};
}

// VC9
Checked<Done> check_resources(const Json& json) {
    const Json* const value = json.find("relatedResource");
    if (value == nullptr) {
        return Done{};
    }
    std::set<std::string> ids;
    return for_each_item(*value, "/relatedResource", [&](const Json& item, const std::string& where) -> Checked<Done> {
        if (!item.is_object() || !is_url(item.find("id"))) {
            return reject(errors::credential_resource, where, "an object with an id is required");
        }
        if (!ids.insert(item.find("id")->as_string()).second) {
            return reject(errors::credential_resource, child_pointer(where, "id"), "listed twice");
        }
        const auto sri = get_string(item, "digestSRI");
        const auto multibase = get_string(item, "digestMultibase");
        if ((!sri || sri->empty()) && (!multibase || multibase->empty())) {
            return reject(errors::credential_resource, where, "digestSRI or digestMultibase is required");
        }
        return Done{};
    });
}

Checked<std::uint64_t> parse_index(const Json& entry, const std::string& where) {
    const auto text = get_string(entry, "statusListIndex");
    std::uint64_t index = 0;
    if (text) {
        const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), index);
        if (failure == std::errc{} && end == text->data() + text->size() && std::to_string(index) == *text) {
            return index;
        }
    }
    return reject(errors::status_entry, child_pointer(where, "statusListIndex"), "a decimal number in a string");
}

// VC20
Checked<Done> parse_status(Credential& credential, const Json& entry, const std::string& where) {
    if (!entry.is_object()) {
        return reject(errors::status_entry, where, "an object is required");
    }
    const Json* const type = entry.find("type");
    const bool bitstring = *type == Json("BitstringStatusListEntry") ||
                           (type->is_array() && std::ranges::find(type->as_array(), Json("BitstringStatusListEntry")) !=
                                                    type->as_array().end());
    if (!bitstring) {
        return Done{};
    }
    StatusEntry out;
    out.pointer = where;
    const auto purpose = get_string(entry, "statusPurpose");
    if (!purpose || purpose->empty()) {
        return reject(errors::status_entry, child_pointer(where, "statusPurpose"));
    }
    const auto index = parse_index(entry, where);
    if (!index) {
        return reject(index.error());
    }
    if (!is_url(entry.find("statusListCredential"))) {
        return reject(errors::status_entry, child_pointer(where, "statusListCredential"));
    }
    if (entry.find("statusSize") != nullptr) {
        const auto size = get_unsigned(entry, "statusSize");
        if (!size || *size < 1 || *size > 8) {
            return reject(errors::status_entry, child_pointer(where, "statusSize"), "1 to 8 bits");
        }
        out.size_bits = static_cast<unsigned>(*size);
    }
    const auto messages = get_array(entry, "statusMessage");
    if (out.size_bits > 1 && (!messages || (*messages)->as_array().size() != (std::size_t{1} << out.size_bits))) {
        return reject(errors::status_entry, child_pointer(where, "statusMessage"), "one message for each value");
    }
    out.purpose = *purpose;
    out.index = *index;
    out.list_url = entry.find("statusListCredential")->as_string();
    credential.statuses.push_back(std::move(out));
    return Done{};
}

Checked<Done> parse_statuses(Credential& credential) {
    const Json* const value = credential.json.find("credentialStatus");
    if (value == nullptr) {
        return Done{};
    }
    return for_each_item(*value, "/credentialStatus", [&](const Json& entry, const std::string& where) {
        return parse_status(credential, entry, where);
    });
}

Checked<Done> parse_members(Credential& credential) {
    const Json& json = credential.json;
    auto types = parse_types(json, "");
    if (!types) {
        return reject(types.error());
    }
    if (std::ranges::find(*types, "VerifiableCredential") == types->end()) {
        return reject(errors::credential_type, "/type", "VerifiableCredential is missing");  // VC2
    }
    auto issuer = parse_issuer(json);
    if (!issuer) {
        return reject(issuer.error());
    }
    for (const auto& checked : {check_id(json, ""), check_subjects(json), check_texts(json), parse_period(credential),
                                check_typed_members(credential), check_resources(json)}) {
        if (!checked) {
            return checked;
        }
    }
    if (auto parsed = parse_statuses(credential); !parsed) {
        return parsed;
    }
    if (const Json* const id = json.find("id")) {
        credential.id = id->as_string();
    }
    credential.issuer = std::move(*issuer);
    credential.types = std::move(*types);
    return Done{};
}

}  // namespace

Checked<Credential> check_credential(const Json& json) {
    if (!json.is_object()) {
        return reject(errors::credential_type, "", "an object is required");
    }
    if (const auto context = check_context(json); !context) {
        return reject(context.error());
    }
    Credential out;
    out.json = json;
    if (const auto parsed = parse_members(out); !parsed) {
        return reject(parsed.error());
    }
    return out;
}

Checked<Credential> parse_credential(std::string_view text) {
    const auto json = parse_json(text, {.bytes_max = limits::credential_bytes_max});
    if (!json) {
        return reject(json.error().code, "", json.error().detail);
    }
    return check_credential(*json);
}

Checked<Done> check_period(const Credential& credential, UnixSeconds now) {
    if (credential.valid_from && now < *credential.valid_from) {
        return reject(errors::credential_not_yet_valid, "/validFrom", to_rfc3339(*credential.valid_from));
    }
    if (credential.valid_until && now > *credential.valid_until) {
        return reject(errors::credential_expired, "/validUntil", to_rfc3339(*credential.valid_until));
    }
    return Done{};
}

}  // namespace countersign::credential

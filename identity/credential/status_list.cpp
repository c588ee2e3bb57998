#include "identity/credential/status_list.hpp"

#include <algorithm>

#include "identity/base/clock.hpp"

namespace countersign::credential {
namespace {

/// Whether a member is `wanted`, or a list that has it.
bool holds(const Json* value, const Json& wanted) {
    if (value == nullptr) {
        return false;
    }
    return value->is_array() ? std::ranges::find(value->as_array(), wanted) != value->as_array().end()
                             : *value == wanted;
}

/// The subject of a list credential that serves `entry`. VC25
Checked<const Json*> find_list(const Credential& list, const StatusEntry& entry) {
    if (std::ranges::find(list.types, "BitstringStatusListCredential") == list.types.end()) {
        return reject(errors::status_list, "/type", "BitstringStatusListCredential is missing");
    }
    if (list.id != entry.list_url) {
        return reject(errors::status_list, "/id", "another list than the one that was asked for");
    }
    const Json* const subject = list.json.find("credentialSubject");
    if (!subject->is_object() || !holds(subject->find("type"), "BitstringStatusList")) {
        return reject(errors::status_list, "/credentialSubject/type");
    }
    if (!holds(subject->find("statusPurpose"), entry.purpose)) {
        return reject(errors::status_purpose, "/credentialSubject/statusPurpose");
    }
    return subject;
}

}  // namespace

Json make_status_list_credential(const StatusListOptions& options, const Bitstring& list) {
    Json out = Json::object({{"@context", Json::array({base_context})},
                             {"id", options.url},
                             {"type", Json::array({"VerifiableCredential", "BitstringStatusListCredential"})},
                             {"issuer", options.issuer},
                             {"validFrom", to_rfc3339(options.valid_from)}});
    if (options.valid_until.value != 0) {
        out.set("validUntil", to_rfc3339(options.valid_until));
    }
    return out.set("credentialSubject", Json::object({{"id", options.url + "#list"},
                                                      {"type", "BitstringStatusList"},
                                                      {"statusPurpose", options.purpose},
                                                      {"encodedList", list.encode()}}));
}

Json make_status_entry(const StatusListOptions& options, std::uint64_t index) {
    return Json::object({{"id", options.url + "#" + std::to_string(index)},
                         {"type", "BitstringStatusListEntry"},
                         {"statusPurpose", options.purpose},
                         {"statusListIndex", std::to_string(index)},
                         {"statusListCredential", options.url}});
}

Checked<unsigned> read_status(const StatusEntry& entry, const Json& list_credential, UnixSeconds now) {
    const auto list = check_credential(list_credential);
    if (!list) {
        return reject(list.error());
    }
    if (const auto period = check_period(*list, now); !period) {
        return reject(period.error());
    }
    const auto subject = find_list(*list, entry);
    if (!subject) {
        return reject(subject.error());
    }
    const std::string pointer = "/credentialSubject/encodedList";
    const auto text = get_string(**subject, "encodedList");
    if (!text) {
        return reject(errors::status_encoding, pointer, text.error().detail);
    }
    const auto bits = Bitstring::decode(*text, pointer);
    if (!bits) {
        return reject(bits.error());
    }
    const std::size_t entries = bits->size_bits() / entry.size_bits;
    if (entries < limits::status_list_entries_min) {
        return reject(errors::status_length, pointer, std::to_string(entries) + " entries");
    }
    if (entry.index >= entries) {
        return reject(errors::status_range, child_pointer(entry.pointer, "statusListIndex"));
    }
    return bits->get(entry.index, entry.size_bits);
}

}  // namespace countersign::credential

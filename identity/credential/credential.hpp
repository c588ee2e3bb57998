// The W3C Verifiable Credentials Data Model 2.0: what a credential must look like before anything in it counts.
// JSON in -> Credential (its own JSON and the members that others need), or a problem with code and pointer.
// Rules: docs/spec/credential.md (VC1 to VC9). Thread-safety: plain values, pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base/json.hpp"
#include "identity/base/strong.hpp"
#include "identity/credential/problem.hpp"

namespace countersign::credential {

inline constexpr std::string_view base_context = "https://www.w3.org/ns/credentials/v2";

/// One entry of credentialStatus that is a BitstringStatusListEntry; other types are ignored.
struct StatusEntry {
    std::string pointer;
    std::string purpose;
    std::uint64_t index = 0;
    /// Bits of one entry: 1 to 8.
    unsigned size_bits = 1;
    std::string list_url;
};

struct Credential {
    /// The whole document, its proof included.
    Json json;
    std::optional<std::string> id;
    std::string issuer;
    std::vector<std::string> types;
    std::optional<UnixSeconds> valid_from;
    std::optional<UnixSeconds> valid_until;
    /// Ids of credentialSchema.
    std::vector<std::string> schemas;
    std::vector<StatusEntry> statuses;
};

/// Any credential, secured or not: the form alone is judged, no time, proof or status.
[[nodiscard]] Checked<Credential> check_credential(const Json& json);
/// Also refuses what parse_json refuses, with its codes and an empty pointer.
[[nodiscard]] Checked<Credential> parse_credential(std::string_view text);

/// Codes credential.not_yet_valid, credential.expired. `validUntil` itself is still valid.
[[nodiscard]] Checked<Done> check_period(const Credential& credential, UnixSeconds now);

}  // namespace countersign::credential

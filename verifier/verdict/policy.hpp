// Whose word counts: the choice of whoever relies on a verdict, as data. JSON text in -> policy out; it is known by the
// hash of its canonical text. docs/spec/verdict.md, V1 to V3.
// Thread-safety: plain values and pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contracts/log/note.hpp"
#include "contracts/rules/types.hpp"
#include "identity/base/json.hpp"
#include "identity/reputation/engine.hpp"

namespace countersign::verdict {

struct Policy {
    std::string id;
    /// Identities whose own credentials, and whose accreditations of other issuers, are accepted.
    std::vector<rules::IdentityId> trust_roots;
    /// Whether a signer on the C2PA trust list counts as vouched for.
    bool c2pa_trust_list = true;
    /// Who may rule a dispute; with none named, every dispute counts. An arbiter that the record itself names always
    /// counts for it.
    std::vector<rules::IdentityId> arbiters;
    /// Seeds of the reputation run; with none there is no reputation.
    std::vector<reputation::Seed> seeds;
    reputation::Parameters reputation;
    /// A signer with a reputation below this isn't taken as vouched for. 0: any.
    ScorePpm score_min{};
    /// Logs whose checkpoints are believed in an offline check.
    std::vector<log::VerifierKey> log_keys;
    /// Of the canonical text (RFC 8785).
    Sha256Digest sha256{};
};

/// A closed schema: an unknown member is an error, since it might be meant to restrict.
/// Errors: policy.malformed with the member as detail, policy.version.
[[nodiscard]] Result<Policy> parse_policy(std::string_view text);

/// The same values as JSON, from which parse_policy makes the same policy. `sha256` is not part of it.
[[nodiscard]] Json to_json(const Policy& policy);
/// Recomputes `sha256` after a change.
void seal(Policy& policy);

/// The policy compiled in: default_policy.json.
[[nodiscard]] const Policy& default_policy();

}  // namespace countersign::verdict

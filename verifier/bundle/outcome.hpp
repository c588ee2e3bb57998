// What an offline check found, for people and scripts. docs/spec/bundle.md, B9 to B11.
// Thread-safety: plain values and pure functions.
#pragma once

#include "identity/base/json.hpp"
#include "verifier/evidence/registry_view.hpp"
#include "verifier/verdict/verdict.hpp"

namespace countersign::bundle {

enum class CheckStatus : std::uint8_t {
    holds,
    unanchored,  ///< everything fits together, but no key says that this is the log
    fails,
};

struct Outcome {
    CheckStatus status = CheckStatus::fails;
    /// Why it fails.
    std::optional<Error> failure;
    std::optional<evidence::CheckpointFact> checkpoint;
    /// When the log took the last entry that the checkpoint covers: the checkpoint isn't older.
    UnixSeconds log_time;
    rules::IdentityId identity{};
    rules::IdentityKind kind = rules::IdentityKind::person;
    std::vector<std::string> names;
    /// When the log took the record of the file; 0 where only a key is shown.
    UnixSeconds registered_at;
    rules::AiDisclosure ai = rules::AiDisclosure::undeclared;
    /// What the proof shows by itself.
    std::vector<verdict::Reason> shown;
    /// What no proof of inclusion can show: the service's word as of the checkpoint.
    std::vector<verdict::Reason> service_word;
};

/// 0 holds, 3 unanchored, 1 fails.
[[nodiscard]] int exit_status(const Outcome& outcome) noexcept;
/// One line: "Holds as of checkpoint 42 of log.example, 3 May 2026: ..."
[[nodiscard]] std::string to_sentence(const Outcome& outcome);
[[nodiscard]] Json to_json(const Outcome& outcome);

}  // namespace countersign::bundle

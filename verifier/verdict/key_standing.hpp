// How a signing key stood at the time of a signature (docs/spec/verdict.md, V8).
// Thread-safety: pure function.
#pragma once

#include "verifier/evidence/evidence.hpp"

namespace countersign::verdict {

enum class KeyStanding : std::uint8_t { unlisted, good, compromised, retired, expired, not_yet, no_role };

/// `as_of` is the time of the signature, or now where that is unknown. Never `unlisted`.
[[nodiscard]] KeyStanding judge_key(const evidence::KeyFact& key, const evidence::SigningTime& signing,
                                    UnixSeconds as_of) noexcept;

}  // namespace countersign::verdict

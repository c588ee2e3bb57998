// What C2PA status codes mean for a verdict: the table of docs/spec/verdict.md, V5. Private to verifier/verdict.
// Thread-safety: pure functions.
#pragma once

#include "verifier/verdict/verdict.hpp"

namespace countersign::verdict {

/// V5. Total: codes that this table doesn't know can't make a file intact or altered.
[[nodiscard]] Integrity classify_integrity(verifier::c2pa::State state,
                                           const verifier::c2pa::StatusLists& codes) noexcept;
[[nodiscard]] bool has_code(const std::vector<verifier::c2pa::StatusEntry>& entries, std::string_view code) noexcept;
/// A sentence for a code, or the standard's own explanation where we have none.
[[nodiscard]] std::string explain(const verifier::c2pa::StatusEntry& entry);

}  // namespace countersign::verdict

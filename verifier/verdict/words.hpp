// Words for people: dates, kinds, grounds, names that strangers chose. For verifier/verdict and verifier/bundle.
// Thread-safety: pure functions.
#pragma once

#include "verifier/evidence/evidence.hpp"

namespace countersign::verdict {

/// `3 May 2026`, UTC.
[[nodiscard]] std::string to_words(UnixSeconds time);
/// `a person`, `a company`, `an AI agent`.
[[nodiscard]] std::string_view to_words(rules::IdentityKind kind) noexcept;
[[nodiscard]] std::string_view to_words(rules::DisputeGround ground) noexcept;
/// The identity's first name, else the start of its DID. Cut and made printable.
[[nodiscard]] std::string name_of(const evidence::IdentityFact& identity);
/// Common name, else organisation, else the subject.
[[nodiscard]] std::string name_of(const verifier::c2pa::Signer& certificate);
/// Text from a stranger, cut and made printable.
[[nodiscard]] std::string shown(std::string_view text);
/// 412345 -> `41.2 %`.
[[nodiscard]] std::string to_percent(ScorePpm score);

}  // namespace countersign::verdict

// OCSP responses that came with a manifest store (C2PA 2.5 section 14.9.1, RFC 6960). Nothing is asked online.
// Thread-safety: pure functions.
#pragma once

#include "verifier/c2pa/x509.hpp"

namespace countersign::verifier::c2pa {

enum class Revocation : std::uint8_t {
    unknown,  ///< no response that counts
    good,
    revoked,
};

/// The first response that counts decides: signed by the issuer or by its delegate, about `leaf`, and taken at a time
/// that fits. `stamped` is the trusted time of signing; without one no response counts.
[[nodiscard]] Revocation check_revocation(const std::vector<Bytes>& responses, const Certificate& leaf,
                                          const Certificate& issuer, std::optional<UnixSeconds> stamped,
                                          UnixSeconds now);

}  // namespace countersign::verifier::c2pa

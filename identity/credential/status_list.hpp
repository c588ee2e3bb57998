// Bitstring Status List credentials (W3C, 1.0): building one, and reading a credential's status from one.
// Proof, issuer and freshness of the list credential are the caller's to check, as for any credential.
// Rules: docs/spec/credential.md (VC24 to VC26). Thread-safety: pure functions.
#pragma once

#include <string>

#include "identity/credential/bitstring.hpp"
#include "identity/credential/credential.hpp"

namespace countersign::credential {

struct StatusListOptions {
    /// Where the credential is served; also its id.
    std::string url;
    std::string issuer;
    /// revocation, suspension, refresh or message.
    std::string purpose = "revocation";
    UnixSeconds valid_from{};
    /// 0 leaves it out.
    UnixSeconds valid_until{};
};

/// Without a proof: add_proof secures it.
[[nodiscard]] Json make_status_list_credential(const StatusListOptions& options, const Bitstring& list);
/// The member that goes into a credential.
[[nodiscard]] Json make_status_entry(const StatusListOptions& options, std::uint64_t index);

/// The value of `entry` in the list that `list_credential` holds; 0 is good for revocation and suspension.
/// Codes: those of check_credential; status.list, status.purpose, status.encoding, status.too_large, status.length,
/// status.range, credential.not_yet_valid, credential.expired. Pointers lead into the list credential, except that of
/// status.range, which leads into the credential.
[[nodiscard]] Checked<unsigned> read_status(const StatusEntry& entry, const Json& list_credential, UnixSeconds now);

}  // namespace countersign::credential

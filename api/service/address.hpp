// Where this service is reached, and what follows from it: the DIDs of the identities it serves.
// Thread-safety: plain values.
#pragma once

#include <string>

#include "contracts/rules/types.hpp"
#include "identity/base/result.hpp"

namespace countersign::api::service {

struct Address {
    /// `https://example.org:8443`, without a slash at the end.
    std::string url;
    /// `example.org:8443`.
    std::string authority;
    /// `example.org`.
    std::string host;

    /// `did:web:example.org%3A8443`.
    [[nodiscard]] std::string did() const;
    /// `did:web:example.org%3A8443:identities:<id>`.
    [[nodiscard]] std::string did_of(const rules::IdentityId& id) const;
};

/// Errors: service.address.
[[nodiscard]] Result<Address> parse_address(std::string_view url);

}  // namespace countersign::api::service

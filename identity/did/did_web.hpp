// did:web (W3C CCG): where the document of such a DID is fetched, and the documents that this registry serves for its
// own identities. Rules: docs/spec/did.md (D10 to D13). Thread-safety: pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "identity/did/document.hpp"

namespace countersign::did {

/// `did:web:host%3Aport:a:b` -> `https://host:port/a/b/did.json`; without a path `/.well-known/did.json`.
/// Errors: did.method (not did:web), did.web_host, did.web_path.
[[nodiscard]] Result<std::string> parse_did_web_url(const Did& did);

/// What a key of an identity may do, as the registry says it.
struct RegistryRoles {
    bool control = false;
    bool sign = false;
    bool issue = false;
    bool revoke = false;
    bool endorse = false;
};

struct RegistryKey {
    PublicKey key;
    RegistryRoles roles{};
    /// Set once the key is retired or its validity ends.
    std::optional<UnixSeconds> valid_until{};
    /// Set where the key is declared compromised: since when.
    std::optional<UnixSeconds> compromised_since{};
};

struct RegistryIdentity {
    /// As in the identity's address: letters, digits, `.`, `-`, `_`.
    std::string id;
    /// `example.org` or `example.org:8443`, as clients reach this service over https.
    std::string host;
    std::vector<RegistryKey> keys{};
};

/// `did:web:<host%3Aport>:identities:<id>`. Errors: did.web_host, did.web_path, did.too_long.
[[nodiscard]] Result<Did> make_registry_did(std::string_view host, std::string_view id);
/// What is served at `/identities/{id}/did.json`. Every key is a method `did#multikey`. Errors: those of
/// make_registry_did.
[[nodiscard]] Result<DidDocument> make_registry_document(const RegistryIdentity& identity);

}  // namespace countersign::did

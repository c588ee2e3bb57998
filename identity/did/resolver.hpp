// From a DID to its document: did:key and did:jwk by themselves, did:web over the injected client. Rules:
// docs/spec/did.md (D14). Thread-safety: as the client's, which is thread-safe.
#pragma once

#include "identity/base/http_client.hpp"
#include "identity/did/document.hpp"

namespace countersign::did {

class DidResolver {
  public:
    explicit DidResolver(HttpClient& http) : http_(http) {}

    /// Errors: did.method, those of resolve_did_key, resolve_did_jwk, parse_did_web_url and parse_did_document;
    /// did.not_found, did.unavailable, did.document_id.
    [[nodiscard]] Result<DidDocument> resolve(const Did& did);

  private:
    [[nodiscard]] Result<DidDocument> resolve_web(const Did& did);
    HttpClient& http_;
};

}  // namespace countersign::did

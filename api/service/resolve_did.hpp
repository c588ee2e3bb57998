// DID documents and their resolution: GET /1.0/identifiers/{did} (W3C DID Resolution, HTTP binding),
// /identities/{identity}/did.json and /.well-known/did.json (did:web). Statuses and error types are those of the
// standard.
#pragma once

#include "api/http/message.hpp"
#include "api/service/context.hpp"
#include "identity/did/document.hpp"

namespace countersign::api::service {

class ResolveDid {
  public:
    explicit ResolveDid(Context& context) : context_(context) {}

    [[nodiscard]] http::Response resolve(const http::Request& request) const;
    [[nodiscard]] http::Response identity_document(const http::Request& request) const;
    [[nodiscard]] http::Response service_document(const http::Request& request) const;

    /// did:key; did:web of this service and its identities from the registry, of others over the outgoing client.
    /// Errors: did.*, identity.unknown, http.blocked.
    [[nodiscard]] Result<did::DidDocument> handle(std::string_view text) const;
    [[nodiscard]] Result<did::DidDocument> document_of(const rules::IdentityId& id) const;

  private:
    [[nodiscard]] Result<did::DidDocument> own_document() const;
    Context& context_;
};

}  // namespace countersign::api::service

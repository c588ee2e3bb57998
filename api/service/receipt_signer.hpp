// Signs what the service says, as a compact JWS (RFC 7515, ES256), and publishes the key as a JWK Set (RFC 7517).
// Thread-safety: constant after construction.
#pragma once

#include <string>

#include "identity/base/json.hpp"
#include "identity/keys/key.hpp"

namespace countersign::api::service {

class ReceiptSigner {
  public:
    /// Requires a P-256 key.
    explicit ReceiptSigner(PrivateKey key);

    /// `header.payload.signature`; the payload is the canonical text (RFC 8785) of the value.
    [[nodiscard]] std::string sign(const Json& payload) const;
    [[nodiscard]] Json jwks() const;
    /// RFC 7638 thumbprint.
    [[nodiscard]] const std::string& key_id() const noexcept { return key_id_; }
    [[nodiscard]] const PublicKey& public_key() const noexcept { return key_.public_key(); }

  private:
    PrivateKey key_;
    std::string key_id_;
};

/// SHA-256 over the required members in canonical form, base64url (RFC 7638).
[[nodiscard]] std::string jwk_thumbprint(const PublicKey& key);

}  // namespace countersign::api::service

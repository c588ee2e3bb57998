#include "api/service/receipt_signer.hpp"

#include "identity/base/encoding.hpp"
#include "identity/base/ensure.hpp"
#include "identity/base/hash.hpp"
#include "identity/keys/key_encoding.hpp"

namespace countersign::api::service {

std::string jwk_thumbprint(const PublicKey& key) {
    return to_base64url(view(sha256(as_bytes(to_canonical_json(to_jwk(key))))));
}

ReceiptSigner::ReceiptSigner(PrivateKey key) : key_(std::move(key)), key_id_(jwk_thumbprint(key_.public_key())) {
    ensure(key_.type() == KeyType::p256, "receipts are ES256");
}

std::string ReceiptSigner::sign(const Json& payload) const {
    const Json header = Json::object({{"alg", "ES256"}, {"kid", key_id_}, {"typ", "countersign-verdict+jws"}});
    std::string text = to_base64url(as_bytes(to_canonical_json(header)));
    text += '.';
    text += to_base64url(as_bytes(to_canonical_json(payload)));
    const Signature64 signature = sign_message(key_, as_bytes(text));
    text += '.';
    text += to_base64url(view(signature));
    return text;
}

Json ReceiptSigner::jwks() const {
    Json jwk = to_jwk(key_.public_key());
    jwk.set("kid", key_id_);
    jwk.set("use", "sig");
    jwk.set("alg", "ES256");
    return Json::object({{"keys", Json::array({std::move(jwk)})}});
}

}  // namespace countersign::api::service

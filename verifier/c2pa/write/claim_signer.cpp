#include "verifier/c2pa/write/claim_signer.hpp"

#include "verifier/c2pa/cbor.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::int64_t header_algorithm = 1;
constexpr std::int64_t header_x5chain = 33;
constexpr std::int64_t algorithm_es256 = -7;
constexpr std::int64_t algorithm_eddsa = -8;
constexpr std::uint64_t tag_cose_sign1 = 18;

/// W8: both headers are protected, and the chain stands under its integer label.
Bytes protected_header(const ClaimSigner& signer) {
    Cbor::Array chain(signer.certificates.begin(), signer.certificates.end());
    Cbor x5chain = chain.size() == 1 ? chain.front() : Cbor(std::move(chain));
    const bool ed25519 = signer.public_key.type() == KeyType::ed25519;
    return encode_cbor(Cbor::map(
        {{header_algorithm, ed25519 ? algorithm_eddsa : algorithm_es256}, {header_x5chain, std::move(x5chain)}}));
}

Bytes cose_sign1(Bytes header, const Signature64& signature) {
    return encode_cbor(Cbor::tagged(tag_cose_sign1,
                                    Cbor::array({std::move(header), Cbor::map(), nullptr, to_bytes(view(signature))})));
}

}  // namespace

Result<ClaimSigner> make_claim_signer(const PrivateKey& key, std::vector<Bytes> certificates) {
    if (key.type() == KeyType::secp256k1) {
        return fail(errors::certificate_key_type);  // W2
    }
    // std::function wants something that can be copied, and a private key can't be.
    auto held = std::make_shared<const PrivateKey>(key.clone());
    return ClaimSigner{key.public_key(), std::move(certificates),
                       [held](ByteView message) -> Result<Signature64> { return sign_message(*held, message); }};
}

Result<Bytes> sign_claim(const ClaimSigner& signer, ByteView claim) {
    Bytes header = protected_header(signer);
    const Bytes message = encode_cbor(Cbor::array({"Signature1", header, Bytes{}, to_bytes(claim)}));
    const auto signature = signer.sign(message);
    if (!signature) {
        return fail(signature.error());
    }
    // W9: a signer in another process may hold another key than its certificate says.
    if (const auto checked = verify_message(signer.public_key, message, view(*signature), HighS::accept_p256);
        !checked) {
        return fail(errors::sign_signer, checked.error().detail);
    }
    return cose_sign1(std::move(header), *signature);
}

std::size_t claim_signature_bytes(const ClaimSigner& signer) {
    return cose_sign1(protected_header(signer), Signature64{}).size();
}

}  // namespace countersign::verifier::c2pa

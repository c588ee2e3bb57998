#include "verifier/c2pa/write/claim_signer.hpp"

#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"
#include "identity/base/signing_limits.hpp"
#include "identity/keys/key_encoding.hpp"
#include "verifier/c2pa/cose.hpp"
#include "verifier/c2pa/write/errors.hpp"

namespace countersign::verifier::c2pa {
namespace {

constexpr std::int64_t header_algorithm = 1;
constexpr std::int64_t header_x5chain = 33;
/// More than the headers around stamp and padding take, so that padding of some hundred bytes is left in any case:
/// then its own length always takes three bytes, and every total can be met.
constexpr std::size_t stamp_overhead_bytes = 512;

/// W8: both headers are protected, and the chain stands under its integer label.
CoseSign1 unsigned_sign1(const ClaimSigner& signer) {
    Cbor::Array chain(signer.certificates.begin(), signer.certificates.end());
    Cbor x5chain = chain.size() == 1 ? chain.front() : Cbor(std::move(chain));
    CoseSign1 out;
    out.protected_bytes = encode_cbor(
        Cbor::map({{header_algorithm, cose_number(signer.algorithm)}, {header_x5chain, std::move(x5chain)}}));
    return out;
}

/// W9: a signer in another process may hold another key than its certificate says.
Result<Done> check_signature(const ClaimSigner& signer, ByteView message, ByteView signature) {
    const auto key = VerifyingKey::parse(signer.public_key);
    const bool holds =
        signature.size() == signer.signature_bytes && key && key->verify(signer.algorithm, message, signature);
    return holds ? Result<Done>(Done{}) : fail(errors::sign_signer, "the signature isn't the certificate's key's");
}

/// W35: in the header that nothing signs, since it comes after the signature.
void put_stamp(CoseSign1& sign1, Bytes token) {
    Cbor entry = Cbor::map({{"val", std::move(token)}});
    sign1.unprotected_headers.set("sigTst2", Cbor::map({{"tstTokens", Cbor::array({std::move(entry)})}}));
}

Result<Bytes> padded(CoseSign1 sign1, std::size_t bytes) {
    Bytes plain = encode_cose_sign1(sign1);
    if (bytes == 0 || plain.size() == bytes) {
        return plain;
    }
    sign1.unprotected_headers.set("pad", Bytes(256));
    const std::size_t with_least = encode_cose_sign1(sign1).size();
    ensure(with_least <= bytes, "room for a time stamp has room for its padding");
    sign1.unprotected_headers.set("pad", Bytes(256 + bytes - with_least));
    return encode_cose_sign1(sign1);
}

}  // namespace

Result<ClaimSigner> make_claim_signer(const PrivateKey& key, std::vector<Bytes> certificates) {
    if (key.type() == KeyType::secp256k1) {
        return fail(errors::certificate_key_type);  // W2
    }
    // std::function wants something that can be copied, and a private key can't be.
    auto held = std::make_shared<const PrivateKey>(key.clone());
    const auto algorithm = key.type() == KeyType::ed25519 ? SignatureAlgorithm::ed25519 : SignatureAlgorithm::es256;
    return ClaimSigner{
        .algorithm = algorithm,
        .public_key = to_spki_der(key.public_key()),
        .signature_bytes = Signature64::size_bytes,
        .certificates = std::move(certificates),
        .sign = [held](ByteView message) -> Result<Bytes> { return to_bytes(view(sign_message(*held, message))); }};
}

ClaimSigner make_claim_signer(const ClaimKey& key, std::vector<Bytes> certificates) {
    return ClaimSigner{.algorithm = key.algorithm(),
                       .public_key = key.public_key_der(),
                       .signature_bytes = key.signature_bytes(),
                       .certificates = std::move(certificates),
                       .sign = [key](ByteView message) { return key.sign(message); }};
}

Result<Bytes> sign_claim(const ClaimSigner& signer, TimeStamper* time_stamper, ByteView claim, std::size_t bytes) {
    CoseSign1 sign1 = unsigned_sign1(signer);
    const Bytes message = encode_to_be_signed(sign1, claim);
    auto signature = signer.sign(message);
    if (!signature) {
        return fail(signature.error());
    }
    if (const auto checked = check_signature(signer, message, *signature); !checked) {
        return fail(checked.error());
    }
    sign1.signature = std::move(*signature);
    if (time_stamper != nullptr) {
        auto token = time_stamper->stamp(encode_to_be_stamped(sign1, StampKind::v2, claim));
        if (!token) {
            return fail(token.error());
        }
        if (token->size() > limits::time_stamp_token_bytes_max) {
            return fail(errors::time_stamp_too_large, std::to_string(token->size()) + " bytes");  // W36
        }
        put_stamp(sign1, std::move(*token));
    }
    return padded(std::move(sign1), bytes);
}

std::size_t claim_signature_bytes(const ClaimSigner& signer, bool is_stamped) {
    CoseSign1 sign1 = unsigned_sign1(signer);
    sign1.signature.resize(signer.signature_bytes);
    const std::size_t plain = encode_cose_sign1(sign1).size();
    return is_stamped ? plain + limits::time_stamp_token_bytes_max + stamp_overhead_bytes : plain;
}

}  // namespace countersign::verifier::c2pa

#include "identity/keys/secp256k1.hpp"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include "identity/base/ensure.hpp"

namespace countersign::inline keys::detail {
namespace {

/// One context for the process, blinded once so that signing leaks less through time and power; used const from then
/// on, which libsecp256k1 declares thread-safe.
const secp256k1_context* context() noexcept {
    static const secp256k1_context* const instance = [] {
        secp256k1_context* const made = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
        SystemEntropy entropy;
        const SecretBytes seed = entropy.secret(32);
        ensure(made != nullptr && secp256k1_context_randomize(made, seed.view().data()) == 1, "secp256k1 context");
        return made;
    }();
    return instance;
}

bool parse_point(ByteView bytes, secp256k1_pubkey& out) noexcept {
    // 06 and 07, the hybrid forms, are a second spelling of the same point.
    const bool hybrid = !bytes.empty() && (bytes[0] == 0x06 || bytes[0] == 0x07);
    return !hybrid && secp256k1_ec_pubkey_parse(context(), &out, bytes.data(), bytes.size()) == 1;
}

template <std::size_t N>
std::array<std::uint8_t, N> serialize(const secp256k1_pubkey& point, unsigned flags) noexcept {
    std::array<std::uint8_t, N> out{};
    std::size_t size = N;
    ensure(secp256k1_ec_pubkey_serialize(context(), out.data(), &size, &point, flags) == 1 && size == N,
           "secp256k1 serialize");
    return out;
}

}  // namespace

bool secp256k1_compress(ByteView point, Point33& out) noexcept {
    secp256k1_pubkey parsed;
    if (!parse_point(point, parsed)) {
        return false;
    }
    out = serialize<33>(parsed, SECP256K1_EC_COMPRESSED);
    return true;
}

Point65 secp256k1_uncompress(ByteView compressed) noexcept {
    secp256k1_pubkey parsed;
    ensure(parse_point(compressed, parsed), "a PublicKey is valid");
    return serialize<65>(parsed, SECP256K1_EC_UNCOMPRESSED);
}

bool secp256k1_public_point(ByteView secret, Point33& out) noexcept {
    ensure(secret.size() == 32, "secret length");
    secp256k1_pubkey point;
    if (secp256k1_ec_pubkey_create(context(), &point, secret.data()) != 1) {
        return false;
    }
    out = serialize<33>(point, SECP256K1_EC_COMPRESSED);
    return true;
}

bool secp256k1_is_low_s(const Signature64& signature) noexcept {
    secp256k1_ecdsa_signature parsed;
    if (secp256k1_ecdsa_signature_parse_compact(context(), &parsed, signature.data()) != 1) {
        return true;  // out of range altogether: verification says so
    }
    return secp256k1_ecdsa_signature_normalize(context(), nullptr, &parsed) == 0;
}

RecoverableSignature secp256k1_sign(ByteView secret, DigestView digest) noexcept {
    secp256k1_ecdsa_recoverable_signature made;
    // The default nonce function is RFC 6979's.
    ensure(secp256k1_ecdsa_sign_recoverable(context(), &made, digest.data(), secret.data(), nullptr, nullptr) == 1,
           "secp256k1 sign");
    RecoverableSignature out{};
    int recovery_id = 0;
    ensure(secp256k1_ecdsa_recoverable_signature_serialize_compact(context(), out.data(), &recovery_id, &made) == 1,
           "secp256k1 serialize");
    // 2 and 3 mean that r wrapped around the order: 2^-127, unless the secret key itself was built for it.
    ensure(recovery_id == 0 || recovery_id == 1, "recovery id");
    out[64] = static_cast<std::uint8_t>(27 + recovery_id);
    return out;
}

bool secp256k1_verify(ByteView compressed, DigestView digest, const Signature64& signature) noexcept {
    secp256k1_pubkey point;
    secp256k1_ecdsa_signature parsed;
    return parse_point(compressed, point) &&
           secp256k1_ecdsa_signature_parse_compact(context(), &parsed, signature.data()) == 1 &&
           secp256k1_ecdsa_verify(context(), &parsed, digest.data(), &point) == 1;
}

bool secp256k1_recover(DigestView digest, const RecoverableSignature& signature, Point33& out) noexcept {
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey point;
    if (secp256k1_ecdsa_recoverable_signature_parse_compact(context(), &parsed, signature.data(), signature[64] - 27) !=
            1 ||
        secp256k1_ecdsa_recover(context(), &point, &parsed, digest.data()) != 1) {
        return false;
    }
    out = serialize<33>(point, SECP256K1_EC_COMPRESSED);
    return true;
}

}  // namespace countersign::inline keys::detail

#include "identity/keys/secp256k1.hpp"

#include <secp256k1.h>
#include <secp256k1_recovery.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>

#include "identity/base/ensure.hpp"
#include "identity/base/limits.hpp"

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

/// Points by their compressed form. Decompressing one takes a square root, an eighth of a verification, and whoever
/// signs once mostly signs again. A slot holds the point that used it last; a slot in use elsewhere counts as empty, so
/// nobody ever waits. Public keys only.
class PointCache {
  public:
    /// False where `compressed` isn't a point.
    bool parse(ByteView compressed, secp256k1_pubkey& out) noexcept {
        if (compressed.size() != std::tuple_size_v<Point33> || compressed[0] == 0) {
            return parse_point(compressed, out);  // an empty slot is all zeros
        }
        std::uint64_t place = 0;
        std::memcpy(&place, compressed.data() + 1, sizeof place);
        Slot& slot = slots_[place % slots_.size()];
        if (const std::unique_lock guard(slot.mutex, std::try_to_lock);
            guard && std::ranges::equal(slot.compressed, compressed)) {
            out = slot.point;
            return true;
        }
        if (!parse_point(compressed, out)) {
            return false;
        }
        if (const std::unique_lock guard(slot.mutex, std::try_to_lock); guard) {
            std::ranges::copy(compressed, slot.compressed.begin());
            slot.point = out;
        }
        return true;
    }

  private:
    struct Slot {
        std::mutex mutex;
        Point33 compressed{};
        secp256k1_pubkey point{};
    };
    std::array<Slot, limits::cached_points> slots_;
};

PointCache& point_cache() noexcept {
    static PointCache instance;
    return instance;
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
    return point_cache().parse(compressed, point) &&
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

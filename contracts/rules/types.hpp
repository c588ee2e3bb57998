// The nouns of the registry: identifiers, keys, roles and the closed sets of small numbers that operations and
// records carry. Layouts: docs/spec/registry.md. Freestanding. Thread-safety: plain values.
#pragma once

#include "contracts/rules/bytes.hpp"

namespace countersign::rules {

/// EIP-712 struct hash of the create_identity operation, without domain: the same in every home.
using IdentityId = FixedBytes<32, struct IdentityIdTag>;
/// Keccak-256 of the 34 key bytes; also what EIP-712 makes of a `bytes key` field.
using KeyId = FixedBytes<32, struct KeyIdTag>;
/// Keccak-256 of an operation's canonical bytes without its signatures.
using OperationId = FixedBytes<32, struct OperationIdTag>;
using SchemaId = FixedBytes<32, struct SchemaIdTag>;
using AccreditationId = FixedBytes<32, struct AccreditationIdTag>;
using BatchId = FixedBytes<32, struct BatchIdTag>;
using TargetId = FixedBytes<32, struct TargetIdTag>;  // a batch id or an identity id
using DisputeId = FixedBytes<32, struct DisputeIdTag>;
/// The hash of something kept elsewhere (evidence, a schema document, a statement).
using ContentHash = FixedBytes<32, struct ContentHashTag>;
using SubjectId = FixedBytes<32, struct SubjectIdTag>;  // an identity id or a leaf hash
using Salt = FixedBytes<32, struct SaltTag>;
/// Hash of a random genesis entry: the salt of an embedded registry's EIP-712 domain.
using RegistryId = FixedBytes<32, struct RegistryIdTag>;
using DomainSeparator = FixedBytes<32, struct DomainSeparatorTag>;
/// Hash of a batch tree's leaf or node, SHA-256.
using TreeHash = FixedBytes<32, struct TreeHashTag>;
using SignatureBytes = FixedBytes<64, struct SignatureBytesTag>;
/// An operation's EIP-712 digest, which every one of its signatures is over.
using MessageDigest = FixedBytes<32, struct MessageDigestTag>;
/// An Ethereum contract address.
using Address = FixedBytes<20, struct AddressTag>;

/// Reinterprets 32 bytes under another meaning (a struct hash becomes an identity id).
template <typename To, size_t N, typename Tag>
[[nodiscard]] constexpr To retag(const FixedBytes<N, Tag>& from) noexcept {
    static_assert(To::size_bytes == N);
    To out{};
    copy_bytes(out.bytes, from.bytes, N);
    return out;
}

enum class Scheme : uint8_t {
    secp256k1 = 1,  ///< ECDSA over the digest
    p256 = 2,       ///< ECDSA over SHA-256(digest)
    ed25519 = 3,    ///< over the digest as message
    webauthn = 4,   ///< reserved
    erc1271 = 5,    ///< reserved
};

/// Scheme and public key: compressed SEC1 (33 bytes) for the curves, 32 bytes and one zero for Ed25519.
struct PublicKey {
    static constexpr size_t size_bytes = 34;

    uint8_t bytes[size_bytes];

    [[nodiscard]] constexpr uint8_t scheme_byte() const noexcept { return bytes[0]; }
    [[nodiscard]] constexpr Scheme scheme() const noexcept { return static_cast<Scheme>(bytes[0]); }
    /// The key as its own standard writes it: 33 bytes, or 32 for Ed25519.
    [[nodiscard]] constexpr ByteSpan key() const noexcept {
        return {bytes + 1, scheme() == Scheme::ed25519 ? size_t{32} : size_t{33}};
    }
    [[nodiscard]] constexpr const uint8_t* data() const noexcept { return bytes; }
    [[nodiscard]] static constexpr size_t size() noexcept { return size_bytes; }
    [[nodiscard]] constexpr bool is_zero() const noexcept { return *this == PublicKey{}; }
    friend constexpr bool operator==(const PublicKey& a, const PublicKey& b) noexcept {
        for (size_t i = 0; i < size_bytes; ++i) {
            if (a.bytes[i] != b.bytes[i]) {
                return false;
            }
        }
        return true;
    }
};

/// `key` is 33 bytes, or 32 for Ed25519; anything else gives a key of scheme 0, which no form check passes.
[[nodiscard]] constexpr PublicKey make_public_key(Scheme scheme, ByteSpan key) noexcept {
    PublicKey out{};
    if (key.size() != (scheme == Scheme::ed25519 ? size_t{32} : size_t{33})) {
        return out;
    }
    out.bytes[0] = static_cast<uint8_t>(scheme);
    copy_bytes(out.bytes + 1, key.data(), key.size());
    return out;
}

/// A set of bits: what a key may do for its identity.
using Roles = uint16_t;
namespace roles {
inline constexpr Roles control = 1;       ///< keys, names, compromise
inline constexpr Roles sign_content = 2;  ///< content records, C2PA claims
inline constexpr Roles issue = 4;         ///< schemas, credential batches
inline constexpr Roles revoke = 8;        ///< status of leaves
inline constexpr Roles endorse = 16;      ///< accreditation, statements, disputes
inline constexpr Roles anchor = 32;       ///< checkpoints of the identity's log on a chain
inline constexpr Roles all = 63;
}  // namespace roles

enum class IdentityKind : uint8_t { person = 1, organisation = 2, agent = 3 };
/// Who holds the control key: the owner, or a service for the owner.
enum class Custody : uint8_t { unchanged = 0, self = 1, hosted = 2 };
enum class RecoveryScope : uint8_t { control_keys = 1, all_keys = 2 };
enum class HashKind : uint8_t { sha256 = 1, keccak256 = 2 };  // keccak256 is reserved
enum class LeafKind : uint8_t { content = 1, credential = 2, statement = 3 };
enum class Status : uint8_t { valid = 0, suspended = 1, revoked = 2 };
enum class TargetKind : uint8_t { leaf = 1, identity = 2 };
enum class DisputeGround : uint8_t {
    false_attribution = 1,  ///< not made by whom it says
    false_identity = 2,     ///< the identity isn't who it says
    issued_in_error = 3,
    undisclosed_ai = 4,
    rights = 5,
    other = 6,
};
enum class DisputeAnswer : uint8_t { none = 0, contested = 1, conceded = 2 };
enum class Ruling : uint8_t { none = 0, upheld = 1, rejected = 2 };

/// When an operation is judged. `checkpoint` is the time of the last published checkpoint, 0 where there is none; it
/// only gates acceptance (R24), so a replay of accepted operations may leave it 0.
struct Moment {
    UnixSeconds now{};
    UnixSeconds checkpoint{};
};

}  // namespace countersign::rules
